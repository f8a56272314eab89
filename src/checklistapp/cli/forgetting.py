# SPDX-License-Identifier: Apache-2.0
"""``checklistapp forget`` and ``workspace destroy``: what should never have been entered, and whole workspaces."""

from collections.abc import Sequence
from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import (
    Access,
    assessment_argument,
    in_workspace,
    json_option,
    passphrase_option,
    read_secret,
)
from checklistapp.cli.workspaces import workspace
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import QuestionId
from checklistapp.services import assessments, opening, submissions
from checklistapp.services import forgetting as service
from checklistapp.services.forgetting import Forgotten, Held

why_option = click.option("--why", required=True, help="Stays on record: do not repeat what is to be forgotten.")


@click.group()
def forget() -> None:
    """Blanks what should never have been entered, for good, and says where else it still lies."""


@forget.command("answer")
@in_workspace
@assessment_argument
@click.argument("question")
@why_option
def forget_answer(access: Access, as_json: bool, assessment: str, question: str, why: str) -> None:
    """An answer with its texts, its evidence and every signed document that holds it."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        forgotten = service.purge_answer(session.workspace, found, QuestionId(question), why)
    _tell(as_json, forgotten)


@forget.command("held")
@in_workspace
@assessment_argument
@click.argument("question")
def list_held(access: Access, as_json: bool, assessment: str, question: str) -> None:
    """Changes nothing: what left the workspace and may hold an answer, to be known before it is forgotten."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        held = service.still_held_by(session.workspace, found, QuestionId(question))
    answer(as_json, {"held": _plain(held)}, _lines(held) if held else ["Nothing that is on record holds it."])


@forget.command("evidence")
@in_workspace
@assessment_argument
@click.argument("evidence_id", metavar="EVIDENCE")
@why_option
def forget_evidence(access: Access, as_json: bool, assessment: str, evidence_id: str, why: str) -> None:
    """An evidence reference, its file, and every other reference to a file of the same content."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        forgotten = service.purge_evidence(session.workspace, found, evidence_id, why)
    _tell(as_json, forgotten)


@forget.command("documents")
@in_workspace
@assessment_argument
@why_option
def forget_documents(access: Access, as_json: bool, assessment: str, why: str) -> None:
    """Every signed document of an assessment: for what stood in it once and was changed since."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        forgotten = service.purge_documents(session.workspace, found, why)
    _tell(as_json, forgotten)


@forget.command("submission")
@in_workspace
@click.argument("submission")
@why_option
def forget_submission(access: Access, as_json: bool, submission: str, why: str) -> None:
    """A received bundle; its number stays, so that it cannot come again."""
    with access.open() as session:
        forgotten = service.purge_submission(session.workspace, submission, why)
    _tell(as_json, forgotten)


@forget.command("received")
@in_workspace
def list_received(access: Access, as_json: bool) -> None:
    """The received bundles that could be forgotten, with their ids."""
    with access.open() as session:
        found = submissions.submissions(session.workspace)
    document = {
        "submissions": [
            {"id": each.id, "sender": each.sender, "kind": each.kind, "sequence": each.sequence, "clock": each.received}
            for each in found
        ]
    }
    answer(as_json, document, [f"{each.id}  {each.kind} {each.sequence} from {each.sender}" for each in found])


@workspace.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="W")
@click.option("--yes-i-mean", "name", required=True, metavar="NAME", help="The folder's name once more.")
@passphrase_option
@json_option
def destroy(path: Path, name: str, passphrase_file: Path | None, as_json: bool) -> None:
    """Removes a whole workspace, its keys first. Nothing brings it back but a copy elsewhere."""
    cut_short = service.is_cut_short(path)
    if not cut_short:
        opening.require(path)
    folder = path.resolve() if path.is_dir() else path.resolve().parent
    if name != folder.name:
        raise ChecklistError(
            "another-name",
            "This is not the name of the workspace's folder, so nothing was removed.",
            f"If you mean it: --yes-i-mean “{folder.name}”",
        )
    destroyed = service.destroy(path, "" if cut_short else read_secret(passphrase_file, "Passphrase"))
    document = {"held": _plain(destroyed.held), "left": list(destroyed.left), "unfinished": destroyed.unfinished}
    left = [f"Left in the folder, for it is not the workspace's: {', '.join(destroyed.left)}"] if destroyed.left else []
    done = destroyed.unfinished or "The workspace is removed."
    answer(as_json, document, [done, *left, *_lines(destroyed.held)])


def _tell(as_json: bool, forgotten: Forgotten) -> None:
    document = {"documents": forgotten.documents, "files": forgotten.files, "held": _plain(forgotten.held)}
    counted = f"Forgotten, with {forgotten.documents} signed documents and {forgotten.files} files."
    answer(as_json, document, [counted, *_lines(forgotten.held)])


def _plain(held: Sequence[Held]) -> list[dict[str, str]]:
    return [{"kind": each.kind, "clock": each.clock, "message": each.sentence} for each in held]


def _lines(held: Sequence[Held]) -> list[str]:
    return ["Still elsewhere:", *(f"  {each.clock:20}  {each.sentence}" for each in held)]
