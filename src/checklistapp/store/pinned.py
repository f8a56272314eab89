# SPDX-License-Identifier: Apache-2.0
"""Authorities whose certificates are believed here, and the lists of what they revoked."""

from dataclasses import dataclass
from enum import StrEnum

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act
from checklistapp.store import records, rows
from checklistapp.store.store import Store


class PinnedKind(StrEnum):
    AUTHORITY = "authority"
    REVOCATIONS = "revocations"


_PUT = {PinnedKind.AUTHORITY: Act.AUTHORITY_PINNED, PinnedKind.REVOCATIONS: Act.REVOCATIONS_TAKEN}
_REMOVED = {PinnedKind.AUTHORITY: Act.AUTHORITY_UNPINNED, PinnedKind.REVOCATIONS: Act.REVOCATIONS_DROPPED}


@dataclass(frozen=True, slots=True)
class Pinned:
    """``data`` is a certificate or a revocation list, DER."""

    id: str
    kind: PinnedKind
    data: bytes


def put(store: Store, person: PersonId, clock: str, pinned: Pinned) -> None:
    """Add it, or replace the one with its id: a newer list of the same authority."""
    row: rows.Row = {"id": pinned.id, "kind": pinned.kind.value, "data": pinned.data}
    rows.put(store, person, clock, _PUT[pinned.kind], "pinned", row)


def remove(store: Store, person: PersonId, clock: str, pinned: Pinned) -> None:
    rows.remove(store, person, clock, _REMOVED[pinned.kind], "pinned", [pinned.id])


def all_pinned(store: Store) -> list[Pinned]:
    """In the order in which they were added; none in a workspace that is only read and older than the table."""
    if "pinned" not in rows.tables(store):
        return []
    return [_pinned(row) for row in rows.select(store, "pinned", "TRUE ORDER BY rowid")]


def find(store: Store, pinned_id: str) -> Pinned:
    for each in all_pinned(store):
        if each.id == pinned_id:
            return each
    raise ChecklistError("unknown-pinned", "Nothing of that id is believed here.", "List what is, and choose one.")


def _pinned(row: rows.Row) -> Pinned:
    return Pinned(str(row["id"]), PinnedKind(str(row["kind"])), records.blob(row["data"]))
