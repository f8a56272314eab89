# SPDX-License-Identifier: Apache-2.0
"""Fields give on only what the rules for answers take, whatever is typed into them."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QValidator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from checklistapp.domain import values
from checklistapp.domain.answer import Answer, EvidenceReference
from checklistapp.domain.form import AnswerSet
from checklistapp.domain.ids import EvidenceId
from checklistapp.ui.widgets.evidence import EvidenceEditor
from checklistapp.ui.widgets.validators import Fitting, date, date_or_month, number
from checklistapp.ui.widgets.values import DateField, NumberField, ValueField

ACCEPTABLE, INTERMEDIATE, INVALID = QValidator.State.Acceptable, QValidator.State.Intermediate, QValidator.State.Invalid


@pytest.mark.parametrize(
    ("make", "text", "state"),
    [
        (number, "", ACCEPTABLE),
        (number, "0.5", ACCEPTABLE),
        (number, "-", INTERMEDIATE),
        (number, "7.", INTERMEDIATE),
        (number, "007", INVALID),
        (number, ".5", INVALID),
        (number, "9" * 19, INVALID),
        (number, "٣", INVALID),
        (date, "2026-01-31", ACCEPTABLE),
        (date, "2026-01", INTERMEDIATE),
        (date, "2026-02-30", INTERMEDIATE),
        (date, "2026-01-311", INVALID),
        (date_or_month, "2026-01", ACCEPTABLE),
        (date_or_month, "2026-13", INTERMEDIATE),
        (date_or_month, "March 2024", INVALID),
    ],
)
def test_what_may_become_a_value_is_let_be(make: Callable[[], Fitting], text: str, state: QValidator.State) -> None:
    assert make().validate(text, 0)[0] is state


@pytest.mark.parametrize(
    ("field", "kind"),
    [(lambda: NumberField("How many", ""), AnswerSet.NUMBER), (lambda: DateField("Since when"), AnswerSet.DATE)],
)
@pytest.mark.parametrize("typed", ["007", "1.", "-", "2026-02-30", "20", "2026-01-31", "-12.50"])
def test_only_a_value_is_given_on(qtbot: QtBot, field: Callable[..., ValueField], kind: AnswerSet, typed: str) -> None:
    shown = field()
    qtbot.addWidget(shown)
    given: list[object] = []
    shown.edited.connect(lambda value, _: given.append(value))
    edit = shown.findChild(QLineEdit)
    assert edit is not None
    QTest.keyClicks(edit, typed)
    assert all(isinstance(value, str) and not values.fault_of_text(kind, value) for value in given)


def test_a_document_keeps_its_date_until_the_new_one_is_one(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    editor = EvidenceEditor(window)
    reference = EvidenceReference(EvidenceId("e1"), title="Act", date="2024")
    editor.show_answer(Answer(evidence=(reference,)), (), attach=False, read_only=False)
    dates: list[str] = []
    editor.edited.connect(lambda answer, _: dates.append(answer.evidence[0].date))
    editor.begin(reference.id)
    field = editor._fields["date"]
    field.selectAll()
    QTest.keyClicks(field, "March 2024-13")
    assert field.text() == "2024-13"
    assert set(dates) <= {"2024", ""}
    assert not editor._not_a_date.isHidden()
    QTest.keyClicks(field, "\b2")
    assert dates[-1] == "2024-12"
