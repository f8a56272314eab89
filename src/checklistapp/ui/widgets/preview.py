# SPDX-License-Identifier: Apache-2.0
"""A file of somebody else, looked at page by page without being opened."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from checklistapp.ui.tasks import Task, Worker
from checklistapp.ui.theme import colours
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.label import Label, Size

if TYPE_CHECKING:
    from checklistapp.services.operation import Report
    from checklistapp.services.previewing import Picture, Text

Draw = Callable[[int, int, int, "Report"], "Picture | Text"]
"""Page, and the width and height in pixels that it must fit into."""

_ZOOMS = (1.0, 1.5, 2.0, 3.0)
_TALLEST = 4
"""Height of the box to the width of the window; a longer picture is shown smaller."""
_SETTLED = 250
"""Milliseconds after the last change of the window's size."""


class PreviewDialog(QDialog):
    """Draws in a worker of its own, for the one that owns the database must go on saving answers."""

    copy_wanted = Signal()

    def __init__(self, name: str, size: int, draw: Draw, parent: QWidget) -> None:
        """``name`` is safe to show; ``size`` in bytes."""
        super().__init__(parent)
        self._draw, self._worker = draw, Worker()
        self._task: Task | None = None
        self._page, self._pages, self._zoom, self._drawn = 0, 1, 0, 0
        self._facts = self.locale().formattedDataSize(size)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Preview"))
        character = self.fontMetrics().averageCharWidth()
        heading = Label(size=Size.LARGE, bold=True)
        heading.setText(heading.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, 70 * character))
        heading.setToolTip("" if heading.text() == name else name)
        self.facts = Label(self.tr("Drawing…"), "muted")
        self.complaint = Complaint()
        self._sheet = QLabel()
        self._sheet.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._sheet)
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName(self.tr("Page"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setTabStopDistance(4 * character)
        self.text.setAccessibleName(self.tr("Text of the file"))
        self._views = QStackedWidget()
        self._views.addWidget(self._scroll)
        self._views.addWidget(self.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 16)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addLayout(self._make_controls())
        column.addWidget(self.complaint)
        column.addWidget(self._views, 1)
        column.addLayout(self._make_end())
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED)
        self._settled.timeout.connect(self._draw_page)
        self._fit_to(parent)
        self._show_controls()

    def _make_controls(self) -> QHBoxLayout:
        self.before, self.after = (
            self._small("left", self.tr("Page before")),
            self._small("right", self.tr("Next page")),
        )
        self.smaller, self.larger = self._small("minus", self.tr("Smaller")), self._small("plus", self.tr("Larger"))
        line = QHBoxLayout()
        line.addWidget(self.facts, 1)
        for button, act, keys in (
            (self.before, lambda: self._turn(-1), QKeySequence("Ctrl+PgUp")),
            (self.after, lambda: self._turn(1), QKeySequence("Ctrl+PgDown")),
            (self.smaller, lambda: self._magnify(-1), QKeySequence(QKeySequence.StandardKey.ZoomOut)),
            (self.larger, lambda: self._magnify(1), QKeySequence(QKeySequence.StandardKey.ZoomIn)),
        ):
            button.clicked.connect(act)
            QShortcut(keys, self).activated.connect(button.click)
            line.addWidget(button)
        return line

    def _small(self, drawing: str, words: str) -> Button:
        button = Button("", drawing, "small")
        button.setAccessibleName(words)
        button.setToolTip(words)
        return button

    def _make_end(self) -> QHBoxLayout:
        save, close = Button(self.tr("&Save a copy…"), "save"), Button(self.tr("&Close"), "", "primary")
        save.clicked.connect(self.copy_wanted)
        close.clicked.connect(self.accept)
        self._promise = Label(self.tr("A picture of the file: links, forms and scripts in it do nothing."), "muted")
        line = QHBoxLayout()
        line.addWidget(self._promise, 1)
        line.addWidget(save)
        line.addWidget(close)
        return line

    def _fit_to(self, parent: QWidget) -> None:
        """Most of the window behind it, so that it stays plain what belongs together."""
        around = parent.window().size()
        self.resize(around.boundedTo(QSize(1000, 1200)).expandedTo(QSize(520, 480)) - QSize(60, 60))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._views.currentWidget() is self._scroll and self.complaint.isHidden():
            self._settled.start(_SETTLED if self._drawn else 0)

    def _draw_page(self) -> None:
        if self._task is not None:
            self._task.cancel()
        ratio = self.devicePixelRatioF() * _ZOOMS[self._zoom]
        # Not the viewport's, which is wider until the first long page brings the bar.
        room = self._scroll.contentsRect().width() - self._scroll.verticalScrollBar().sizeHint().width()
        width = round(room * ratio)
        page, draw = self._page, self._draw
        task = self._worker.submit(
            "",
            lambda report: draw(page, max(width, 1), max(width, 1) * _TALLEST, report),
            lambda shown: self._show(task, shown),
            lambda error: self._complain(task, error),
            self,
        )
        self._task = task

    def _show(self, task: Task, shown: "Picture | Text") -> None:
        from checklistapp.services.previewing import Picture

        if task is not self._task:
            return
        self._drawn += 1
        if isinstance(shown, Picture):
            self._pages = shown.pages
            kind = self.tr("{0}, {1}").format(shown.kind.name, self._facts)
            place = self.tr("page {0} of {1}").format(self._page + 1, shown.pages)
            self.facts.setText(f"{kind}, {place}" if shown.pages > 1 else kind)
            self._sheet.setPixmap(self._framed(shown))
            self._sheet.setAccessibleName(place)
        else:
            end = "" if shown.is_whole else self.tr(", only the beginning is shown")
            self.facts.setText(self.tr("Text, {0}").format(self._facts) + end)
            self.text.setPlainText(shown.text)
            self.text.setPlaceholderText(self.tr("The file is empty."))
            self._views.setCurrentWidget(self.text)
        self._show_controls()

    def _framed(self, picture: "Picture") -> QPixmap:
        image = QImage(picture.rgb, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888)
        made = QPixmap.fromImage(image)
        painter = QPainter(made)
        painter.setPen(colours().border)
        painter.drawRect(0, 0, made.width() - 1, made.height() - 1)
        painter.end()
        made.setDevicePixelRatio(self.devicePixelRatioF())
        return made

    def _complain(self, task: Task, error: BaseException) -> None:
        if task is not self._task:
            return
        self.facts.setText(self._facts)
        self.complaint.show_error(error)
        self._sheet.clear()
        self._promise.clear()
        self._show_controls()
        self._views.hide()
        self.resize(self.width(), self.minimumSizeHint().height())

    def _show_controls(self) -> None:
        has_picture = not self._sheet.pixmap().isNull()
        for button in (self.before, self.after):
            button.setVisible(has_picture and self._pages > 1)
        for button in (self.smaller, self.larger):
            button.setVisible(has_picture)
        self.before.setEnabled(self._page > 0)
        self.after.setEnabled(self._page + 1 < self._pages)
        self.smaller.setEnabled(self._zoom > 0)
        self.larger.setEnabled(self._zoom + 1 < len(_ZOOMS))

    def _turn(self, step: int) -> None:
        self._page += step
        self._scroll.verticalScrollBar().setValue(0)
        self._show_controls()
        self._draw_page()

    def _magnify(self, step: int) -> None:
        self._zoom += step
        self._show_controls()
        self._draw_page()

    def done(self, result: int) -> None:
        """The helper is stopped before anything else happens: after a lock nothing holds the file any more."""
        self._settled.stop()
        self._worker.give_up()
        self._worker.stop()
        super().done(result)
