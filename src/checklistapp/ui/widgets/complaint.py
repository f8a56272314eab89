# SPDX-License-Identifier: Apache-2.0
"""An error told where it happened: a sentence and the next step below the fields."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.ui import errors
from checklistapp.ui.widgets.label import Label, Picture
from checklistapp.ui.widgets.panel import Panel


class Complaint(Panel):
    """Hidden while there is nothing to complain about."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("notice", parent)
        self._text = Label()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(Picture("warning", "no"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def say(self, text: str) -> None:
        self._text.setText(text)
        self.setVisible(bool(text))

    def show_error(self, error: BaseException) -> None:
        self.say("" if errors.is_cancelled(error) else errors.describe(error).text)
