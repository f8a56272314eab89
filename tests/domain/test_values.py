# SPDX-License-Identifier: Apache-2.0
"""Values fit the kind that was asked for, or a sentence says what they must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.domain.answer import Answer, EvidenceReference, Meta, Response, Value
from checklistapp.domain.form import AnswerSet, Claim, Column, Part, Probe, Question
from checklistapp.domain.ids import EvidenceId, PartId, ProbeId, QuestionId
from checklistapp.domain.values import (
    LONGEST_TEXT,
    MOST_EVIDENCE,
    MOST_ROWS,
    Place,
    fault_of,
    faults_of_answer,
    is_date,
    is_date_or_month,
)
from tests import strategies

COLUMNS = (Column("who", "Who"), Column("often", "How often", AnswerSet.NUMBER))


def _probe(kind: AnswerSet) -> Probe:
    chosen = kind in {AnswerSet.CHOICE, AnswerSet.CHOICES, AnswerSet.SCALE}
    columns = COLUMNS if kind is AnswerSet.TABLE else ()
    return Probe(ProbeId("Q1.p1"), "?", kind, choices=("one", "two") if chosen else (), columns=columns)


@given(st.sampled_from(AnswerSet), st.data())
def test_what_strategies_make_fits(kind: AnswerSet, data: st.DataObject) -> None:
    probe = _probe(kind)
    assert fault_of(probe, data.draw(strategies.values(probe))) == ""


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (AnswerSet.YES_NO, "Yes", "must be yes or no"),
        (AnswerSet.YES_NO, ("yes",), "must be yes or no"),
        (AnswerSet.DATE, "2024-02-30", "must be a date like 2024-02-01"),
        (AnswerSet.DATE, "2024-02", "must be a date like 2024-02-01"),
        (AnswerSet.DATE, "", "must be a date like 2024-02-01"),
        (AnswerSet.NUMBER, "1e3", "must be a number in plain digits"),
        (AnswerSet.NUMBER, "1,5", "must be a number in plain digits"),
        (AnswerSet.NUMBER, "٣", "must be a number in plain digits"),
        (AnswerSet.CHOICE, "three", "must be one of the choices of the form"),
        (AnswerSet.SCALE, ("one",), "must be one of the choices of the form"),
        (AnswerSet.CHOICES, "one", "must be a list of different choices of the form"),
        (AnswerSet.CHOICES, ("one", "one"), "must be a list of different choices of the form"),
        (AnswerSet.CHOICES, ("three",), "must be a list of different choices of the form"),
        (AnswerSet.TABLE, "one", "must be a list of rows"),
        (AnswerSet.TABLE, ("one",), "must be a list of rows"),
        (AnswerSet.TABLE, ({"what": "x"},), "must have known columns; row 1 has another"),
        (AnswerSet.TABLE, ({}, {"often": "x"}), "must be a number in plain digits in column often, row 2"),
    ],
)
def test_what_does_not_fit_is_named(kind: AnswerSet, value: Value, expected: str) -> None:
    assert fault_of(_probe(kind), value) == expected


def test_documents_may_bear_a_month_or_a_year_only() -> None:
    assert all(map(is_date_or_month, ("2024", "2024-02", "2024-02-29")))
    assert not any(map(is_date_or_month, ("", "24", "2024-13", "2023-02-29", "2024-2-1", "2024-02-29T00", "20240229")))
    assert is_date("2024-02-29")
    assert not is_date("2024-02")


QUESTION = Question(
    QuestionId("Q1"),
    "?",
    "nowhere",
    (Claim.STATUS,),
    parts=(Part(PartId("Q1.a"), "?"),),
    probes=(_probe(AnswerSet.NUMBER),),
)


def _dated(date: str) -> EvidenceReference:
    return EvidenceReference(EvidenceId("e1"), date=date)


@given(st.data())
def test_an_answer_that_fits_has_no_faults(data: st.DataObject) -> None:
    [question, *_] = data.draw(strategies.forms()).questions()
    assert list(faults_of_answer(question, data.draw(strategies.answers(question)))) == []


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        (Answer(Response.of("Yes")), ("value",)),
        (Answer(Response.as_meta(Meta.WITHHELD, "\ud800")), ("reason",)),
        (Answer(note="x" * (LONGEST_TEXT + 1)), ("note",)),
        (Answer(public_statement="\udcff"), ("publicStatement",)),
        (Answer(working_note="\udcff"), ("workingNote",)),
        (Answer(parts={PartId("Q1.a"): Response.of("perhaps")}), ("parts", "Q1.a", "value")),
        (Answer(parts={PartId("Q2.a"): Response.of("yes")}), ("parts", "Q2.a")),
        (Answer(probes={ProbeId("Q1.p1"): "007"}), ("probes", "Q1.p1")),
        (Answer(probes={ProbeId("Q1.p2"): "7"}), ("probes", "Q1.p2")),
        (Answer(evidence=(_dated(""), _dated("March 2024"))), ("evidence", 1, "date")),
        (Answer(evidence=(EvidenceReference(EvidenceId("e1"), holder="\ud800"),)), ("evidence", 0, "holder")),
        (Answer(evidence=(_dated(""),) * (MOST_EVIDENCE + 1)), ("evidence",)),
    ],
)
def test_what_a_receiver_would_refuse_is_named_by_its_place(answer: Answer, place: Place) -> None:
    [(found, message)] = faults_of_answer(QUESTION, answer)
    assert found == place
    assert message


def test_texts_inside_a_value_are_bounded_too() -> None:
    table = _probe(AnswerSet.TABLE)
    assert fault_of(table, ({"who": "\ud800"},)).startswith("holds half of a character")
    assert fault_of(table, ({},) * (MOST_ROWS + 1)).startswith("must have at most")
    assert fault_of(_probe(AnswerSet.TEXT), "x" * (LONGEST_TEXT + 1)).startswith("must have at most")
