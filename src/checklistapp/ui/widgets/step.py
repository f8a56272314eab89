# SPDX-License-Identifier: Apache-2.0
"""One step on a way: done or not, and the buttons that do it."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label, Picture


class Step(QWidget):
    """``show_step`` tells by drawing and by words whether it is done."""

    def __init__(self, text: str, *buttons: Button) -> None:
        super().__init__()
        self._sign = Picture("open", "muted", 1.1)
        self._text = Label(text)
        self._buttons = buttons
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        for button in buttons:
            row.addWidget(button)

    def show_step(self, *, done: bool, possible: bool) -> None:
        self._sign.show_drawing("check" if done else "open", "yes" if done else "muted")
        self._text.setAccessibleDescription(self.tr("done") if done else self.tr("not done yet"))
        for button in self._buttons:
            button.setEnabled(possible)
