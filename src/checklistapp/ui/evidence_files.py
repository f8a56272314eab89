# SPDX-License-Identifier: Apache-2.0
"""Attaching files to answers, removing and looking at them, and saving readable copies of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from checklistapp.domain.answer import Answer, EvidenceReference
from checklistapp.domain.ids import QuestionId
from checklistapp.ui import attaching
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.file_choice import ask_files, ask_target
from checklistapp.ui.widgets.message import ask, show_error
from checklistapp.ui.widgets.preview import PreviewDialog
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.services.operation import Report
    from checklistapp.services.previewing import Picture, Readable, Text
    from checklistapp.services.workspace import Workspace
    from checklistapp.ui.pages.assessment import AssessmentPage


class EvidenceFiles(QObject):
    said = Signal(str)
    attached = Signal(str)
    """Question, which holds files that it did not hold before."""
    forgetting_wanted = Signal(str)

    def __init__(self, window: QWidget, session: Session, answering: Answering, submission: str = "") -> None:
        """``submission`` names the received bundle that the answers came in."""
        super().__init__(answering)
        self._window, self._session, self._answering = window, session, answering
        self._submission = submission

    def serve(self, page: "AssessmentPage") -> None:
        page.attach_wanted.connect(self.attach)
        page.copy_wanted.connect(self.save_copy)
        page.preview_wanted.connect(self.preview)
        page.removal_wanted.connect(self.remove)
        page.files_given.connect(self.attach_all)
        page.picture_given.connect(self.attach_picture)
        page.act_wanted.connect(self.act)
        self.attached.connect(page.show_evidence)

    def attach(self, question: str, dropped: str) -> None:
        """Asks for files unless one was dropped."""
        if dropped:
            self.attach_all(question, [Path(dropped)])
            return
        title, patterns = self.tr("Attach files"), self.tr("All files (*)")
        ask_files(self._window, title, patterns, lambda files: self.attach_all(question, files))

    def attach_all(self, question: str, files: Sequence[Path]) -> None:
        """In one go; stopping keeps those that are whole already."""
        title = self.tr("Attaching the files") if len(files) > 1 else self.tr("Attaching the file")
        self._attach(QuestionId(question), [attaching.of_file(file) for file in files], title)

    def attach_picture(self, question: str, png: bytes) -> None:
        """From the clipboard; it never lies on the disk in the clear."""
        given = [attaching.of_picture(self.tr("Picture.png"), png)]
        self._attach(QuestionId(question), given, self.tr("Attaching the picture"))

    def _attach(self, question: QuestionId, given: Sequence[attaching.Given], title: str) -> None:
        answering = self._answering
        answering.flush()
        if answering.is_frozen or self._session.opened is None:
            return

        def job(workspace: "Workspace", report: "Report") -> attaching.Batch:
            return attaching.attach_all(workspace, answering.assessment.id, question, given, report)

        def done(batch: attaching.Batch) -> None:
            if batch.answer is not None:
                answering.take_over(question, batch.answer)
                self.attached.emit(question)
            self.said.emit(batch.said)
            if batch.failure is not None:
                self._complain(batch.failure)

        task = self._session.run_reporting(job, done, self._complain, title, self)
        WorkingDialog(task, self._window)

    def act(self, name: str, evidence_id: str) -> None:
        """What the menu of a row asks for."""
        if name == "rename":
            self._ask_name(evidence_id)
        elif name == "forget":
            self.forgetting_wanted.emit(evidence_id)

    def _ask_name(self, evidence_id: str) -> None:
        question, reference = self._found(evidence_id)
        if reference.attachment is None:
            return
        answering = self._answering

        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def job(workspace: "Workspace") -> Answer:
                from checklistapp.services import evidence

                name = given["name"].strip()
                title = name if reference.attachment and reference.title == reference.attachment.name else None
                return evidence.rename(workspace, answering.assessment.id, evidence_id, file=name, title=title)

            def done(answer: Answer) -> None:
                dialog.accept()
                answering.take_over(question, answer)

            answering.flush()
            self._session.run(job, done, dialog.show_error, "", dialog)

        asked = [Asked("name", self.tr("&Name of the file"), reference.attachment.name)]
        QuestionsDialog(self.tr("Rename the file"), "", asked, self.tr("&Rename"), run, self._window).open()

    def remove(self, evidence_id: str) -> None:
        """Asks once: no undo brings a file back, for nothing of it is kept."""
        question, reference = self._found(evidence_id)
        name = reference.attachment.name if reference.attachment else reference.title
        words = self.tr(
            "“{0}” is deleted from this workspace, with what is written about it here. "
            "This cannot be undone: Ctrl+Z does not bring a file back."
        ).format(name)
        ask(
            self._window,
            self.tr("Remove the attached file"),
            words,
            self.tr("&Remove it"),
            lambda: self._remove(question, evidence_id),
            destroys=True,
        )

    def _remove(self, question: QuestionId, evidence_id: str) -> None:
        answering = self._answering
        if self._session.opened is None:
            return
        answering.flush()

        def job(workspace: "Workspace") -> Answer:
            from checklistapp.services import evidence

            return evidence.remove(workspace, answering.assessment.id, evidence_id)

        def removed(answer: Answer) -> None:
            answering.take_over(question, answer)
            self.said.emit(self.tr("The file was removed; this is not undone by Ctrl+Z."))

        self._session.run(job, removed, self._complain, "", self)

    def _found(self, evidence_id: str) -> tuple[QuestionId, EvidenceReference]:
        answers = self._answering.assessment.answers.items()
        return next(
            (question, each) for question, answer in answers for each in answer.evidence if each.id == evidence_id
        )

    def preview(self, evidence_id: str) -> None:
        """Shows the file in a window of its own; what decodes it holds no key and reaches no disk."""
        answering, submission = self._answering, self._submission

        def job(workspace: "Workspace") -> "Readable":
            from checklistapp.services import previewing

            if submission:
                return previewing.read_received(workspace, submission, evidence_id)
            return previewing.read(workspace, answering.assessment.id, evidence_id)

        self._session.run(job, lambda file: self._show(file, evidence_id), self._complain, "", self)

    def _show(self, file: "Readable", evidence_id: str) -> None:
        def draw(page: int, width: int, height: int, report: "Report") -> "Picture | Text":
            from checklistapp.services import previewing

            return previewing.draw(file.data, page, width, height, report)

        # Between the click and this the workspace may have been locked.
        if self._session.opened is None:
            return
        dialog = PreviewDialog(file.name, len(file.data), draw, self._window)
        dialog.copy_wanted.connect(lambda: self.save_copy(evidence_id))
        dialog.open()

    def save_copy(self, evidence_id: str) -> None:
        answering, submission = self._answering, self._submission
        reference = self._found(evidence_id)[1]

        def save(target: Path) -> None:
            def job(workspace: "Workspace", report: "Report") -> None:
                from checklistapp.services import evidence, submissions

                if submission:
                    file = submissions.received_file(workspace, submission, evidence_id)
                    submissions.save_received(workspace, submission, file.path, target, report)
                else:
                    evidence.save_attachment(workspace, answering.assessment.id, evidence_id, target, report)

            said, title = self.tr("A readable copy was written to {0}.").format(target.name), self.tr("Saving a copy")
            task = self._session.run_reporting(job, lambda _: self.said.emit(said), self._complain, title, self)
            WorkingDialog(task, self._window)

        name = reference.attachment.name if reference.attachment else ""
        ask_target(self._window, self.tr("Save a copy"), name, save)

    def _complain(self, error: BaseException) -> None:
        show_error(self._window, error)
