# SPDX-License-Identifier: Apache-2.0
"""``checklistapp export fillable`` and ``checklistapp import fillable``: a PDF to fill in, and taking it back in."""

from pathlib import Path

import click

from checklistapp.cli.exports import export, written_document, written_lines
from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, assessment_argument, in_workspace
from checklistapp.domain.entry_lines import Standing
from checklistapp.services import assessments
from checklistapp.services import exports as exporting
from checklistapp.services import fill_in as service

_TAKEN = {
    "new": service.TAKEN_BY_DEFAULT,
    "different": service.CAN_BE_TAKEN,
    "none": (),
}


@export.command("fillable")
@in_workspace
@assessment_argument
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--source-format", is_flag=True, help="Yes, No and a note for each question, as the source has it.")
def export_fillable(access: Access, as_json: bool, assessment: str, out: Path, source_format: bool) -> None:
    """A PDF form of this assessment's checklist, to fill in with any PDF reader; holds no answers."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        pdf = service.fillable_pdf(assessments.load(session.workspace, found), source_format=source_format)
        written = exporting.export(session.workspace, found, pdf, out, service.KIND)
    answer(as_json, written_document(written), written_lines(written))


@click.group("import")
def import_() -> None:
    """Answers that were given without the program."""


@import_.command("fillable")
@in_workspace
@assessment_argument
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--take",
    type=click.Choice(list(_TAKEN)),
    default="new",
    show_default=True,
    help="What is entered: where nothing stands yet, also where something else does, or nothing.",
)
@click.option("--only", "only", multiple=True, metavar="LINE", help="Only these lines, by printed id.")
def import_fillable(
    access: Access, as_json: bool, assessment: str, file: Path, take: str, only: tuple[str, ...]
) -> int:
    """Takes a filled-in PDF in, as an unsigned entry; exit 1 where part of it does not fit."""
    with access.open() as session:
        workspace = session.workspace
        found = assessments.load(workspace, assessments.resolve(workspace, assessment))
        filled = service.compare(found, service.read_bounded(file))
        wanted = {each.upper() for each in only}
        names = {
            row.line.name
            for row in filled.rows
            if row.standing in _TAKEN[take] and (not wanted or row.line.printed.upper() in wanted)
        }
        if names:
            service.take(workspace, found.id, filled, names)
    document: dict[str, object] = {
        "sha256": filled.sha256,
        "header": dict(filled.header),
        "remarks": list(filled.remarks),
        "rows": [
            {
                "line": row.line.printed,
                "question": row.line.question.id,
                "kind": row.line.kind.value,
                "standing": row.standing.value,
                "here": row.here_text,
                "there": row.there_text,
                "message": row.fault,
                "taken": row.line.name in names,
            }
            for row in filled.rows
        ],
        "unknown": list(filled.unknown),
        "unknownCount": filled.unknown_count,
        "taken": len(names),
    }
    lines = [*filled.remarks]
    for row in filled.rows:
        mark = "taken" if row.line.name in names else row.fault or row.standing.value
        lines.append(f"{row.line.printed:12} {mark:12} {_short(row.here_text)} <- {_short(row.there_text)}")
    if filled.unknown_count:
        lines.append(f"Fields that the form does not have: {filled.unknown_count} ({', '.join(filled.unknown)})")
    lines.append(f"Taken in: {len(names)} lines, unsigned. SHA-256 of the file {filled.sha256}")
    answer(as_json, document, lines)
    return 1 if filled.unknown_count or filled.count(Standing.REFUSED) else 0


def _short(text: str) -> str:
    flat = " ".join(text.split()) or "-"
    return flat if len(flat) <= 40 else flat[:39] + "…"
