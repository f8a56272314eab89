# SPDX-License-Identifier: Apache-2.0
"""The sheet of keys, opened with F1."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label, Size


class ShortcutSheet(QDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
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
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 20, 26, 18)
        column.setSpacing(14)
        column.addWidget(Label(self.tr("Keys"), size=Size.LARGE, bold=True))
        column.addLayout(grid)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 90)
