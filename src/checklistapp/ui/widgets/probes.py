# SPDX-License-Identifier: Apache-2.0
"""The optional details below a question."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from checklistapp.domain.answer import Answer, Value
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.conditions import may_still_hold
from checklistapp.domain.form import Probe, Question
from checklistapp.domain.ids import ProbeId, QuestionId
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.values import ValueField, field_for


class ProbesEditor(QWidget):
    """Fields are made when a question with probes is unfolded, not before."""

    edited = Signal(object, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._made_for: QuestionId | None = None
        self._fields: dict[ProbeId, tuple[QWidget, ValueField]] = {}
        self._answer = Answer()

    def show_question(self, assessment: Assessment, question: Question) -> None:
        self._answer = assessment.answer(question.id)
        if self._made_for != question.id:
            self._make(question)
        for probe in question.probes:
            box, field = self._fields[probe.id]
            field.show_value(self._answer.probes.get(probe.id))
            box.setVisible(probe.shown_when is None or may_still_hold(probe.shown_when, assessment.lookup))

    def _make(self, question: Question) -> None:
        for box, _ in self._fields.values():
            box.hide()
            box.deleteLater()
        self._fields = {probe.id: self._field(probe) for probe in question.probes}
        self._made_for = question.id

    def _field(self, probe: Probe) -> tuple[QWidget, ValueField]:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(3)
        label = Label(probe.text)
        field = field_for(probe.kind, probe.text, probe.choices, probe.unit, probe.columns)
        field.edited.connect(lambda value, typing: self._edited(probe.id, value, typing))
        column.addWidget(label)
        column.addWidget(field)
        self._column.addWidget(box)
        return box, field

    def _edited(self, probe: ProbeId, value: Value | None, typing: bool) -> None:
        kept = {each: given for each, given in self._answer.probes.items() if each != probe}
        self._answer = replace(self._answer, probes=kept if value is None else {**kept, probe: value})
        self.edited.emit(self._answer, typing)
