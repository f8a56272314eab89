# SPDX-License-Identifier: Apache-2.0
"""200 flipped bits, spread over every file of a workspace and every part of each: none changes an answer unnoticed."""

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import FormId
from checklistapp.services import assessments, backup_copies, backups, evidence, opening
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.store import evidence as store_evidence
from checklistapp.store import register
from tests.services.conftest import CHEAP, PREPARER

PAGE = 4096


@dataclass(frozen=True)
class Victim:
    """``closed`` is at rest; ``crashed`` was copied while open, its newest answers in the log; ``copy`` is a backup."""

    closed: Path
    crashed: Path
    copy: Path
    register: bytes
    answers: bytes


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Victim:
    root = tmp_path_factory.mktemp("victim")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CONFIG_HOME", str(root / "settings"))
        workspace = opening.create(root / "Ruritania", PREPARER, allow_attachments=True, cost=CHEAP).workspace
        started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
        (root / "plan.txt").write_bytes(bytes(range(256)) * 6000)
        for question in started.form.questions():
            assessments.save_answer(workspace, started.id, question.id, Answer(Response.of("yes"), note="note " * 40))
        evidence.attach(workspace, started.id, next(iter(started.form.questions())).id, root / "plan.txt")
        workspace.store.query("PRAGMA wal_checkpoint(TRUNCATE)")
        for question in list(started.form.questions())[::3]:
            former = assessments.load(workspace, started.id).answer(question.id)
            changed = Answer(Response.of("no"), note=former.note, evidence=former.evidence)
            assessments.save_answer(workspace, started.id, question.id, changed)
        workspaces.keep_head(workspace)
        shutil.copytree(workspace.folder, root / "crashed" / "Ruritania")
        answers = canonical(workspace)
        backups.backup(workspace, root / "copy.checklist-backup")
        workspace.close()
        kept = register.file().read_bytes()
    return Victim(workspace.folder, root / "crashed" / "Ruritania", root / "copy.checklist-backup", kept, answers)


def canonical(workspace: Workspace) -> bytes:
    """Every answer and every attached byte."""
    loaded = assessments.load(workspace, assessments.resolve(workspace, "."))
    parts = [assessments.answers_document(loaded)]
    for answer in loaded.answers.values():
        for reference in answer.evidence:
            with store_evidence.open_attachment(workspace.store, reference.id) as stream:
                parts.append(stream.read())
    return b"\0".join(parts)


def flips(size: int, strata: list[tuple[int, int]], count: int, seed: int) -> list[tuple[int, int]]:
    """``count`` places and bits, the same number in each stratum (from, to)."""
    chance = random.Random(seed)  # noqa: S311 places to damage, not a secret
    wanted = [strata[number % len(strata)] for number in range(count)]
    return [(chance.randrange(low, min(high, size)), 1 << chance.randrange(8)) for low, high in wanted]


def flipped(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def judge(folder: Path, answers: bytes) -> str:
    """Refused, noticed, or the same answers; anything else is a failure."""
    try:
        workspace = opening.unlock(folder, PREPARER)
    except ChecklistError as fault:
        return f"refused: {fault.code}"
    try:
        if any(concern.needs_decision for concern in workspace.concerns) or workspaces.check(workspace):
            return "noticed"
        assert canonical(workspace) == answers
        return "the same answers"
    finally:
        workspace.close()


def harmed(victim: Victim, whole: Path, name: str, place: int, bit: int, work: Path) -> str:
    folder = work / "Ruritania"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(whole, folder)
    (folder / name).write_bytes(flipped((folder / name).read_bytes(), place, bit))
    register.file().parent.mkdir(parents=True, exist_ok=True)
    register.file().write_bytes(victim.register)
    return judge(folder, victim.answers)


def counted(verdicts: list[str]) -> dict[str, int]:
    kinds = [verdict.partition(":")[0] for verdict in verdicts]
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def test_the_victim_is_sound_unharmed(victim: Victim, tmp_path: Path) -> None:
    for whole in (victim.closed, victim.crashed):
        assert harmed(victim, whole, "keys.json", 0, 0, tmp_path) == "the same answers"


def test_every_field_of_the_key_file(victim: Victim, tmp_path: Path) -> None:
    data = (victim.closed / "keys.json").read_bytes()
    names = [b'"v"', b'"file_id"', b'"rev"', b'"mac"', b'"sum"', b'"id"', b'"label"', b'"pub"', b'"salt"', b'"nonce"']
    names += [b'"m"', b'"t"', b'"p"', b'"ct"', b'"sealed"']
    fields = [data.index(name) for name in names]
    places = flips(len(data), [(start, start + 40) for start in fields], 45, 1)
    verdicts = [harmed(victim, victim.closed, "keys.json", place, bit, tmp_path) for place, bit in places]
    assert set(counted(verdicts)) == {"refused"}


def test_header_and_pages_of_each_kind(victim: Victim, tmp_path: Path) -> None:
    workspace = opening.unlock(victim.closed, PREPARER, read_only=True)
    roots = [page for (page,) in workspace.store.query("SELECT rootpage FROM sqlite_schema WHERE rootpage > 0")]
    workspace.close()
    size = (victim.closed / "Ruritania.checklist").stat().st_size
    pages = [*roots, size // PAGE, size // PAGE - 1, size // PAGE // 2]
    strata = [(0, 16), (16, 116), (PAGE - 80, PAGE)]
    for page in pages:  # contents; initialisation vector and HMAC at the end of each page
        strata += [((page - 1) * PAGE, page * PAGE - 80), (page * PAGE - 80, page * PAGE)]
    places = flips(size, strata, 60, 2)
    verdicts = [harmed(victim, victim.closed, "Ruritania.checklist", place, bit, tmp_path) for place, bit in places]
    assert set(counted(verdicts)) <= {"refused", "noticed"}


def test_header_and_frames_of_the_log(victim: Victim, tmp_path: Path) -> None:
    size = (victim.crashed / "Ruritania.checklist-wal").stat().st_size
    frame = 24 + PAGE
    strata = [(0, 32)] + [
        part
        for start in range(32, size, frame * max(1, size // frame // 12))
        for part in ((start, start + 24), (start + 24, start + frame))
    ]
    places = flips(size, strata, 40, 3)
    verdicts = [
        harmed(victim, victim.crashed, "Ruritania.checklist-wal", place, bit, tmp_path) for place, bit in places
    ]
    assert counted(verdicts)["noticed"] > 20


def test_beginning_body_and_end_of_an_attached_file(victim: Victim, tmp_path: Path) -> None:
    (path,) = (victim.closed / "evidence").iterdir()
    size, chunk = path.stat().st_size, (1 << 20) + 16
    strata = [
        (0, 16),
        (16, chunk - 16),
        (chunk - 16, chunk),
        (chunk, chunk + 16),
        (chunk + 16, size - 16),
        (size - 16, size),
    ]
    places = flips(size, strata, 20, 4)
    verdicts = [harmed(victim, victim.closed, f"evidence/{path.name}", place, bit, tmp_path) for place, bit in places]
    assert set(counted(verdicts)) == {"noticed"}


def test_every_part_of_a_backup_copy(victim: Victim, tmp_path: Path) -> None:
    """Either its test finds something, or what it restores is the same."""
    whole, harmed_copy = victim.copy.read_bytes(), tmp_path / "x.checklist-backup"
    central = whole.rindex(b"PK\x01\x02", 0, whole.index(b"PK\x01\x02") + 4)
    strata = [
        (0, 60),
        (60, 4000),
        (len(whole) // 4, len(whole) // 2),
        (len(whole) // 2, central),
        (central, len(whole)),
    ]
    verdicts = []
    for place, bit in flips(len(whole), strata, 40, 5):
        harmed_copy.write_bytes(flipped(whole, place, bit))
        try:
            proof = backup_copies.prove(harmed_copy, passphrase=PREPARER)
        except ChecklistError as fault:
            verdicts.append(f"refused: {fault.code}")
            continue
        if proof.findings:
            verdicts.append("noticed")
            continue
        shutil.rmtree(tmp_path / "Ruritania", ignore_errors=True)
        backups.restore(harmed_copy, tmp_path / "Ruritania")
        register.file().unlink(missing_ok=True)
        assert judge(tmp_path / "Ruritania", victim.answers) == "the same answers"
        verdicts.append("the same answers")
    assert verdicts.count("the same answers") < len(verdicts) // 2


Edit = Callable[[Path], object]


@pytest.mark.parametrize("cut", ["missing", "halved", "emptied", "exchanged"])
def test_an_attached_file_that_is_not_the_one(victim: Victim, tmp_path: Path, cut: str) -> None:
    folder = tmp_path / "Ruritania"
    shutil.copytree(victim.closed, folder)
    (path,) = (folder / "evidence").iterdir()
    data = path.read_bytes()
    edits: dict[str, Edit] = {
        "missing": lambda file: file.unlink(),
        "halved": lambda file: file.write_bytes(data[: len(data) // 2]),
        "emptied": lambda file: file.write_bytes(b""),
        "exchanged": lambda file: file.write_bytes(bytes(len(data))),
    }
    edits[cut](path)
    workspace = opening.unlock(folder, PREPARER)
    quick = {finding.kind for finding in workspaces.check(workspace, thorough=False)}
    assert quick == (set() if cut == "exchanged" else {"evidence"})
    assert {finding.kind for finding in workspaces.check(workspace)} == {"evidence"}
    workspace.close()


def test_a_register_of_another_shape_is_no_way_round(victim: Victim, tmp_path: Path) -> None:
    """Whoever may write the settings of the person can make the next opening the first one, and it says so."""
    folder = tmp_path / "Ruritania"
    shutil.copytree(victim.closed, folder)
    register.file().parent.mkdir(parents=True, exist_ok=True)
    values = json.loads(victim.register)
    values["workspaces"] = []
    register.file().write_text(json.dumps(values, indent=1) + "\n")
    workspace = opening.unlock(folder, PREPARER)
    assert [concern.code for concern in workspace.concerns] in (["first-time"], ["register-broken"])
    workspace.close()
