# SPDX-License-Identifier: Apache-2.0
"""A small table that people fill in row by row."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRegularExpression, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from checklistapp.domain.form import AnswerSet, Column
from checklistapp.ui.widgets.button import Button

_PATTERNS = {AnswerSet.DATE: r"(\d{4}-\d{2}-\d{2})?", AnswerSet.NUMBER: r"-?\d*(\.\d+)?"}
_MAXIMUM_SHOWN = 8


class _CellDelegate(QStyledItemDelegate):
    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = columns

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        del option
        column = self._columns[index.column()]
        edit = QLineEdit(parent)
        edit.setAccessibleName(column.text)
        edit.setStyleSheet("border-radius: 0; padding: 0 4px;")
        if column.kind in _PATTERNS:
            edit.setValidator(QRegularExpressionValidator(QRegularExpression(_PATTERNS[column.kind]), edit))
            edit.setPlaceholderText(self.tr("YYYY-MM-DD") if column.kind is AnswerSet.DATE else "")
        return edit


class TableEditor(QWidget):
    edited = Signal(object)
    """All rows, each a mapping of column id to text; rows without any text are left out."""

    def __init__(self, name: str, columns: Sequence[Column]) -> None:
        super().__init__()
        self._columns = columns
        self._silent = False
        self._table = QTableWidget(0, len(columns))
        self._table.setAccessibleName(name)
        self._table.setProperty("boxed", True)
        self._table.setHorizontalHeaderLabels([column.text for column in columns])
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self._table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._table.verticalHeader().hide()
        self._table.setTabKeyNavigation(False)
        self._table.setItemDelegate(_CellDelegate(columns, self._table))
        self._table.cellChanged.connect(self._changed)
        add = Button(self.tr("Add a row"), "plus", "small")
        add.clicked.connect(self._add)
        self._remove = Button(self.tr("Remove the row"), "remove", "small")
        self._remove.clicked.connect(self._remove_current)
        buttons = QHBoxLayout()
        buttons.addWidget(add)
        buttons.addWidget(self._remove)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._table)
        column.addLayout(buttons)
        self.setFocusProxy(self._table)
        self._fit()

    def show_rows(self, rows: Sequence[Mapping[str, str]]) -> None:
        if list(rows) == self._rows():
            return
        self._silent = True
        self._table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            for at, column in enumerate(self._columns):
                self._table.setItem(place, at, QTableWidgetItem(row.get(column.id, "")))
        self._silent = False
        self._fit()

    def _rows(self) -> list[dict[str, str]]:
        found = []
        for place in range(self._table.rowCount()):
            row = {}
            for at, column in enumerate(self._columns):
                item = self._table.item(place, at)
                if item is not None and item.text().strip():
                    row[column.id] = item.text().strip()
            if row:
                found.append(row)
        return found

    def _changed(self) -> None:
        if not self._silent:
            self.edited.emit(tuple(self._rows()))

    def _add(self) -> None:
        self._table.insertRow(self._table.rowCount())
        self._fit()
        self._table.setFocus()
        self._table.setCurrentCell(self._table.rowCount() - 1, 0)
        index = self._table.currentIndex()
        self._table.edit(index)

    def _remove_current(self) -> None:
        if self._table.currentRow() >= 0:
            self._table.removeRow(self._table.currentRow())
            self._fit()
            self._changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._remove.setEnabled(self._table.rowCount() > 0)
        row = self._table.verticalHeader().defaultSectionSize()
        rows = min(max(row, self._table.verticalHeader().length()), _MAXIMUM_SHOWN * row)
        self._table.setFixedHeight(self._table.horizontalHeader().sizeHint().height() + rows + 10)
