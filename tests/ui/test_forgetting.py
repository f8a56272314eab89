# SPDX-License-Identifier: Apache-2.0
"""Forgetting in the real window: a reason, what still holds it, and nothing in the window that brings it back."""

from pathlib import Path

from PySide6.QtTest import QTest

from checklistapp.domain.answer import Answer
from checklistapp.services import assessments, backups
from checklistapp.services.workspace import Workspace
from checklistapp.ui.forgetting import HeldDialog
from checklistapp.ui.models.outline import Filter
from checklistapp.ui.models.save_state import SaveState
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.settings import SettingsPage
from checklistapp.ui.pages.start import StartPage
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.questions_dialog import QuestionsDialog
from tests.ui.conftest import PASSPHRASE, Program
from tests.ui.kept_workspace import FIRST, SECOND, change, make, opened, shown
from tests.ui.test_beside_answering import run


def asked(program: Program) -> QuestionsDialog:
    found = shown(program, QuestionsDialog)
    assert isinstance(found, QuestionsDialog)
    return found


def held(program: Program) -> str:
    found = shown(program, HeldDialog)
    assert isinstance(found, HeldDialog)
    words = "\n".join(each.text() for each in found.findChildren(Label))
    found.accept()
    return words


def carried(program: Program) -> Path:
    """A workspace of which a backup copy lies elsewhere."""
    path = make(program.folder)
    change(path, lambda ws: backups.backup(ws, program.folder / "carried.checklist-backup"))
    return path


def kept(program: Program, page: AssessmentPage) -> Answer:
    found: list[Answer] = []

    def look(workspace: Workspace) -> None:
        (only,) = assessments.summaries(workspace)
        found.append(assessments.load(workspace, only.id).answer(FIRST))

    run(program, look)
    return found[0]


def test_a_forgotten_answer_comes_back_by_nothing(program: Program) -> None:
    page = opened(program, carried(program))
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


def test_forgetting_a_file_names_it_and_where_else_it_goes(program: Program) -> None:
    page = opened(program, make(program.folder, attachments=True))
    file = program.folder / "Access review.pdf"
    file.write_bytes(b"the same everywhere")
    for question in (FIRST, SECOND):
        page.files_given.emit(question, [file])
    program.qtbot.waitUntil(lambda: bool(page.answering.assessment.answer(SECOND).evidence), timeout=20_000)
    (reference,) = page.answering.assessment.answer(FIRST).evidence
    page.act_wanted.emit("forget", reference.id)
    why = asked(program)
    words = "\n".join(each.text() for each in why.findChildren(Label))
    assert "“Access review.pdf” is removed for good" in words
    assert "from C1.Q2 as well" in words
    assert "“Remove” takes it from this answer only" in words
    QTest.keyClicks(why.fields["why"], "wrong file")
    why.act.click()
    held(program)
    again = program.page(AssessmentPage)
    assert isinstance(again, AssessmentPage)
    program.qtbot.waitUntil(lambda: program.window.page is not page, timeout=20_000)


def test_a_workspace_is_destroyed_after_its_name_and_passphrase(program: Program) -> None:
    opened(program, carried(program))
    folder = program.folder / "Ruritania"
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
    sure.fields["passphrase"].setProperty("text", "not it at all")
    sure.act.click()
    program.qtbot.waitUntil(lambda: "Nothing was destroyed" in sure.complaint.text, timeout=20_000)
    assert sure.isVisible()
    assert program.session.opened is not None
    sure.fields["passphrase"].setProperty("text", PASSPHRASE)
    sure.act.click()
    words = held(program)
    assert "recovery words" in words
    assert "carried.checklist-backup" in words
    program.page(StartPage)
    assert not folder.exists()
