# SPDX-License-Identifier: Apache-2.0
"""Asking for a file or a folder without blocking the window and without leaving a trace of where one looked."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

Then = Callable[[Path], object]


def ask_file(parent: QWidget, title: str, patterns: str, then: Then) -> None:
    """``patterns`` as Qt writes them, such as ``PDF (*.pdf)``."""
    dialog = _dialog(parent, title, then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(patterns)
    dialog.open()


def ask_target(parent: QWidget, title: str, suggested: str, then: Then) -> None:
    dialog = _dialog(parent, title, then)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("".join(Path(suggested).suffixes).lstrip("."))
    dialog.selectFile(suggested)
    dialog.open()


def ask_folder(parent: QWidget, title: str, then: Then) -> None:
    dialog = _dialog(parent, title, then)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()


def _dialog(parent: QWidget, title: str, then: Then) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(Path.home()))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    return dialog
