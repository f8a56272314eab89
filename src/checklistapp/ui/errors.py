# SPDX-License-Identifier: Apache-2.0
"""The one place that shows errors: a sentence and the next step, or a short code for a bug."""

import sys
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt

from checklistapp.domain.errors import ChecklistError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person gets to read; ``code`` is empty unless it is a bug."""

    sentence: str
    hint: str
    code: str = ""

    @property
    def text(self) -> str:
        return f"{self.sentence} {self.hint}".strip()


def describe(error: BaseException) -> Shown:
    """Sorts an error; a bug is recorded on the way."""
    if isinstance(error, ChecklistError):
        return Shown(error.sentence, error.hint)
    from checklistapp.system.log import record_bug

    code = record_bug(error)
    sentence = QCoreApplication.translate("Errors", "The program made a mistake. What was saved is safe.")
    hint = QCoreApplication.translate("Errors", "Please report the code {0}; it holds nothing you entered.")
    return Shown(sentence, hint.format(code), code)


def is_cancelled(error: BaseException) -> bool:
    from checklistapp.services.operation import CancelledError

    return isinstance(error, CancelledError)


def show(parent: "QWidget | None", error: BaseException) -> None:
    """Opens a message over ``parent`` and returns at once; giving up long work is no error."""
    if is_cancelled(error):
        return
    from PySide6.QtWidgets import QMessageBox

    shown = describe(error)
    box = QMessageBox(QMessageBox.Icon.Warning, "", shown.sentence, QMessageBox.StandardButton.Ok, parent)
    box.setWindowTitle(QCoreApplication.translate("Errors", "Checklist"))
    box.setTextFormat(Qt.TextFormat.PlainText)  # names in it may come from strangers
    box.setInformativeText(shown.hint)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    box.open()


def catch_bugs() -> None:
    """An exception nobody caught is shown with its code instead of a trace on a terminal nobody sees."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        from PySide6.QtWidgets import QApplication

        show(QApplication.activeWindow(), error)

    sys.excepthook = hook
