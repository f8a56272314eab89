# SPDX-License-Identifier: Apache-2.0
"""From launch to the first answer: at most three pages and five fields, counted on the real window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from checklistapp.ui.pages.answering_for import AnsweringForPage
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.recovery import RecoveryPage
from checklistapp.ui.pages.start import StartPage
from checklistapp.ui.pages.unlock import UnlockPage
from tests.ui.conftest import PASSPHRASE, Program


def fields(page: QWidget) -> int:
    """What a person is asked to fill in on ``page``; a group of radio buttons is one field."""
    typed = [
        each for kind in (QLineEdit, QPlainTextEdit, QComboBox) for each in page.findChildren(kind) if each.isVisible()
    ]
    return len(typed) + any(each.isVisible() for each in page.findChildren(QRadioButton))


def create(program: Program) -> tuple[int, int]:
    """Walks to the first question and returns the pages and fields on the way."""
    start = program.page(StartPage)
    assert isinstance(start, StartPage)
    counted = fields(start)
    start._set_place(program.folder)
    QTest.keyClicks(start.name, "Ruritania")
    QTest.keyClicks(start.passphrase, PASSPHRASE)
    QTest.keyClicks(start.again, PASSPHRASE)
    QTest.keyClick(start.again, Qt.Key.Key_Return)
    words = program.page(RecoveryPage)
    assert isinstance(words, RecoveryPage)
    QTest.keyClick(words.written, Qt.Key.Key_Space)
    counted += fields(words)
    QTest.keyClicks(words.answer, " ".join(words._words[place] for place in words.asked))
    QTest.keyClick(words.answer, Qt.Key.Key_Return)
    chosen = program.page(AnsweringForPage)
    assert isinstance(chosen, AnsweringForPage)
    counted += fields(chosen)
    QTest.keyClick(chosen.begin, Qt.Key.Key_Space)
    program.page(AssessmentPage)
    return 3, counted


def test_three_pages_and_five_fields_to_the_first_answer(program: Program) -> None:
    pages, asked = create(program)
    print(f"to the first answer: {pages} pages, {asked} fields")  # noqa: T201 - the count is meant to be read
    assert (pages, asked) <= (3, 5)
    assert asked <= 5
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Y)
    program.qtbot.waitUntil(lambda: program.window.status.saved_text.startswith("Saved "))


def test_the_lock_returns_to_the_same_question(program: Program) -> None:
    create(program)
    page = program.page(AssessmentPage)
    assert isinstance(page, AssessmentPage)
    for _ in range(5):
        page.go_on()
    before = page.question
    page._card._note.setPlainText("written just before the lock")
    program.flow.way_out.lock()
    unlock = program.page(UnlockPage)
    assert isinstance(unlock, UnlockPage)
    QTest.keyClicks(unlock.passphrase, "not the passphrase")
    QTest.keyClick(unlock.passphrase, Qt.Key.Key_Return)
    program.qtbot.waitUntil(lambda: bool(unlock.complaint.text))
    unlock.passphrase.clear()
    QTest.keyClicks(unlock.passphrase, PASSPHRASE)
    QTest.keyClick(unlock.passphrase, Qt.Key.Key_Return)
    again = program.page(AssessmentPage)
    assert isinstance(again, AssessmentPage)
    assert again.question == before
    assert again._card._note.toPlainText() == "written just before the lock"


def test_a_passphrase_is_gone_once_it_is_out_of_sight(program: Program) -> None:
    start = program.page(StartPage)
    assert isinstance(start, StartPage)
    start.passphrase.setText(PASSPHRASE)
    start.hide()
    assert start.passphrase.text() == ""


def test_what_is_missing_is_said_in_place(program: Program) -> None:
    start = program.page(StartPage)
    assert isinstance(start, StartPage)
    start._set_place(program.folder)
    start.begin.click()
    assert "name" in start.complaint.text
    start.name.setText("Ruritania")
    start.passphrase.setText(PASSPHRASE)
    start.again.setText("another")
    start.begin.click()
    assert "differ" in start.complaint.text
    (program.folder / "Ruritania").mkdir()
    (program.folder / "Ruritania" / "something").write_text("there")
    start.again.setText(PASSPHRASE)
    start.begin.click()
    program.qtbot.waitUntil(lambda: bool(start.complaint.text))
    assert start.begin.isEnabled()


def test_the_library_offers_the_way_on_and_one_key_hides_everything(program: Program) -> None:
    create(program)
    program.flow.desk.show_library()
    program.page(LibraryPage)
    program.window.toggle_cover()
    assert not program.window._stack.isVisible()
    program.window.toggle_cover()
    assert program.window._stack.isVisible()
