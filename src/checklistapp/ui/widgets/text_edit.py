# SPDX-License-Identifier: Apache-2.0
"""A plain text field that grows with what is written and leaves the Tab key to the keyboard's walk."""

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget


class TextEdit(QPlainTextEdit):
    """``edited`` is emitted for what a person typed, never for what ``show_text`` put in."""

    edited = Signal(str)

    def __init__(self, name: str, lines: int = 2, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._silent = False
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._changed)
        self._fit()

    def show_text(self, text: str) -> None:
        if text != self.toPlainText():
            self._silent = True
            self.setPlainText(text)
            self._silent = False

    def _changed(self) -> None:
        if not self._silent:
            self.edited.emit(self.toPlainText())

    def _fit(self) -> None:
        lines = max(self._lines, int(self.document().size().height()))
        height = round(lines * self.fontMetrics().lineSpacing()) + 22
        if height != self.minimumHeight():
            self.setMinimumHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(320, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
