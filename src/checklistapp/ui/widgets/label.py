# SPDX-License-Identifier: Apache-2.0
"""Text on a page in one of the few tones and sizes the window has."""

from enum import Enum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QApplication, QFormLayout, QLabel, QSizePolicy, QWidget

from checklistapp.ui.theme import colours
from checklistapp.ui.widgets.icons import pixmap


class Size(Enum):
    """Factor to the text size."""

    SMALL = 0.92
    BODY = 1.0
    LARGE = 1.25
    WORDS = 13 / 10.5
    """Words that are copied by hand."""
    SECRET = 16 / 10.5
    """A secret that is shown once."""
    TITLE = 1.7


class Label(QLabel):
    """``tone`` is empty, muted, heading, accent, good or error."""

    def __init__(
        self,
        text: str = "",
        tone: str = "",
        size: Size = Size.BODY,
        *,
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._size, self._bold = size, bold
        self.setProperty("tone", tone)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._dress()

    def let_select(self) -> None:
        """By mouse and keyboard, to be copied."""
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def set_tone(self, tone: str) -> None:
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def _dress(self) -> None:
        if self._size is Size.BODY and not self._bold:
            return
        font = QFont(QApplication.font())
        font.setPointSizeF(font.pointSizeF() * self._size.value)
        if self._bold:
            font.setWeight(QFont.Weight.DemiBold)
        if font != self.font():
            self.setFont(font)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.ApplicationFontChange):
            self._dress()


class FieldLabel(Label):
    """Names a field, whose key ``&`` marks; it wraps rather than widen the page."""

    def __init__(self, text: str, field: QWidget, tone: str = "") -> None:
        super().__init__(text, tone)
        self.setTextFormat(Qt.TextFormat.AutoText)
        self.setBuddy(field)

    def sizeHint(self) -> QSize:
        """On one line where there is room: left alone, a label that may wrap asks for a narrow block."""
        line = self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), self.text())
        return QSize(line.width() + 4, super().sizeHint().height())


def add_field(form: QFormLayout, text: str, field: QWidget) -> None:
    form.addRow(FieldLabel(text, field), field)


class LineLabel(Label):
    """One line, cut with an ellipsis where room is short; the tool tip and screen readers have all of it."""

    def __init__(self, text: str = "", tone: str = "", size: Size = Size.BODY, *, bold: bool = False) -> None:
        self._whole = ""
        super().__init__("", tone, size, bold=bold)
        self.setWordWrap(False)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        self._whole = text
        self.setAccessibleName(text)
        self._cut()
        self.updateGeometry()

    def text(self) -> str:
        return self._whole

    def _cut(self) -> None:
        cut = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 1))
        self.setText(cut)
        self.setToolTip("" if cut == self._whole else self._whole)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._cut()


class Picture(QLabel):
    """One of our drawings beside a text; it says nothing to a screen reader that the text does not."""

    def __init__(self, drawing: str, tint: str = "accent", scale: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing, self._tint, self._scale = drawing, tint, scale
        self._dressed: tuple[str, str, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._dress()

    def show_drawing(self, drawing: str, tint: str) -> None:
        if (drawing, tint) != (self._drawing, self._tint):
            self._drawing, self._tint = drawing, tint
            self._dress()

    def _dress(self) -> None:
        side = round(self.fontMetrics().height() * self._scale)
        tint: str = getattr(colours(), self._tint)
        if self._dressed == (self._drawing, tint, side):
            return
        self._dressed = (self._drawing, tint, side)
        self.setPixmap(pixmap(self._drawing, tint, side))
        self.setFixedSize(QSize(side, side))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._dress()
