# SPDX-License-Identifier: Apache-2.0
"""The program's own line drawings, tinted for the theme on screen."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from checklistapp.ui.theme import colours, icon_file


@lru_cache(maxsize=256)
def _drawing(name: str, colour: str) -> QSvgRenderer:
    svg = Path(icon_file(name)).read_text(encoding="utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(svg.encode()))


@lru_cache(maxsize=512)
def _rendered(name: str, colour: str, size: int, gap: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round((size + abs(gap)) * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _drawing(name, colour).render(painter, QRectF(max(0, -gap) * ratio, 0, size * ratio, size * ratio))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, colour: str, size: int, gap: int = 0) -> QPixmap:
    """``size`` in device-independent pixels, sharp on the densest screen attached.

    ``gap`` is left empty beside the drawing: after it, or before it where negative.
    """
    application = QGuiApplication.instance()
    ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    return _rendered(name, colour, size, gap, ratio)


def icon(name: str, colour: str, checked: str = "", size: int = 18, gap: int = 0) -> QIcon:
    """``checked`` is the colour while a button is down; empty for the same."""
    made = QIcon()
    made.addPixmap(pixmap(name, colour, size, gap))
    made.addPixmap(pixmap(name, colours().muted, size, gap), QIcon.Mode.Disabled)
    if checked:
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            made.addPixmap(pixmap(name, checked, size, gap), mode, QIcon.State.On)
    return made


def paint(painter: QPainter, name: str, colour: str, area: QRectF) -> None:
    _drawing(name, colour).render(painter, area)
