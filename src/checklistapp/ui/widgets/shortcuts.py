# SPDX-License-Identifier: Apache-2.0
"""The sheet of keyboard shortcuts, opened with F1."""

from PySide6.QtWidgets import QGridLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import Label


class ShortcutSheet(FramedDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(self.tr("Keyboard shortcuts"), parent, 90)
        keys = (
            (self.tr("Y · P · N · A · W"), self.tr("Yes, Partly, No, Not applicable, Withheld")),
            (self.tr("Ctrl+Down · Ctrl+Up"), self.tr("Next and previous question")),
            (self.tr("Ctrl+J"), self.tr("Next open question")),
            (self.tr("Ctrl+Return"), self.tr("Take over what the parts suggest")),
            (self.tr("Ctrl+E"), self.tr("Write the note; Shift+Tab goes back to the answer")),
            (self.tr("Ctrl+F"), self.tr("Search questions, notes and evidence")),
            (self.tr("Ctrl+Z · Ctrl+Shift+Z"), self.tr("Undo and redo")),
            (self.tr("Ctrl+Shift+E"), self.tr("Export")),
            (self.tr("Ctrl+L"), self.tr("Lock; unlocking returns to the same question")),
            (self.tr("Ctrl+H"), self.tr("Hide everything, and show it again")),
            (self.tr("F10"), self.tr("Menu")),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        for row, (key, words) in enumerate(keys):
            grid.addWidget(Label(key, "accent", bold=True), row, 0)
            grid.addWidget(Label(words), row, 1)
        grid.setColumnStretch(1, 1)
        close = Button(self.tr("&Close"), "", "primary")
        close.clicked.connect(self.accept)
        self.column.addLayout(grid)
        self.add_buttons(close)
        close.setFocus()
