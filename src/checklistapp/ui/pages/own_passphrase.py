# SPDX-License-Identifier: Apache-2.0
"""Asks for one's own passphrase and a new one instead of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from checklistapp.ui.session import Session
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog

if TYPE_CHECKING:
    from checklistapp.services.workspace import Workspace


def ask_new_passphrase(session: Session, parent: QWidget, said: Callable[[str], object]) -> None:
    """``said`` gets the sentence about how it ended."""

    def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
        def job(workspace: "Workspace") -> None:
            from checklistapp.services import people

            people.change_passphrase(workspace, given["old"], given["new"])

        def done(result: None) -> None:
            del result
            dialog.accept()
            said(_tr("The passphrase was changed. Older copies still open with the old one."))

        session.run(job, done, dialog.show_error, owner=dialog)

    asked = [
        Asked("old", _tr("Passphrase &now"), secret=True),
        Asked("new", _tr("New &passphrase"), secret=True),
        Asked("again", _tr("New passphrase a&gain"), secret=True, same_as="new"),
    ]
    names = session.opened.easy_guesses if session.opened else ()
    QuestionsDialog(_tr("Change my passphrase"), "", asked, _tr("C&hange"), run, parent, names).open()


def _tr(text: str) -> str:
    return QCoreApplication.translate("OwnPassphrase", text)
