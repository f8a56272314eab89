# SPDX-License-Identifier: Apache-2.0
"""The part of the story that a person plays in the real window: open, type, look at the pages, print them, close."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from checklistapp.domain.ids import AssessmentId, QuestionId
from checklistapp.services import exports
from checklistapp.ui import main
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.models.save_state import SaveState
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.preferences import Preferences
from checklistapp.ui.tasks import Worker
from checklistapp.ui.widgets.message import Message
from checklistapp.ui.widgets.printing import ask_printing
from tests.crash.markers import EXPORTS, STATE, Marker

W = TypeVar("W", bound=QWidget)


def play(folder: Path, assessment: AssessmentId, question: QuestionId) -> None:
    main.dress(Preferences())
    window, _ = main.open_window(Preferences(), folder / STATE)
    window.show()
    _page(window, UnlockPage).unlock_wanted.emit(folder / STATE, str(Marker.NEW_PASSPHRASE))
    _page(window, LibraryPage).assessment_wanted.emit(assessment)
    page = _page(window, AssessmentPage)
    page.go_to(question)
    QTest.keyClicks(page.focusWidget(), Marker.TYPED)
    _until(lambda: page.answering.state is SaveState.SAVED)
    _print(window, folder / EXPORTS)
    window.close()
    _until(lambda: not window.isVisible())


def _print(window: MainWindow, exported: Path) -> None:
    """As the page with the button does it, to the printer that writes a PDF."""
    source, worker = exports.page_images((exported / "signed.pdf").read_bytes()), Worker()
    ask_printing(window, worker, source, lambda printed: None)
    question = _shown(Message)
    if question.act is None:
        raise TypeError("a question has a button that does it")
    question.act.click()
    dialog = _shown(QPrintDialog)
    printer = dialog.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(exported / "printed.pdf"))
    dialog.done(QDialog.DialogCode.Accepted)
    _until(lambda: (exported / "printed.pdf").exists() and b"%%EOF" in (exported / "printed.pdf").read_bytes()[-64:])
    worker.stop()


def _page(window: MainWindow, kind: type[W]) -> W:
    _until(lambda: isinstance(window.page, kind))
    page = window.page
    if not isinstance(page, kind):
        raise TypeError(kind)
    return page


def _shown(kind: type[W]) -> W:
    def found() -> list[W]:
        return [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]

    _until(lambda: bool(found()))
    return found()[0]


def _until(met: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not met():
        if time.monotonic() > until:
            raise TimeoutError("the window did not get there")
        QTest.qWait(10)
