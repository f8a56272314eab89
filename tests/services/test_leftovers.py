# SPDX-License-Identifier: Apache-2.0
"""What a crash or a failing disk leaves of backup copies and of restoring, and names that somebody else chose."""

import os
from pathlib import Path

import pytest

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.journal import Act
from checklistapp.services import backup_copies, backups, opening
from checklistapp.services.operation import Progress
from checklistapp.services.soundness import ConcernKind
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal, restoring
from tests.services.conftest import PREPARER


@pytest.fixture
def place(workspace: Workspace, tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    backups.set_place(workspace, folder)
    return folder


@pytest.fixture
def copy(workspace: Workspace, tmp_path: Path) -> Path:
    backups.backup(workspace, tmp_path / "carried.checklist-backup")
    return tmp_path / "carried.checklist-backup"


def refusal(call: object, *arguments: object, **options: object) -> str:
    assert callable(call)
    with pytest.raises(ChecklistError) as caught:
        call(*arguments, **options)
    return caught.value.code


def test_automatic_copies_clear_what_a_crash_left(workspace: Workspace, place: Path) -> None:
    (place / ".0123456789abcdef.tmp").write_bytes(b"PK half a copy")
    (place / "mine.tmp").write_bytes(b"somebody's")
    made = backups.make_automatic(workspace)
    assert {path.name for path in place.iterdir()} == {made.name, "mine.tmp"}


def test_a_killed_backup_leaves_nothing_in_its_place(workspace: Workspace, place: Path) -> None:
    """The database's copy lies in the workspace meanwhile, where the next opening clears it away."""
    seen: list[set[str]] = []

    def look(progress: Progress) -> None:
        seen.append({path.name for path in place.iterdir()})

    backups.make_automatic(workspace, look)
    assert seen
    assert not set.union(*seen)


@pytest.mark.parametrize("comes_back", [True, False])
def test_a_second_step_that_fails_puts_the_former_workspace_back(
    workspace: Workspace, copy: Path, monkeypatch: pytest.MonkeyPatch, comes_back: bool
) -> None:
    """On a file system that cannot exchange two folders."""
    folder, replace_path = workspace.folder, Path.replace
    workspace.close()

    def refused(path: Path, target: Path) -> Path:
        if path.name.endswith(".part") or (" set aside " in path.name and not comes_back):
            raise OSError(5, "Input/output error")
        return replace_path(path, target)

    monkeypatch.setattr(restoring, "exchange", lambda one, other: False)
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(ChecklistError) as caught:
        backups.restore_over(copy, folder, PREPARER, accept_loss=True)
    monkeypatch.setattr(Path, "replace", replace_path)
    if comes_back:
        assert caught.value.code == "disk-fault"
        assert not [path for path in folder.parent.iterdir() if " set aside " in path.name]
    else:
        assert caught.value.code == "restore-unfinished"
        (aside,) = (path for path in folder.parent.iterdir() if " set aside " in path.name)
        assert f"“{aside.name}”" in caught.value.sentence
        aside.replace(folder)
    opening.unlock(folder, PREPARER).close()


def test_a_path_that_is_no_text_is_a_sentence(workspace: Workspace, copy: Path, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9.checklist-backup")
    copy.replace(odd)
    assert refusal(backup_copies.prove, odd, workspace=workspace) == "not-noted"
    assert refusal(backups.backup, workspace, odd) == "name-unfit"
    folder = workspace.folder
    workspace.close()
    aside = backups.restore_over(odd, folder, accept_loss=True)
    assert aside.exists()
    opening.unlock(folder, PREPARER).close()


@pytest.mark.parametrize("source", ["a\\nb", "\\u202egnp.exe"])
def test_the_name_in_a_note_of_restoring_is_one_plain_line(workspace: Workspace, source: str) -> None:
    folder = workspace.folder
    workspace.close()
    note = f'{{"source":"{source}","clock":"x","former":"","aside":"{source}"}}'
    (folder / "restored.json").write_text(note)
    again = opening.unlock(folder, PREPARER)
    (told,) = (each.sentence for each in again.concerns if each.kind is ConcernKind.RESTORED)
    assert told.isprintable()
    remark = next(each.remark for each in journal.entries(again.store) if each.act is Act.WORKSPACE_RESTORED)
    assert remark.isprintable()
    again.close()
