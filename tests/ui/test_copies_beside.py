# SPDX-License-Identifier: Apache-2.0
"""Restoring leaves a whole copy beside and may bring somebody back: the window names both, and offers to end it."""

from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from checklistapp.domain.people import PersonRole
from checklistapp.services import backups, people
from checklistapp.services.workspace import Workspace
from checklistapp.ui.pages.backups import BackupsPage
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.people import PeoplePage
from checklistapp.ui.pages.restoring import RestoreDialog
from checklistapp.ui.widgets.message import Message
from tests.ui.conftest import CHEAP, PASSPHRASE, Program
from tests.ui.kept_workspace import change, make, shown, unlock
from tests.ui.test_backups_page import buttons, words


@pytest.fixture
def path(program: Program) -> Path:
    """With a copy from before somebody was removed."""
    path = make(program.folder)

    def back_up(workspace: Workspace) -> None:
        deputy = people.add_person(workspace, "Deputy", PersonRole.APPROVER)
        people.add_slot(workspace, deputy.id, PASSPHRASE, "the deputy has words as well", CHEAP)
        backups.backup(workspace, program.folder / "copy.checklist-backup")
        made = people.remove_person(workspace, deputy.id, PASSPHRASE)
        people.confirm_recovery_words(workspace, " ".join(made))

    change(path, back_up)
    return path


def test_looking_into_an_older_copy_names_who_comes_back(program: Program, path: Path) -> None:
    unlock(program, path, LibraryPage)
    program.flow.whole.backups.ask_restoring()
    asked = shown(program, RestoreDialog)
    assert isinstance(asked, RestoreDialog)
    assert not asked.readmitted.isVisible()
    QTest.keyClicks(asked.reader.passphrase, PASSPHRASE)
    asked.reader.look.click()
    program.qtbot.waitUntil(asked.readmitted.isVisible, timeout=20_000)
    assert "Deputy" in asked.readmitted.text()
    asked.reject()


def test_after_restoring_who_is_back_is_told_and_what_was_set_aside_is_removed(program: Program, path: Path) -> None:
    aside = backups.restore_over(program.folder / "copy.checklist-backup", path, PASSPHRASE, accept_loss=True)
    unlock(program, path, LibraryPage)

    def told() -> Message | None:
        found = [each for each in program.window.findChildren(Message) if "Deputy" in each.text]
        return found[0] if found else None

    program.qtbot.waitUntil(lambda: told() is not None, timeout=20_000)
    message = told()
    assert message is not None
    assert message.act is not None
    message.act.click()
    program.page(PeoplePage)
    program.flow.whole.backups.show()
    page = program.page(BackupsPage)
    assert isinstance(page, BackupsPage)
    program.qtbot.waitUntil(lambda: aside.name in words(page), timeout=20_000)
    (remove,) = buttons(page, "Remove…")
    remove.click()
    asked = [each for each in program.window.findChildren(Message) if each.isVisible() and aside.name in each.text]
    assert asked[0].act is not None
    asked[0].act.click()
    program.qtbot.waitUntil(lambda: not aside.exists(), timeout=20_000)
    program.qtbot.waitUntil(lambda: not buttons(page, "Remove…"), timeout=20_000)
