# SPDX-License-Identifier: Apache-2.0
"""The folded groups of a question card: parts, evidence, details, public statement, working note."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from checklistapp.domain.answer import OPEN, Answer
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.disclosure import public_answer
from checklistapp.domain.form import Question
from checklistapp.ui.widgets.evidence import EvidenceEditor
from checklistapp.ui.widgets.fold import Fold
from checklistapp.ui.widgets.parts import PartsEditor
from checklistapp.ui.widgets.probes import ProbesEditor
from checklistapp.ui.widgets.public_text import PublicEditor
from checklistapp.ui.widgets.text_edit import TextEdit


class CardFolds(QWidget):
    """Only what is unfolded is brought up to date: a folded group costs nothing while questions are turned over."""

    edited = Signal(object, bool)
    accepted = Signal(str)
    attach_wanted = Signal()
    copy_wanted = Signal(str)
    preview_wanted = Signal(str)
    removal_wanted = Signal(str)
    act_wanted = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: tuple[Assessment, Question] | None = None
        self._read_only, self._attach = False, False
        self._parts_editor = PartsEditor(self)
        self._evidence_editor = EvidenceEditor(self)
        self._probes_editor = ProbesEditor(self)
        self._public_editor = PublicEditor(self)
        self._working_note = TextEdit(
            self.tr("Working note"), 2, self.tr("Stays in this workspace; never leaves with a submission")
        )
        self._parts = Fold(self.tr("Parts"), self._parts_editor, self)
        self._evidence = Fold(self.tr("Evidence"), self._evidence_editor, self)
        self._probes = Fold(self.tr("Details"), self._probes_editor, self)
        self._public = Fold(self.tr("Public statement and release"), self._public_editor, self)
        self._working = Fold(self.tr("Working note"), self._working_note, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for fold in (self._parts, self._evidence, self._probes, self._public, self._working):
            fold.toggled.connect(self._bring_up_to_date)
            column.addWidget(fold)
        for editor in (self._parts_editor, self._evidence_editor, self._probes_editor, self._public_editor):
            editor.edited.connect(self.edited)
        self._working_note.edited.connect(self._noted)
        self._parts_editor.accepted.connect(self.accepted)
        self._evidence_editor.attach_wanted.connect(self.attach_wanted)
        self._evidence_editor.copy_wanted.connect(self.copy_wanted)
        self._evidence_editor.preview_wanted.connect(self.preview_wanted)
        self._evidence_editor.removal_wanted.connect(self.removal_wanted)
        self._evidence_editor.act_wanted.connect(self.act_wanted)

    def show_question(
        self, assessment: Assessment, question: Question, *, read_only: bool, attach: bool, anew: bool
    ) -> None:
        self._shown = (assessment, question)
        self._read_only, self._attach = read_only, attach
        if anew:
            self._evidence_editor.finish()
        self._parts.setVisible(bool(question.parts))
        self._probes.setVisible(bool(question.probes))
        self._summarise(assessment.answer(question.id), question, assessment, anew)
        self._bring_up_to_date()

    def _summarise(self, answer: Answer, question: Question, assessment: Assessment, anew: bool) -> None:
        done = sum(not answer.parts.get(part.id, OPEN).is_open for part in question.parts)
        probed = sum(probe.id in answer.probes for probe in question.probes)
        count = self.tr("{0} of {1}")
        states = (
            (self._parts, count.format(done, len(question.parts)), done > 0),
            (
                self._evidence,
                str(len(answer.evidence)) if answer.evidence else self.tr("none yet"),
                bool(answer.evidence),
            ),
            (self._probes, count.format(probed, len(question.probes)), probed > 0),
            (
                self._public,
                self._will_be_published(assessment, question),
                bool(answer.public_statement) or answer.release is not None,
            ),
            (self._working, "", bool(answer.working_note)),
        )
        for fold, summary, filled in states:
            if anew:
                fold.show_state(summary, filled=filled)
            else:
                fold.set_summary(summary)

    def _will_be_published(self, assessment: Assessment, question: Question) -> str:
        """What of this answer would stand in a public edition made now."""
        public = public_answer(assessment, question)
        named = (
            (public.value, public.value),
            (public.statement, self.tr("the statement")),
            (public.note, self.tr("the note")),
            (public.evidence, self.tr("the evidence")),
        )
        published = ", ".join(name for is_public, name in named if is_public)
        return self.tr("{0} will be published").format(published) if published else self.tr("nothing is published")

    def _bring_up_to_date(self) -> None:
        if self._shown is None:
            return
        assessment, question = self._shown
        answer = assessment.answer(question.id)
        for editor in (self._parts_editor, self._probes_editor, self._public_editor, self._working_note):
            editor.setEnabled(not self._read_only)
        if self._parts.is_open:
            self._parts_editor.show_question(assessment, question)
        if self._evidence.is_open:
            self._evidence_editor.show_answer(answer, question.evidence, attach=self._attach, read_only=self._read_only)
        if self._probes.is_open:
            self._probes_editor.show_question(assessment, question)
        if self._public.is_open:
            self._public_editor.show_question(assessment, question)
        if self._working.is_open:
            self._working_note.show_text(answer.working_note)

    def accept_suggestion(self) -> None:
        if self._shown is not None:
            suggestion = self._shown[0].suggestion(self._shown[1])
            if suggestion is not None and suggestion.state:
                self.accepted.emit(suggestion.state)

    def show_evidence(self) -> None:
        self._evidence.open()
        self._bring_up_to_date()

    def add_evidence(self, title: str) -> None:
        self.show_evidence()
        self._evidence_editor.add(title)

    def _noted(self, text: str) -> None:
        if self._shown is not None:
            assessment, question = self._shown
            self.edited.emit(replace(assessment.answer(question.id), working_note=text), True)
