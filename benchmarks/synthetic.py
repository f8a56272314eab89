# SPDX-License-Identifier: Apache-2.0
"""A checklist of any length and its answers: the same words for the program and for every peer."""

from dataclasses import dataclass
from pathlib import Path

from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.answer import NO, YES, Answer, Meta, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import Claim, Form, Question, Section
from checklistapp.domain.ids import AssessmentId, FormId, QuestionId
from checklistapp.services import assessments, opening, people
from checklistapp.services.workspace import Workspace

PASSPHRASE = "correct horse battery"
LEAST_COST = Argon2Cost(8 * 1024, 1, 1)
"""Stretching a passphrase is slow on purpose, for everyone alike: here it would only hide what is measured."""

ORGANISATION = "Nuclear Regulatory Authority of Ruritania"
_IN_SECTION = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One question as peers show it."""

    number: int
    text: str
    answer: str
    note: str


def lines(count: int) -> list[Line]:
    return [
        Line(
            number,
            f"Is control {1 + number % 97}.{number % 13} of section {1 + (number - 1) // _IN_SECTION} implemented, "
            "documented and reviewed within the last 12 months?",
            ("Yes", "No", "Partly")[number % 3],
            f"Seen by the inspector on day {number % 28 + 1}; evidence E-{number:05d} attached." if number % 2 else "",
        )
        for number in range(1, count + 1)
    ]


def form(count: int) -> Form:
    questions = [
        Question(_id(line), line.text, f"Control list, line {line.number}", (Claim.STATUS,)) for line in lines(count)
    ]
    sections = tuple(
        Section(
            f"S{1 + start // _IN_SECTION}",
            f"Section {1 + start // _IN_SECTION}",
            "",
            tuple(questions[start : start + _IN_SECTION]),
        )
        for start in range(0, count, _IN_SECTION)
    )
    return Form(FormId(f"synthetic-{count}"), "1.0.0", f"Checklist of {count} questions", "Benchmarks", "en", sections)


def _id(line: Line) -> QuestionId:
    return QuestionId(f"S{1 + (line.number - 1) // _IN_SECTION}.Q{1 + (line.number - 1) % _IN_SECTION}")


def answer(line: Line) -> Answer:
    given = {"Yes": Response.of(YES), "No": Response.of(NO), "Partly": Response.as_meta(Meta.PARTLY)}
    return Answer(given[line.answer], note=line.note)


def new_workspace(folder: Path, *, attachments: bool = False) -> Workspace:
    """As it is once the recovery words were typed back: opening it asks for nothing more."""
    created = opening.create(folder, PASSPHRASE, allow_attachments=attachments, cost=LEAST_COST)
    people.confirm_recovery_words(created.workspace, " ".join(created.recovery_words))
    return created.workspace


def answered(workspace: Workspace, count: int) -> Assessment:
    """An assessment of ``count`` questions with every answer given."""
    started = assessments.start(workspace, form(count), ORGANISATION, cycle="2026")
    with workspace.store.transaction():
        for line in lines(count):
            assessments.save_answer(workspace, AssessmentId(started.id), _id(line), answer(line))
    return assessments.load(workspace, started.id)
