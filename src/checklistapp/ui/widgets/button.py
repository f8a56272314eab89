# SPDX-License-Identifier: Apache-2.0
"""A push button with one of our drawings, which follows the theme."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from checklistapp.ui.theme import colours
from checklistapp.ui.widgets.flow_layout import FlowLayout
from checklistapp.ui.widgets.icons import icon
from checklistapp.ui.widgets.panel import mark

_OPPOSITE = {
    Qt.LayoutDirection.LeftToRight: Qt.LayoutDirection.RightToLeft,
    Qt.LayoutDirection.RightToLeft: Qt.LayoutDirection.LeftToRight,
}
_GAP = 5
"""Pixels between drawing and text, besides those of the style."""
_TOUCHED = 32
"""Pixels of a side of a button that has only a drawing."""
_ON_COLOUR = {"primary": "on_accent", "destructive": "on_answer"}
"""The tint of a drawing on the kinds that are coloured."""
_MIRROR = {"left": "right", "right": "left"}


def _mirrored(drawing: str) -> str:
    """Back and forth change sides where people read from right to left."""
    is_mirrored = QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return _MIRROR.get(drawing, drawing) if is_mirrored else drawing


def side_by_side(*buttons: QWidget) -> FlowLayout:
    """Buttons from the side where reading begins, in as many lines as they need."""
    row = FlowLayout()
    for button in buttons:
        row.addWidget(button)
    return row


class Button(QPushButton):
    """``kind`` is plain, primary, destructive, flat, small, icon, filter or fold; ``tint`` names a colour of the theme.

    ``trailing`` puts the drawing behind the text.
    """

    def __init__(
        self,
        text: str,
        drawing: str = "",
        kind: str = "plain",
        tint: str = "text",
        parent: QWidget | None = None,
        *,
        trailing: bool = False,
    ) -> None:
        super().__init__(text, parent)
        if trailing:
            self.setLayoutDirection(_OPPOSITE[QApplication.layoutDirection()])
        self._drawing = drawing
        self._dressed: tuple[str, str, str, int, int] | None = None
        self._plain_tint = tint
        self._tint = _ON_COLOUR.get(kind, tint)
        self.setProperty("kind", kind)
        self.setAutoDefault(kind == "primary")
        self.dress()

    def set_kind(self, kind: str) -> None:
        """Another look; what Return does in a dialog stays."""
        self._tint = _ON_COLOUR.get(kind, self._plain_tint)
        mark(self, "kind", kind)
        self.dress()

    def set_drawing(self, drawing: str) -> None:
        if drawing != self._drawing:
            self._drawing = drawing
            self.dress()

    def dress(self) -> None:
        """Draws the icon again after a property that colours it was set."""
        if not self._drawing:
            return
        side = max(16, round(self.fontMetrics().height() * 0.95))
        tint: str = getattr(colours(), self._tint)
        checked = colours().on_answer if self.property("answer") else ""
        gap = 0 if not self.text() else -_GAP if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else _GAP
        if self._dressed == (self._drawing, tint, checked, side, gap):
            return
        self._dressed = (self._drawing, tint, checked, side, gap)
        self.setIcon(icon(_mirrored(self._drawing), tint, checked, side, gap))
        self.setIconSize(QSize(side + abs(gap), side))

    def sizeHint(self) -> QSize:
        """As wide as its text in SemiBold, which it has while it is down: Qt measures the one that is up."""
        hint = super().sizeHint()
        if self.property("kind") == "icon":
            side = max(_TOUCHED, self.iconSize().height() + 12)
            return QSize(side, side)
        if self.isCheckable():
            text, heavier = self.text().replace("&", ""), QFont(self.font())
            heavier.setWeight(QFont.Weight.DemiBold)
            more = QFontMetrics(heavier).horizontalAdvance(text) - self.fontMetrics().horizontalAdvance(text)
            hint.setWidth(hint.width() + max(0, more))
        return hint

    def minimumSizeHint(self) -> QSize:
        is_ours = self.isCheckable() or self.property("kind") == "icon"
        return self.sizeHint() if is_ours else super().minimumSizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.dress()
