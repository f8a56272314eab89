# SPDX-License-Identifier: Apache-2.0
"""Everything hidden with one key: the next key typed shows nothing and changes nothing, and the same key goes on."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from checklistapp.ui.pages.unlock import UnlockPage
from tests.ui.conftest import Program
from tests.ui.kept_workspace import FIRST, make, opened

CONTROL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifier)


@pytest.fixture(autouse=True)
def _shown_again(program: Program) -> Iterator[None]:
    """A curtain that stays drawn hides the dialogs of every later window of this process."""
    yield
    program.window.cover(False)


def is_hidden(program: Program) -> bool:
    return program.window.is_covered


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_N])
def test_typing_on_leaves_it_hidden(program: Program, key: Qt.Key) -> None:
    page = opened(program, make(program.folder))
    program.window.toggle_cover()
    press(key)
    assert is_hidden(program)
    assert page.answering.assessment.answer(FIRST).response.state == "yes"


def test_no_other_shortcut_acts_behind_it(program: Program) -> None:
    page = opened(program, make(program.folder))
    page._card._note.setFocus()
    QTest.keyClicks(page._card._note, "abc")
    page.answering.flush()
    program.window.toggle_cover()
    for key in (Qt.Key.Key_Z, Qt.Key.Key_B, Qt.Key.Key_Comma):
        press(key, CONTROL)
    assert is_hidden(program)
    assert program.window.page is page
    assert page.answering.assessment.answer(FIRST).note == "abc"


def test_going_on_is_where_one_was(program: Program) -> None:
    page = opened(program, make(program.folder))
    page._card._note.setFocus()
    QTest.keyClicks(page._card._note, "abc")
    press(Qt.Key.Key_H, CONTROL)
    assert is_hidden(program)
    assert program.window._cover.alignment() == Qt.AlignmentFlag.AlignCenter
    press(Qt.Key.Key_H, CONTROL)
    assert not is_hidden(program)
    assert page._card._note.hasFocus()
    QTest.keyClicks(page._card._note, "d")
    assert page._card._note.toPlainText() == "abcd"


def test_the_lock_acts_behind_it(program: Program) -> None:
    opened(program, make(program.folder))
    program.window.toggle_cover()
    press(Qt.Key.Key_L, CONTROL)
    program.page(UnlockPage)
    assert program.session.opened is None
