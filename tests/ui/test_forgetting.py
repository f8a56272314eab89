# SPDX-License-Identifier: Apache-2.0
"""Forgetting in the real window: a reason, what still holds it, and nothing in the window that brings it back."""

from PySide6.QtTest import QTest

from checklistapp.domain.answer import Answer
from checklistapp.services import assessments, backups
from checklistapp.services.workspace import Workspace
from checklistapp.ui.forgetting import HeldDialog
from checklistapp.ui.models.outline import Filter
from checklistapp.ui.models.save_state import SaveState
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.settings import SettingsPage
from checklistapp.ui.pages.start import StartPage
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.questions_dialog import QuestionsDialog
from tests.ui.conftest import PASSPHRASE, Program
from tests.ui.kept_workspace import FIRST, change, dialog, make, unlock
from tests.ui.test_beside_answering import run


def asked(program: Program) -> QuestionsDialog:
    found = dialog(program, QuestionsDialog)
    assert isinstance(found, QuestionsDialog)
    return found


def held(program: Program) -> str:
    found = dialog(program, HeldDialog)
    assert isinstance(found, HeldDialog)
    words = "\n".join(each.text() for each in found.findChildren(Label))
    found.accept()
    return words


def opened(program: Program) -> AssessmentPage:
    path = make(program.folder)
    change(path, lambda ws: backups.backup(ws, program.folder / "carried.checklist-backup"))
    library = unlock(program, path, LibraryPage)
    assert isinstance(library, LibraryPage)
    program.flow.desk.open(library._own[0].id)
    page = program.page(AssessmentPage)
    assert isinstance(page, AssessmentPage)
    page.go_to(FIRST)
    return page


def kept(program: Program, page: AssessmentPage) -> Answer:
    found: list[Answer] = []

    def look(workspace: Workspace) -> None:
        (only,) = assessments.summaries(workspace)
        found.append(assessments.load(workspace, only.id).answer(FIRST))

    run(program, look)
    return found[0]


def test_a_forgotten_answer_comes_back_by_nothing(program: Program) -> None:
    page = opened(program)
    page._card._note.setFocus()
    QTest.keyClicks(page._card._note, "should never stand here")
    program.qtbot.waitUntil(lambda: page.answering.state is SaveState.SAVED, timeout=20_000)
    assert page.answering.can_undo
    assert program.flow.desk.may_forget
    program.flow.desk.forget_answer()
    why = asked(program)
    why.act.click()
    assert why.complaint.text
    QTest.keyClicks(why.fields["why"], "entered by mistake")
    why.act.click()
    words = held(program)
    assert "carried.checklist-backup" in words
    program.qtbot.waitUntil(lambda: program.window.page is not page, timeout=20_000)
    again = program.page(AssessmentPage)
    assert isinstance(again, AssessmentPage)
    assert again.question == FIRST
    assert not again.answering.can_undo
    assert again._card._note.toPlainText() == ""
    again.outline.narrow(Filter.ALL, "never stand")
    assert again.outline.first_hit() is None
    assert kept(program, again).note == ""


def test_a_workspace_is_destroyed_after_its_name_and_passphrase(program: Program) -> None:
    page = opened(program)
    folder = program.folder / "Ruritania"
    del page
    program.flow.show_settings()
    settings = program.page(SettingsPage)
    assert isinstance(settings, SettingsPage)
    settings.destruction_wanted.emit()
    sure = asked(program)
    QTest.keyClicks(sure.fields["name"], "Zubrowka")
    QTest.keyClicks(sure.fields["passphrase"], PASSPHRASE)
    sure.act.click()
    assert "Ruritania" in sure.complaint.text
    sure.fields["name"].setProperty("text", "Ruritania")
    sure.act.click()
    words = held(program)
    assert "recovery words" in words
    assert "carried.checklist-backup" in words
    program.page(StartPage)
    assert not folder.exists()
