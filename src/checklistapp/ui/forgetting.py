# SPDX-License-Identifier: Apache-2.0
"""Asks before something is forgotten for good, and says afterwards what still holds it elsewhere."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from checklistapp.domain.ids import AssessmentId, QuestionId
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.message import show_error
from checklistapp.ui.widgets.panel import Panel
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog

if TYPE_CHECKING:
    from checklistapp.domain.answer import EvidenceReference
    from checklistapp.services.forgetting import Forgotten, Held
    from checklistapp.services.workspace import Workspace
    from checklistapp.ui.models.answering import Answering

    Job = Callable[[Workspace, str], Forgotten]
    Places = tuple[tuple[AssessmentId, QuestionId], ...]


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
            sentence = Label(each.sentence)
            sentence.let_select()
            inside.addWidget(sentence)
            if each.clock:
                inside.addWidget(Label(clock_text(each.clock), "muted", Size.SMALL))
        whens = [clock_text(each.clock) if each.clock else "" for each in held]
        self._lines = [f"{when} {each.sentence}".strip() for when, each in zip(whens, held, strict=True)]
        self.column.addWidget(Label(self.tr("It may still be here, where this program cannot reach:"), "heading"))
        self.column.addWidget(frame)
        self.copied = Label(tone="muted", size=Size.SMALL)
        self.copied.hide()
        self.add_remark(self.copied)
        self.copy = Button(self.tr("C&opy the list"), "file")
        self.copy.clicked.connect(self._copy)
        close = Button(self.tr("&Close"), "", "primary")
        close.clicked.connect(self.accept)
        self.add_buttons(self.copy, close)

    def _copy(self) -> None:
        """It is shown once: whoever goes through it takes it along."""
        QGuiApplication.clipboard().setText("\n".join(self._lines))
        self.copied.setText(self.tr("Copied: paste it where you work through it."))
        self.copied.show()


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
            "former versions and in signed documents that hold it. The journal keeps who forgot it, when and why, "
            "and nothing of its content. Nothing brings it back."
        ).format(question)

        def job(workspace: "Workspace", why: str) -> "Forgotten":
            from checklistapp.services import forgetting

            return forgetting.purge_answer(workspace, assessment, question, why)

        def look(workspace: "Workspace") -> "tuple[Held, ...]":
            from checklistapp.services import forgetting

            return forgetting.still_held_by(workspace, assessment, question)

        def ask(held: "tuple[Held, ...]") -> None:
            """What no program reaches is told before, while there is a choice."""
            remains = self.tr("It will still be here, where this program cannot reach:")
            sentences = "\n".join(each.sentence for each in held)
            said = f"{words}\n\n{remains}\n{sentences}" if held else words
            self._ask(self.tr("Forget this answer"), said, job, assessment, question)

        self._session.run(look, ask, lambda error: show_error(self._window, error), owner=self)

    def ask_evidence(self, answering: "Answering", question: QuestionId | None, evidence: str) -> None:
        """Names what goes, and where else it is used."""
        answering.flush()
        assessment = answering.assessment
        references = (each for answer in assessment.answers.values() for each in answer.evidence)
        reference = next(each for each in references if each.id == evidence)

        def look(workspace: "Workspace") -> "Places":
            from checklistapp.services import forgetting

            return forgetting.same_content(workspace, evidence)

        def job(workspace: "Workspace", why: str) -> "Forgotten":
            from checklistapp.services import forgetting

            return forgetting.purge_evidence(workspace, assessment.id, evidence, why)

        def ask(places: "Places") -> None:
            title = self.tr("Forget this file") if reference.attachment else self.tr("Forget this reference")
            words = self._about_evidence(reference, assessment.id, places)
            self._ask(title, words, job, assessment.id, question or "")

        self._session.run(look, ask, lambda error: show_error(self._window, error), owner=self)

    def _about_evidence(self, reference: "EvidenceReference", assessment: AssessmentId, places: "Places") -> str:
        if reference.attachment is None:
            gone = self.tr("The reference “{0}” is removed for good, with the signed documents that hold it.")
            gone = gone.format(reference.title)
        else:
            gone = self.tr("“{0}” is removed for good, with its reference and the signed documents that hold it.")
            gone = gone.format(reference.attachment.name)
        here = sorted(question for each, question in places if each == assessment)
        elsewhere = len(places) - len(here)
        parts = [gone]
        if here:
            parts.append(self.tr("The same file is taken from {0} as well.").format(", ".join(here)))
        if elsewhere:
            parts.append(self.tr("Answers in other assessments that lose it too: {0}.").format(elsewhere))
        parts.append(self.tr("The journal keeps who forgot it, when and why, and nothing of its content."))
        parts.append(self.tr("Nothing brings it back."))
        differs = self.tr(
            "“Remove” takes it from this answer only, and what was signed before keeps it. “Forget” is for what should "
            "never have been here."
        )
        return " ".join(parts) + "\n\n" + differs

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
                said = self.tr("It is gone from this workspace.")
                if forgotten.documents:
                    emptied = self.tr("Signed documents that held it and were emptied: {0}.")
                    said = f"{said} {emptied.format(forgotten.documents)}"
                if forgotten.files:
                    removed = self.tr("Attached files that were deleted: {0}.")
                    said = f"{said} {removed.format(forgotten.files)}"
                HeldDialog(self.tr("Forgotten here"), said, forgotten.held, self._window).open()

            self._session.run(lambda workspace: job(workspace, given["why"]), done, dialog.show_error, owner=dialog)

        asked = [Asked("why", self.tr("&Why? It stays on record, so do not repeat what is to be forgotten"))]
        QuestionsDialog(title, words, asked, self.tr("&Forget it for good"), run, self._window, destroys=True).open()
