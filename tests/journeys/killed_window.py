# SPDX-License-Identifier: Apache-2.0
"""Answers in a real window for ever, and tells on standard output what was shown as saved; to be killed."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest

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


def run(workspace: Path, passphrase: str) -> None:
    application = main.dress(Preferences(workspace.parent / "window.ini"))
    window, _ = main.open_window(Preferences(workspace.parent / "window.ini"), workspace)
    window.show()
    unlock = window.page
    if not isinstance(unlock, UnlockPage):
        raise TypeError("a window that was given a workspace asks for its passphrase")
    unlock.unlock_wanted.emit(workspace, passphrase)
    while not isinstance(library := window.page, LibraryPage):
        application.processEvents()
    library.assessment_wanted.emit(sys.argv[3])
    while not isinstance(page := window.page, AssessmentPage):
        application.processEvents()
    witness = Witness(page.answering)
    window.status.installEventFilter(witness)
    questions = page.outline.asked()
    for round_number in range(10_000):
        for question in questions:
            page.go_to(question)
            QTest.keyClicks(page.focusWidget(), "yn"[round_number % 2])
            witness.painted = False
            while not witness.painted:
                application.processEvents()
            value = page.answering.assessment.answer(question).response.value
            os.write(1, f"{question} {value}\n".encode())


run(Path(sys.argv[1]), Path(sys.argv[2]).read_text())
