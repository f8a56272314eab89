# SPDX-License-Identifier: Apache-2.0
"""An older copy brings back whoever was removed since: looking into it says so, and so does each opening."""

from pathlib import Path

import pytest

from checklistapp.domain.people import PersonRole
from checklistapp.services import backup_copies, backups, opening, people
from checklistapp.services import workspace as workspaces
from checklistapp.services.soundness import ConcernKind
from checklistapp.services.workspace import Workspace
from tests.services.conftest import CHEAP, PREPARER

DEPUTYS = "the deputy has words as well"


@pytest.fixture
def removed(tmp_path: Path) -> Path:
    """A workspace that its deputy was removed from, and in ``copy.checklist-backup`` what it was before."""
    workspace = opening.create(tmp_path / "Ruritania", PREPARER, cost=CHEAP).workspace
    deputy = people.add_person(workspace, "Deputy", PersonRole.APPROVER)
    people.add_slot(workspace, deputy.id, PREPARER, DEPUTYS, CHEAP)
    backups.backup(workspace, tmp_path / "copy.checklist-backup")
    people.remove_person(workspace, deputy.id, PREPARER)
    workspace.close()
    return tmp_path / "Ruritania"


def told(workspace: Workspace) -> list[str]:
    return [each.sentence for each in workspace.concerns if each.kind is ConcernKind.READMITTED]


def test_looking_into_the_copy_says_who_comes_back(removed: Path) -> None:
    copy = removed.with_name("copy.checklist-backup")
    assert backup_copies.preview(copy, PREPARER, folder=removed).readmitted == ("Deputy",)
    workspace = opening.unlock(removed, PREPARER)
    assert not told(workspace)
    assert backup_copies.preview(copy, PREPARER, workspace=workspace).readmitted == ("Deputy",)
    backups.backup(workspace, copy)
    assert backup_copies.preview(copy, PREPARER, workspace=workspace).readmitted == ()
    workspace.close()


@pytest.mark.parametrize("over", [True, False])
def test_each_opening_says_so_until_they_are_removed_again(removed: Path, over: bool) -> None:
    copy, folder = removed.with_name("copy.checklist-backup"), removed
    if over:
        backups.restore_over(copy, folder, PREPARER, accept_loss=True)
    else:
        folder = removed.with_name("Beside")
        backups.restore(copy, folder)
    for _ in range(2):
        workspace = opening.unlock(folder, PREPARER)
        assert [("Deputy" in each) for each in told(workspace)] == [True]
        if workspace.is_read_only:
            workspaces.accept_older(workspace, "the newer one is lost")
        workspace.close()
    workspace = opening.unlock(folder, PREPARER)
    people.remove_person(workspace, people.find(workspace, "Deputy").id, PREPARER)
    workspace.close()
    workspace = opening.unlock(folder, PREPARER)
    assert not told(workspace)
    workspace.close()
