# SPDX-License-Identifier: Apache-2.0
"""What was keyed from paper and waits for a second person: kept like everything else, and no answer yet."""

from dataclasses import dataclass

import msgspec

from checklistapp.domain.answer import Value
from checklistapp.domain.ids import AssessmentId, PersonId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.store import assessments, records, rows
from checklistapp.store.store import Store


@dataclass(frozen=True, slots=True)
class Keyed:
    """``line`` is the name of a line of the form; ``proven`` where the person had opened the workspace themselves."""

    assessment: AssessmentId
    line: str
    person: PersonId
    question: QuestionId
    entry: Value
    proven: bool
    clock: str


def put(store: Store, keyed: Keyed) -> None:
    """In the place of what the same person keyed on this line before."""
    row: rows.Row = {
        "assessment": keyed.assessment,
        "line": keyed.line,
        "person": keyed.person,
        "question": keyed.question,
        "entry": msgspec.json.encode(keyed.entry).decode(),
        "proven": int(keyed.proven),
        "clock": keyed.clock,
    }
    with store.transaction():
        assessments.require_draft(store, keyed.assessment)
        rows.put(store, keyed.person, keyed.clock, Act.KEYED, "keyed", row)


def entries(store: Store, assessment: AssessmentId) -> list[Keyed]:
    """None in a workspace of before, which is only read."""
    if "keyed" not in rows.tables(store):
        return []
    found = rows.select(store, "keyed", "assessment = ? ORDER BY line, clock, person", assessment)
    return [_keyed(row) for row in found]


def remove(store: Store, person: PersonId, clock: str, keyed: Keyed, act: Act) -> None:
    """``act``: ``ENTERED_FROM_PAPER`` where it became an answer, ``KEYED`` where it was taken back."""
    rows.remove(store, person, clock, act, "keyed", [keyed.assessment, keyed.line, keyed.person])


def _keyed(row: rows.Row) -> Keyed:
    return Keyed(
        AssessmentId(str(row["assessment"])),
        str(row["line"]),
        PersonId(str(row["person"])),
        QuestionId(str(row["question"])),
        records.value(str(row["entry"])),
        bool(records.whole_number(row["proven"])),
        str(row["clock"]),
    )
