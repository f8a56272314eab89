# SPDX-License-Identifier: Apache-2.0
"""A row that goes on in the next line where the window is too narrow for it."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Items from ``push`` on stand at the far side while all fit on one line."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 8, push: int | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._push = push
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name, asked past the end
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - as above
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        return sum(self._height(line) for line in lines) + self.spacing() * max(0, len(lines) - 1)

    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(item.sizeHint().width() for item in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, self._height(shown))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        shown = self._shown()
        return QSize(max((item.minimumSize().width() for item in shown), default=0), self._height(shown))

    def setGeometry(self, area: QRect) -> None:  # noqa: N802 - Qt's name
        super().setGeometry(area)
        lines, top = self._lines(area.width()), area.top()
        for line in lines:
            height, left = self._height(line), area.left()
            slack = area.width() - self._width(line)
            for item in line:
                if self._push is not None and len(lines) == 1 and item is self._items[self._push]:
                    left += slack
                size = item.sizeHint().boundedTo(QSize(area.width(), height))
                place = QRect(QPoint(left, top + (height - size.height()) // 2), size)
                item.setGeometry(self._mirrored(place, area))
                left += size.width() + self.spacing()
            top += height + self.spacing()

    def _mirrored(self, place: QRect, area: QRect) -> QRect:
        parent = self.parentWidget()
        direction = parent.layoutDirection() if parent is not None else QApplication.layoutDirection()
        if direction is Qt.LayoutDirection.RightToLeft:
            place.moveRight(area.right() - (place.left() - area.left()))
        return place

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _width(self, line: list[QLayoutItem]) -> int:
        return sum(item.sizeHint().width() for item in line) + self.spacing() * (len(line) - 1)

    @staticmethod
    def _height(line: list[QLayoutItem]) -> int:
        return max((item.sizeHint().height() for item in line), default=0)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        for item in self._shown():
            if lines and self._width([*lines[-1], item]) <= width:
                lines[-1].append(item)
            else:
                lines.append([item])
        return lines
