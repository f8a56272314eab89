# SPDX-License-Identifier: Apache-2.0
"""Recovering in the window: whose passphrase is lost is asked, who loses what is said before and after."""

from pathlib import Path

import pytest

from checklistapp.domain.people import PersonRole
from checklistapp.services import opening, people
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.people import PeoplePage
from checklistapp.ui.pages.recovering import RecoveringDialog
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.message import Message
from tests.ui.conftest import CHEAP, PASSPHRASE, Program
from tests.ui.kept_workspace import shown, unlock

NEW, DEPUTYS = "some other plain words entirely", "the deputy has words as well"


@pytest.fixture
def shared(program: Program) -> tuple[Path, str]:
    """Two people with a passphrase and one without; and the words."""
    created = opening.create(program.folder / "Ruritania", PASSPHRASE, person="Head", cost=CHEAP)
    workspace, words = created.workspace, " ".join(created.recovery_words)
    people.confirm_recovery_words(workspace, words)
    deputy = people.add_person(workspace, "Deputy", PersonRole.APPROVER)
    people.add_slot(workspace, deputy.id, PASSPHRASE, DEPUTYS, CHEAP)
    people.add_person(workspace, "Guest", PersonRole.READER)
    workspace.close()
    return workspace.folder, words


def asked(program: Program, path: Path, words: str) -> RecoveringDialog:
    program.flow.show_unlock(path)
    page = program.page(UnlockPage)
    assert isinstance(page, UnlockPage)
    page.fold.open()
    page.words.setPlainText(words)
    page.new_passphrase.setText(NEW)
    page.again.setText(NEW)
    page.recover.click()
    dialog = shown(program, RecoveringDialog)
    assert isinstance(dialog, RecoveringDialog)
    return dialog


def test_whoever_recovers_is_asked_and_nobody_else_loses_anything(program: Program, shared: tuple[Path, str]) -> None:
    path, words = shared
    dialog = asked(program, path, words)
    assert [dialog.person.itemText(place) for place in range(3)] == ["Head", "Deputy", "Guest (had none)"]
    assert dialog.person.currentIndex() == -1
    assert not dialog.act.isEnabled()
    dialog.person.setCurrentIndex(1)
    assert "Deputy" in dialog.theirs.text()
    assert "Everybody else keeps" in dialog.others.text()
    dialog.reject()
    page = program.page(UnlockPage)
    assert isinstance(page, UnlockPage)
    program.qtbot.waitUntil(page.recover.isEnabled)
    opening.unlock(path, DEPUTYS).close()
    page.recover.click()
    again = shown(program, RecoveringDialog)
    assert isinstance(again, RecoveringDialog)
    again.person.setCurrentIndex(1)
    again.act.click()
    program.page(LibraryPage)
    assert program.session.opened is not None
    assert program.session.opened.person.name == "Deputy"
    assert not any(each.isVisible() for each in program.window.findChildren(Message))
    program.flow.way_out.lock()
    program.page(UnlockPage)
    opening.unlock(path, PASSPHRASE).close()


def test_without_the_key_file_the_others_are_named_before_and_after(program: Program, shared: tuple[Path, str]) -> None:
    path, words = shared
    (path / "keys.json").unlink()
    dialog = asked(program, path, words)
    dialog.person.setCurrentIndex(1)
    assert dialog.others.text().endswith(": Head.")
    dialog.act.click()
    program.page(LibraryPage)
    told = shown(program, Message)
    assert isinstance(told, Message)
    assert "Head" in told.text
    assert told.act is not None
    told.act.click()
    program.page(PeoplePage)


def test_a_lock_that_nobody_asked_for_says_why(program: Program, shared: tuple[Path, str]) -> None:
    unlock(program, shared[0], LibraryPage)
    program.flow.way_out._idle.expired.emit()
    page = program.page(UnlockPage)
    said = "\n".join(each.text() for each in page.findChildren(Label))
    assert "Locked because nobody used it for 15 minutes." in said
