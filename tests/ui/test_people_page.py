# SPDX-License-Identifier: Apache-2.0
"""People on their page: one's own row is marked, names and roles can be changed, and one's passphrase too."""

from PySide6.QtWidgets import QComboBox, QWidget

from checklistapp.domain.people import PersonRole
from checklistapp.services import opening, people
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.people import PeoplePage
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.questions_dialog import QuestionsDialog
from tests.ui.conftest import PASSPHRASE, Program
from tests.ui.kept_workspace import change, make, shown, unlock

NEW = "some other plain words entirely"


def people_page(program: Program) -> PeoplePage:
    path = make(program.folder)
    change(path, lambda ws: people.add_person(ws, "Deputy", PersonRole.READER))
    unlock(program, path, LibraryPage)
    program.flow.desk.show_people()
    page = program.page(PeoplePage)
    assert isinstance(page, PeoplePage)
    program.qtbot.waitUntil(lambda: "Deputy" in words(page), timeout=20_000)
    return page


def words(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(Label) if each.isVisible())


def asked(program: Program, page: PeoplePage, button: str) -> QuestionsDialog:
    next(each for each in page.findChildren(Button) if each.accessibleName() == button and each.isVisible()).click()
    found = shown(program, QuestionsDialog)
    assert isinstance(found, QuestionsDialog)
    return found


def test_a_person_is_changed_and_who_one_is_stands_there(program: Program) -> None:
    page = people_page(program)
    assert program.window._title.text() == "People and contacts"
    assert "Person 1 (you)" in words(page)
    assert "Reader · no passphrase" in words(page)
    dialog = asked(program, page, "Edit… Deputy")
    role = dialog.fields["role"]
    assert isinstance(role, QComboBox)
    assert role.currentText() == "Reader"
    dialog.fields["name"].setProperty("text", "Head of licensing")
    role.setCurrentIndex(role.findText("Approver"))
    dialog.act.click()
    program.qtbot.waitUntil(lambda: "Head of licensing" in words(page), timeout=20_000)
    assert "Approver · no passphrase" in words(page)


def test_ones_own_passphrase_is_changed_where_one_stands(program: Program) -> None:
    page = people_page(program)
    dialog = asked(program, page, "Change my passphrase… Person 1")
    for key, text in (("old", PASSPHRASE), ("new", NEW), ("again", NEW)):
        dialog.fields[key].setProperty("text", text)
    dialog.act.click()
    program.qtbot.waitUntil(lambda: "was changed" in program.window.status.saved_text, timeout=20_000)
    program.flow.way_out.lock()
    program.qtbot.waitUntil(lambda: not program.session.worker.is_busy, timeout=20_000)
    opening.unlock(program.folder / "Ruritania", NEW).close()
