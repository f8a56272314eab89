# SPDX-License-Identifier: Apache-2.0
"""The table that people fill in: read as words, kept as answers, as tall as its rows."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from checklistapp.domain.form import AnswerSet, Column
from checklistapp.ui.widgets.table import TableEditor

COLUMNS = (
    Column("what", "Level and subject"),
    Column("held", "Exercises held", AnswerSet.NUMBER),
    Column("done", "Lessons recorded?", AnswerSet.YES_NO),
)
ROWS = [{"what": f"A subject that takes more than one line {place}", "held": "2", "done": "no"} for place in range(12)]


@pytest.fixture
def table(qtbot: QtBot) -> Iterator[TableEditor]:
    around = QWidget()
    qtbot.addWidget(around)
    made = TableEditor("Exercises", COLUMNS)
    column = QVBoxLayout(around)
    column.addWidget(made)
    column.addStretch(1)
    around.resize(420, 900)
    around.show()
    made.show_rows(ROWS)
    QTest.qWait(20)
    yield made
    around.hide()


def test_yes_and_no_are_chosen_from_a_list_and_read_as_words(table: TableEditor) -> None:
    kept: list[tuple[dict[str, str], ...]] = []
    table.edited.connect(kept.append)
    inner = table._table
    inner.setFocus()
    inner.setCurrentCell(0, 2)
    inner.edit(inner.currentIndex())
    (box,) = inner.findChildren(QComboBox)
    assert [box.itemText(place) for place in range(box.count())] == ["", "Yes", "No"]
    assert box.currentText() == "No"
    box.setCurrentIndex(1)
    QTest.keyClick(box, Qt.Key.Key_Return)
    inner.commitData(box)
    assert kept[-1][0]["done"] == "yes"
    delegate = inner.itemDelegate()
    assert isinstance(delegate, QStyledItemDelegate)
    assert delegate.displayText("yes", inner.locale()) == "Yes"
    assert delegate.displayText("2", inner.locale()) == "2"


def test_it_shows_all_rows_without_scrolling_itself(table: TableEditor) -> None:
    assert table._table.verticalScrollBar().maximum() == 0
    assert table._table.horizontalScrollBar().maximum() == 0


def test_a_heading_wraps_instead_of_being_cut(table: TableEditor) -> None:
    head = table._table.horizontalHeader()
    assert head.height() > 2 * table.fontMetrics().height()
    assert table._table.columnWidth(0) > table._table.columnWidth(1)
