# SPDX-License-Identifier: Apache-2.0
"""An error told where it happened: a sentence and the next step below the fields."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.ui import errors
from checklistapp.ui.widgets.label import Label, Picture
from checklistapp.ui.widgets.panel import Panel, mark


class Complaint(Panel):
    """Hidden while there is nothing to complain about."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("problem", parent)
        self._field: QWidget | None = None
        self._text = Label()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(Picture("warning", "no"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def say(self, text: str, field: QWidget | None = None) -> None:
        """``field`` is the one to mend: it is marked and takes the keyboard."""
        self._text.setText(text)
        self.setVisible(bool(text))
        if self._field is not None:
            mark(self._field, "failing", False)
        self._field = field if text else None
        if self._field is not None:
            mark(self._field, "failing", True)
            self._field.setFocus()

    def show_error(self, error: BaseException, field: QWidget | None = None) -> None:
        self.say("" if errors.is_cancelled(error) else errors.describe(error).text, field)
