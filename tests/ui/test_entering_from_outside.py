# SPDX-License-Identifier: Apache-2.0
"""A filled PDF is taken in as the person chooses, and paper is keyed by two: in the whole window."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.ids import QuestionId
from checklistapp.domain.people import PersonRole
from checklistapp.services import assessments, fill_in, people
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.ui.pages import product
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.export import ExportPage
from checklistapp.ui.pages.paper_entry import PaperEntryPage
from checklistapp.ui.pages.taking_in import TakingInPage
from tests.documents.filling import filled
from tests.ui.conftest import Program
from tests.ui.test_beside_answering import choose, questions, run, started

Q1, Q2 = QuestionId("C1.Q1"), QuestionId("C1.Q2")


def returned(page: AssessmentPage, folder: Path, values: dict[str, str]) -> Path:
    file = folder / "returned.pdf"
    file.write_bytes(filled(fill_in.fillable_pdf(page.answering.assessment), values))
    return file


def taking_in(program: Program, file: Path) -> TakingInPage:
    program.flow.desk.show_taking_in()
    page = program.page(TakingInPage)
    assert isinstance(page, TakingInPage)
    page.compare(file)
    program.qtbot.waitUntil(lambda: page.table.isVisible() or bool(page.complaint.text), timeout=20_000)
    return page


def kept(program: Program, page: AssessmentPage) -> Assessment:
    found: list[Assessment] = []
    run(program, lambda workspace: found.append(assessments.load(workspace, page.answering.assessment.id)))
    return found[0]


def test_gaps_are_filled_and_nothing_is_written_over_unless_chosen(program: Program, tmp_path: Path) -> None:
    page = started(program)
    page.answering.change(Q1, Answer(Response.of("no"), note="Ours"))
    values = {"C1.Q1.answer": "/yes", "C1.Q2.answer": "/yes", "C1.Q2.note": "Theirs", "name": "Registrar"}
    shown = taking_in(program, returned(page, tmp_path, values))
    assert shown.table.chosen() == {"C1.Q2.answer", "C1.Q2.note"}
    assert shown.take.text() == "&Take in 2"
    shown.take.click()
    program.page(AssessmentPage)
    loaded = kept(program, page)
    assert (loaded.answer(Q1).response.value, loaded.answer(Q1).note) == ("no", "Ours")
    assert (loaded.answer(Q2).response.value, loaded.answer(Q2).note) == ("yes", "Theirs")
    assert page.answering.assessment.answer(Q2).note == "Theirs"
    program.flow.desk.undo()
    assert page.answering.assessment.answer(Q2).note == ""
    program.qtbot.waitUntil(lambda: not page.answering.has_unsaved, timeout=20_000)
    assert kept(program, page).answer(Q2).response.is_open
    program.flow.desk.redo()
    program.qtbot.waitUntil(lambda: not page.answering.has_unsaved, timeout=20_000)
    assert kept(program, page).answer(Q2).note == "Theirs"


def test_what_differs_is_taken_once_the_person_says_so_by_keyboard(program: Program, tmp_path: Path) -> None:
    page = started(program)
    page.answering.change(Q1, Answer(Response.of("no")))
    shown = taking_in(program, returned(page, tmp_path, {"C1.Q1.answer": "/yes"}))
    assert not shown.take.isEnabled()
    shown.table.setFocus()
    shown.table.setCurrentCell(0, 0)
    QTest.keyClick(shown.table, Qt.Key.Key_Space)
    assert shown.table.chosen() == {"C1.Q1.answer"}
    shown.take.click()
    program.page(AssessmentPage)
    assert kept(program, page).answer(Q1).response.value == "yes"


def test_another_file_is_one_sentence_on_the_page(program: Program, tmp_path: Path) -> None:
    started(program)
    other = tmp_path / "other.pdf"
    other.write_bytes(b"no PDF at all")
    shown = taking_in(program, other)
    assert "no PDF" in shown.complaint.text
    assert not shown.table.isVisible()


def test_the_form_is_saved_from_the_export_page(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = started(program)
    target = tmp_path / "to fill in.pdf"
    choose(monkeypatch, product, target)
    program.flow.desk.show_export()
    export = program.page(ExportPage)
    assert isinstance(export, ExportPage)
    button = next(each for each in export.paper.findChildren(QPushButton) if "fill" in each.text())
    button.click()
    questions(program).act.click()
    program.qtbot.waitUntil(target.exists, timeout=20_000)
    assert target.read_bytes() == fill_in.fillable_pdf(page.answering.assessment)


def test_two_persons_key_a_line_without_a_mouse(program: Program) -> None:
    page = started(program)

    def add_second(workspace: Workspace) -> None:
        people.add_person(workspace, "Second clerk", PersonRole.CONTRIBUTOR)

    run(program, add_second)

    def keyed(word: str, note: str) -> PaperEntryPage:
        program.flow.desk.show_paper_entry()
        shown = program.page(PaperEntryPage)
        assert isinstance(shown, PaperEntryPage)
        QTest.keyClicks(shown.line, "c1.q1")
        QTest.keyClick(shown.line, Qt.Key.Key_Return)
        QTest.keyClicks(shown.short, word)
        QTest.keyClick(shown.short, Qt.Key.Key_Return)
        program.qtbot.waitUntil(lambda: shown.line.text() == "C1.Q1.a", timeout=20_000)
        shown.line.clear()
        QTest.keyClicks(shown.line, "C1.Q1.n")
        QTest.keyClick(shown.line, Qt.Key.Key_Return)
        QTest.keyClicks(shown.long, note)
        QTest.keyClick(shown.long, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        program.qtbot.waitUntil(lambda: shown.line.text() == "C1.Q1.e1", timeout=20_000)
        return shown

    first = keyed("y", "Act 12")
    program.qtbot.waitUntil(lambda: first.table.rowCount() == 2, timeout=20_000)
    assert kept(program, page).answer(Q1).response.is_open
    run(program, lambda workspace: workspaces.act_as(workspace, "Second clerk"))
    second = keyed("n", "Act 12")
    program.qtbot.waitUntil(lambda: second.table.rowCount() == 1, timeout=20_000)
    texts = [second.table.item(0, column) for column in range(3)]
    assert [each.text() for each in texts if each is not None][:2] == [
        "C1.Q1",
        "read differently: look at the paper again",
    ]
    loaded = kept(program, page)
    assert (loaded.answer(Q1).response.is_open, loaded.answer(Q1).note) == (True, "Act 12")
    second.table.selectRow(0)
    second.again.click()
    QTest.keyClicks(second.short, "y")
    QTest.keyClick(second.short, Qt.Key.Key_Return)
    program.qtbot.waitUntil(lambda: second.table.rowCount() == 0, timeout=20_000)
    assert page.answering.assessment.answer(Q1).response.value == "yes"
