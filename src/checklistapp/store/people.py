# SPDX-License-Identifier: Apache-2.0
"""The persons of a workspace."""

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Person, PersonRole
from checklistapp.store import records, rows
from checklistapp.store.store import Store


def persons(store: Store) -> list[Person]:
    """In the order in which they were added, removed ones included."""
    return [_person(row) for row in rows.select(store, "person", "TRUE ORDER BY rowid")]


def find(store: Store, person_id: PersonId) -> Person:
    row = rows.find(store, "person", person_id)
    if row is None:
        raise _unknown()
    return _person(row)


def of_slot(store: Store, slot: str) -> Person | None:
    """Whom the key slot belongs to."""
    return next((person for person in persons(store) if person.slot == slot), None)


def name(store: Store, person_id: PersonId) -> str:
    found = store.query("SELECT name FROM person WHERE id = ?", person_id)
    if not found:
        raise _unknown()
    return str(found[0][0])


def put(store: Store, person: PersonId, clock: str, subject: Person, act: Act) -> None:
    """Add ``subject`` or replace the row with its id; ``act`` says which, or that the credential changed."""
    row = {
        "id": subject.id,
        "name": subject.name,
        "role": subject.role.value,
        "organisation": subject.organisation,
        "slot": subject.slot,
        "removed": 1 if subject.removed else None,
    }
    rows.put(store, person, clock, act, "person", row)


@records.readable()
def _person(row: rows.Row) -> Person:
    return Person(
        PersonId(str(row["id"])),
        str(row["name"]),
        PersonRole(str(row["role"])),
        str(row["organisation"]),
        str(row["slot"]),
        row.get("removed") == 1,
    )


def _unknown() -> ChecklistError:
    return ChecklistError("unknown-person", "This workspace knows no such person.", "List its persons and choose one.")
