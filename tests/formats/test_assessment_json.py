# SPDX-License-Identifier: Apache-2.0
"""The record and the public record come back exactly, hold what they may and nothing else."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.domain.answer import EMPTY, Answer, Meta, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.conditions import In
from checklistapp.domain.disclosure import PublicEdition, public_edition
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import AnswerSet, Claim, Form, Part, Probe, Question, Section
from checklistapp.domain.ids import AssessmentId, EvidenceId, FormId, PartId, ProbeId, QuestionId
from checklistapp.formats.assessment_json import (
    content_digest,
    public_record,
    read_public,
    read_record,
    wording_digest,
    write_record,
)
from checklistapp.formats.form_json import form_digest
from tests import strategies


@st.composite
def _any_assessment(draw: st.DrawFn) -> Assessment:
    return draw(strategies.assessments(draw(strategies.forms())))


def _said(assessment: Assessment) -> Assessment:
    """Without answers that say nothing: a record does not list them."""
    return replace(assessment, answers={key: each for key, each in assessment.answers.items() if each != EMPTY})


def _for_the_receiver(assessment: Assessment) -> Assessment:
    asked = {q.id for q in assessment.form.questions() if assessment.is_asked(q)}
    kept = {key: replace(each, working_note="") for key, each in assessment.answers.items() if key in asked}
    return _said(replace(assessment, answers=kept))


@given(_any_assessment())
def test_an_archive_record_comes_back_whole(assessment: Assessment) -> None:
    data = write_record(assessment, with_working_notes=True)
    assert read_record(data, assessment.form, with_working_notes=True) == _said(assessment)


@given(_any_assessment())
def test_a_record_comes_back_without_working_notes_and_hidden_answers(assessment: Assessment) -> None:
    data = write_record(assessment)
    again = read_record(data, assessment.form)
    assert again == _for_the_receiver(assessment)
    assert again.hidden == assessment.hidden
    assert write_record(again) == data
    assert content_digest(write_record(again)) == content_digest(data)


@given(_any_assessment())
def test_a_public_record_comes_back_and_holds_released_fields_only(assessment: Assessment) -> None:
    edition = public_edition(assessment)
    data = public_record(edition, assessment.form)
    assert read_public(data, assessment.form) == _without_ids(edition)
    for question, entry in zip(assessment.form.questions(), json.loads(data)["answers"], strict=True):
        release = assessment.release(question)
        allowed = {"question"}
        if assessment.is_asked(question):
            allowed |= {"value"} if release.value else set()
            allowed |= {"publicStatement"} if release.public_statement else set()
            allowed |= {"note"} if release.note else set()
            allowed |= {"evidence"} if release.evidence else set()
        assert entry.keys() <= allowed


def _without_ids(edition: PublicEdition) -> PublicEdition:
    answers = tuple(
        replace(each, evidence=tuple(replace(reference, id=EvidenceId("")) for reference in each.evidence))
        for each in edition.answers
    )
    return replace(edition, answers=answers)


Q1, Q2, Q3 = QuestionId("S1.Q1"), QuestionId("S1.Q2"), QuestionId("S1.Q3")
CHAIN = Form(
    FormId("chain"),
    "1.0.0",
    "A chain",
    "nobody",
    "en",
    (
        Section(
            "S1",
            "One",
            "",
            (
                Question(Q1, "first", "here", (Claim.STATUS,)),
                Question(Q2, "second", "here", (Claim.STATUS,), shown_when=In(Q1, ("yes",))),
                Question(Q3, "third", "here", (Claim.STATUS,), shown_when=In(Q2, ("yes",))),
            ),
        ),
    ),
)


def _chain(first: Response, *, note: str = "") -> Assessment:
    answers = {Q1: Answer(first, note=note), Q2: Answer(Response.of("yes")), Q3: Answer(working_note="private")}
    return Assessment(AssessmentId("0" * 32), CHAIN, form_digest(CHAIN), "Ruritania", answers=answers)


def test_hidden_questions_are_said_to_be_not_asked_by_sender_and_receiver_alike() -> None:
    hidden = _chain(Response.of("no"))
    entries = json.loads(write_record(hidden))["answers"]
    assert entries == {Q1: {"value": "no"}, Q2: {"notAsked": True}, Q3: {"notAsked": True}}
    assert read_record(write_record(hidden), CHAIN).hidden == {Q2, Q3}
    shown = read_record(write_record(_chain(Response.of("yes"))), CHAIN)
    assert not shown.hidden


def test_a_working_note_stays_out_unless_asked_for() -> None:
    assessment = _chain(Response.of("yes"))
    assert b"private" not in write_record(assessment)
    archive = write_record(assessment, with_working_notes=True)
    assert b"private" in archive
    with pytest.raises(ChecklistError, match="workingNote is not a known key"):
        read_record(archive, CHAIN)


@pytest.mark.parametrize(
    "response",
    [Response.as_meta(meta, "why") for meta in (Meta.PARTLY, Meta.NOT_APPLICABLE, Meta.WITHHELD, Meta.UNANSWERED)],
)
def test_whatever_is_not_released_looks_the_same(response: Response) -> None:
    assessment = _chain(response, note="in confidence")
    open_one = replace(assessment, answers={Q2: Answer(), Q3: Answer()})
    records = [public_record(public_edition(each), CHAIN) for each in (assessment, open_one)]
    assert records[0] == records[1]
    assert json.loads(records[0])["answers"] == [{"question": Q1}, {"question": Q2}, {"question": Q3}]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b'"format":"checklistapp/assessment/1"', b'"format":"checklistapp/answers/1"', "format must be"),
        (b'"organisation":"Ruritania"', b'"organisation":7', "organisation must be a text"),
        (b'"organisation":"Ruritania"', b'"organisation": "Ruritania"', "not in canonical form"),
        (b'"organisation":"Ruritania",', b"", "not in canonical form"),
        (b'"value":"yes"', b'"value":"maybe"', 'answers["S1.Q1"].value must be yes or no'),
        (b'{"value":"yes"}', b'{"notAsked":true}', "not in canonical form"),
        (b'"S1.Q2"', b'"S1.Q9"', 'answers["S1.Q9"] is no question'),
        (b'"formVersion":"1.0.0"', b'"formVersion":"1.0.1"', "formVersion must be 1.0.0"),
        (b'"formDigest":"', b'"formDigest":"0', "formDigest must be"),
        (b'"id":"0', b'"id":"x', "id must be 32 small hexadecimal digits"),
    ],
)
def test_a_changed_record_is_refused_with_its_place(old: bytes, new: bytes, place: str) -> None:
    data = write_record(_chain(Response.of("yes")))
    assert old in data
    with pytest.raises(ChecklistError) as caught:
        read_record(data.replace(old, new, 1), CHAIN)
    assert caught.value.code == "record-fault"
    assert place in caught.value.sentence


def test_a_public_record_names_every_question_once_in_order() -> None:
    data = public_record(public_edition(_chain(Response.of("yes"))), CHAIN)
    with pytest.raises(ChecklistError, match="every question of the form once"):
        read_public(data.replace(b'{"question":"S1.Q2"},', b""), CHAIN)
    with pytest.raises(ChecklistError, match="workingNote is not a known key"):
        read_public(data.replace(b'"question":"S1.Q2"', b'"question":"S1.Q2","workingNote":"x"'), CHAIN)


def test_the_wording_digest_changes_with_every_text_that_was_shown() -> None:
    part, probe = Part(PartId("Q1.a"), "a part"), Probe(ProbeId("Q1.p1"), "a probe", AnswerSet.TEXT)
    question = Question(QuestionId("Q1"), "a text", "here", (Claim.STATUS,), parts=(part,), probes=(probe,))
    changed = (
        replace(question, text="another"),
        replace(question, parts=(replace(part, text="another"),)),
        replace(question, probes=(replace(probe, text="another"),)),
    )
    assert len({wording_digest(each) for each in (question, *changed)}) == 4
    assert wording_digest(replace(question, guidance="more", maps_to=("CPPNM",))) == wording_digest(question)
