# SPDX-License-Identifier: Apache-2.0
"""``checklistapp paper``: entering from paper, keyed by one person and checked by a second."""

import json
from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, assessment_argument, in_workspace
from checklistapp.domain.errors import ChecklistError
from checklistapp.services import assessments
from checklistapp.services import paper_entry as service
from checklistapp.services.paper_entry import Outcome

_MOST = 8_000_000


@click.group()
def paper() -> None:
    """Entering from paper: two persons key each line, and what both agree on becomes an answer."""


@paper.command()
@in_workspace
@assessment_argument
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True),
    required=True,
    help='JSON object from line id to what stands there, such as {"C1.Q3": "y"}; - for standard input.',
)
@click.option("--replace", is_flag=True, help="What both agree on replaces another answer that stands there.")
def key(access: Access, as_json: bool, assessment: str, source: Path, replace: bool) -> int:
    """Keys lines as the person who acts; exit 1 where two persons differ or an answer is in the way."""
    entries = _entries(source)
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        outcomes = service.key_all(session.workspace, found, entries, replace=replace)
    document = {"lines": [{"line": line, "outcome": outcome.value} for line, outcome in outcomes.items()]}
    answer(as_json, document, [f"{line:12} {outcome.value}" for line, outcome in outcomes.items()])
    return 1 if {Outcome.DIFFERS, Outcome.OCCUPIED} & set(outcomes.values()) else 0


@paper.command("list")
@in_workspace
@assessment_argument
@click.option("--show", is_flag=True, help="Also what others have keyed; without it, it stays hidden while it waits.")
def list_waiting(access: Access, as_json: bool, assessment: str, show: bool) -> None:
    """What waits for a second person, and where two differ."""
    with access.open() as session:
        found = service.waiting(session.workspace, assessments.resolve(session.workspace, assessment))
    lines = []
    rows = []
    for each in found:
        hidden = each.outcome is Outcome.WAITING and not show
        readings = [
            {
                "person": reading.person,
                "name": reading.name,
                "entry": None if hidden and not reading.is_own else reading.text,
                "proven": reading.proven,
            }
            for reading in each.readings
        ]
        rows.append({"line": each.line.printed, "outcome": each.outcome.value, "here": each.here, "readings": readings})
        told = ", ".join(f"{one['name']}: {'…' if one['entry'] is None else one['entry']}" for one in readings)
        lines.append(f"{each.line.printed:12} {each.outcome.value:10} {told}")
    answer(as_json, {"lines": rows}, lines or ["Nothing waits."])


@paper.command("take-back")
@in_workspace
@assessment_argument
@click.argument("line")
def take_back(access: Access, as_json: bool, assessment: str, line: str) -> None:
    """Takes back what the person who acts has keyed on a line."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        service.take_back(session.workspace, found, line)
    answer(as_json, {"line": line}, ["Taken back."])


def _entries(source: Path) -> dict[str, str]:
    fault = ChecklistError(
        "keyed-fault",
        "The file with what was keyed is no JSON object from line ids to texts.",
        'Write it like {"C1.Q3": "y", "C1.Q3.n": "See the annex"}.',
    )
    try:
        with click.open_file(str(source), encoding="utf-8") as file:
            text = file.read(_MOST + 1)
        found = json.loads(text) if len(text) <= _MOST else None
    except (OSError, ValueError, RecursionError) as error:
        raise fault from error
    if not isinstance(found, dict) or not found or not all(isinstance(each, str) for each in found.values()):
        raise fault
    return found
