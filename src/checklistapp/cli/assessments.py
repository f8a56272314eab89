# SPDX-License-Identifier: Apache-2.0
"""``checklistapp assessment``: start, answer from a file, show, review, reopen."""

import json
from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, assessment_argument, in_workspace
from checklistapp.domain import progress
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.ids import FormId
from checklistapp.services import assessments as service
from checklistapp.services import submissions


@click.group()
def assessment() -> None:
    """Assessments: one checklist answered once."""


@assessment.command()
@in_workspace
@click.option("--form", "form_id", required=True, metavar="ID")
@click.option("--organisation", required=True)
@click.option("--state", "country", default="", metavar="ISO3", help="Three letters (ISO 3166).")
@click.option("--facility", default="")
@click.option("--cycle", default="", help="Usually the year.")
def start(
    access: Access, as_json: bool, form_id: str, organisation: str, country: str, facility: str, cycle: str
) -> None:
    """Starts answering a checklist."""
    with access.open() as session:
        started = service.start(
            session.workspace, FormId(form_id), organisation, country=country, facility=facility, cycle=cycle
        )
    answer(as_json, {"id": started.id}, [f"Started {started.form.title}: {started.id}"])


@assessment.command("list")
@in_workspace
def list_assessments(access: Access, as_json: bool) -> None:
    """Own assessments, and what was received."""
    with access.open() as session:
        found = service.summaries(session.workspace)
        received = submissions.submissions(session.workspace)
    document = {
        "assessments": [
            {
                "id": s.id,
                "form": s.form_id,
                "organisation": s.organisation,
                "cycle": s.cycle,
                "state": s.state.value,
                "answered": s.answered,
                "total": s.total,
            }
            for s in found
        ],
        "received": [
            {
                "id": r.id,
                "sender": r.sender,
                "organisation": r.organisation,
                "kind": r.kind,
                "sequence": r.sequence,
                "verdict": r.verdict,
            }
            for r in received
        ],
    }
    lines = [
        f"{s.id[:8]}  {s.title}: {s.organisation} {s.cycle} ({s.state.value}, {s.answered} of {s.total})" for s in found
    ]
    lines += [
        f"{r.id[:8]}  received {r.kind} {r.sequence} from {r.sender}, {r.organisation} ({r.verdict})" for r in received
    ]
    answer(as_json, document, lines or ["No assessments yet."])


@assessment.command("answer")
@in_workspace
@assessment_argument
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="JSON as in resources/samples/infcirc869-ruritania.json.",
)
def enter(access: Access, as_json: bool, assessment: str, source: Path) -> None:
    """Enters an answers file (checklistapp/answers/1), all of it or nothing."""
    with access.open() as session:
        found = service.resolve(session.workspace, assessment)
        entered = service.enter_answers(session.workspace, found, service.read_bounded(source))
    answer(as_json, _shown(entered), [_summary(entered)])


@assessment.command()
@in_workspace
@assessment_argument
def show(access: Access, as_json: bool, assessment: str) -> None:
    """Progress and answers."""
    with access.open() as session:
        found = service.load(session.workspace, service.resolve(session.workspace, assessment))
    lines = [_summary(found)]
    for question in found.form.questions():
        state = found.answer(question.id).response.state or "-"
        lines.append(f"  {question.id:7} {state:15} {question.text}")
    answer(as_json, _shown(found), lines)


def _summary(shown: Assessment) -> str:
    counted = progress.of_assessment(shown)
    return f"{shown.form.title}: {counted.answered} of {counted.total} answered ({shown.state.value})"


def _shown(shown: Assessment) -> dict[str, object]:
    counted = progress.of_assessment(shown)
    sections = [(section, progress.of_section(shown, section)) for section in shown.form.sections]
    entered = json.loads(service.answers_document(shown))
    return {
        "id": shown.id,
        "form": shown.form.id,
        "state": shown.state.value,
        "profile": entered["profile"],
        "progress": {
            "answered": counted.answered,
            "open": counted.open,
            "total": counted.total,
            "sections": [
                {"id": section.id, "answered": part.answered, "open": part.open, "total": part.total}
                for section, part in sections
            ],
        },
        "answers": entered["answers"],
    }


@assessment.command()
@in_workspace
@assessment_argument
def review(access: Access, as_json: bool, assessment: str) -> int:
    """What is missing, contradicts itself or needs a second look; exit 1 while there is anything."""
    with access.open() as session:
        findings = service.review(session.workspace, service.resolve(session.workspace, assessment))
    document = {"findings": [{"question": f.question, "kind": f.kind.value, "message": f.message} for f in findings]}
    answer(as_json, document, [f"{f.question:7} {f.message}" for f in findings] or ["Nothing to look at."])
    return 1 if findings else 0


@assessment.command()
@in_workspace
@assessment_argument
@click.option("--why", required=True, help="Stays on record.")
def reopen(access: Access, as_json: bool, assessment: str, why: str) -> None:
    """Makes an approved assessment a draft again; the signed version is kept."""
    with access.open() as session:
        found = service.resolve(session.workspace, assessment)
        opened = service.reopen(session.workspace, found, why)
    answer(as_json, {"id": opened.id, "state": opened.state.value}, ["Reopened as a draft."])
