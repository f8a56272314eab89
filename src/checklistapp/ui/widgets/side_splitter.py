# SPDX-License-Identifier: Apache-2.0
"""A panel beside the contents of a page, or instead of them where the window is narrow for its text."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from checklistapp.ui.widgets.tile import is_narrow

_LEAST, _USUAL = 28, 41
"""Characters in a line of the panel."""


class SideSplitter(QSplitter):
    narrowed = Signal(bool)
    """There is room for one of the two only, or for both again; then both are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_narrow = False
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)

    def hold(self, panel: QWidget, contents: QWidget) -> None:
        self._panel, self._contents = panel, contents
        self.addWidget(panel)
        self.addWidget(contents)
        self.setStretchFactor(1, 1)
        self._keep_readable()
        self.setSizes([self.fontMetrics().averageCharWidth() * _USUAL, 900])

    def show_panel(self) -> None:
        """Instead of the contents where there is no room for both."""
        if self._is_narrow:
            self._panel.show()
            self._contents.hide()

    def show_contents(self) -> None:
        if self._is_narrow:
            self._contents.show()
            self._panel.hide()

    def _keep_readable(self) -> None:
        self._panel.setMinimumWidth(self.fontMetrics().averageCharWidth() * _LEAST)

    def _make_room(self) -> None:
        narrow = is_narrow(self)
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            self._panel.setVisible(not narrow)
            self._contents.show()
            self.narrowed.emit(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_contents"):
            self._keep_readable()
            self._make_room()
