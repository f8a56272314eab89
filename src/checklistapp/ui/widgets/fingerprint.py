# SPDX-License-Identifier: Apache-2.0
"""Comparing eight words with somebody by telephone or on paper."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.panel import Panel


class FingerprintDialog(QDialog):
    """The person types what the other side reads out: agreeing with a click proves nothing."""

    def __init__(self, name: str, words: str, then: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._words, self._then = words, then
        self.setWindowTitle(self.tr("Compare the fingerprint"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 72)
        shown = Panel("notice")
        grid = QGridLayout(shown)
        for place, word in enumerate(words.split()):
            grid.addWidget(Label(word, size=Size.LARGE, bold=True), place // 4, place % 4)
        self.typed = QLineEdit()
        self.typed.returnPressed.connect(self._check)
        label = Label(self.tr("&Type the eight words as the other side reads them out"), "heading")
        label.setTextFormat(Qt.TextFormat.AutoText)
        label.setBuddy(self.typed)
        self.complaint = Complaint()
        agree = Button(self.tr("They are the &same"), "check", "primary")
        agree.clicked.connect(self._check)
        cancel = Button(self.tr("&Cancel"))
        cancel.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(agree)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(Label(self.tr("Is this really {0}?").format(name), size=Size.LARGE, bold=True))
        advice = self.tr(
            "Call them on a number you know, or compare with paper from their hand. Never with what came along."
        )
        column.addWidget(Label(advice, "muted"))
        column.addWidget(shown)
        column.addWidget(label)
        column.addWidget(self.typed)
        column.addWidget(self.complaint)
        column.addLayout(line)
        self.typed.setFocus()

    def _check(self) -> None:
        if self.typed.text().casefold().split() == self._words.casefold().split():
            self.accept()
            self._then(self._words)
        else:
            self.complaint.say(self.tr("The words differ. If they differ on the telephone too, this is somebody else."))
