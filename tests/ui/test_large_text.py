# SPDX-License-Identifier: Apache-2.0
"""Text at 200 %: everything can still be read and operated, nothing runs off the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from checklistapp.domain.ids import QuestionId
from checklistapp.ui import theme
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.start import StartPage
from checklistapp.ui.theme import Scheme
from checklistapp.ui.widgets.answer_buttons import AnswerButtons
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog

SIZES = [QSize(1240, 800), QSize(1024, 768)]


@pytest.fixture
def large(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, Scheme.LIGHT, 200)
    yield
    theme.apply(qapp, Scheme.LIGHT)


def shown(qtbot: QtBot, widget: QWidget, size: QSize) -> None:
    qtbot.addWidget(widget)
    widget.resize(size)
    widget.show()
    QTest.qWait(20)


def is_inside(widget: QWidget, around: QWidget) -> bool:
    corner = widget.mapTo(around, widget.rect().bottomRight())
    return widget.isVisible() and corner.x() <= around.width() and corner.y() <= around.height()


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("size", SIZES)
def test_a_question_can_be_answered(qtbot: QtBot, answering: Answering, size: QSize) -> None:
    page = AssessmentPage(answering, attach=False)
    page.start()
    shown(qtbot, page, size)
    assert page.width() == size.width()
    for button in (page.frame.previous, page.frame.next_open, page.frame.next):
        assert is_inside(button, page)
        assert button.width() >= button.sizeHint().width()
    assert page._card.height() > size.height() * 0.6
    for answer in page._card._buttons._buttons.values():
        assert answer.width() >= answer.sizeHint().width()
        assert answer.x() + answer.width() <= page._card._buttons.width()


@pytest.mark.usefixtures("large")
def test_the_questions_take_the_place_of_the_card_and_give_it_back(qtbot: QtBot, answering: Answering) -> None:
    page = AssessmentPage(answering, attach=False)
    page.start()
    shown(qtbot, page, SIZES[1])
    assert not page._side.isVisible()
    page.frame.questions.click()
    assert page._side.isVisible()
    assert not page.frame.isVisible()
    page._side.tree.setCurrentIndex(page.outline.index_of(QuestionId("S1.Q2")))
    QTest.keyClick(page._side.tree, Qt.Key.Key_Return)
    assert page.frame.isVisible()
    assert page.question == "S1.Q2"
    page._search()
    QTest.keyClicks(page._side._search, "regulator")
    QTest.keyClick(page._side._search, Qt.Key.Key_Escape)
    assert page.frame.isVisible()


def test_where_there_is_room_the_questions_stay(qtbot: QtBot, answering: Answering) -> None:
    page = AssessmentPage(answering, attach=False)
    page.start()
    shown(qtbot, page, SIZES[1])
    assert page._side.isVisible()
    assert not page.frame.questions.isVisible()


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("size", SIZES)
def test_the_start_page_stands_in_one_column(qtbot: QtBot, size: QSize) -> None:
    page = StartPage([])
    shown(qtbot, page, size)
    inside = page.widget()
    assert inside is not None
    assert inside.width() <= page.viewport().width()
    assert len({tile.mapTo(inside, tile.rect().topLeft()).x() for tile in page._tiles}) == 1


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("size", SIZES)
def test_a_dialog_stays_within_the_window(qtbot: QtBot, size: QSize) -> None:
    window = QWidget()
    shown(qtbot, window, size)
    name = "A field with a name that takes more than one line of a small window"
    asked = [Asked(str(place), name) for place in range(9)]
    dialog = QuestionsDialog("A title", "Words " * 60, asked, "&Do it", lambda *_: None, window)
    qtbot.addWidget(dialog)
    dialog.open()
    QTest.qWait(20)
    assert dialog.width() <= size.width() - 64
    assert dialog.height() <= size.height() - 64
    assert is_inside(dialog.act, dialog)
    assert dialog._inside.width() <= dialog.width()


def test_a_dialog_is_as_tall_as_its_contents_and_grows_for_a_complaint(qtbot: QtBot) -> None:
    window = QWidget()
    shown(qtbot, window, SIZES[0])
    dialog = QuestionsDialog("A title", "", [Asked("a", "A field")], "&Do it", lambda *_: None, window)
    qtbot.addWidget(dialog)
    dialog.open()
    QTest.qWait(20)
    before = dialog.height()
    assert before < 300
    dialog.act.click()
    QTest.qWait(20)
    assert dialog.height() > before
    assert is_inside(dialog.complaint, dialog)
    assert dialog.fields["a"].property("failing") is True


def test_answers_go_on_in_the_next_line_and_back(qtbot: QtBot) -> None:
    buttons = AnswerButtons("S1.Q1")
    shown(qtbot, buttons, QSize(900, 60))
    assert len({button.y() for button in buttons._buttons.values()}) == 1
    buttons.resize(260, buttons.heightForWidth(260))
    QTest.qWait(20)
    assert len({button.y() for button in buttons._buttons.values()}) > 1
    assert all(button.geometry().right() <= 260 for button in buttons._buttons.values())
    buttons.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    buttons.resize(900, 60)
    QTest.qWait(20)
    left_to_right = sorted(buttons._buttons.values(), key=lambda button: button.x())
    assert left_to_right == list(buttons._buttons.values())[::-1]


def test_a_chosen_answer_is_wide_enough_for_its_heavier_text(qtbot: QtBot) -> None:
    buttons = AnswerButtons("S1.Q1")
    shown(qtbot, buttons, QSize(900, 60))
    for button in buttons._buttons.values():
        up = button.sizeHint()
        button.setChecked(True)
        heavy = button.font()
        heavy.setWeight(heavy.Weight.DemiBold)
        assert button.sizeHint() == up
        assert button.width() >= up.width()
