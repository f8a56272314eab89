# SPDX-License-Identifier: Apache-2.0
"""Asks before something is forgotten for good, and says afterwards what still holds it elsewhere."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from checklistapp.domain.ids import AssessmentId, QuestionId
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.panel import Panel
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog

if TYPE_CHECKING:
    from checklistapp.services.forgetting import Forgotten, Held
    from checklistapp.services.workspace import Workspace
    from checklistapp.ui.models.answering import Answering

    Job = Callable[[Workspace, str], Forgotten]


class HeldDialog(FramedDialog):
    """What remains elsewhere, to be dealt with by a person: no program reaches it."""

    def __init__(self, title: str, words: str, held: "Sequence[Held]", parent: QWidget) -> None:
        from checklistapp.ui.widgets.question_card import clock_text

        super().__init__(title, parent, 84)
        self.column.addWidget(Label(words))
        frame = Panel("notice")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(8)
        for each in held:
            inside.addWidget(Label(each.sentence))
            if each.clock:
                inside.addWidget(Label(clock_text(each.clock), "muted", Size.SMALL))
        self.column.addWidget(Label(self.tr("It may still be here, where this program cannot reach:"), "heading"))
        self.column.addWidget(frame)
        close = Button(self.tr("&Close"), "", "primary")
        close.clicked.connect(self.accept)
        self.add_buttons(close)


class Forgetting(QObject):
    forgotten = Signal(str, str)
    """Assessment and question, or two empty texts: what the window remembers of it must go."""

    def __init__(self, window: QWidget, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, session

    def ask_answer(self, answering: "Answering", question: QuestionId) -> None:
        answering.flush()
        assessment = answering.assessment.id
        words = self.tr(
            "The answer to {0} is blanked with its note, its statements, its evidence and attached files, in all "
            "former versions and in signed documents that hold it. Only digests stay in the journal. Nothing brings "
            "it back."
        ).format(question)

        def job(workspace: "Workspace", why: str) -> "Forgotten":
            from checklistapp.services import forgetting

            return forgetting.purge_answer(workspace, assessment, question, why)

        self._ask(self.tr("Forget this answer"), words, job, assessment, question)

    def ask_evidence(self, answering: "Answering", question: QuestionId | None, evidence: str) -> None:
        answering.flush()
        assessment = answering.assessment.id
        words = self.tr(
            "The reference and its file are removed for good, with every other reference to a file of the same "
            "content and the signed documents that hold it. Only digests stay in the journal. Nothing brings it back."
        )

        def job(workspace: "Workspace", why: str) -> "Forgotten":
            from checklistapp.services import forgetting

            return forgetting.purge_evidence(workspace, assessment, evidence, why)

        self._ask(self.tr("Forget this evidence"), words, job, assessment, question or "")

    def ask_submission(self, submission: str) -> None:
        words = self.tr(
            "What was received is emptied: answers, document and files go for good. Its number stays, so that it "
            "cannot come again."
        )

        def job(workspace: "Workspace", why: str) -> "Forgotten":
            from checklistapp.services import forgetting

            return forgetting.purge_submission(workspace, submission, why)

        self._ask(self.tr("Forget what was received"), words, job, "", "")

    def _ask(self, title: str, words: str, job: "Job", assessment: AssessmentId | str, question: str) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def done(forgotten: "Forgotten") -> None:
                dialog.accept()
                self.forgotten.emit(assessment, question)
                gone = self.tr("It is gone from this workspace. Kept documents emptied: {0}; files removed: {1}.")
                said = gone.format(forgotten.documents, forgotten.files)
                HeldDialog(self.tr("Forgotten here"), said, forgotten.held, self._window).open()

            self._session.run(lambda workspace: job(workspace, given["why"]), done, dialog.show_error, owner=dialog)

        asked = [Asked("why", self.tr("&Why? It stays on record, so do not repeat what is to be forgotten"))]
        QuestionsDialog(title, words, asked, self.tr("&Forget it for good"), run, self._window, destroys=True).open()
