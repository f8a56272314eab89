# SPDX-License-Identifier: Apache-2.0
"""The recovery words typed back: by the one rule for typed words, and kept on record."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from checklistapp.crypto import recovery
from checklistapp.ui.pages.recovery import RecoveryPage
from checklistapp.ui.widgets.label import Label
from tests.ui.conftest import Program
from tests.ui.test_beside_answering import run, started

WORDS = recovery.words(bytes(range(32)))


@pytest.mark.parametrize(
    ("shape", "is_right"),
    [("{}", True), ("{:.4}", True), ("  {} ", True), ("7. {},", True), ("{:.3}", False), ("{}s", False)],
)
def test_words_count_however_they_are_typed(qtbot: QtBot, shape: str, is_right: bool) -> None:
    page = RecoveryPage(WORDS)
    qtbot.addWidget(page)
    page.show()
    confirmed: list[bool] = []
    page.confirmed.connect(lambda: confirmed.append(True))
    page.asked = sorted(range(24), key=lambda place: -len(WORDS[place]))[:3]
    page.written.click()
    page.answer.setText(" ".join(shape.format(WORDS[place].upper()) for place in page.asked))
    QTest.keyClick(page.answer, Qt.Key.Key_Return)
    assert bool(confirmed) is is_right
    assert bool(page.complaint.text) is not is_right


def test_the_words_are_out_of_sight_while_some_are_typed_back(qtbot: QtBot) -> None:
    page = RecoveryPage(WORDS)
    qtbot.addWidget(page)
    page.show()

    def seen() -> set[str]:
        return {label.text() for label in page.findChildren(Label) if label.isVisible()} & set(WORDS)

    assert seen() == set(WORDS)
    assert not page.answer.isVisible()
    page.written.click()
    assert seen() == set()
    page.answer.setText("abandon")
    page._show_again()
    assert seen() == set(WORDS)
    assert page.answer.text() == ""


def test_that_they_are_written_down_is_kept(program: Program) -> None:
    started(program)
    pending: list[bool] = []
    run(program, lambda ws: pending.append(ws.recovery_pending))
    assert pending == [False]
