# SPDX-License-Identifier: Apache-2.0
"""Fields for every kind of value: text, date, number, yes or no, choices, table."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from checklistapp.domain.answer import NO, YES, Row, Value
from checklistapp.domain.form import AnswerSet, Column
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.table import TableEditor
from checklistapp.ui.widgets.text_edit import TextEdit
from checklistapp.ui.widgets.validators import date, number


class ValueField(QWidget):
    """``edited`` carries the new value, None for an emptied field, and whether it was typed."""

    edited = Signal(object, bool)

    def show_value(self, value: Value | None) -> None:
        raise NotImplementedError


class TextField(ValueField):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._edit = TextEdit(name, 1)
        self._edit.edited.connect(lambda text: self.edited.emit(text or None, True))
        _alone(self, self._edit)

    def show_value(self, value: Value | None) -> None:
        self._edit.show_text(str(value or ""))


class NumberField(ValueField):
    def __init__(self, name: str, unit: str) -> None:
        super().__init__()
        self._edit = QLineEdit()
        self._edit.setAccessibleName(name)
        self._edit.setMaximumWidth(self.fontMetrics().averageCharWidth() * 22)
        self._validator = number()
        self._edit.setValidator(self._validator)
        self._edit.textEdited.connect(self._typed)
        row = _alone(self, self._edit)
        row.addWidget(Label(unit, "muted"))
        row.addStretch(1)

    def show_value(self, value: Value | None) -> None:
        if self._edit.text() != (value or ""):
            self._edit.setText(str(value or ""))

    def _typed(self, text: str) -> None:
        if self._edit.hasAcceptableInput():
            self.edited.emit(text or None, True)


class DateField(ValueField):
    """A date as 2026-01-31; a half-written one is not saved, and says so."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._edit = QLineEdit()
        self._edit.setAccessibleName(name)
        self._edit.setPlaceholderText(self.tr("YYYY-MM-DD"))
        self._edit.setMaximumWidth(self.fontMetrics().averageCharWidth() * 22)
        self._validator = date()
        self._edit.setValidator(self._validator)
        self._edit.textEdited.connect(self._typed)
        self._complaint = Label("", "error")
        row = _alone(self, self._edit)
        row.addWidget(self._complaint, 1)

    def show_value(self, value: Value | None) -> None:
        if self._edit.text() != (value or ""):
            self._edit.setText(str(value or ""))
        self._complaint.clear()

    def _typed(self, text: str) -> None:
        valid = self._edit.hasAcceptableInput()
        self._complaint.setText("" if valid else self.tr("Not a date yet: year, month, day, like 2026-01-31."))
        if valid:
            self.edited.emit(text or None, True)


class YesNoField(ValueField):
    def __init__(self, name: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._buttons = {YES: Button(self.tr("Yes"), kind="small"), NO: Button(self.tr("No"), kind="small")}
        for value, button in self._buttons.items():
            button.setCheckable(True)
            button.setProperty("answer", value)
            button.setAccessibleName(f"{button.text()}, {name}")
            button.clicked.connect(lambda down, value=value: self.edited.emit(value if down else None, False))
            row.addWidget(button)
        row.addStretch(1)

    def show_value(self, value: Value | None) -> None:
        for each, button in self._buttons.items():
            button.setChecked(each == value)


class ChoiceField(ValueField):
    def __init__(self, name: str, choices: Sequence[str]) -> None:
        super().__init__()
        self._box = QComboBox()
        self._box.setAccessibleName(name)
        self._box.view().setAccessibleName(name)
        self._box.addItem(self.tr("Choose…"))
        self._box.addItems(list(choices))
        self._box.activated.connect(self._picked)
        _alone(self, self._box).addStretch(1)

    def show_value(self, value: Value | None) -> None:
        self._box.setCurrentIndex(max(0, self._box.findText(str(value))) if value else 0)

    def _picked(self, place: int) -> None:
        self.edited.emit(self._box.itemText(place) if place else None, False)


class ChoicesField(ValueField):
    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._boxes = [QCheckBox(choice) for choice in choices]
        for box in self._boxes:
            box.clicked.connect(self._ticked)
            column.addWidget(box)

    def show_value(self, value: Value | None) -> None:
        chosen = value or ()
        for box in self._boxes:
            box.setChecked(box.text() in chosen)

    def _ticked(self) -> None:
        self.edited.emit(tuple(box.text() for box in self._boxes if box.isChecked()) or None, False)


class TableField(ValueField):
    def __init__(self, name: str, columns: Sequence[Column]) -> None:
        super().__init__()
        self._table = TableEditor(name, columns)
        self._table.edited.connect(lambda rows: self.edited.emit(rows or None, False))
        _alone(self, self._table)

    def show_value(self, value: Value | None) -> None:
        self._table.show_rows(cast("tuple[Row, ...]", value if isinstance(value, tuple) else ()))


def _alone(field: QWidget, widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(field)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    field.setFocusProxy(widget)
    return row


def field_for(
    kind: AnswerSet, name: str, choices: Sequence[str] = (), unit: str = "", columns: Sequence[Column] = ()
) -> ValueField:
    """The field for one kind of value; ``name`` is what a screen reader calls it."""
    match kind:
        case AnswerSet.DATE:
            return DateField(name)
        case AnswerSet.NUMBER:
            return NumberField(name, unit)
        case AnswerSet.YES_NO:
            return YesNoField(name)
        case AnswerSet.CHOICE | AnswerSet.SCALE:
            return ChoiceField(name, choices)
        case AnswerSet.CHOICES:
            return ChoicesField(choices)
        case AnswerSet.TABLE:
            return TableField(name, columns)
        case AnswerSet.TEXT:
            return TextField(name)
