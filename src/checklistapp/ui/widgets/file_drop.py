# SPDX-License-Identifier: Apache-2.0
"""Files and pictures given to a widget by dropping or pasting them; text is pasted by the fields themselves."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget


class FileDrop(QObject):
    """Where no files are kept, their names are taken instead."""

    files_given = Signal(object)
    picture_given = Signal(object)
    """As PNG."""
    name_given = Signal(str)
    hovering = Signal(bool)
    """Something that would be taken is held over the widget, or no more."""
    refused = Signal(str)
    """Why not what was given was taken."""

    def __init__(self, target: QWidget, *, keeps_files: bool, may_drop: Callable[[], bool]) -> None:
        super().__init__(target)
        self._keeps_files, self._may_drop = keeps_files, may_drop
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and event.mimeData().hasUrls() and self._may_drop():
            event.acceptProposedAction()
            self.hovering.emit(True)
            return True
        if event.type() in (QEvent.Type.DragLeave, QEvent.Type.Drop):
            self.hovering.emit(False)
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self._take(_files_in(event.mimeData()))
            return True
        return super().eventFilter(watched, event)

    def paste(self) -> None:
        data = QGuiApplication.clipboard().mimeData()
        files = _files_in(data)
        if files:
            self._take(files)
        elif data.hasImage():
            if self._keeps_files:
                self.picture_given.emit(_picture_in(data))
            else:
                words = self.tr("This workspace keeps references only, so no picture can be pasted. Name the document.")
                self.refused.emit(words)

    def _take(self, files: list[Path]) -> None:
        if files and self._keeps_files:
            self.files_given.emit(files)
        elif files:
            for file in files:
                self.name_given.emit(file.stem)
            self.refused.emit(self.tr("This workspace keeps references only: the name was taken, not the file."))


def _files_in(data: QMimeData) -> list[Path]:
    """What was dropped or copied in a file manager; folders are left out."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [file for file in files if file.is_file()]


def _picture_in(data: QMimeData) -> bytes:
    """As PNG."""
    made = QBuffer()
    made.open(QBuffer.OpenModeFlag.WriteOnly)
    QImage(data.imageData()).save(made, "PNG")  # type: ignore[call-overload] # a QVariant's QImage, untyped in the stubs
    return bytes(made.data().data())
