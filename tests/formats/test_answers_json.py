# SPDX-License-Identifier: Apache-2.0
"""Answers files: what is written comes back, what does not fit is refused with its place and nothing is taken over."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.domain.answer import EMPTY, Answer, EvidenceKind, Meta, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Release
from checklistapp.domain.ids import EvidenceId, FactId, PartId, ProbeId, QuestionId
from checklistapp.formats.answers_json import named_form, read_answers, write_answers
from checklistapp.formats.form_file import read_form
from tests import strategies

Json = dict[str, object]

FORM = read_form(
    {
        "form.toml": b"""
id = "visits"
version = "1.0.0"
title = "Visits"
publisher = "nobody"
language = "en"
profile = [{ id = "open-house", text = "Are visits possible?" }]

[[sections]]
id = "V"
title = "Visits"

[[sections.questions]]
id = "V1"
text = "Do visitors come?"
source = "nowhere"
claims = ["status"]
suggests = "any"
parts = [{ id = "V1.a", text = "by day" }, { id = "V1.b", text = "by night" }]
probes = [
  { id = "V1.p1", kind = "date", text = "since" },
  { id = "V1.p2", kind = "number", text = "how many" },
  { id = "V1.p3", kind = "choice", text = "how", choices = ["on foot", "by bus"] },
  { id = "V1.p4", kind = "choices", text = "what", choices = ["museum", "garden"] },
  { id = "V1.p5", kind = "table", text = "who", columns = [
    { id = "who", text = "Who" },
    { id = "often", text = "How often", kind = "number" },
  ] },
]
"""
    }
)


def _file(answer: Json | None = None, **members: object) -> bytes:
    document: Json = {"format": "checklistapp/answers/1", "form": "visits", "formVersion": "1.0.0"}
    document["answers"] = {} if answer is None else {"V1": answer}
    return json.dumps({**document, **members}).encode()


def _without_ids(answer: Answer) -> Answer:
    """What an entry file can carry: no evidence ids, no attached files, no provenance."""
    references = tuple(replace(each, id=EvidenceId(""), attachment=None) for each in answer.evidence)
    return replace(answer, evidence=references, provenance=None)


@st.composite
def _any_assessment(draw: st.DrawFn) -> Assessment:
    return draw(strategies.assessments(draw(strategies.forms())))


@given(_any_assessment())
def test_what_is_written_comes_back(assessment: Assessment) -> None:
    entered = read_answers(write_answers(assessment), assessment.form)
    assert entered.profile == assessment.profile
    expected = {key: _without_ids(answer) for key, answer in assessment.answers.items() if answer != EMPTY}
    assert {key: answer for key, answer in entered.answers.items() if answer != EMPTY} == {
        key: answer for key, answer in expected.items() if answer != EMPTY
    }


def test_every_member_finds_its_place() -> None:
    answer: Json = {
        "value": "yes",
        "reason": "because",
        "note": "in confidence",
        "publicStatement": "for all",
        "workingNote": "for us",
        "parts": {"V1.a": {"value": "yes"}, "V1.b": {"meta": "not_applicable", "reason": "closed"}},
        "probes": {
            "V1.p1": "2023-05-01",
            "V1.p2": 12,
            "V1.p3": "by bus",
            "V1.p4": ["garden"],
            "V1.p5": [{"who": "a school", "often": "3"}, {}],
        },
        "evidence": [{"kind": "letter", "title": "A letter", "date": "2024-02"}],
        "release": {"value": True},
    }
    entered = read_answers(_file(answer, profile={"open-house": True}), FORM)
    assert entered.profile == {FactId("open-house"): True}
    read = entered.answers[QuestionId("V1")]
    assert read.response == Response.of("yes", "because")
    assert (read.note, read.public_statement, read.working_note) == ("in confidence", "for all", "for us")
    assert read.parts == {
        PartId("V1.a"): Response.of("yes"),
        PartId("V1.b"): Response.as_meta(Meta.NOT_APPLICABLE, "closed"),
    }
    assert read.probes == {
        ProbeId("V1.p1"): "2023-05-01",
        ProbeId("V1.p2"): "12",
        ProbeId("V1.p3"): "by bus",
        ProbeId("V1.p4"): ("garden",),
        ProbeId("V1.p5"): ({"who": "a school", "often": "3"}, {}),
    }
    assert read.evidence[0].kind is EvidenceKind.LETTER
    assert read.evidence[0].date == "2024-02"
    assert read.release == Release(value=True)


def test_typed_text_is_never_normalised() -> None:
    note = "e\u0301 \r\n\u0000 \ufb01"
    assert read_answers(_file({"note": note}), FORM).answers[QuestionId("V1")].note == note


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ({"value": "Yes"}, "answers.V1.value must be yes or no"),
        ({"value": True}, "answers.V1.value must be a text"),
        ({"value": None}, "answers.V1.value must not be null"),
        ({"value": "yes", "meta": "partly"}, "answers.V1 must have a value or a meta-state, not both"),
        ({"meta": "maybe"}, "answers.V1.meta must be one of: unanswered, partly, not_applicable, withheld"),
        ({"note": 3}, "answers.V1.note must be a text"),
        ({"notes": ""}, "answers.V1.notes is not a known key"),
        ({"parts": {"V1.c": {"value": "yes"}}}, 'answers.V1.parts["V1.c"] is no part of this question'),
        ({"parts": {"V1.a": {"value": "perhaps"}}}, 'answers.V1.parts["V1.a"].value must be yes or no'),
        ({"parts": {"V1.a": {"value": "yes", "note": ""}}}, 'answers.V1.parts["V1.a"].note is not a known key'),
        ({"parts": ["V1.a"]}, "answers.V1.parts must be an object"),
        ({"probes": {"V1.p9": "x"}}, 'answers.V1.probes["V1.p9"] is no probe of this question'),
        ({"probes": {"V1.p1": "2023-02-30"}}, 'answers.V1.probes["V1.p1"] must be a date like 2024-02-01'),
        ({"probes": {"V1.p1": "1.5.2023"}}, 'answers.V1.probes["V1.p1"] must be a date like 2024-02-01'),
        ({"probes": {"V1.p1": "20230501"}}, 'answers.V1.probes["V1.p1"] must be a date like 2024-02-01'),
        ({"probes": {"V1.p2": "a dozen"}}, 'answers.V1.probes["V1.p2"] must be a number'),
        ({"probes": {"V1.p2": True}}, 'answers.V1.probes["V1.p2"] must be a text'),
        ({"probes": {"V1.p3": "by air"}}, 'answers.V1.probes["V1.p3"] must be one of the choices'),
        ({"probes": {"V1.p4": "museum"}}, 'answers.V1.probes["V1.p4"] must be a list'),
        ({"probes": {"V1.p4": ["museum", "museum"]}}, 'answers.V1.probes["V1.p4"] must be a list of different'),
        ({"probes": {"V1.p5": [{"whom": "x"}]}}, 'answers.V1.probes["V1.p5"][0].whom is not a known key'),
        ({"probes": {"V1.p5": [{"often": "x"}]}}, 'answers.V1.probes["V1.p5"] must be a number'),
        ({"evidence": [{"kind": "rumour"}]}, "answers.V1.evidence[0].kind must be one of"),
        ({"evidence": [{"date": "2024-13-01"}]}, "answers.V1.evidence[0].date must be a date"),
        ({"evidence": [{"id": "e1"}]}, "answers.V1.evidence[0].id is not a known key"),
        ({"release": {"all": True}}, "answers.V1.release.all is not a known key"),
        ({"release": {"value": "yes"}}, "answers.V1.release.value must be true or false"),
        ({"provenance": {}}, "answers.V1.provenance is not a known key"),
        (["yes"], "answers.V1 must be an object"),
        ({"note": "\ud800"}, "answers.V1.note holds half of a character"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_place(answer: Json, place: str) -> None:
    with pytest.raises(ChecklistError) as caught:
        read_answers(_file(answer), FORM)
    assert caught.value.code == "answers-fault"
    assert f": {place}" in caught.value.sentence
    assert caught.value.hint


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"format": "checklistapp/answers/2"}, "format must be checklistapp/answers/1"),
        ({"form": "other"}, "form must be visits"),
        ({"formVersion": "2.0.0"}, "formVersion must be 1.0.0"),
        ({"profile": {"moon": True}}, "profile.moon is no fact"),
        ({"profile": {"open-house": "yes"}}, "profile.open-house must be true or false"),
        ({"answers": {"V2": {}}}, "answers.V2 is no question of this form"),
        ({"answers": []}, "answers must be an object"),
        ({"extra": 1}, "extra is not a known key"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(members: Json, place: str) -> None:
    with pytest.raises(ChecklistError) as caught:
        read_answers(_file(None, **members), FORM)
    assert place in caught.value.sentence


def test_the_sentence_counts_the_other_faults_and_tells_no_answer() -> None:
    with pytest.raises(ChecklistError) as caught:
        read_answers(_file({"value": "secret", "probes": {"V1.p2": "secret"}}), FORM)
    assert caught.value.sentence.endswith("(1 more).")
    assert "secret" not in caught.value.sentence + caught.value.hint


def test_the_form_that_a_file_names_is_found_without_reading_the_rest() -> None:
    assert named_form(_file({"value": "no such value"})) == "visits"
    with pytest.raises(ChecklistError, match="form is missing"):
        named_form(b"{}")


def test_a_syntax_fault_names_line_and_column() -> None:
    with pytest.raises(ChecklistError) as caught:
        read_answers(b'{"format": "checklistapp/answers/1",\n "form" "visits"}', FORM)
    assert "line 2, column 9 is not valid JSON" in caught.value.sentence


def test_the_same_answer_twice_is_refused() -> None:
    with pytest.raises(ChecklistError) as caught:
        read_answers(_file().replace(b'"answers": {}', b'"answers": {"V1": {}, "V1": {}}'), FORM)
    assert "same key twice" in caught.value.sentence


_KEYS = ("value", "meta", "note", "parts", "probes", "evidence", "release", "V1.a", "V1.p5", "who", "x")
_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from(("yes", "partly")),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), each, max_size=4),
    max_leaves=10,
)


@given(_ANY_JSON)
def test_any_json_is_read_or_refused_in_a_sentence(value: object) -> None:
    for data in (json.dumps(value).encode(), _file(None, answers={"V1": value})):
        with suppress(ChecklistError):
            read_answers(data, FORM)
