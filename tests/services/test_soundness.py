# SPDX-License-Identifier: Apache-2.0
"""An older state put back behind the program's back is noticed, changes nothing, and stays a person's decision."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, FormId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.services import assessments, evidence, opening, people
from checklistapp.services import workspace as workspaces
from checklistapp.services.soundness import ConcernKind
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal, register
from checklistapp.store.restored import Restored
from checklistapp.store.restored import write as write_note
from tests.services.conftest import APPROVER, CHEAP, PREPARER

QUESTION = QuestionId("C1.Q1")
Answering = Callable[[Workspace, str], None]


@pytest.fixture
def folder(workspace: Workspace) -> Path:
    """A closed workspace with an answer, and ``older`` beside it as it was then."""
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    give(workspace, started.id, "no")
    workspace.close()
    shutil.copytree(workspace.folder, workspace.folder.with_name("older"))
    return workspace.folder


def give(workspace: Workspace, assessment: AssessmentId, word: str) -> None:
    assessments.save_answer(workspace, assessment, QUESTION, Answer(Response.of(word)))


def only(workspace: Workspace) -> AssessmentId:
    return assessments.resolve(workspace, ".")


def go_on(folder: Path, word: str = "yes") -> None:
    workspace = opening.unlock(folder, PREPARER)
    assert not workspace.is_read_only
    give(workspace, only(workspace), word)
    workspace.close()


def put_back(folder: Path, name: str = "") -> None:
    older = folder.with_name("older")
    if name:
        shutil.copy(older / name, folder / name)
    else:
        shutil.rmtree(folder)
        shutil.copytree(older, folder)


def kinds(workspace: Workspace) -> list[ConcernKind]:
    return [concern.kind for concern in workspace.concerns]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_first_opening_on_a_computer_says_so_and_no_later_one(folder: Path) -> None:
    register.file().unlink()
    first = opening.unlock(folder, PREPARER)
    assert kinds(first) == [ConcernKind.FIRST_TIME]
    assert not first.is_read_only
    first.close()
    again = opening.unlock(folder, PREPARER)
    assert kinds(again) == []
    again.close()


@pytest.mark.parametrize("name", ["", "Ruritania.checklist"])
def test_an_older_folder_or_file_is_noticed_and_left_as_it_is(folder: Path, name: str) -> None:
    go_on(folder)
    put_back(folder, name)
    before = content(folder)
    workspace = opening.unlock(folder, PREPARER)
    assert kinds(workspace) == [ConcernKind.ROLLED_BACK]
    (concern,) = workspace.concerns
    assert concern.kept is not None
    assert concern.found is not None
    assert concern.found.sequence < concern.kept.sequence
    assert concern.found_clock.endswith("Z")
    assert concern.kept_clock.endswith("Z")
    with pytest.raises(ChecklistError) as caught:
        give(workspace, only(workspace), "yes")
    assert caught.value.code == "workspace-older"
    assert "say why" in caught.value.hint
    workspace.close()
    assert content(folder) == before
    again = opening.unlock(folder, PREPARER)
    assert kinds(again) == [ConcernKind.ROLLED_BACK]
    again.close()


def test_attached_files_of_the_newer_state_outlive_a_rollback(folder: Path, tmp_path: Path) -> None:
    workspace = opening.unlock(folder, PREPARER)
    (tmp_path / "plan.txt").write_text("plan")
    evidence.attach(workspace, only(workspace), QUESTION, tmp_path / "plan.txt")
    workspace.close()
    newer = (folder / "Ruritania.checklist").read_bytes()
    put_back(folder, "Ruritania.checklist")
    opening.unlock(folder, PREPARER).close()
    (folder / "Ruritania.checklist").write_bytes(newer)
    workspace = opening.unlock(folder, PREPARER)
    assert not workspace.concerns
    assert not workspaces.check(workspace)
    workspace.close()


def test_a_state_changed_elsewhere_from_an_older_copy_is_noticed(folder: Path) -> None:
    go_on(folder)
    kept = register.file().read_bytes()
    put_back(folder)
    register.file().unlink()
    for word in ("no", "yes", "no"):
        go_on(folder, word)
    register.file().write_bytes(kept)
    workspace = opening.unlock(folder, PREPARER)
    assert kinds(workspace) == [ConcernKind.ROLLED_BACK]
    assert "changed elsewhere" in workspace.concerns[0].sentence
    workspace.close()


def test_going_on_with_an_older_state_stays_on_record(folder: Path) -> None:
    go_on(folder)
    put_back(folder)
    workspace = opening.unlock(folder, PREPARER)
    kept = workspace.concerns[0].kept
    with pytest.raises(ChecklistError) as caught:
        workspaces.accept_older(workspace, "  ")
    assert caught.value.code == "reason-missing"
    workspaces.accept_older(workspace, "The disk broke")
    assert not workspace.is_read_only
    give(workspace, only(workspace), "yes")
    (entry,) = [entry for entry in journal.entries(workspace.store) if entry.act is Act.ROLLBACK_ACCEPTED]
    assert kept is not None
    assert "The disk broke" in entry.remark
    assert kept.hash in entry.remark
    with pytest.raises(ChecklistError) as caught:
        workspaces.accept_older(workspace, "again")
    assert caught.value.code == "not-older"
    workspace.close()
    again = opening.unlock(folder, PREPARER)
    assert not again.concerns
    assert not workspaces.check(again)
    again.close()


def test_an_older_key_file_is_noticed(folder: Path) -> None:
    workspace = opening.unlock(folder, PREPARER)
    people.change_passphrase(workspace, PREPARER, "quite another sentence of words", CHEAP)
    workspace.close()
    put_back(folder, "keys.json")
    workspace = opening.unlock(folder, PREPARER)
    assert kinds(workspace) == [ConcernKind.KEYS_ROLLED_BACK]
    assert workspace.is_read_only
    workspaces.accept_older(workspace, "The new passphrase is forgotten")
    workspace.close()
    again = opening.unlock(folder, PREPARER)
    assert not again.concerns
    again.close()


def test_another_key_file_of_the_same_number_is_noticed(folder: Path) -> None:
    shutil.copytree(folder, folder.with_name("other"))
    for where, words in ((folder, "quite another sentence of words"), (folder.with_name("other"), APPROVER * 2)):
        register.file().unlink(missing_ok=True)
        workspace = opening.unlock(where, PREPARER)
        people.change_passphrase(workspace, PREPARER, words, CHEAP)
        workspace.close()
    shutil.copy(folder / "keys.json", folder.with_name("other") / "keys.json")
    workspace = opening.unlock(folder.with_name("other"), "quite another sentence of words")
    assert kinds(workspace) == [ConcernKind.KEYS_ROLLED_BACK]
    workspace.close()


def test_what_was_done_before_the_next_head_is_kept_may_be_lost_unnoticed(folder: Path) -> None:
    """The limit that SECURITY.md states: a log cut behind the last kept head."""
    workspace = opening.unlock(folder, PREPARER)
    workspaces.keep_head(workspace)
    give(workspace, only(workspace), "yes")
    crashed = folder.with_name("crashed")
    shutil.copytree(folder, crashed)
    log = crashed / "Ruritania.checklist-wal"
    log.write_bytes(log.read_bytes()[: log.stat().st_size // 2])
    unnoticed = opening.unlock(crashed, PREPARER)
    assert not unnoticed.concerns
    unnoticed.close()
    workspaces.keep_head(workspace)
    for where, put in ((crashed, log), (crashed, None)):
        shutil.rmtree(where)
        shutil.copytree(folder, where)
        cut = where / "Ruritania.checklist-wal"
        if put:
            cut.write_bytes(cut.read_bytes()[: cut.stat().st_size // 2])
        else:
            cut.unlink()
        noticed = opening.unlock(where, PREPARER)
        assert kinds(noticed) == [ConcernKind.ROLLED_BACK]
        noticed.close()
    workspace.close()


def test_an_older_page_is_noticed_by_the_check(folder: Path) -> None:
    go_on(folder)
    older = (folder.with_name("older") / "Ruritania.checklist").read_bytes()
    newer = (folder / "Ruritania.checklist").read_bytes()
    pages = [
        start for start in range(0, len(older), 4096) if older[start : start + 4096] != newer[start : start + 4096]
    ]
    assert pages
    for start in pages:
        mixed = newer[:start] + older[start : start + 4096] + newer[start + 4096 :]
        (folder / "Ruritania.checklist").write_bytes(mixed)
        try:
            workspace = opening.unlock(folder, PREPARER)
        except ChecklistError as fault:
            assert fault.code == "damaged"  # noqa: PT017 either way is noticed
            continue
        assert workspace.concerns or workspaces.check(workspace, thorough=False), start
        workspace.close()


def test_a_broken_register_is_set_aside_with_a_sentence(folder: Path) -> None:
    whole = register.file().read_bytes()
    for harm in (b"", b"{", whole.replace(b'"sequence"', b'"Sequence"'), b"[" * 200_000):
        register.file().write_bytes(harm)
        workspace = opening.unlock(folder, PREPARER)
        assert kinds(workspace) == [ConcernKind.REGISTER]
        assert not workspace.is_read_only
        workspace.close()
        assert register.file().with_suffix(".broken").read_bytes() == harm
        again = opening.unlock(folder, PREPARER)
        assert not again.concerns
        again.close()


def test_a_register_that_cannot_be_written_stops_nobody(folder: Path) -> None:
    settings = register.file().parent
    shutil.rmtree(settings)
    settings.write_text("a file in the place of the folder")
    workspace = opening.unlock(folder, PREPARER)
    assert ConcernKind.REGISTER in kinds(workspace)
    give(workspace, only(workspace), "yes")
    workspace.close()


def test_a_newer_state_from_another_computer_is_no_surprise(folder: Path) -> None:
    kept = register.file().read_bytes()
    go_on(folder)
    register.file().write_bytes(kept)
    workspace = opening.unlock(folder, PREPARER)
    assert not workspace.concerns
    workspace.close()


def test_recovery_with_the_words_explains_the_new_key_file(tmp_path: Path) -> None:
    created = opening.create(tmp_path / "Ruritania", PREPARER, cost=CHEAP)
    for words in ("quite another sentence of words", "yet another sentence of words"):
        people.change_passphrase(
            created.workspace, PREPARER if words[0] == "q" else "quite another sentence of words", words, CHEAP
        )
    created.workspace.close()
    kept = register.file().read_bytes()
    (tmp_path / "Ruritania" / "keys.json").unlink()
    opening.recover(tmp_path / "Ruritania", " ".join(created.recovery_words), PREPARER, cost=CHEAP).close()
    register.file().write_bytes(kept)
    workspace = opening.unlock(tmp_path / "Ruritania", PREPARER)
    assert not workspace.concerns
    workspace.close()


def test_recovery_does_not_make_an_older_state_the_known_one(tmp_path: Path) -> None:
    created = opening.create(tmp_path / "Ruritania", PREPARER, cost=CHEAP)
    created.workspace.close()
    shutil.copytree(tmp_path / "Ruritania", tmp_path / "older")
    workspace = opening.unlock(tmp_path / "Ruritania", PREPARER)
    for name in ("One", "Two", "Three", "Four", "Five", "Six"):
        people.add_person(workspace, name, workspace.person.role)
    workspace.close()
    shutil.rmtree(tmp_path / "Ruritania")
    shutil.copytree(tmp_path / "older", tmp_path / "Ruritania")
    before = content(tmp_path / "Ruritania")
    words = " ".join(created.recovery_words)
    recovered = opening.recover(tmp_path / "Ruritania", words, "other words here", cost=CHEAP)
    assert recovered.is_read_only
    assert ConcernKind.ROLLED_BACK in kinds(recovered)
    recovered.close()
    assert content(tmp_path / "Ruritania") == before
    workspace = opening.unlock(tmp_path / "Ruritania", PREPARER)
    assert ConcernKind.ROLLED_BACK in kinds(workspace)
    workspace.close()


def test_the_register_holds_no_name_and_no_secret(folder: Path) -> None:
    register.file().read_bytes()
    (known,) = json.loads(register.file().read_text())["workspaces"]
    kept = {"id", "sequence", "hash", "rev", "mac", "clock", "place", "backups", "failed", "asides", "removed"}
    assert set(known) == kept
    assert register.file().stat().st_mode & 0o777 == 0o600


def test_a_forged_note_of_restoring_hides_no_rollback_and_moves_no_folder(folder: Path) -> None:
    go_on(folder)
    put_back(folder)
    victim = folder.with_name("victim")
    victim.mkdir()
    write_note(folder, Restored("copy.checklist-backup", "2026-01-31T12:00:00Z", "victim", "moved"))
    workspace = opening.unlock(folder, PREPARER)
    assert set(kinds(workspace)) == {ConcernKind.ROLLED_BACK, ConcernKind.RESTORED}
    workspaces.accept_older(workspace, "I restored it")
    assert victim.is_dir()
    assert [entry.act for entry in journal.entries(workspace.store)][-2:] == [
        Act.ROLLBACK_ACCEPTED,
        Act.WORKSPACE_RESTORED,
    ]
    assert not (folder / "restored.json").exists()
    workspace.close()


def test_a_background_check_lets_other_work_in_between(folder: Path) -> None:
    workspace = opening.unlock(folder, PREPARER)
    seen = []
    for number, step in enumerate(workspaces.check_steps(workspace)):
        assert not step.findings
        seen.append(step.progress.label)
        give(workspace, only(workspace), "yes" if number % 2 else "no")
        people.add_person(workspace, f"Person {number + 2}", workspace.person.role)
    assert set(seen) == {"Pages", "Tables", "Journal", "Answers", "Key file", "Attached files"}
    assert not workspaces.check(workspace)
    workspace.close()


def test_nothing_leaves_a_damaged_workspace(folder: Path, tmp_path: Path) -> None:
    from checklistapp.services import backups, exports

    workspace = opening.unlock(folder, PREPARER)
    assessment = assessments.load(workspace, only(workspace))
    file = folder / "Ruritania.checklist"
    with file.open("r+b") as stream:  # through the lock that this process holds: nothing else closes it here
        stream.seek(-1000, 2)
        former = stream.read(1)
        stream.seek(-1000, 2)
        stream.write(bytes([former[0] ^ 1]))
    for leave in (
        lambda: exports.export(workspace, assessment.id, exports.record(assessment), tmp_path / "x.json", "record"),
        lambda: backups.backup(workspace, tmp_path / "x.checklist-backup"),
    ):
        with pytest.raises(ChecklistError) as caught:
            leave()
        assert caught.value.code == "damaged"
    assert not list(tmp_path.glob("x.*"))
    workspace.close()


def test_the_file_of_an_open_workspace_is_opened_by_nobody_else(folder: Path) -> None:
    """Closing it again would drop the lock that keeps other programs out."""
    from checklistapp.services import contacts, identities, receiving, verification

    workspace = opening.unlock(folder, PREPARER)
    file = workspace.store.file
    for read in (
        lambda: receiving.verify_file(file, workspace),
        lambda: receiving.receive(workspace, file, PREPARER),
        lambda: identities.import_pkcs12(workspace, PREPARER, file, ""),
        lambda: contacts.add(workspace, file),
        lambda: verification.is_pdf(file),
        lambda: assessments.read_bounded(file),
    ):
        with pytest.raises(ChecklistError) as caught:
            read()
        assert caught.value.code in {"open-elsewhere", "card-altered", "key-file"}
    second = "from checklistapp.services import opening; from pathlib import Path; import sys\n"
    second += "opening.unlock(Path(sys.argv[1]), sys.argv[2]).close()"
    ended = subprocess.run([sys.executable, "-c", second, str(folder), PREPARER], capture_output=True, check=False)
    assert b"The workspace is open in another window or program" in ended.stderr
    workspace.close()


def test_going_on_in_a_damaged_workspace_stays_on_record(folder: Path) -> None:
    workspace = opening.unlock(folder, PREPARER)
    found = [workspaces.CheckFinding("row", "Not as the journal left it: answer:1/2.")] * 2
    workspaces.accept_damage(workspace, [*found, workspaces.CheckFinding("page", "Damaged pages: 1.")])
    newest = list(journal.entries(workspace.store))[-1]
    assert (newest.act, newest.remark) == (Act.DAMAGE_ACCEPTED, "findings: page 1, row 2")
    workspace.close()
