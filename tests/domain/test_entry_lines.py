# SPDX-License-Identifier: Apache-2.0
"""Lines of a form: what is typed for them, what stands on them, and what an entry does to an answer."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.domain.answer import EMPTY, Answer, Meta, Response
from checklistapp.domain.entry_lines import (
    Entry,
    LineKind,
    Standing,
    by_name,
    by_printed,
    entered,
    fault_of_entry,
    held,
    keyed,
    lines_of,
    lines_of_question,
    spoken,
    standing,
)
from checklistapp.domain.form import AnswerSet, Claim, Column, Form, Probe, Question
from checklistapp.domain.ids import EvidenceId, ProbeId, QuestionId
from tests.strategies import answers, forms

_ids = count()


def new_id() -> EvidenceId:
    return EvidenceId(f"new-{next(_ids)}")


@given(forms(), st.data())
def test_every_line_of_an_answer_can_be_entered_into_an_empty_one(form: Form, data: st.DataObject) -> None:

    for question in form.questions():
        given_answer = data.draw(answers(question))
        made = EMPTY
        for line in lines_of_question(question):
            entry = held(line, given_answer)
            if entry and line.kind is not LineKind.EVIDENCE:
                made = entered(line, made, entry, new_id)
                assert held(line, made) == entry
                assert standing(line, made, entry) in (Standing.SAME, Standing.REFUSED)


@given(forms())
def test_names_are_unique_and_printed_ids_find_a_line(form: Form) -> None:

    lines = list(lines_of(form))
    assert len(by_name(form)) == len(lines)
    assert {line.printed.upper() for line in lines} == by_printed(form).keys()


def probe(kind: AnswerSet, *, choices: tuple[str, ...] = ()) -> Question:
    columns = (Column("who", "Who"), Column("licences", "Licences?", AnswerSet.YES_NO))
    made = Probe(ProbeId("X1.p1"), "Asked", kind, choices=choices, columns=columns if kind is AnswerSet.TABLE else ())
    return Question(QuestionId("X1"), "Asked", "Source", (Claim.STATUS,), probes=(made,))


@pytest.mark.parametrize(
    ("kind", "typed", "entry"),
    [
        (AnswerSet.YES_NO, "Y", "yes"),
        (AnswerSet.CHOICE, "2", "by bus"),
        (AnswerSet.CHOICE, "ON FOOT", "on foot"),
        (AnswerSet.CHOICES, "2, 1", ("on foot", "by bus")),
        (AnswerSet.TABLE, "Police | y\n| n", ({"who": "Police", "licences": "yes"}, {"licences": "no"})),
        (AnswerSet.DATE, " 2026-01-02 ", "2026-01-02"),
        (AnswerSet.TEXT, "a\nb", "a\nb"),
    ],
)
def test_what_is_typed_is_understood_and_said_the_same_way(kind: AnswerSet, typed: str, entry: Entry) -> None:
    line = next(each for each in lines_of_question(probe(kind, choices=("on foot", "by bus"))) if "p1" in each.name)
    assert keyed(line, typed) == entry
    assert not fault_of_entry(line, entry)
    assert keyed(line, spoken(line, entry)) == entry


def test_a_value_and_a_word_in_its_place_displace_each_other_only_when_told() -> None:
    question = Question(QuestionId("X1"), "How many?", "Source", (Claim.STATUS,), answer_set=AnswerSet.NUMBER)
    word, value, *_ = lines_of_question(question)
    assert standing(word, Answer(Response.of("7")), "withheld") is Standing.DIFFERENT
    assert standing(value, Answer(Response.as_meta(Meta.WITHHELD)), "7") is Standing.DIFFERENT
    assert standing(value, EMPTY, "7") is Standing.NEW
    assert standing(word, EMPTY, "yes") is Standing.REFUSED
