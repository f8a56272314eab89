# SPDX-License-Identifier: Apache-2.0
"""Asking why an approved assessment is reopened, which stays on record."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from checklistapp.domain.ids import AssessmentId
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment
    from checklistapp.services.workspace import Workspace


def ask_reopening(
    session: Session, assessment: AssessmentId, page: QWidget, done: "Callable[[Assessment], None]"
) -> None:
    """``done`` gets the assessment as the draft it is again."""

    def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
        def job(workspace: "Workspace") -> "Assessment":
            from checklistapp.services import assessments

            return assessments.reopen(workspace, assessment, given["why"])

        def reopened(result: "Assessment") -> None:
            dialog.accept()
            done(result)

        session.run(job, reopened, dialog.show_error, owner=dialog)

    words = QCoreApplication.translate(
        "Reopening",
        "The answers can be changed again. The signed document is kept, but it is no longer the one in force: "
        "whatever changes is signed and approved anew.",
    )
    why = QCoreApplication.translate("Reopening", "&Why it is reopened; the reason stays on record")
    title = QCoreApplication.translate("Reopening", "Reopen the assessment")
    action = QCoreApplication.translate("Reopening", "&Reopen")
    QuestionsDialog(title, words, [Asked("why", why)], action, run, page).open()
