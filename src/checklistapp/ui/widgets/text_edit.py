# SPDX-License-Identifier: Apache-2.0
"""A plain text field that grows with what is written and leaves the Tab key to the keyboard's walk."""

import math

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from checklistapp.ui.widgets.panel import mark


class TextEdit(QPlainTextEdit):
    """``edited`` is emitted for what a person typed, never for what ``show_text`` put in."""

    edited = Signal(str)

    def __init__(self, name: str, lines: int = 2, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._silent = self._wanted = False
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._changed)
        self._fit()

    def show_text(self, text: str) -> None:
        if text != self.toPlainText():
            self._silent = True
            self.setPlainText(text)  # puts the cursor, and with it the view, at the beginning
            self._silent = False

    def want_text(self, wanted: bool) -> None:
        """Its edge says that something is missing while it is empty."""
        self._wanted = wanted
        mark(self, "wanting", wanted and not self.toPlainText().strip())

    def _changed(self) -> None:
        if self._wanted:
            self.want_text(True)
        if not self._silent:
            self.edited.emit(self.toPlainText())

    def _fit(self) -> None:
        lines = max(self._lines, int(self.document().size().height()))
        metrics = QFontMetricsF(self.font())  # lines are laid out in whole pixels above and below
        line = math.ceil(metrics.ascent()) + math.ceil(metrics.descent())
        height = lines * line + 22
        if height != self.minimumHeight():
            self.setMinimumHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(320, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """Qt's own leaves room for scroll bars that a field of two lines does not have."""
        return QSize(120, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
