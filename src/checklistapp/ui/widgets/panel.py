# SPDX-License-Identifier: Apache-2.0
"""A frame that the style sheet knows by name, a mark it knows, and emptying what was put into a layout."""

from PySide6.QtWidgets import QFrame, QLayout, QWidget


class Panel(QFrame):
    """``name`` is one of card, tile, side, status, notice, problem, caution, drop, line."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Sets a property that the style sheet reads; Qt looks at it again only when told."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def empty(layout: QLayout) -> None:
    """Removes everything from ``layout``, rows of widgets included."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
