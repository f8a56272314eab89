# SPDX-License-Identifier: Apache-2.0
"""Asking for a file or a folder without blocking the window and without leaving a trace of where one looked."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment

Then = Callable[[Path], object]


def suggested_name(assessment: "Assessment", product: str) -> str:
    """``product`` such as ``submission.pdf``, after who answers and for which cycle; no dot but those of its ending."""
    from checklistapp.domain.naming import FORBIDDEN_IN_FOLDERS

    words = " ".join(filter(None, (assessment.organisation, assessment.cycle, product.partition(".")[0])))
    kept = "".join(" " if each in f".{FORBIDDEN_IN_FOLDERS}" else each for each in words)
    return " ".join(kept.split()) + "." + product.partition(".")[2]


def ask_file(parent: QWidget, title: str, patterns: str, then: Then) -> None:
    """``patterns`` as Qt writes them, such as ``PDF (*.pdf)``."""
    dialog = _dialog(parent, title, then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(patterns)
    dialog.open()


def ask_backup(parent: QWidget, then: Then) -> None:
    from checklistapp.services import backups

    patterns = QCoreApplication.translate("Backups", "Backup copies (*{0});;All files (*)").format(backups.SUFFIX)
    ask_file(parent, QCoreApplication.translate("Backups", "Backup copy"), patterns, then)


def ask_files(parent: QWidget, title: str, patterns: str, then: Callable[[list[Path]], object]) -> None:
    """One or several."""
    dialog = QFileDialog(parent, title, str(Path.home()))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(patterns)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
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
