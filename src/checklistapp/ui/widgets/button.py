# SPDX-License-Identifier: Apache-2.0
"""A push button with one of our drawings, which follows the theme."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from checklistapp.ui.theme import colours
from checklistapp.ui.widgets.icons import icon

_OPPOSITE = {
    Qt.LayoutDirection.LeftToRight: Qt.LayoutDirection.RightToLeft,
    Qt.LayoutDirection.RightToLeft: Qt.LayoutDirection.LeftToRight,
}
_MIRROR = {"left": "right", "right": "left"}


def _mirrored(drawing: str) -> str:
    """Back and forth change sides where people read from right to left."""
    is_mirrored = QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return _MIRROR.get(drawing, drawing) if is_mirrored else drawing


def side_by_side(*buttons: QPushButton) -> QHBoxLayout:
    """A row of buttons from the side where reading begins."""
    row = QHBoxLayout()
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


class Button(QPushButton):
    """``kind`` is plain, primary, flat, small, filter or fold; ``tint`` names a colour of the theme.

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
        self._dressed: tuple[str, str, str, int] | None = None
        self._tint = "on_accent" if kind == "primary" else tint
        self.setProperty("kind", kind)
        self.setAutoDefault(kind == "primary")
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
        if self._dressed == (self._drawing, tint, checked, side):
            return
        self._dressed = (self._drawing, tint, checked, side)
        self.setIcon(icon(_mirrored(self._drawing), tint, checked, side))
        self.setIconSize(QSize(side, side))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.dress()
