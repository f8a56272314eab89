# SPDX-License-Identifier: Apache-2.0
"""Printing page images from memory, a page at a time; the printer is always asked for."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from checklistapp.domain.errors import ChecklistError
from checklistapp.ui.tasks import Task, Worker
from checklistapp.ui.widgets.message import ask, show_error
from checklistapp.ui.widgets.page_image import Pages, to_qimage
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

CUPS_SOCKET = "/run/cups/cups.sock"
"""Without this name the printing library looks for a server over the network."""

_PRINT_DPI = 300


@dataclass(frozen=True, slots=True)
class Printed:
    """What went to a printer; pages count from 1, and ``last`` is one of them."""

    first: int
    last: int
    copies: int
    printer: str


def ask_printing(parent: QWidget, worker: Worker, pages: Pages, printed: Callable[[Printed], object]) -> None:
    """``printed`` is told once everything has left for the printer."""
    os.environ["CUPS_SERVER"] = CUPS_SOCKET
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(_PRINT_DPI)
    printer.setFullPage(True)

    def choose() -> None:
        dialog = QPrintDialog(printer, parent)
        dialog.setMinMax(1, pages.count)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: PrintRun(parent, worker, printer, pages, printed).start())
        QDialog.open(dialog)

    ask(
        parent,
        parent.tr("Print"),
        parent.tr("A printer and its spooler may keep a copy of what they print. Print only where that is allowed."),
        parent.tr("&Choose a printer…"),
        choose,
    )


class PrintRun:
    """Each page is rendered in the worker and drawn when it comes: the window lives on in between."""

    def __init__(
        self,
        parent: QWidget,
        worker: Worker,
        printer: "QPrinter",
        pages: Pages,
        printed: Callable[[Printed], object],
    ) -> None:
        self._parent, self._worker, self._printer = parent, worker, printer
        self._pages, self._printed = pages, printed
        self._first = max(1, printer.fromPage()) - 1
        self._last = min(printer.toPage() or pages.count, pages.count)
        self._painter = QPainter()
        self.task = Task(parent.tr("Printing"))

    def start(self) -> None:
        if not self._painter.begin(self._printer):
            sentence = self._parent.tr("The printer does not take anything.")
            show_error(self._parent, ChecklistError("no-printer", sentence, self._parent.tr("Choose another one.")))
            return
        WorkingDialog(self.task, self._parent)
        self._ask_page(self._first)

    def _ask_page(self, place: int) -> None:
        self._worker.submit(
            "",
            lambda _: to_qimage(self._pages.render(place, _PRINT_DPI)),
            lambda image: self._draw(place, image),
            self._give_up,
        )

    def _draw(self, place: int, image: QImage) -> None:
        from checklistapp.services.operation import CancelledError, Progress

        try:
            if not isValid(self._parent):
                raise CancelledError
            total = self._last - self._first
            label = self._parent.tr("Page {0} of {1}").format(place - self._first + 1, total)
            self.task.report(Progress(place - self._first + 1, total, label))
        except CancelledError as error:
            self._give_up(error)
            return
        if place > self._first:
            self._printer.newPage()
        page = QRect(0, 0, self._printer.width(), self._printer.height())
        fitted = image.size().scaled(page.size(), Qt.AspectRatioMode.KeepAspectRatio)
        self._painter.drawImage(QRect(page.topLeft(), fitted), image)
        if place + 1 < self._last:
            self._ask_page(place + 1)
        else:
            self._painter.end()
            self.task.ended.emit()
            printer = self._printer
            name = printer.printerName() or self._parent.tr("to a file")
            self._printed(Printed(self._first + 1, self._last, max(1, printer.copyCount()), name))

    def _give_up(self, error: BaseException) -> None:
        """Stopped, locked meanwhile, or failed: what has not left for the printer yet does not leave."""
        self._printer.abort()
        self._painter.end()
        self.task.ended.emit()
        if isValid(self._parent):
            show_error(self._parent, error)
