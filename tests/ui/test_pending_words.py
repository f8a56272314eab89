# SPDX-License-Identifier: Apache-2.0
"""Recovery words that nobody typed back come again; new ones follow an exchange of the keys."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from checklistapp.domain.people import Person, PersonRole
from checklistapp.services import opening, people
from checklistapp.services.workspace import Workspace
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.people import PeoplePage
from checklistapp.ui.pages.recovery import RecoveryPage
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.pending_words import PendingWords
from checklistapp.ui.widgets.questions_dialog import QuestionsDialog
from tests.ui.conftest import CHEAP, PASSPHRASE, Program
from tests.ui.kept_workspace import change, make, shown, unlock
from tests.ui.test_beside_answering import run

ANOTHER = "some other plain words entirely"


def type_back(page: RecoveryPage) -> None:
    page.written.click()
    QTest.keyClicks(page.answer, " ".join(page._words[place] for place in page.asked))
    QTest.keyClick(page.answer, Qt.Key.Key_Return)


def is_pending(program: Program) -> bool:
    found: list[bool] = []
    run(program, lambda ws: found.append(ws.recovery_pending))
    return found[0]


def test_words_come_again_until_typed_back_and_wait_once(program: Program) -> None:
    path = make(program.folder, written=False)
    page = unlock(program, path, RecoveryPage)
    stake = page.findChild(PendingWords)
    assert isinstance(stake, PendingWords)
    assert stake.later.isVisible()
    stake.later.click()
    program.page(LibraryPage)
    assert is_pending(program)
    program.flow.way_out.lock()
    program.page(UnlockPage)
    again = unlock(program, path, RecoveryPage)
    assert isinstance(again, RecoveryPage)
    assert all(not each.later.isVisible() for each in again.findChildren(PendingWords))
    type_back(again)
    program.page(LibraryPage)
    assert not is_pending(program)
    program.flow.way_out.lock()
    program.page(UnlockPage)
    unlock(program, path, LibraryPage)


def test_a_person_is_removed_and_the_new_words_are_typed_back(program: Program) -> None:
    path = make(program.folder)

    def add(workspace: Workspace) -> None:
        added = people.add_person(workspace, "Deputy", PersonRole.CONTRIBUTOR)
        people.add_slot(workspace, added.id, PASSPHRASE, ANOTHER, CHEAP)

    change(path, add)
    unlock(program, path, LibraryPage)
    program.flow.desk.show_people()
    page = program.page(PeoplePage)
    assert isinstance(page, PeoplePage)

    def removing() -> list[Button]:
        return [each for each in page.findChildren(Button) if each.text() == "Remove…" and each.isVisible()]

    program.qtbot.waitUntil(lambda: len(removing()) == 1, timeout=20_000)
    (button,) = removing()
    assert "Deputy" in button.accessibleName()
    button.click()
    asked = shown(program, QuestionsDialog)
    assert isinstance(asked, QuestionsDialog)
    QTest.keyClicks(asked.fields["passphrase"], "not it at all")
    asked.act.click()
    program.qtbot.waitUntil(lambda: bool(asked.complaint.text), timeout=20_000)
    asked.fields["passphrase"].setProperty("text", PASSPHRASE)
    asked.act.click()
    words = program.page(RecoveryPage)
    assert isinstance(words, RecoveryPage)
    said = "\n".join(each.text() for each in words.findChildren(Label) if each.isVisible())
    assert "Deputy was removed. These words replace the former ones" in said
    assert is_pending(program)
    type_back(words)
    program.page(PeoplePage)
    assert not is_pending(program)
    found: list[Person] = []
    run(program, lambda ws: found.extend(people.persons(ws)))
    assert [each.removed for each in found if each.name == "Deputy"] == [True]
    program.flow.way_out.lock()
    program.page(UnlockPage)
    opening.recover(path, " ".join(words._words), PASSPHRASE, cost=CHEAP).close()
