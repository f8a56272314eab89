# SPDX-License-Identifier: Apache-2.0
"""One step on a way: done or not, and the buttons that do it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.flow_layout import FlowLayout
from checklistapp.ui.widgets.label import Label, Picture, Size


class Step(QWidget):
    """``show_step`` tells by drawing and by words whether it is done."""

    def __init__(self, text: str, *buttons: Button) -> None:
        super().__init__()
        self._sign = Picture("open", "muted", 1.1)
        self._text = Label(text)
        self._remark = Label(tone="muted", size=Size.SMALL)
        self._remark.hide()
        self._buttons = buttons
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._text)
        words.addWidget(self._remark)
        actions = FlowLayout()
        for button in buttons:
            actions.addWidget(button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        row.addLayout(actions)

    @property
    def remark(self) -> str:
        return self._remark.text()

    def show_step(self, *, done: bool, possible: bool, remark: str = "") -> None:
        """``remark`` says by whom it was done, or what stands in its way; what is done has no button any more."""
        self._sign.show_drawing("check" if done else "open", "yes" if done else "muted")
        self._text.setAccessibleDescription(self.tr("done") if done else self.tr("not done yet"))
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))
        for button in self._buttons:
            button.setEnabled(possible)
            button.setVisible(not done)
            button.setToolTip("" if possible else remark)
