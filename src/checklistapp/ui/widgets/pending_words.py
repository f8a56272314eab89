# SPDX-License-Identifier: Apache-2.0
"""What is said above recovery words: why there are new ones, or what is at stake while nobody wrote them down."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label, Picture
from checklistapp.ui.widgets.panel import Panel


class Happened(Panel):
    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__("caution", parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        row.addWidget(Picture("check", "yes", 1.3))
        row.addWidget(Label(words), 1)


class PendingWords(Panel):
    """Lets it wait, once."""

    postponed = Signal()

    def __init__(self, *, may_postpone: bool, parent: QWidget | None = None) -> None:
        super().__init__("caution", parent)
        stake = self.tr(
            "These words were shown before, but nobody has typed them back yet. If a passphrase or the file keys.json "
            "is lost before they are on paper, every answer is lost with it, for good."
        )
        self.later = Button(self.tr("&Later"), "clock")
        self.later.setToolTip(self.tr("Once only: the next unlocking asks again."))
        self.later.clicked.connect(self.postponed)
        self.later.setVisible(may_postpone)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.setSpacing(12)
        row.addWidget(Picture("warning", "partly", 1.3))
        row.addWidget(Label(stake), 1)
        row.addWidget(self.later)
