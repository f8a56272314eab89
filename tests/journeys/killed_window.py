# SPDX-License-Identifier: Apache-2.0
"""Answers in a real window for ever, and tells on standard output what was shown as saved; to be killed."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from checklistapp.ui import main
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.models.save_state import SaveState
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.preferences import Preferences


class Witness(QObject):
    """Sees the status line being painted, and what the model calls saved at that moment."""

    def __init__(self, answering: Answering) -> None:
        super().__init__()
        self.answering = answering
        self.painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.answering.state is SaveState.SAVED:
            self.painted = not self.answering.has_unsaved
        return super().eventFilter(watched, event)


def until(done: Callable[[], bool]) -> None:
    """A window that never gets there ends with an error instead of a test that never ends."""
    deadline = time.monotonic() + 60
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the window did not get there")
        QApplication.processEvents()


def run(workspace: Path, passphrase: str) -> None:
    main.dress(Preferences(workspace.parent / "window.ini"))
    window, _ = main.open_window(Preferences(workspace.parent / "window.ini"), workspace)
    window.show()
    unlock = window.page
    if not isinstance(unlock, UnlockPage):
        raise TypeError("a window that was given a workspace asks for its passphrase")
    unlock.unlock_wanted.emit(workspace, passphrase)
    until(lambda: isinstance(window.page, LibraryPage))
    library = window.page
    if isinstance(library, LibraryPage):
        library.assessment_wanted.emit(sys.argv[3])
    until(lambda: isinstance(window.page, AssessmentPage))
    page = window.page
    if not isinstance(page, AssessmentPage):
        raise TypeError("no assessment is shown")
    witness = Witness(page.answering)
    window.status.installEventFilter(witness)
    questions = page.outline.asked()
    for round_number in range(10_000):
        for question in questions:
            page.go_to(question)
            QTest.keyClicks(page.focusWidget(), "yn"[round_number % 2])
            witness.painted = False
            until(lambda: witness.painted)
            value = page.answering.assessment.answer(question).response.value
            os.write(1, f"{question} {value}\n".encode())


run(Path(sys.argv[1]), Path(sys.argv[2]).read_text())
