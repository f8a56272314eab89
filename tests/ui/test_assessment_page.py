# SPDX-License-Identifier: Apache-2.0
"""The tree beside the card: keys, reasons, parts, details, sections, search."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableWidgetItem
from pytestqt.qtbot import QtBot

from checklistapp.domain.answer import Answer, Meta, Response
from checklistapp.domain.assessment import Assessment, State
from checklistapp.domain.form import Claim, Form, Question, Section
from checklistapp.domain.ids import AssessmentId, Digest, FormId, PartId, ProbeId, QuestionId
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.widgets.evidence import EvidenceEditor
from checklistapp.ui.widgets.parts import PartsEditor
from checklistapp.ui.widgets.probes import ProbesEditor
from checklistapp.ui.widgets.text_edit import TextEdit
from checklistapp.ui.widgets.values import DateField, NumberField, TableField
from tests.ui.conftest import Disk

Q1, Q2, Q3 = QuestionId("S1.Q1"), QuestionId("S1.Q2"), QuestionId("S1.Q3")


@pytest.fixture
def page(qtbot: QtBot, answering: Answering) -> AssessmentPage:
    made = AssessmentPage(answering, attach=False)
    made.resize(1024, 700)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.start()
    return made


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


def note_of(page: AssessmentPage) -> TextEdit:
    return next(each for each in page.findChildren(TextEdit) if each.accessibleName() == "Note to the receiver")


@pytest.mark.parametrize(
    ("key", "state"),
    [
        (Qt.Key.Key_Y, "yes"),
        (Qt.Key.Key_P, "partly"),
        (Qt.Key.Key_N, "no"),
        (Qt.Key.Key_A, "not_applicable"),
        (Qt.Key.Key_W, "withheld"),
    ],
)
def test_one_key_answers_and_opens_no_dialog(qtbot: QtBot, page: AssessmentPage, key: Qt.Key, state: str) -> None:
    press(key)
    assert page.answering.assessment.answer(Q1).response.state == state
    assert QApplication.activeModalWidget() is None


def test_letters_in_the_note_are_letters(qtbot: QtBot, page: AssessmentPage) -> None:
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(note_of(page), "any way")
    assert page.answering.assessment.answer(Q1) == Answer(note="any way")


def test_arrows_go_through_the_section_and_its_closing(qtbot: QtBot, page: AssessmentPage) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    press(Qt.Key.Key_Down, control)
    press(Qt.Key.Key_Down, control)
    assert page.question == Q3
    press(Qt.Key.Key_Down, control)
    assert page._section is not None
    assert page._closing
    press(Qt.Key.Key_Return)
    assert page.question == "S2.Q1"
    press(Qt.Key.Key_Up, control)
    assert page.question == Q3


def test_a_reason_is_asked_in_place_and_kept(qtbot: QtBot, page: AssessmentPage) -> None:
    press(Qt.Key.Key_A)
    reason = page._card._reason
    assert reason.isVisible()
    QTest.keyClicks(reason, "None here.")
    assert page.answering.assessment.answer(Q1).response == Response.as_meta(Meta.NOT_APPLICABLE, "None here.")
    page._card.choose("yes")
    assert not reason.isVisible()
    assert page.answering.assessment.answer(Q1).response == Response.of("yes")


def test_parts_suggest_and_a_key_accepts(qtbot: QtBot, page: AssessmentPage) -> None:
    page.go_to(Q2)
    page._card.folds._parts._clicked()
    parts = page.findChild(PartsEditor)
    assert parts is not None
    for row in parts._rows:
        row._buttons._buttons["yes"].click()
    assert page.answering.assessment.answer(Q2).response.is_open
    assert parts._suggestion.isVisible()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.answering.assessment.answer(Q2).response == Response.of("yes")


def test_a_disagreement_with_the_parts_asks_why(qtbot: QtBot, page: AssessmentPage) -> None:
    yes = Response.of("yes")
    page.answering.change(Q2, Answer(parts={PartId("S1.Q2.a"): yes, PartId("S1.Q2.b"): yes}))
    page.go_to(Q2)
    press(Qt.Key.Key_N)
    assert page._card._reason.isVisible()
    QTest.keyClicks(page._card._reason, "Not in force.")
    page._card.choose("yes")
    assert not page._card._reason.isVisible()


def test_filled_groups_open_by_themselves_and_empty_ones_stay_folded(page: AssessmentPage) -> None:
    folds = page._card.folds
    page.answering.change(Q2, Answer(probes={ProbeId("S1.Q2.p1"): "2024-05-01"}, working_note="ask"))
    page.go_to(Q2)
    assert folds._probes.is_open
    assert folds._working.is_open
    assert not folds._parts.is_open
    page.go_to(Q1)
    assert not folds._working.is_open


def test_details_take_dates_numbers_and_tables(qtbot: QtBot, page: AssessmentPage) -> None:
    page.go_to(Q2)
    page._card.folds._probes._clicked()
    probes = page.findChild(ProbesEditor)
    assert probes is not None
    date = probes.findChild(DateField)
    number = probes.findChild(NumberField)
    table = probes.findChild(TableField)
    assert date is not None
    assert number is not None
    assert table is not None
    QTest.keyClicks(date._edit, "2024-02-30")
    assert page.answering.assessment.answer(Q2).probes == {}
    assert date._complaint.text()
    date._edit.clear()
    QTest.keyClicks(date._edit, "2024-02-29")
    QTest.keyClicks(number._edit, "1x2")
    table._table._add()
    table._table._table.setItem(0, 1, QTableWidgetItem("Inspects"))
    kept = page.answering.assessment.answer(Q2).probes
    assert kept == {"S1.Q2.p1": "2024-02-29", "S1.Q2.p2": "12", "S1.Q2.p3": ({"r": "Inspects"},)}


def test_evidence_is_written_in_place(qtbot: QtBot, page: AssessmentPage) -> None:
    page._card.folds._evidence._clicked()
    evidence = page.findChild(EvidenceEditor)
    assert evidence is not None
    evidence._add.click()
    QTest.keyClicks(evidence._fields["title"], "Official Gazette")
    kept = page.answering.assessment.answer(Q1).evidence
    assert [reference.title for reference in kept] == ["Official Gazette"]
    evidence.remove(kept[0].id)
    assert page.answering.assessment.answer(Q1).evidence == ()


def test_undo_goes_back_to_the_question_it_changes(qtbot: QtBot, page: AssessmentPage) -> None:
    press(Qt.Key.Key_Y)
    page.go_to(Q2)
    page.answering.undo()
    assert page.question == Q1
    assert page.answering.assessment.answer(Q1).response.is_open


def test_search_goes_to_the_hit_and_escape_comes_back(qtbot: QtBot, page: AssessmentPage) -> None:
    press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(page._side._search, "exercised")
    press(Qt.Key.Key_Return)
    assert page.question == "S2.Q1"
    page._side.focus_search()
    press(Qt.Key.Key_Escape)
    assert page._side._search.text() == ""


def test_a_frozen_assessment_is_shown_and_not_changed(
    qtbot: QtBot, answering: Answering, disk: Disk, page: AssessmentPage
) -> None:
    answering.replace(replace(answering.assessment, state=State.APPROVED))
    page._answer_by_key("yes")
    assert answering.assessment.answer(Q1).response.is_open
    assert note_of(page).isReadOnly()


def test_a_question_with_a_text_answer_takes_text(qtbot: QtBot, page: AssessmentPage) -> None:
    page.go_to(Q3)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, "Ministry")
    assert page.answering.assessment.answer(Q3).response == Response.of("Ministry")


def test_five_thousand_questions_are_shown_searched_and_turned_over(qtbot: QtBot, disk: Disk) -> None:
    sections = tuple(
        Section(f"S{s}", f"Section {s}", "", tuple(
            Question(QuestionId(f"S{s}.Q{q}"), f"Is measure {q} of area {s} in place?", "", (Claim.STATUS,))
            for q in range(100)
        ))
        for s in range(50)
    )  # fmt: skip
    form = Form(FormId("large"), "1", "Large", "P", "en", sections)
    page = AssessmentPage(Answering(Assessment(AssessmentId("1"), form, Digest("0"), "R"), disk.save), attach=False)
    qtbot.addWidget(page)
    page.show()
    page.start()
    page._side._search.setText("measure 99 of area 49")
    assert page.outline.first_hit() == "S49.Q99"
    page._side._search.setText("")
    for _ in range(150):
        page.go_on()
    assert page.question == "S1.Q49"
