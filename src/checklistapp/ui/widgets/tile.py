# SPDX-License-Identifier: Apache-2.0
"""A card on a page: a drawing, a title, a sentence, and whatever is put below."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from checklistapp.ui.widgets.label import Label, Picture, Size
from checklistapp.ui.widgets.panel import Panel, mark


class Tile(Panel):
    """``body`` takes what belongs on the card."""

    def __init__(self, drawing: str, title: str, words: str = "", tint: str = "accent") -> None:
        super().__init__("tile")
        self.title = Label(title, size=Size.LARGE, bold=True)
        top = QHBoxLayout()
        top.setSpacing(12)
        self.picture = Picture(drawing, tint, 1.6)
        top.addWidget(self.picture)
        self.heading = QVBoxLayout()
        self.heading.setSpacing(0)
        self.heading.addWidget(self.title)
        top.addLayout(self.heading, 1)
        self.words = Label(words, "muted")
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.words)
        self.words.setVisible(bool(words))
        column.addLayout(self.body)
        column.addStretch(1)  # room to spare goes below, so that a title stays where it is

    def add_row(self, name: str, words: str, *buttons: QWidget, remark: str = "", tone: str = "") -> None:
        """One of several things the card lists: its name, below it what it is, and what can be done with it.

        ``remark`` is what counts most about it, in its ``tone``.
        """
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(Label(name, bold=True))
        if remark:
            texts.addWidget(Label(remark, tone, Size.SMALL))
        texts.addWidget(Label(words, "muted", Size.SMALL))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addLayout(texts, 1)
        for button in buttons:
            row.addWidget(button)
        self.body.addLayout(row)


class ScrollPage(QScrollArea):
    """A page that scrolls rather than cuts; ``column`` is as wide as reads well, in the middle."""

    def __init__(self, width: int = 900, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside, narrow = QWidget(), QWidget()
        self.column = QVBoxLayout(narrow)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(14)
        narrow.setMaximumWidth(round(width * self.fontMetrics().averageCharWidth() / 7.5))
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(narrow, 1000)
        row.addStretch(1)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Its room is always kept, so that nothing jumps aside when a page grows.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda least, most: mark(bar, "resting", least == most))
        mark(bar, "resting", True)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)
        self._top: QWidget | None = None

    def leave_room_above(self) -> None:
        """A little, if there is any to spare when the window gets its size: what appears later moves nothing up."""
        self._top = QWidget()
        self._top.setFixedHeight(0)
        self.column.addWidget(self._top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._top is not None:
            held = self.column.totalHeightForWidth(self.column.geometry().width()) - self._top.height()
            most = _LINES_ABOVE * self.fontMetrics().height()
            self._top.setFixedHeight(min(most, max(0, (self.viewport().height() - held) // 3)))


_LINES_ABOVE = 4
NARROW = 110
"""Characters in a line below which things stand below each other instead of side by side."""


def is_narrow(widget: QWidget) -> bool:
    return widget.width() < NARROW * widget.fontMetrics().averageCharWidth()
