# SPDX-License-Identifier: Apache-2.0
"""Pages of a document as they will look, to be printed from memory or saved."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.file_choice import ask_target
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.page_image import to_qimage
from checklistapp.ui.widgets.printing import Printed, ask_printing

if TYPE_CHECKING:
    from checklistapp.services.exports import PageSource
    from checklistapp.services.operation import Report

_SCREEN_DPI = 96


class PreviewPage(QWidget):
    """Renders page after page in the worker, so that the first one is on screen at once."""

    printed = Signal(object)
    """What was sent to a printer, a ``Printed``."""

    def __init__(
        self,
        session: Session,
        pdf: bytes,
        save: Callable[[Path], object] | None,
        suggested: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``save`` writes the document to a place, at first ``suggested``; None for what may only be looked at."""
        super().__init__(parent)
        self._session, self._pdf = session, pdf
        self._source: PageSource | None = None
        self.pages: list[QLabel] = []
        self._count = Label(tone="muted")
        self._save = Button(self.tr("&Save…"), "save")
        if save is not None:
            self._save.clicked.connect(lambda: ask_target(self, self.tr("Save the document"), suggested, save))
        self._print = Button(self.tr("P&rint…"), "printer")
        self._print.clicked.connect(self._start_printing)
        self._print.setEnabled(False)
        top = QHBoxLayout()
        top.setContentsMargins(20, 8, 20, 8)
        top.addWidget(self._count, 1)
        top.addWidget(self._save)
        top.addWidget(self._print)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setSpacing(18)
        self._column.setContentsMargins(20, 12, 20, 20)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(self.tr("Pages"))
        inside.setAutoFillBackground(False)
        self.complaint = Complaint()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.complaint)
        column.addWidget(scroll, 1)
        self._save.setVisible(save is not None)
        self.setFocusProxy(scroll)
        session.worker.submit(self.tr("Preview"), self._open, self._opened, self.complaint.show_error, self)

    def _open(self, report: "Report") -> "PageSource":
        del report
        from checklistapp.services import exports

        return exports.page_images(self._pdf)

    def _opened(self, source: "PageSource") -> None:
        self._source = source
        self._count.setText(self.tr("Pages: {0}").format(source.count))
        self._print.setEnabled(True)
        self._render(0)

    def _render(self, place: int) -> None:
        source = self._source
        if source is None or place >= source.count:
            return
        ratio = self.devicePixelRatioF()

        def show(image: QImage) -> None:
            image.setDevicePixelRatio(ratio)
            page = QLabel()
            page.setAccessibleName(self.tr("Page {0} of {1}").format(place + 1, source.count))
            page.setPixmap(QPixmap.fromImage(image))
            self._column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
            self.pages.append(page)
            self._render(place + 1)

        self._submit(lambda: to_qimage(source.render(place, round(_SCREEN_DPI * ratio))), show)

    def _submit(self, make: Callable[[], QImage], show: Callable[[QImage], None]) -> None:
        self._session.worker.submit("", lambda _: make(), show, self.complaint.show_error, self)

    def _start_printing(self) -> None:
        if self._source is not None:
            ask_printing(self, self._session.worker, self._source, self._was_printed)

    def _was_printed(self, printed: Printed) -> None:
        self.printed.emit(printed)
