# SPDX-License-Identifier: Apache-2.0
"""Printing page images from memory; the printer is always asked for."""

import os
from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QDialog, QWidget

from checklistapp.ui.widgets.message import ask

CUPS_SOCKET = "/run/cups/cups.sock"
"""Without this name the printing library looks for a server over the network."""

_PRINT_DPI = 300


def print_pages(parent: QWidget, count: int, render: Callable[[int, int], QImage]) -> None:
    """``render`` gives page (from 0) and resolution (dots per inch)."""
    os.environ["CUPS_SERVER"] = CUPS_SOCKET
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(_PRINT_DPI)
    printer.setFullPage(True)

    def draw() -> None:
        first = max(1, printer.fromPage()) - 1
        last = min(printer.toPage() or count, count)
        painter = QPainter(printer)
        for place in range(first, last):
            if place > first:
                printer.newPage()
            page = QRect(0, 0, printer.width(), printer.height())
            image = render(place, _PRINT_DPI)
            fitted = image.size().scaled(page.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRect(page.topLeft(), fitted), image)
        painter.end()

    def choose() -> None:
        dialog = QPrintDialog(printer, parent)
        dialog.setMinMax(1, count)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(draw)
        QDialog.open(dialog)

    ask(
        parent,
        parent.tr("Print"),
        parent.tr("A printer and its spooler may keep a copy of what they print. Print only where that is allowed."),
        parent.tr("&Choose a printer…"),
        choose,
    )
