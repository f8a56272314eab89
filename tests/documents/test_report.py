# SPDX-License-Identifier: Apache-2.0
"""What each kind of document says, compared with reference files and with the rules of the field.

``python -m tests.documents.test_report`` writes the reference files anew: read what changed before keeping it.
"""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from checklistapp.documents.report import (
    Kind,
    Labelled,
    Listing,
    Mark,
    PartLine,
    QuestionLine,
    Report,
    Shortlist,
    SignatureArea,
    grouped,
    without_number,
)
from checklistapp.documents.report_submission import preview
from checklistapp.domain.answer import OPEN, Answer, EvidenceReference, Meta, Response
from checklistapp.domain.form import AnswerSet, Probe, Release, Section
from checklistapp.domain.ids import EvidenceId, ProbeId, QuestionId
from tests.documents.sample_assessment import (
    ANSWERS,
    WORKING_NOTE,
    assessment,
    every_report,
    published,
    question,
    reviewed,
    submitted,
    to_approve,
)

REFERENCE = Path(__file__).parents[1] / "reference"


def as_data(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        given = {each.name: as_data(getattr(value, each.name)) for each in fields(value)}
        return {"block": type(value).__name__, **{name: data for name, data in given.items() if data not in ("", None)}}
    return [as_data(each) for each in value] if isinstance(value, tuple) else value


def as_text(report: Report) -> str:
    return json.dumps(as_data(report), indent=1, ensure_ascii=False) + "\n"


def marks(report: Report) -> dict[str, Mark]:
    return {block.id: block.mark for block in report.blocks if isinstance(block, QuestionLine)}


def labels(report: Report) -> Iterator[tuple[str, str]]:
    return ((block.label, block.text) for block in report.blocks if isinstance(block, Labelled))


@pytest.mark.parametrize("name", every_report())
def test_it_says_what_the_reference_says(name: str) -> None:
    assert as_text(every_report()[name]) == (REFERENCE / f"{name}.json").read_text()


@pytest.mark.parametrize("name", every_report())
def test_no_document_judges(name: str) -> None:
    said = as_text(every_report()[name]).lower()
    assert not [word for word in ("complian", "overdue", "score", "grade", "rating") if word in said]


@pytest.mark.parametrize(
    "name", ["submission", "submission-source-format", "public-edition", "review-copy", "blank-form"]
)
def test_one_source_question_is_one_line(name: str) -> None:
    asked = [each.id for each in assessment().form.questions()]
    assert [block.id for block in every_report()[name].blocks if isinstance(block, QuestionLine)] == asked


HIDDEN = {"submission": Mark.NOT_ASKED, "submission-source-format": Mark.BLANK, "review-copy": Mark.NOT_ASKED}


def test_hidden_questions_are_not_asked_and_say_nothing() -> None:
    for name, mark in HIDDEN.items():
        assert marks(every_report()[name])["C2.Q3"] is mark
        assert "Kept but hidden" not in as_text(every_report()[name])


def test_source_format_knows_yes_no_and_blank_only() -> None:
    report = submitted(assessment(), source_format=True)
    assert marks(report) == {
        "C1.Q1": Mark.YES,
        "C1.Q2": Mark.NO,
        "C1.Q3": Mark.BLANK,
        "C2.Q1": Mark.YES,
        "C2.Q2": Mark.NO,
        "C2.Q3": Mark.BLANK,
        "C2.Q4": Mark.BLANK,
        "C2.Q5": Mark.BLANK,
        "C2.Q6": Mark.BLANK,
    }
    assert ("Explanation", "Two of three.") in labels(report)
    assert ("Answer", "4") in labels(report)
    assert not any(isinstance(block, PartLine) for block in report.blocks)
    assert not [label for label, _ in labels(report) if label == "Reason"]


def test_no_and_partly_are_gathered_in_front() -> None:
    for report in (submitted(assessment()), reviewed(assessment())):
        listed = {
            block.title: [each.id for each in block.questions] for block in report.blocks if isinstance(block, Listing)
        }
        assert listed == {"Answered No": ["C2.Q2"], "Answered Partly": ["C1.Q2"]}
    others = (published(assessment()), submitted(assessment(), source_format=True))
    assert not [block for report in others for block in report.blocks if isinstance(block, Listing)]


def test_a_preview_says_that_it_is_not_signed() -> None:
    report = submitted(assessment())
    shown = preview(report)
    assert shown.marking == "RESTRICTED · PREVIEW, NOT SIGNED"
    assert shown.watermark == "PREVIEW, NOT SIGNED"
    assert shown.blocks == report.blocks


def test_working_notes_are_printed_in_a_review_copy_on_request_only() -> None:
    assert WORKING_NOTE in as_text(reviewed(assessment(), working_notes=True))
    others = [reviewed(assessment()), *(each for each in every_report().values() if each.kind is not Kind.REVIEW_COPY)]
    assert not [report.kind for report in others if WORKING_NOTE in as_text(report)]


def test_a_review_copy_is_marked_numbered_and_never_signed() -> None:
    report = reviewed(assessment())
    assert report.marking == "RESTRICTED · REVIEW COPY, NOT SIGNED, COPY 2 OF 5"
    assert report.watermark == "REVIEW COPY, NOT SIGNED, COPY 2 OF 5"
    assert not any(isinstance(block, SignatureArea) for block in report.blocks)
    lines = [block.line for block in report.blocks if isinstance(block, Labelled) and block.label != "Parts suggest"]
    assert all(lines)
    assert len(set(lines)) == len(lines)


UNRELEASED = Release()
TELLING = EvidenceReference(EvidenceId("e9"), title="MARKER-EVIDENCE", holder="MARKER-HOLDER")
SILENT = {
    "no": Response.of("no", "MARKER-REASON"),
    "partly": Response.as_meta(Meta.PARTLY),
    "withheld": Response.as_meta(Meta.WITHHELD, "MARKER-REASON"),
    "not applicable": Response.as_meta(Meta.NOT_APPLICABLE, "MARKER-REASON"),
    "blank": OPEN,
}


@pytest.mark.parametrize("response", SILENT.values(), ids=SILENT)
def test_what_is_not_released_looks_the_same(response: Response) -> None:
    planted = Answer(
        response, "MARKER-NOTE", "MARKER-STATEMENT", "MARKER-WORKING", evidence=(TELLING,), release=UNRELEASED
    )
    report = published(assessment({**ANSWERS, "C2.Q6": planted}))
    assert report == published(assessment({**ANSWERS, "C2.Q6": Answer()}))
    assert "MARKER" not in as_text(report)
    assert marks(report)["C2.Q6"] is marks(report)["C2.Q3"] is Mark.NOT_RELEASED


def test_approvers_have_fields_of_their_own() -> None:
    [area] = [block for block in submitted(assessment(), approvers=3).blocks if isinstance(block, SignatureArea)]
    assert [field.name for field in area.fields] == ["preparer", "approver", "approver-2", "approver-3"]


def test_an_approval_page_names_every_answer_that_is_not_yes() -> None:
    partly = replace(ANSWERS["C1.Q2"], release=Release(value=True))
    report = to_approve(assessment({**ANSWERS, "C1.Q2": partly}))
    [short] = [block for block in report.blocks if isinstance(block, Shortlist)]
    assert [(each.id, each.mark, each.aside) for each in short.questions] == [
        ("C2.Q2", Mark.NO, ""),
        ("C1.Q2", Mark.PARTLY, "published as No"),
        ("C1.Q3", Mark.NOT_APPLICABLE, ""),
        ("C2.Q4", Mark.WITHHELD, ""),
        ("C2.Q6", Mark.OPEN, ""),
    ]


def test_a_number_carries_its_unit_behind_it() -> None:
    probe = Probe(ProbeId("C2.Q6.p1"), "How long is it valid?", AnswerSet.NUMBER, unit="months")
    asked = replace(question("C2.Q6", "Is there a contact point?"), probes=(probe,))
    section = Section("C2", "Practice", "", (asked,))
    answers = {"C2.Q6": Answer(Response.of("yes"), probes={probe.id: "36"})}
    given = replace(assessment(answers), form=replace(assessment().form, sections=(section,)))
    assert Labelled("Detail", "36 months", "", "How long is it valid?") in submitted(given).blocks


def test_digests_are_grouped_to_be_read_aloud() -> None:
    assert grouped("0123456789abcdef", 2) == "0123 4567"
    assert grouped("0123456789abcdef") == "0123 4567 89ab cdef"


def test_a_title_says_once_what_its_tag_says() -> None:
    assert without_number("C1", "Commitment 1: Subscribe") == "Subscribe"
    assert without_number("C2", "Commitment 1: Subscribe") == "Commitment 1: Subscribe"
    assert without_number("A", "Additional actions") == "Additional actions"


def test_answers_to_questions_of_another_form_are_ignored() -> None:
    stray = {**ANSWERS, QuestionId("Z9"): Answer(Response.of("no"), note="STRAY")}
    assert submitted(assessment(stray)) == submitted(assessment())


if __name__ == "__main__":
    for name, report in every_report().items():
        (REFERENCE / f"{name}.json").write_text(as_text(report))
