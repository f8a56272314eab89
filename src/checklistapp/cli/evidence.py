# SPDX-License-Identifier: Apache-2.0
"""``checklistapp evidence``: attach files to answers and get them back."""

from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, assessment_argument, in_workspace
from checklistapp.domain.answer import EvidenceReference
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.ids import QuestionId
from checklistapp.services import assessments
from checklistapp.services import evidence as service


@click.group()
def evidence() -> None:
    """Evidence: a reference is the normal case, an attached file the exception."""


@evidence.command()
@in_workspace
@assessment_argument
@click.argument("question")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def attach(access: Access, as_json: bool, assessment: str, question: str, file: Path) -> None:
    """Encrypts a file into the workspace and attaches it to an answer."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        attached = service.attach(session.workspace, found, QuestionId(question), file)
    reference = attached.evidence[-1]
    document = {
        "id": reference.id,
        "name": reference.attachment.name if reference.attachment else "",
        "size": reference.attachment.size if reference.attachment else 0,
        "sha512": reference.attachment.sha512 if reference.attachment else "",
    }
    answer(as_json, document, [f"Attached {document['name']} to {question} as {reference.id}."])


@evidence.command("list")
@in_workspace
@assessment_argument
def list_evidence(access: Access, as_json: bool, assessment: str) -> None:
    """Every evidence reference of an assessment."""
    with access.open() as session:
        found = assessments.load(session.workspace, assessments.resolve(session.workspace, assessment))
    answer(as_json, evidence_document(found), evidence_lines(found))


def evidence_document(shown: Assessment) -> dict[str, object]:
    return {
        "evidence": [
            {
                "id": reference.id,
                "question": question,
                "kind": reference.kind.value,
                "title": reference.title,
                "attached": reference.attachment.name if reference.attachment else "",
            }
            for question, reference in _references(shown)
        ]
    }


def evidence_lines(shown: Assessment) -> list[str]:
    return [f"{reference.id}  {question}  {reference.title}" for question, reference in _references(shown)]


def _references(shown: Assessment) -> list[tuple[QuestionId, EvidenceReference]]:
    return [(q.id, reference) for q in shown.form.questions() for reference in shown.answer(q.id).evidence]


@evidence.command()
@in_workspace
@assessment_argument
@click.argument("evidence_id", metavar="EVIDENCE")
@click.option("--title", help="New title of the reference.")
@click.option("--file", "file_name", help="New name of the attached file.")
def rename(
    access: Access, as_json: bool, assessment: str, evidence_id: str, title: str | None, file_name: str | None
) -> None:
    """Gives a reference another title, or its file another name."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        service.rename(session.workspace, found, evidence_id, title=title, file=file_name)
    answer(as_json, {"id": evidence_id}, ["Renamed."])


@evidence.command()
@in_workspace
@assessment_argument
@click.argument("evidence_id", metavar="EVIDENCE")
def remove(access: Access, as_json: bool, assessment: str, evidence_id: str) -> None:
    """Removes a reference and its file; signed documents keep them (see: checklistapp forget evidence)."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        service.remove(session.workspace, found, evidence_id)
    answer(as_json, {"id": evidence_id}, ["Removed."])


@evidence.command()
@in_workspace
@assessment_argument
@click.argument("evidence_id", metavar="EVIDENCE")
@click.argument("out", type=click.Path(path_type=Path))
def save(access: Access, as_json: bool, assessment: str, evidence_id: str, out: Path) -> None:
    """Writes an attached file, in the clear, where you say."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        service.save_attachment(session.workspace, found, evidence_id, out)
    answer(as_json, {"path": str(out)}, [f"Written to {out}. It is not encrypted there."])
