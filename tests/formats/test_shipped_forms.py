# SPDX-License-Identifier: Apache-2.0
"""The shipped forms: 37 questions of the source one by one, and the 18 that operators answer or feed."""

import re
from collections import Counter
from pathlib import Path

import pytest

from checklistapp.domain.conditions import All, AnyOf, In
from checklistapp.domain.form import Claim, Form, Release, Role, SectionRule
from checklistapp.domain.ids import PartId, ProbeId, QuestionId
from checklistapp.domain.translation import texts_of
from checklistapp.formats.answers_json import read_answers
from checklistapp.formats.form_file import check_form, read_form
from checklistapp.formats.form_json import publish, read_published

FORMS = Path(__file__).parent.parent.parent / "forms"

SOURCE_ORDER = (
    *("C1.Q1", "C1.Q2", "C1.Q3"),
    *("C2.Q1", "C2.Q2", "C2.Q3", "C2.Q4"),
    *("C3.Q1", "C3.Q2", "C3.Q3", "C3.Q4", "C3.Q5", "C3.Q6", "C3.Q7", "C3.Q8"),
    *("C4.Q1", "C4.Q2", "C4.Q3", "C4.Q4", "C4.Q5", "C4.Q6", "C4.Q7", "C4.Q8"),
    *("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14"),
)
PARTS = {
    "C1.Q1": 4,
    "C1.Q2": 4,
    "C1.Q3": 4,
    "C2.Q1": 3,
    "C2.Q3": 6,
    "C2.Q4": 3,
    "C3.Q3": 2,
    "C3.Q4": 4,
    "C3.Q6": 2,
    "C3.Q7": 3,
    "C3.Q8": 3,
    "C4.Q3": 2,
    "C4.Q4": 2,
    "A2": 2,
    "A3": 3,
    "A4": 2,
    "A5": 2,
    "A6": 2,
    "A7": 2,
    "A9": 4,
    "A10": 2,
    "A11": 3,
    "A12": 2,
    "A13": 2,
}
OPERATOR = (
    *("C2.Q3", "C2.Q4", "C3.Q2", "C3.Q3", "C3.Q4", "C3.Q5", "C3.Q7", "C3.Q8"),
    *("C4.Q1", "C4.Q2", "C4.Q3", "C4.Q4", "C4.Q7", "A7", "A8", "A9", "A12", "A13"),
)
RESTRICTED = {"C2.Q3", "C3.Q3", "C3.Q4", "C4.Q4", "A7", "A9"}


def _read(name: str) -> Form:
    files = {path.name: path.read_bytes() for path in (FORMS / name).glob("*.toml")}
    assert check_form(files) == []
    return read_form(files)


@pytest.fixture(scope="module")
def checklist() -> Form:
    return _read("infcirc869-checklist")


@pytest.fixture(scope="module")
def operator() -> Form:
    return _read("operator-contribution")


@pytest.fixture(params=["infcirc869-checklist", "operator-contribution"], scope="module")
def shipped(request: pytest.FixtureRequest) -> Form:
    return _read(str(request.param))


def test_the_37_are_37_in_source_order(checklist: Form) -> None:
    assert [question.id for question in checklist.questions()] == list(SOURCE_ORDER)
    assert {section.id: len(section.questions) for section in checklist.sections} == {
        "C1": 3,
        "C2": 4,
        "C3": 8,
        "C4": 8,
        "A": 14,
    }


def test_24_questions_have_68_parts(checklist: Form) -> None:
    parts = {str(question.id): len(question.parts) for question in checklist.questions() if question.parts}
    assert parts == PARTS
    assert (len(parts), sum(parts.values())) == (24, 68)
    for question in checklist.questions():
        assert [part.id for part in question.parts] == [
            f"{question.id}.{'abcdef'[n]}" for n in range(len(question.parts))
        ]


def test_parts_suggest_by_the_rule_of_each_question(checklist: Form) -> None:
    a, b, c = (In(f"A3.{letter}", ("yes",)) for letter in "abc")
    assert checklist.by_id[QuestionId("A3")].suggests == All((AnyOf((a, b)), c))
    for question in checklist.questions():
        if question.parts and question.id != "A3":
            each_yes = tuple(In(part.id, ("yes",)) for part in question.parts)
            either = question.id in {"A10", "A13"}
            assert question.suggests == (AnyOf(each_yes) if either else All(each_yes))
            assert question.suggests_rule == ("any" if either else "all")


def test_kinds_of_claim(checklist: Form) -> None:
    claims = {question.id: question.claims for question in checklist.questions()}
    assert claims[QuestionId("C1.Q3")] == (Claim.STATUS, Claim.CAPABILITY)
    assert {key for key, each in claims.items() if each == (Claim.INTENT,)} == {"C3.Q1", "C3.Q2", "C3.Q6"}
    assert {key for key, each in claims.items() if each == (Claim.CAPABILITY,)} == {"C1.Q2", "A6"}
    assert Counter(claims.values())[Claim.STATUS,] == 31


def test_restricted_answers_are_not_released_by_default(checklist: Form) -> None:
    assert {q.id for q in checklist.questions() if not q.release.value} == RESTRICTED
    for question in checklist.questions():
        assert question.release == Release(value=question.id not in RESTRICTED)


def test_the_only_rule_is_one_yes_in_section_a(checklist: Form, operator: Form) -> None:
    rules = {section.id: section.rule for section in checklist.sections if section.rule}
    assert rules == {"A": SectionRule.AT_LEAST_ONE_YES}
    assert not any(section.rule for section in operator.sections)


def test_source_pointers_are_words_and_follow_the_source(checklist: Form) -> None:
    for question in checklist.questions():
        numbers = re.findall(r"\d+", question.id)
        if question.id.startswith("A"):
            assert question.source == f"INFCIRC/869 checklist, additional action {numbers[0]}"
            assert question.commitments == (f"JS.5.{numbers[0]}",)
        else:
            assert question.source == f"INFCIRC/869 checklist, commitment {numbers[0]}, question {numbers[1]}"
            assert all(re.fullmatch(r"JS\.[1-4](\.[1-3]|[abc])?", each) for each in question.commitments)


def test_tables_stand_where_the_field_needs_them(checklist: Form) -> None:
    tables = {probe.id for question in checklist.questions() for probe in question.probes if probe.columns}
    assert {"C1.Q3.p1", "C3.Q4.p1", "C3.Q6.p2", "C4.Q5.p1", "C4.Q7.p1", "A8.p1"} <= tables
    missions = checklist.by_id[QuestionId("C3.Q6")].probes
    assert missions[0].id == ProbeId("C3.Q6.p1")
    assert missions[0].kind == "date"


def test_an_answers_file_for_the_checklist_is_read(checklist: Form) -> None:
    data = b"""{"format": "checklistapp/answers/1", "form": "infcirc869-checklist", "formVersion": "1.0.0",
      "profile": {"nuclear-facilities": true},
      "answers": {"C3.Q6": {"value": "yes", "reason": "", "note": "n", "publicStatement": "p", "workingNote": "w",
        "parts": {"C3.Q6.a": {"value": "yes"}, "C3.Q6.b": {"meta": "not_applicable", "reason": "r"}},
        "probes": {"C3.Q6.p1": "2023-05-01"},
        "evidence": [{"kind": "letter", "title": "t", "identifier": "i", "section": "s", "date": "2024-02-01",
          "holder": "h", "location": "l"}],
        "release": {"value": true, "publicStatement": true, "note": false, "evidence": false}}}}"""
    entered = read_answers(data, checklist)
    assert entered.answers[QuestionId("C3.Q6")].probes == {ProbeId("C3.Q6.p1"): "2023-05-01"}


def test_follow_ups_are_suggestions_of_36_and_60_months(checklist: Form) -> None:
    assert {each.id: each.months for each in checklist.follow_ups} == {
        "national-assessment": 36,
        "ippas-mission": 60,
        "insserv-mission": 60,
    }


def test_operators_are_asked_exactly_their_18(checklist: Form, operator: Form) -> None:
    assert [question.id for question in operator.questions()] == list(OPERATOR)
    assert operator.answered_for is Role.OPERATOR
    assert checklist.answered_for is Role.GOVERNMENT
    asked = {q.id for q in checklist.questions() if any(each.role is Role.OPERATOR for each in q.respondents)}
    assert asked == set(OPERATOR)


def test_the_operators_form_keeps_ids_and_has_its_own_words(checklist: Form, operator: Form) -> None:
    for question in operator.questions():
        national = checklist.by_id[question.id]
        assert {part.id for part in question.parts} <= {part.id for part in national.parts}
        assert {probe.id: probe.kind for probe in question.probes}.items() <= {
            probe.id: probe.kind for probe in national.probes
        }.items()
        assert question.text != national.text
        assert question.claims == national.claims
    facility_level = operator.by_id[QuestionId("C3.Q4")].parts
    assert [part.id for part in facility_level] == [PartId("C3.Q4.c"), PartId("C3.Q4.d")]


def test_no_word_that_judges(shipped: Form) -> None:
    for path, text in texts_of(shipped).items():
        assert not re.search(r"complian|overdue|scor(e|ing)|mandatory|violat", text, re.IGNORECASE), path


def test_every_question_helps_its_reader(shipped: Form) -> None:
    for question in shipped.questions():
        assert question.text.endswith("?")
        assert 1 <= len(re.findall(r"[.:](\s|$)", question.guidance)) <= 5, question.id
        assert question.evidence
        assert question.respondents
        assert len(question.text) < 300
        assert all(part.text[0].isupper() and not part.text.endswith(".") for part in question.parts)


def test_texts_are_single_spaced_and_british(shipped: Form) -> None:
    american = r"\b(program\b(?! (suggests))|organiz|behavior|recogniz|license (holder|condition)|center)"
    for path, text in texts_of(shipped).items():
        assert "  " not in text, path
        assert text == text.strip(), path
        assert not re.search(american, text, re.IGNORECASE), path


def test_shipped_forms_come_back_from_their_published_form(shipped: Form) -> None:
    assert read_published(publish(shipped)) == shipped
    assert shipped.version == "1.0.0"
    assert shipped.profile
