# SPDX-License-Identifier: Apache-2.0
"""Backup copies: made by themselves, tested with one click, and never put over something newer unasked."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklistapp.domain.answer import Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import FormId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.services import assessments, backup_copies, backups, evidence, opening, people, rotation
from checklistapp.services import workspace as workspaces
from checklistapp.services.backup_copies import Relation
from checklistapp.services.operation import CancelledError, Progress
from checklistapp.services.soundness import ConcernKind
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal, register, restoring
from checklistapp.system import files
from checklistapp.system.clock import Clock
from tests.services.conftest import CHEAP, PREPARER

QUESTION = QuestionId("C1.Q1")
OTHER_WORDS = "quite another sentence of words"


@pytest.fixture
def opened(workspace: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """With an answer and an attached file."""
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    give(workspace)
    (tmp_path / "plan.txt").write_bytes(b"plan" * 1000)
    evidence.attach(workspace, started.id, QUESTION, tmp_path / "plan.txt")
    (tmp_path / "plan.txt").unlink()
    yield workspace
    workspace.close()


def give(workspace: Workspace, word: str = "yes") -> None:
    found = assessments.load(workspace, assessments.resolve(workspace, "."))
    former = found.answer(QUESTION)
    assessments.save_answer(workspace, found.id, QUESTION, replace(former, response=Response.of(word)))


@pytest.fixture
def place(opened: Workspace, tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    backups.set_place(opened, folder)
    return folder


@pytest.fixture
def copy(opened: Workspace, tmp_path: Path) -> Path:
    backups.backup(opened, tmp_path / "Ruritania.checklist-backup")
    return tmp_path / "Ruritania.checklist-backup"


def refusal(call: object, *arguments: object, **options: object) -> str:
    assert callable(call)
    with pytest.raises(ChecklistError) as caught:
        call(*arguments, **options)
    assert caught.value.sentence
    return caught.value.code


def test_the_place_is_outside_and_can_be_written(opened: Workspace, tmp_path: Path) -> None:
    assert backups.place(opened) is None
    assert not backups.due(opened, closing=True)
    assert refusal(backups.make_automatic, opened) == "no-backup-place"
    for inside in (opened.folder, opened.folder / "evidence"):
        assert refusal(backups.set_place, opened, inside) == "inside-workspace"
    assert refusal(backups.set_place, opened, tmp_path / "nowhere") == "not-a-folder"
    (remark,) = backups.set_place(opened, tmp_path)
    assert "same disk" in remark
    assert backups.place_remarks(opened) == (remark,)
    assert backups.place(opened) == tmp_path
    backups.set_place(opened, None)
    assert backups.place(opened) is None


def test_fat_disks_take_copies_up_to_their_limit(
    opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "file_system_type", lambda path, mounts: "vfat")
    assert any("4 GB" in remark for remark in backups.set_place(opened, tmp_path))
    monkeypatch.setattr(backups, "_LARGEST_ON_FAT", 10)
    assert refusal(backups.set_place, opened, tmp_path) == "file-too-large"


def test_copies_come_when_they_are_due(opened: Workspace, place: Path) -> None:
    day = datetime(2026, 1, 31, 12, tzinfo=UTC)
    opened.clock = Clock(lambda: day)
    assert backups.due(opened)
    first = backups.make_automatic(opened)
    assert first.name.startswith("Ruritania 0000")
    assert "2026-01-31 120000" in first.name
    assert not backups.due(opened, closing=True)
    give(opened, "no")
    assert not backups.due(opened)
    assert backups.due(opened, closing=True)
    opened.clock = Clock(lambda: day.replace(month=2, day=1))
    assert backups.due(opened)
    assert backups.before_leaving(opened, closing=False) == ""
    assert len(list(place.iterdir())) == 2
    assert [found.automatic for found in backups.copies(opened)] == [True, True]


def test_names_never_collide(opened: Workspace, place: Path) -> None:
    opened.clock = Clock(lambda: datetime(2026, 1, 31, 12, tzinfo=UTC))
    names = {backups.make_automatic(opened).name for _ in range(3)}
    assert len(names) == 3
    register.forget(register.workspace_id(opened.store))
    backups.set_place(opened, place)
    (place / min(names)).unlink()
    assert backups.make_automatic(opened).name == min(names)
    assert backups.make_automatic(opened).name not in names


def test_rotation_removes_its_own_files_only(opened: Workspace, place: Path) -> None:
    made = [backups.make_automatic(opened) for _ in range(rotation.NEWEST)]
    stranger, changed = place / "mine.checklist-backup", made[0]
    stranger.write_bytes(b"somebody's")
    changed.write_bytes(changed.read_bytes() + b"changed")
    backups.backup(opened, place / "by hand.checklist-backup")
    later = [backups.make_automatic(opened) for _ in range(rotation.NEWEST)]
    assert {path.name for path in place.iterdir()} == {
        stranger.name,
        changed.name,
        "by hand.checklist-backup",
        *(path.name for path in later),
    }


def test_the_only_tested_copy_is_not_rotated_away(opened: Workspace, place: Path) -> None:
    first = backups.make_automatic(opened)
    assert not backup_copies.prove(first, workspace=opened).findings
    for _ in range(6):
        backups.make_automatic(opened)
    assert first.exists()
    assert [found.path for found in backups.copies(opened) if found.tested] == [first]


def test_a_tested_copy_that_was_changed_since_keeps_no_place(opened: Workspace, place: Path) -> None:
    """Of the same size, so only its bytes tell: the older one that is still whole is the tested one to keep."""
    first, second = (backups.make_automatic(opened) for _ in range(2))
    for copy in (first, second):
        assert not backup_copies.prove(copy, workspace=opened).findings
    data = bytearray(second.read_bytes())
    data[len(data) // 2] ^= 1
    second.write_bytes(data)
    for _ in range(rotation.NEWEST + 2):
        backups.make_automatic(opened)
    assert first.exists()
    assert not second.exists() or second.read_bytes() != data  # its name may be given again


def test_a_copy_that_fails_stops_nobody_and_is_told_next_time(opened: Workspace, place: Path) -> None:
    shutil.rmtree(place)
    assert "not there now" in backups.place_remarks(opened)[0]
    said = backups.before_leaving(opened)
    assert "was not made" in said
    opened.close()
    again = opening.unlock(opened.folder, PREPARER)
    assert [concern.kind for concern in again.concerns] == [ConcernKind.BACKUP_FAILED]
    assert again.concerns[0].sentence == said

    def give_up(progress: Progress) -> None:
        raise CancelledError

    place.mkdir()
    assert "given up" in backups.before_leaving(again, give_up)
    assert not list(place.iterdir())
    assert backups.before_leaving(again) == ""
    again.close()
    last = opening.unlock(opened.folder, PREPARER)
    assert not last.concerns
    last.close()


def test_one_click_proves_a_copy_and_says_when(opened: Workspace, copy: Path) -> None:
    (known,) = backups.copies(opened)
    assert (known.path, known.tested, known.present) == (copy, "", True)
    proof = backup_copies.prove(copy, workspace=opened)
    assert proof.findings == ()
    assert proof.relation is Relation.SAME
    assert backups.copies(opened)[0].tested
    give(opened, "no")
    assert backup_copies.prove(copy, workspace=opened).relation is Relation.OLDER
    backups.backup(opened, copy)
    assert not backups.copies(opened)[0].tested
    assert not workspaces.check(opened)


def test_a_copy_under_other_keys_wants_its_passphrase(opened: Workspace, copy: Path) -> None:
    assert refusal(backup_copies.prove, copy) == "passphrase-needed"
    people.change_passphrase(opened, PREPARER, OTHER_WORDS, CHEAP)
    assert refusal(backup_copies.prove, copy, workspace=opened) == "passphrase-needed"
    assert refusal(backup_copies.prove, copy, passphrase=OTHER_WORDS) == "wrong-passphrase"
    assert backup_copies.prove(copy, workspace=opened, passphrase=PREPARER).findings == ()
    people.renew_keys(opened, OTHER_WORDS)
    assert refusal(backup_copies.prove, copy, workspace=opened) == "passphrase-needed"
    proof = backup_copies.prove(copy, workspace=opened, passphrase=PREPARER)
    assert (proof.findings, proof.relation) == ((), Relation.OLDER)


def test_a_preview_tells_what_would_come_back(opened: Workspace, copy: Path, tmp_path: Path) -> None:
    found = backup_copies.preview(copy, PREPARER, workspace=opened)
    assert (found.name, found.persons, found.relation) == ("Ruritania", ("Person 1",), Relation.SAME)
    assert [(each.answered, each.organisation) for each in found.assessments] == [(1, "Ruritania")]
    assert found.head == journal.head(opened.store)
    assert refusal(backup_copies.preview, copy, "wrong") == "wrong-passphrase"
    give(opened, "no")
    assert backup_copies.preview(copy, PREPARER, workspace=opened).relation is Relation.OLDER
    assert backup_copies.preview(copy, PREPARER).relation is Relation.SAME  # as what was known when it was made
    opened.close()
    assert backup_copies.preview(copy, PREPARER).relation is Relation.OLDER
    assert backup_copies.preview(copy, PREPARER, folder=opened.folder).relation is Relation.OLDER
    backups.restore(copy, tmp_path / "Again")
    assert backup_copies.preview(copy, PREPARER, folder=tmp_path / "Again").relation is Relation.SAME
    other = opening.create(tmp_path / "Other", PREPARER, cost=CHEAP).workspace
    assert backup_copies.preview(copy, PREPARER, workspace=other).relation is Relation.FOREIGN
    other.close()
    register.file().unlink()
    assert backup_copies.preview(copy, PREPARER).relation is Relation.UNKNOWN
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_newer_workspace_is_not_replaced_unasked(opened: Workspace, copy: Path, tmp_path: Path) -> None:
    folder = opened.folder
    assert refusal(backups.restore_over, copy, folder, accept_loss=True) == "open-elsewhere"
    give(opened, "no")
    opened.close()
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert refusal(backups.restore_over, copy, folder) == "backup-unknown"
    assert refusal(backups.restore_over, copy, folder, PREPARER) == "backup-older"
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    aside = backups.restore_over(copy, folder, PREPARER, accept_loss=True)
    assert {path.name: path.read_bytes() for path in aside.rglob("*") if path.is_file()} == before
    assert aside.name.startswith("Ruritania set aside 20")
    restored = opening.unlock(folder, PREPARER)
    assert [concern.kind for concern in restored.concerns] == [ConcernKind.RESTORED]
    assert [entry.act for entry in journal.entries(restored.store)][-1] is Act.WORKSPACE_RESTORED
    assert workspaces.check(restored) == []
    restored.close()
    again = opening.unlock(folder, PREPARER)
    assert not again.concerns
    again.close()
    assert {path.name for path in tmp_path.iterdir()} == {"Ruritania", aside.name, copy.name}


def test_an_older_or_the_same_one_is_replaced_without_a_question(opened: Workspace, copy: Path, tmp_path: Path) -> None:
    backups.restore(copy, tmp_path / "older")
    give(opened, "no")
    backups.backup(opened, copy)
    opened.close()
    aside = backups.restore_over(copy, tmp_path / "older", PREPARER)
    assert aside.is_dir()
    register.file().unlink()
    newest = opening.unlock(tmp_path / "older", PREPARER)
    assert newest.store.read_only is False
    newest.close()


def test_lines_that_parted_and_foreign_ones_are_told(opened: Workspace, copy: Path, tmp_path: Path) -> None:
    folder = opened.folder
    opened.close()
    backups.restore(copy, tmp_path / "Other line")
    for where in (folder, tmp_path / "Other line"):
        register.file().unlink()
        workspace = opening.unlock(where, PREPARER)
        give(workspace, "no")
        workspace.close()
    workspace = opening.unlock(tmp_path / "Other line", PREPARER)
    backups.backup(workspace, tmp_path / "parted.checklist-backup")
    workspace.close()
    assert refusal(backups.restore_over, tmp_path / "parted.checklist-backup", folder, PREPARER) == "backup-diverged"
    opening.create(tmp_path / "Foreign", PREPARER, cost=CHEAP).workspace.close()
    assert refusal(backups.restore_over, copy, tmp_path / "Foreign", PREPARER, accept_loss=True) == "backup-foreign"
    assert refusal(backups.restore_over, copy, tmp_path / "nowhere", PREPARER) == "not-a-workspace"


class PowerCutError(BaseException):
    """Nothing runs afterwards."""


class CutAt:
    """Stands for syncing a folder: the power fails at the step of that number."""

    def __init__(self, number: int) -> None:
        self.number, self.taken = number, 0

    def __call__(self, _: Path) -> None:
        self.taken += 1
        if self.taken == self.number:
            raise PowerCutError


@pytest.mark.parametrize("exchanging", [True, False])
def test_a_power_cut_while_replacing_leaves_one_whole_workspace(
    opened: Workspace, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanging: bool
) -> None:
    """At each step: what opens is the old state or the new one, and the old one is never lost."""
    folder = opened.folder
    opened.close()
    if not exchanging:
        monkeypatch.setattr(restoring, "exchange", lambda one, other: False)
    for cut in range(1, 9):
        shutil.copytree(folder, tmp_path / "here" / "Ruritania")
        step = CutAt(cut)

        with monkeypatch.context() as patched:
            patched.setattr(restoring, "fsync_folder", step)
            patched.setattr(shutil, "rmtree", lambda *_, **__: None)
            with suppress(PowerCutError):
                backups.restore_over(copy, tmp_path / "here" / "Ruritania", accept_loss=True)
        finished = step.taken < cut
        found = [path for path in (tmp_path / "here").iterdir() if (path / "keys.json").exists()]
        register.file().unlink(missing_ok=True)
        whole = []
        for path in found:
            try:
                workspace = opening.unlock(path, PREPARER)
            except ChecklistError:
                continue
            whole.append(path)
            assert not workspaces.check(workspace)
            workspace.close()
        assert whole
        assert (tmp_path / "here" / "Ruritania") in whole or not exchanging
        if finished or exchanging:
            names = {path.name for path in (tmp_path / "here").iterdir()}
            assert "Ruritania" in names
        shutil.rmtree(tmp_path / "here")
        if finished:
            assert len(whole) == 2
            break
    else:
        pytest.fail("never finished")


def test_a_copy_on_a_folder_that_cannot_be_written_is_proven_too(opened: Workspace, copy: Path, tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    shutil.copy(copy, medium / "x.checklist-backup")
    medium.chmod(0o555)
    assert not backup_copies.prove(medium / "x.checklist-backup", workspace=opened).findings
    assert [path.name for path in medium.iterdir()] == ["x.checklist-backup"]
    medium.chmod(0o755)


def test_a_copy_that_failed_its_test_is_no_longer_called_tested(opened: Workspace, copy: Path) -> None:
    assert not backup_copies.prove(copy, workspace=opened).findings
    sound = copy.read_bytes()
    copy.write_bytes(sound[: len(sound) // 2] + bytes([sound[len(sound) // 2] ^ 1]) + sound[len(sound) // 2 + 1 :])
    (finding,) = backup_copies.prove(copy, workspace=opened).findings[:1]
    assert "restored" not in finding.message
    (known,) = backups.copies(opened)
    assert (known.tested, bool(known.failed)) == ("", True)
    copy.write_bytes(sound[:-200])
    assert backup_copies.prove(copy, passphrase=PREPARER).findings
    assert backups.copies(opened)[0].failed
    copy.write_bytes(sound)
    assert not backup_copies.prove(copy, workspace=opened).findings
    (known,) = backups.copies(opened)
    assert (bool(known.tested), known.failed) == (True, "")
    stray = copy.with_name("stray.checklist-backup")
    stray.write_bytes(b"no copy at all")
    assert backup_copies.prove(stray, workspace=opened).findings
    assert len(backups.copies(opened)) == 1


def test_read_only_takes_no_other_place(opened: Workspace, place: Path) -> None:
    opened.store.refusal = ChecklistError("workspace-older", "An older copy.")
    assert refusal(backups.set_place, opened, None) == "workspace-older"
    assert backups.place(opened) == place
    opened.store.refusal = None


def test_the_copies_of_a_workspace_that_does_not_open_are_known(opened: Workspace, copy: Path, tmp_path: Path) -> None:
    opened.close()
    (known,) = backups.copies_of_closed(opened.folder)
    assert known.path == copy
    (opened.folder / "keys.json").write_bytes(b"{}")
    assert backups.copies_of_closed(opened.folder) == []
    assert backups.copies_of_closed(tmp_path / "nowhere") == []
