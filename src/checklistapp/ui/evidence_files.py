# SPDX-License-Identifier: Apache-2.0
"""Attaching files to answers, and saving readable copies of them."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from checklistapp.domain.answer import Answer
from checklistapp.domain.ids import QuestionId
from checklistapp.ui import errors
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.file_choice import ask_file, ask_target
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace


class EvidenceFiles(QObject):
    said = Signal(str)

    def __init__(self, window: QWidget, session: Session, answering: Answering) -> None:
        super().__init__(answering)
        self._window, self._session, self._answering = window, session, answering

    def attach(self, question: str, dropped: str) -> None:
        """Asks for a file unless one was dropped."""
        if dropped:
            self._attach(QuestionId(question), Path(dropped))
            return
        title, patterns = self.tr("Attach a file"), self.tr("All files (*)")
        ask_file(self._window, title, patterns, lambda file: self._attach(QuestionId(question), file))

    def _attach(self, question: QuestionId, file: Path) -> None:
        answering = self._answering
        answering.flush()

        def job(workspace: "Workspace", report: "Report") -> Answer:
            from checklistapp.services import evidence

            return evidence.attach(workspace, answering.assessment.id, question, file, report)

        def attached(answer: Answer) -> None:
            answering.take_over(question, answer)

        title = self.tr("Attaching the file")
        task = self._session.run_reporting(job, attached, self._complain, title, self)
        WorkingDialog(task, self._window)

    def save_copy(self, evidence_id: str) -> None:
        answering = self._answering
        references = (each for answer in answering.assessment.answers.values() for each in answer.evidence)
        reference = next(each for each in references if each.id == evidence_id)

        def save(target: Path) -> None:
            def job(workspace: "Workspace") -> None:
                from checklistapp.services import evidence

                evidence.save_attachment(workspace, answering.assessment.id, evidence_id, target)

            said = self.tr("A readable copy was written to {0}.").format(target.name)
            self._session.run(job, lambda _: self.said.emit(said), self._complain, "", self)

        name = reference.attachment.name if reference.attachment else ""
        ask_target(self._window, self.tr("Save a copy"), name, save)

    def _complain(self, error: BaseException) -> None:
        errors.show(self._window, error)
