# SPDX-License-Identifier: Apache-2.0
"""A line that says that a change made the preparer's signature void, and the way to sign again."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label, Picture
from checklistapp.ui.widgets.panel import Panel


class VoidNotice(Panel):
    """Hidden while no signature was lost; it never takes the keyboard by itself."""

    sign_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("caution", parent)
        self.sign = Button(self.tr("Sign again…"), "sign", "small")
        self.sign.clicked.connect(self.sign_wanted)
        words = self.tr("This change made the preparer's signature void. Signing has to be done again.")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 10, 7)
        row.setSpacing(10)
        row.addWidget(Picture("warning", "partly"))
        row.addWidget(Label(words), 1)
        row.addWidget(self.sign)
        self.hide()
