# SPDX-License-Identifier: Apache-2.0
"""A small table that people fill in row by row."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QLocale, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
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

from checklistapp.domain.answer import NO, YES
from checklistapp.domain.form import AnswerSet, Column
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.validators import date, number

_MAXIMUM_SHOWN = 20

_SHORT = (AnswerSet.YES_NO, AnswerSet.NUMBER, AnswerSet.DATE)
"""Kinds whose columns are as wide as what they hold; the others share the rest."""

_EXAMPLES = {AnswerSet.YES_NO: "Yes", AnswerSet.NUMBER: "0000", AnswerSet.DATE: "2026-12-31"}
_AROUND = 26
"""Pixels of a cell beside its text."""


class _CellDelegate(QStyledItemDelegate):
    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = columns
        self._validators = {AnswerSet.DATE: date(), AnswerSet.NUMBER: number()}

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        del option
        column = self._columns[index.column()]
        if column.kind is AnswerSet.YES_NO:
            return self._list(column, parent)
        edit = QLineEdit(parent)
        edit.setAccessibleName(column.text)
        edit.setStyleSheet("border-radius: 0; padding: 0 6px;")
        if column.kind in self._validators:
            edit.setValidator(self._validators[column.kind])
            edit.setPlaceholderText(self.tr("YYYY-MM-DD") if column.kind is AnswerSet.DATE else "")
        return edit

    def _list(self, column: Column, parent: QWidget) -> QComboBox:
        box = QComboBox(parent)
        box.setAccessibleName(column.text)
        box.view().setAccessibleName(column.text)
        box.setStyleSheet("border-radius: 0; padding: 0 6px;")
        for value, words in (("", ""), *_yes_or_no().items()):
            box.addItem(words, value)
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(index.data(Qt.ItemDataRole.EditRole))))
        else:
            super().setEditorData(editor, index)

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        else:
            super().setModelData(editor, model, index)

    def displayText(self, value: object, locale: QLocale | QLocale.Language) -> str:
        """An answer is kept as ``yes`` or ``no`` and read as a word."""
        return _yes_or_no().get(str(value)) or super().displayText(value, locale)


def _yes_or_no() -> dict[str, str]:
    return {YES: QCoreApplication.translate("Answer", "Yes"), NO: QCoreApplication.translate("Answer", "No")}


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
        head = self._table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag(Qt.TextFlag.TextWordWrap)
        )
        head.setHighlightSections(False)
        for place, each in enumerate(columns):
            if each.kind in _SHORT:
                head.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
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
        """As tall as its rows: a table does not scroll within a card that scrolls."""
        self._remove.setEnabled(self._table.rowCount() > 0)
        self._set_widths()
        below = self._table.verticalHeader()
        least = below.defaultSectionSize()
        shown = min(below.count(), _MAXIMUM_SHOWN)
        rows = max(least, sum(below.sectionSize(place) for place in range(shown)))
        head = self._head_height()
        self._table.horizontalHeader().setFixedHeight(head)
        self._table.setFixedHeight(head + rows + 2 * self._table.frameWidth() + 4)

    def _set_widths(self) -> None:
        """Short columns are as wide as what stands in them and the longest word of their heading, which wraps."""
        bold, plain = self._head_metrics(), self._table.fontMetrics()
        for at, column in enumerate(self._columns):
            if column.kind not in _SHORT:
                continue
            items = (self._table.item(place, at) for place in range(self._table.rowCount()))
            texts = [item.text() for item in items if item is not None]
            widths = [bold.horizontalAdvance(word) for word in column.text.split()]
            widths += [plain.horizontalAdvance(text) for text in (*texts, _EXAMPLES[column.kind])]
            self._table.setColumnWidth(at, max(widths) + _AROUND)

    def _head_metrics(self) -> QFontMetrics:
        font = QFont(self._table.font())
        font.setWeight(QFont.Weight.DemiBold)
        return QFontMetrics(font)

    def _head_height(self) -> int:
        metrics, wrap = self._head_metrics(), int(Qt.TextFlag.TextWordWrap)
        heights = (
            metrics.boundingRect(0, 0, self._table.columnWidth(at) - _AROUND, 1000, wrap, column.text).height()
            for at, column in enumerate(self._columns)
        )
        return max(heights, default=metrics.height()) + 14
