# SPDX-License-Identifier: Apache-2.0
"""The panel beside the card: search, filters and the navigation tree."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from checklistapp.ui.models.outline import Filter, Outline
from checklistapp.ui.theme import colours
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.flow_layout import FlowLayout
from checklistapp.ui.widgets.icons import icon
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.outline_tree import OutlineTree
from checklistapp.ui.widgets.panel import Panel


class SidePanel(Panel):
    hit_wanted = Signal()
    """Enter in the search field: go to the first question that was found."""
    left = Signal()
    """Escape in the search field: back to the card."""
    narrowed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("side", parent)
        self._outline: Outline | None = None
        self._search = QLineEdit()
        self._search.setAccessibleName(self.tr("Search questions, notes and evidence"))
        self._search.setPlaceholderText(self.tr("Search (Ctrl+F)"))
        self._search.setClearButtonEnabled(True)
        self._lens = self._search.addAction(icon("search", colours().muted), QLineEdit.ActionPosition.LeadingPosition)
        self._search.textChanged.connect(self._narrow)
        self._search.returnPressed.connect(self.hit_wanted)
        self._search.installEventFilter(self)
        self._group = QButtonGroup(self)
        row = FlowLayout(spacing=4)
        labels = {Filter.ALL: self.tr("All"), Filter.OPEN: self.tr("Open"), Filter.PARTLY_OR_NO: self.tr("Partly, No")}
        self._filters = {each: Button(label, kind="filter") for each, label in labels.items()}
        for each, button in self._filters.items():
            button.setCheckable(True)
            button.setAccessibleName(self.tr("Show: {0}").format(labels[each]))
            button.clicked.connect(self._narrow)
            self._group.addButton(button)
            row.addWidget(button)
        self._filters[Filter.ALL].setChecked(True)
        self._nothing = Label(self.tr("Nothing found. Try fewer letters, or show all questions."), "muted")
        self._nothing.hide()
        self._back = Button(self.tr("&Back to the question"), "left", "small")
        self._back.clicked.connect(self.left)
        self._back.hide()
        self.tree = OutlineTree()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 6)
        column.setSpacing(8)
        for part in (self._back, self._search, row, self._nothing):
            inset = QHBoxLayout()
            inset.setContentsMargins(12, 0, 12, 0)
            if isinstance(part, QWidget):
                inset.addWidget(part)
            else:
                inset.addLayout(part, 1)
            column.addLayout(inset)
        column.addWidget(self.tree, 1)

    def show_outline(self, outline: Outline) -> None:
        self._outline = outline
        self._search.clear()
        self._filters[Filter.ALL].setChecked(True)
        self.tree.show_outline(outline)

    def show_way_back(self, shown: bool) -> None:
        """Where the panel takes the place of the card."""
        self._back.setVisible(shown)

    def focus_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _narrow(self) -> None:
        if self._outline is None:
            return
        wanted = next((each for each, button in self._filters.items() if button.isChecked()), Filter.ALL)
        self._outline.narrow(wanted, self._search.text())
        self._nothing.setVisible(self._outline.first_hit() is None)
        self.narrowed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._search.clear()
                self.left.emit()
                return True
            if event.key() == Qt.Key.Key_Down:
                self.tree.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_lens"):
            self._lens.setIcon(icon("search", colours().muted))
