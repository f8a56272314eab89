# SPDX-License-Identifier: Apache-2.0
"""The frame of every dialog: a title, contents that scroll rather than run off the window, and the buttons below."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.flow_layout import FlowLayout
from checklistapp.ui.widgets.label import Label, Size

_CHARACTERS = 72
_ROUND = 64
"""Pixels of the window that stay in sight beside a dialog."""


class FramedDialog(QDialog):
    """``column`` takes the contents, ``add_buttons`` the end; it grows with what it has to say."""

    def __init__(self, title: str, parent: QWidget | None, characters: int = _CHARACTERS) -> None:
        super().__init__(parent)
        self._characters = characters
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._inside = QWidget()
        whole = QVBoxLayout(self._inside)
        whole.setContentsMargins(24, 20, 24, 4)
        whole.setSpacing(0)
        self.column = QVBoxLayout()
        self.column.setSpacing(10)
        self.column.addWidget(Label(title, size=Size.LARGE, bold=True))
        whole.addLayout(self.column)
        whole.addStretch(1)  # a title stays where it is, however much room there is
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._inside)
        self._inside.setAutoFillBackground(False)
        self._inside.installEventFilter(self)
        self._scroll = scroll
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(24, 10, 24, 20)
        frame = QVBoxLayout(self)
        frame.setContentsMargins(0, 0, 0, 0)
        frame.setSpacing(0)
        frame.addWidget(scroll, 1)
        frame.addLayout(self._foot)

    def add_buttons(self, *buttons: Button) -> None:
        """At the far side, the one that acts last."""
        row = FlowLayout(push=0)
        for button in buttons:
            row.addWidget(button)
        self._foot.addLayout(row)

    def add_remark(self, remark: Label) -> None:
        """Above the buttons and always in sight, such as why one of them does nothing yet."""
        self._foot.insertWidget(0, remark)

    def bring_into_view(self, part: QWidget) -> None:
        """Once everything has its place."""
        QTimer.singleShot(0, part, lambda: self._scroll.ensureWidgetVisible(part))

    def _fit(self) -> None:
        parent = self.parentWidget()
        around = parent.window().size() if parent is not None else self.screen().availableSize()
        room = around - QSize(_ROUND, _ROUND)
        width = min(self._characters * self.fontMetrics().averageCharWidth(), room.width())
        inside = self._inside.layout()
        if inside is None:
            return
        inside.activate()
        # A foot without buttons has no height for a width, only margins.
        foot = max(self._foot.totalHeightForWidth(width), self._foot.totalMinimumSize().height())
        height = inside.totalHeightForWidth(width) + foot
        self.setMinimumSize(width, min(height, room.height()))
        if self.width() < width or self.height() < self.minimumHeight():
            self.resize(self.size().expandedTo(self.minimumSize()))

    def showEvent(self, event: QShowEvent) -> None:
        self._fit()
        self.resize(self.minimumSize())
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)
