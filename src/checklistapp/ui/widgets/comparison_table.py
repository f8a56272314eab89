# SPDX-License-Identifier: Apache-2.0
"""Lines that came from outside beside what is there, each to be chosen or left."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from checklistapp.domain.entry_lines import Standing
from checklistapp.ui.theme import colours
from checklistapp.ui.widgets.entry_words import line_kind_name, state_name

if TYPE_CHECKING:
    from checklistapp.services.fill_in import Row

_MOST_ASKED, _MOST_SHOWN, _MOST_HINTED = 80, 400, 4000
"""Characters in a cell; the tool tip has more of them."""
_TINTS = {Standing.NEW: "yes", Standing.DIFFERENT: "partly", Standing.REFUSED: "no"}
_LINE, _QUESTION, _HERE, _THERE, _STANDING = range(5)
_WIDTHS = {_LINE: 16, _STANDING: 18}
"""In average characters."""


class ComparisonTable(QTableWidget):
    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self._rows: list[Row] = []
        self._silent = False
        self.setAccessibleName(self.tr("What the file holds, beside what is here"))
        self.setProperty("boxed", True)
        self.setHorizontalHeaderLabels(
            [self.tr("Line"), self.tr("Question"), self.tr("Here"), self.tr("In the PDF"), self.tr("Compared")]
        )
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column, characters in _WIDTHS.items():
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, self.fontMetrics().averageCharWidth() * characters)
        self.itemChanged.connect(self._changed)

    def show_rows(self, rows: "Sequence[Row]", chosen: frozenset[str]) -> None:
        self._silent = True
        self._rows = list(rows)
        self.setRowCount(len(self._rows))
        for place, row in enumerate(self._rows):
            asked = f"{line_kind_name(row.line.kind)}: {row.line.text}"
            here, there = (state_name(row.line, text) for text in (row.here_text, row.there_text))
            for column, text in enumerate((row.line.printed, asked, here, there, _said(row))):
                self.setItem(place, column, _cell(text, _MOST_ASKED if column == _QUESTION else _MOST_SHOWN))
            first, last = self.item(place, _LINE), self.item(place, _STANDING)
            if first is not None:
                first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            if first is not None and row.standing in (Standing.NEW, Standing.DIFFERENT):
                first.setFlags(first.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                first.setCheckState(_state(row.line.name in chosen))
            if last is not None and row.standing in _TINTS:
                last.setForeground(QColor(getattr(colours(), _TINTS[row.standing])))
        self._silent = False
        self.chosen_changed.emit()

    def show_same(self, shown: bool) -> None:
        """Whether lines on which nothing is to be decided are seen too."""
        for place, row in enumerate(self._rows):
            self.setRowHidden(place, not shown and row.standing in (Standing.SAME, Standing.EMPTY_THERE))

    def choose(self, standings: Sequence[Standing]) -> None:
        """All lines that stand so, and no other."""
        self._silent = True
        for place, row in enumerate(self._rows):
            item = self.item(place, _LINE)
            if item is not None and row.standing in (Standing.NEW, Standing.DIFFERENT):
                item.setCheckState(_state(row.standing in standings))
        self._silent = False
        self.chosen_changed.emit()

    def chosen(self) -> frozenset[str]:
        """Names of the lines."""
        return frozenset(
            row.line.name
            for place, row in enumerate(self._rows)
            if (item := self.item(place, _LINE)) is not None and item.checkState() is Qt.CheckState.Checked
        )

    def _changed(self, item: QTableWidgetItem) -> None:
        if not self._silent and item.column() == _LINE:
            self.chosen_changed.emit()


def _state(is_chosen: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked


def _cell(text: str, most: int) -> QTableWidgetItem:
    item = QTableWidgetItem(text if len(text) <= most else text[:most].rstrip() + "…")
    if len(text) > most:
        item.setToolTip(f"<qt>{html.escape(text[:_MOST_HINTED])}</qt>")
    item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item


def _said(row: "Row") -> str:
    words = {
        Standing.NEW: QCoreApplication.translate("Standing", "New"),
        Standing.SAME: QCoreApplication.translate("Standing", "The same"),
        Standing.DIFFERENT: QCoreApplication.translate("Standing", "Different"),
        Standing.EMPTY_THERE: QCoreApplication.translate("Standing", "Only here"),
        Standing.REFUSED: QCoreApplication.translate("Standing", "Does not fit: {0}").format(row.fault),
    }
    return words[row.standing]
