# SPDX-License-Identifier: Apache-2.0
"""The journal table: append an act to the chain, read it back, prove that nothing in it was changed."""

from collections.abc import Iterator

from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act, Entry, Head, first_fault
from checklistapp.store.store import Store


def head(store: Store) -> Head:
    if store.head is None:
        newest = store.query("SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1")
        store.head = Head(*newest[0]) if newest else Head()
    return store.head


def append(
    store: Store,
    person: PersonId,
    clock: str,
    act: Act,
    subject: str,
    *,
    before: str = "",
    after: str = "",
    remark: str = "",
) -> Entry:
    """One act, in the transaction of what it tells of. ``before`` and ``after`` are empty where no row changed."""
    with store.transaction():
        newest = head(store)
        entry = Entry(newest.sequence + 1, newest.hash, person, act, subject, before, after, clock, remark)
        store.database.execute(
            "INSERT INTO journal (sequence, previous, person, act, subject, before, after, clock, remark, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                entry.sequence,
                entry.previous,
                entry.person,
                entry.act.value,
                entry.subject,
                entry.before,
                entry.after,
                entry.clock,
                entry.remark,
                digest := entry.hash,
            ],
        )
        store.head = Head(entry.sequence, digest)
    return entry


def entries(store: Store, *, after: int = 0, subject: str = "") -> Iterator[Entry]:
    """In order, from the one after ``after``; only those on ``subject`` where given."""
    with store.faults():
        rows = store.database.execute(
            "SELECT sequence, previous, person, act, subject, before, after, clock, remark FROM journal"
            " WHERE sequence > ? AND ? IN ('', subject) ORDER BY sequence",
            [after, subject],
        )
        for row in rows:
            sequence, previous, person, act, about, before, now, clock, remark = row
            yield Entry(sequence, previous, person, Act(act), about, before, now, clock, remark)


def fault(store: Store) -> int | None:
    """Sequence of the first entry that breaks the chain or its own kept hash; None when all are whole."""
    kept = dict(store.query("SELECT sequence, hash FROM journal"))
    chain = list(entries(store))
    altered = next((entry.sequence for entry in chain if entry.hash != kept[entry.sequence]), None)
    broken = first_fault(chain, head(store))
    return min((place for place in (altered, broken) if place is not None), default=None)


def holds(store: Store, kept: Head) -> bool:
    """Whether a head kept outside the workspace still stands in the chain; if not, an older copy was put back."""
    if kept == Head():
        return True
    return store.query("SELECT hash FROM journal WHERE sequence = ?", kept.sequence) == [(kept.hash,)]
