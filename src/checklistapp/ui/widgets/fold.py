# SPDX-License-Identifier: Apache-2.0
"""A group that stays folded until it is wanted or filled."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label


class Fold(QWidget):
    """``toggled`` tells that a person opened or closed it, never that it opened by itself."""

    toggled = Signal(bool)

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = False
        self._content = content
        self._header = Button(title, "right", "fold", "muted")
        self._header.clicked.connect(self._clicked)
        self._summary = Label(tone="muted")
        self._summary.setWordWrap(False)
        self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        top = QHBoxLayout()
        top.setContentsMargins(0, 1, 0, 1)
        top.addWidget(self._header)
        top.addWidget(self._summary, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        indent = QHBoxLayout()
        indent.setContentsMargins(30, 0, 0, 6)
        indent.addWidget(content)
        column.addLayout(indent)
        content.hide()
        self._tell()

    @property
    def is_open(self) -> bool:
        return not self._content.isHidden()

    def show_state(self, summary: str, *, filled: bool) -> None:
        """A filled group opens by itself; one that the person opened before stays open on the next question."""
        self._summary.setText(summary)
        self._set_open(filled or self._wanted)

    def set_summary(self, summary: str) -> None:
        self._summary.setText(summary)

    def open(self) -> None:
        self._set_open(True)

    def _clicked(self) -> None:
        self._wanted = not self.is_open
        self._set_open(self._wanted)
        self.toggled.emit(self._wanted)

    def _set_open(self, is_open: bool) -> None:
        if is_open == self.is_open:
            return
        self._content.setVisible(is_open)
        self._tell()

    def _tell(self) -> None:
        self._header.set_drawing("down" if self.is_open else "right")
        state = self.tr("unfolded") if self.is_open else self.tr("folded")
        self._header.setAccessibleDescription(state)
