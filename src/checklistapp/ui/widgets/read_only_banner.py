# SPDX-License-Identifier: Apache-2.0
"""A line at the top of the window while a workspace is only read: why, and the way out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.domain.errors import ChecklistError
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label, Picture
from checklistapp.ui.widgets.panel import Panel


class ReadOnlyBanner(Panel):
    """Hidden while the workspace may be changed."""

    decision_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("caution", parent)
        self.text = Label()
        self.decide = Button(self.tr("What can I &do?"), "info", "small")
        self.decide.clicked.connect(self.decision_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 20, 6)
        row.setSpacing(10)
        row.addWidget(Picture("eye", "partly"))
        row.addWidget(self.text, 1)
        row.addWidget(self.decide)
        self.hide()

    def show_refusal(self, refusal: ChecklistError | None) -> None:
        """None hides the line."""
        self.text.setText(self.tr("Read-only: {0}").format(refusal.sentence) if refusal else "")
        self.text.setToolTip(refusal.hint if refusal else "")
        self.setVisible(refusal is not None)
