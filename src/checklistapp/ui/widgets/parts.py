# SPDX-License-Identifier: Apache-2.0
"""The parts of a compound question, and what they suggest for the whole."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from checklistapp.domain.answer import OPEN, Answer, Meta, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.conditions import may_still_hold
from checklistapp.domain.form import Part, Question
from checklistapp.domain.ids import PartId
from checklistapp.ui.models.outline import state_name
from checklistapp.ui.widgets.answer_buttons import AnswerButtons, response_to
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label, Picture
from checklistapp.ui.widgets.panel import Panel
from checklistapp.ui.widgets.text_edit import TextEdit

_WORDING = 26
"""Characters of a line that the wording of a part needs beside its answers."""


class _PartRow(QWidget):
    """One part: letter, wording, small answers, and a reason once it does not apply."""

    chosen = Signal(str, str)
    reasoned = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._part = ""
        self._letter = Label(tone="accent", bold=True)
        self._text = Label()
        self._hint = Label(tone="muted")
        self._buttons = AnswerButtons(small=True)
        self._buttons.chosen.connect(lambda state: self.chosen.emit(self._part, state))
        self._reason = TextEdit("", 2, self.tr("Why does this part not apply? A reason is required to sign."))
        self._reason.edited.connect(lambda text: self.reasoned.emit(self._part, text))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 2)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._letter, 0, 0)
        self._grid.addWidget(self._text, 0, 1)
        self._grid.addWidget(self._buttons, 0, 2)
        self._grid.addWidget(self._hint, 1, 1)
        self._grid.addWidget(self._reason, 3, 1, 1, 2)
        self._below = False

    def show_part(self, part: Part, answer: Answer, hint: str) -> None:
        self._part = part.id
        letter = part.id.rpartition(".")[2]
        self._letter.setText(letter)
        self._text.setText(part.text)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        response = answer.parts.get(part.id, OPEN)
        self._buttons.name_subject(self.tr("part {0}").format(letter))
        self._buttons.show_state(response.state)
        self._reason.setAccessibleName(self.tr("Reason for part {0}").format(letter))
        self._reason.setVisible(response.meta is Meta.NOT_APPLICABLE)
        self._reason.show_text(response.reason)
        self._reason.want_text(response.lacks_reason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the wording would be left a few letters a line, the answers stand below it."""
        super().resizeEvent(event)
        below = self.width() - self._buttons.sizeHint().width() < _WORDING * self.fontMetrics().averageCharWidth()
        if below != self._below:
            self._below = below
            self._grid.addWidget(self._buttons, *((2, 1, 1, 2) if below else (0, 2, 1, 1)))


class PartsEditor(QWidget):
    """Rows are kept and reused from question to question, because making widgets is what takes time."""

    edited = Signal(object, bool)
    """The whole answer as it would be, and whether it was typed."""
    accepted = Signal(str)
    """The suggested state was taken over."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[_PartRow] = []
        self._answer = Answer()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._suggestion = Panel("notice")
        line = QHBoxLayout(self._suggestion)
        line.setContentsMargins(12, 6, 8, 6)
        self._suggested = Label()
        self._accept = Button(self.tr("&Use this answer"), kind="small")
        self._accept.setToolTip(self.tr("Ctrl+Return"))
        self._accept.clicked.connect(self.accept)
        line.addWidget(Picture("info"))
        line.addWidget(self._suggested, 1)
        line.addWidget(self._accept)
        self._column.addWidget(self._suggestion)
        self._state = ""

    def show_question(self, assessment: Assessment, question: Question) -> None:
        self._answer = assessment.answer(question.id)
        while len(self._rows) < len(question.parts):
            self._add_row()
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(question.parts))
            if place < len(question.parts):
                part = question.parts[place]
                row.show_part(part, self._answer, self._hint(assessment, part))
        suggestion = assessment.suggestion(question)
        self._state = (suggestion.state or "") if suggestion else ""
        given = self._answer.response.state
        self._suggestion.setVisible(bool(self._state))
        self._accept.setVisible(bool(self._state) and self._state != given)
        text = (
            self.tr("The parts suggest {0}.")
            if self._state != given
            else self.tr("The parts suggest {0}, as answered.")
        )
        self._suggested.setText(text.format(state_name(self._state or None)))

    def accept(self) -> None:
        """Takes over what the parts suggest; nothing while they say too little."""
        if self._state:
            self.accepted.emit(self._state)

    def _hint(self, assessment: Assessment, part: Part) -> str:
        condition = part.applicable_when
        if condition is None or may_still_hold(condition, assessment.lookup):
            return ""
        return self.tr("By your profile this part does not apply.")

    def _add_row(self) -> None:
        row = _PartRow()
        row.chosen.connect(self._chosen)
        row.reasoned.connect(self._reasoned)
        self._rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)

    def _chosen(self, part: str, state: str) -> None:
        before = self._answer.parts.get(PartId(part), OPEN)
        self._put(part, response_to(state, before.reason if state == Meta.NOT_APPLICABLE else ""), False)

    def _reasoned(self, part: str, reason: str) -> None:
        self._put(part, replace(self._answer.parts.get(PartId(part), OPEN), reason=reason), True)

    def _put(self, part: str, response: Response, typing: bool) -> None:
        parts = {**self._answer.parts, PartId(part): response}
        kept = {each: given for each, given in parts.items() if given != OPEN}
        self._answer = replace(self._answer, parts=kept)
        self.edited.emit(self._answer, typing)
