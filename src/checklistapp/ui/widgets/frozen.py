# SPDX-License-Identifier: Apache-2.0
"""A line that says why nothing can be changed here, and the way to change it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label, Picture
from checklistapp.ui.widgets.panel import Panel


class FrozenNotice(Panel):
    """Hidden while the answers can be changed."""

    reopen_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("notice", parent)
        self.reopen = Button(self.tr("Reopen…"), "edit", "small")
        self.reopen.setAccessibleName(self.tr("Reopen the assessment"))
        self.reopen.clicked.connect(self.reopen_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 10, 7)
        row.setSpacing(10)
        row.addWidget(Picture("lock"))
        row.addWidget(Label(self.tr("Approved: the answers are frozen as they were signed.")), 1)
        row.addWidget(self.reopen)
        self.hide()
