# SPDX-License-Identifier: Apache-2.0
"""One question as a card: wording, answer and note at rest, everything else folded until filled."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QDateTime, Qt, QTimeZone, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from checklistapp.domain.answer import Answer, Meta, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import AnswerSet, Claim, Question
from checklistapp.ui.models.outline import state_name
from checklistapp.ui.widgets.answer_buttons import AnswerButtons, response_to
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.card_folds import CardFolds
from checklistapp.ui.widgets.label import FieldLabel, Label, Size
from checklistapp.ui.widgets.panel import Panel
from checklistapp.ui.widgets.text_edit import TextEdit
from checklistapp.ui.widgets.values import ValueField, field_for


def claim_name(claim: Claim) -> str:
    return {
        Claim.STATUS: QCoreApplication.translate("Claim", "what exists now"),
        Claim.INTENT: QCoreApplication.translate("Claim", "an intention"),
        Claim.CAPABILITY: QCoreApplication.translate("Claim", "an ability"),
    }[claim]


def clock_text(reading: str) -> str:
    """A clock reading (ISO 8601, UTC) as date and time here, written as on paper."""
    when = QDateTime.fromString(reading, Qt.DateFormat.ISODate)
    when.setTimeZone(QTimeZone.utc())
    return when.toLocalTime().toString("yyyy-MM-dd HH:mm")


class QuestionCard(Panel):
    """Shows what it is given and tells what a person would change; it keeps no truth of its own."""

    edited = Signal(object, bool)
    """The whole answer as it would be, and whether it was typed."""
    attach_wanted = Signal()
    copy_wanted = Signal(str)
    preview_wanted = Signal(str)
    removal_wanted = Signal(str)
    act_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("card", parent)
        self._answer, self._disagrees = Answer(), False
        self._question: Question | None = None
        self._guidance_wanted = True
        frame = QVBoxLayout(self)
        frame.setContentsMargins(1, 4, 1, 4)
        self._scroll = QScrollArea(self)
        frame.addWidget(self._scroll)
        inside = QWidget()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(24, 18, 24, 14)
        self._column.setSpacing(10)
        self._intro = Label(tone="muted")
        self._column.addWidget(self._intro)
        self._add_wording()
        self._add_answer()
        self._add_note()
        self.folds = CardFolds(inside)
        self.folds.edited.connect(self._edited)
        self.folds.accepted.connect(self.choose)
        self.folds.attach_wanted.connect(self.attach_wanted)
        self.folds.copy_wanted.connect(self.copy_wanted)
        self.folds.preview_wanted.connect(self.preview_wanted)
        self.folds.removal_wanted.connect(self.removal_wanted)
        self.folds.act_wanted.connect(self.act_wanted)
        self._column.addWidget(self.folds)
        self._who = Label(tone="muted", size=Size.SMALL)
        self._column.addWidget(self._who)

    def _add_wording(self) -> None:
        self._id = Label(tone="accent", size=Size.LARGE)
        self._id.setWordWrap(False)
        self._text = Label(size=Size.LARGE)
        self._meta = Label(tone="muted", size=Size.SMALL)
        self._guide = Button(self.tr("&Guidance"), "info", "flat", "accent")
        self._guide.clicked.connect(self._toggle_guidance)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._id, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._text, 0, 1, 1, 2)
        grid.addWidget(self._meta, 1, 1)
        grid.addWidget(self._guide, 1, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(grid)
        self._guidance = Panel("notice")
        self._guidance_text = Label()
        row = QHBoxLayout(self._guidance)
        row.setContentsMargins(14, 9, 14, 9)
        row.addWidget(self._guidance_text)
        self._column.addWidget(self._guidance)

    def _add_answer(self) -> None:
        self._value_place = QVBoxLayout()
        self._value: ValueField | None = None
        self._column.addLayout(self._value_place)
        self._buttons = AnswerButtons()
        self._buttons.chosen.connect(self.choose)
        self._column.addWidget(self._buttons)
        self._profile_hint = Label(tone="muted")
        self._column.addWidget(self._profile_hint)
        self._reason_label = Label(tone="ink")
        self._reason = TextEdit("", 2)
        self._reason_label.setBuddy(self._reason)
        self._reason.edited.connect(self._reasoned)
        self._column.addWidget(self._reason_label)
        self._column.addWidget(self._reason)

    def _add_note(self) -> None:
        self._note = TextEdit(self.tr("Note to the receiver"), 2, self.tr("What is in place, and what is not"))
        label = self._note_label = FieldLabel(self.tr("N&ote to the receiver, in confidence"), self._note, "heading")
        self._note.edited.connect(lambda text: self._edited(replace(self._answer, note=text), True))
        self._column.addWidget(label)
        self._column.addWidget(self._note, 1)

    def show_intro(self, text: str) -> None:
        """What the section is about, above its first question."""
        self._intro.setText(text)
        self._intro.setVisible(bool(text))

    def show_question(
        self, assessment: Assessment, question: Question, *, read_only: bool, attach: bool, anew: bool
    ) -> None:
        """``anew`` means that the person came to this question, not that its answer changed under them."""
        self._answer = assessment.answer(question.id)
        self._disagrees = assessment.disagrees(question)
        if self._question is not question:
            self._question = question
            self._show_wording(question)
        self._show_answer(assessment, question, read_only)
        self._note.show_text(self._answer.note)
        self._note.setReadOnly(read_only)
        for each in (self._note, self._note_label):
            each.setVisible(bool(self._answer.note) or not read_only)
        self.folds.show_question(assessment, question, read_only=read_only, attach=attach, anew=anew)
        made = self._answer.provenance
        self._who.setText(
            self.tr("Answered by {0}, {1}").format(made.name, clock_text(made.clock)) if made is not None else ""
        )
        self._who.setVisible(made is not None)
        if anew:
            self._scroll.verticalScrollBar().setValue(0)

    def _show_wording(self, question: Question) -> None:
        self._id.setText(question.id)
        self._text.setText(question.text)
        claims = ""
        if question.claims != (Claim.STATUS,):
            names = self.tr(" and ").join(claim_name(each) for each in question.claims)
            claims = self.tr("A Yes claims {0}").format(names)
        self._meta.setText(" · ".join(filter(None, (claims, question.source))))
        self._guidance_text.setText(question.guidance)
        self._guide.setVisible(bool(question.guidance))
        self._guidance.setVisible(bool(question.guidance) and self._guidance_wanted)
        self._buttons.name_subject(question.id)

    def _show_answer(self, assessment: Assessment, question: Question, read_only: bool) -> None:
        response = self._answer.response
        by_value = question.answer_set is not AnswerSet.YES_NO
        self._buttons.show_values(not by_value)
        self._buttons.show_state(response.state)
        self._buttons.setEnabled(not read_only)
        self._show_value(question if by_value else None, response, read_only)
        suits = not read_only and response.meta is not Meta.NOT_APPLICABLE and assessment.seems_not_applicable(question)
        self._profile_hint.setVisible(suits)
        if suits:
            self._profile_hint.setText(
                self.tr("By your profile this question does not apply. Press A if that is right.")
            )
        question_to_reason = self._ask_reason(assessment, question)
        self._reason_label.setText(question_to_reason)
        self._reason.setAccessibleName(question_to_reason)
        self._reason_label.setVisible(bool(question_to_reason))
        self._reason.setVisible(bool(question_to_reason))
        self._reason.setReadOnly(read_only)
        self._reason.show_text(response.reason)
        self._reason.want_text(bool(question_to_reason) and not response.reason.strip())

    def _ask_reason(self, assessment: Assessment, question: Question) -> str:
        match self._answer.response.meta:
            case Meta.NOT_APPLICABLE:
                return self.tr("Reason (required to sign): why does this not apply?")
            case Meta.WITHHELD:
                return self.tr("Reason (required to sign): why is this withheld?")
        suggestion = assessment.suggestion(question)
        if self._disagrees and suggestion is not None:
            return self.tr("Reason (required to sign): the parts suggest {0}, why is your answer another one?").format(
                state_name(suggestion.state)
            )
        return ""

    def _show_value(self, question: Question | None, response: Response, read_only: bool) -> None:
        made_for = self._value.property("question") if self._value else None
        if made_for != (question.id if question else None):
            if self._value is not None:
                self._value.hide()
                self._value.deleteLater()
            self._value = None
            if question is not None:
                self._value = field_for(question.answer_set, question.text, question.choices)
                self._value.setProperty("question", question.id)
                self._value.edited.connect(self._valued)
                self._value_place.addWidget(self._value)
        if self._value is not None:
            self._value.show_value(response.value)
            self._value.setEnabled(not read_only)

    def choose(self, state: str) -> None:
        """Answers with ``yes``, ``no`` or a meta-state; a reason given before stays while one is asked for."""
        keeps = state in (Meta.NOT_APPLICABLE, Meta.WITHHELD)
        reason = self._answer.response.reason if keeps or self._disagrees else ""
        self._edited(self._answer.responding(response_to(state, reason)), False)

    def answers_with_yes_or_no(self) -> bool:
        return self._question is not None and self._question.answer_set is AnswerSet.YES_NO

    def focus_answer(self) -> None:
        if self._value is not None:
            self._value.setFocus()
        else:
            self._buttons.focus()

    def focus_note(self) -> None:
        self._note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def accept_suggestion(self) -> None:
        self.folds.accept_suggestion()

    def _valued(self, value: object, typing: bool) -> None:
        response = Response.as_meta(Meta.UNANSWERED) if value is None else Response(value, None)  # type: ignore[arg-type] # a signal carries objects
        self._edited(self._answer.responding(response), typing)

    def _reasoned(self, reason: str) -> None:
        self._edited(replace(self._answer, response=replace(self._answer.response, reason=reason)), True)

    def _edited(self, answer: Answer, typing: bool) -> None:
        self._answer = answer
        self.edited.emit(answer, typing)

    def _toggle_guidance(self) -> None:
        self._guidance_wanted = not self._guidance_wanted
        self._guidance.setVisible(self._guidance_wanted)
