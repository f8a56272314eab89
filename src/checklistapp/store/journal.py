# SPDX-License-Identifier: Apache-2.0
"""The journal table: append an act to the chain, read it back, prove that nothing in it was changed."""

import re
from collections.abc import Iterator

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act, Entry, Head, link_hash
from checklistapp.store.connection import any_text
from checklistapp.store.store import Store

_FIELDS = "sequence, previous, person, act, subject, before, after, clock, remark"


def head(store: Store) -> Head:
    if store.head is None:
        newest = store.query(
            f"SELECT sequence, hash FROM {store.schema}.journal ORDER BY sequence DESC LIMIT 1"  # noqa: S608 our own names
        )
        store.head = Head(*newest[0]) if newest else Head()
    return store.head


_OF_KEY_FILE = (Act.CREDENTIAL_CHANGED, Act.WORKSPACE_REKEYED, Act.WORKSPACE_RECOVERED)
"""Acts that come with a new keys.json; their remark says which."""

_KEY_FILE = re.compile(r"keys\.json ([0-9]{1,18}) ([0-9a-f]{64})\Z")


def key_file_told(store: Store) -> tuple[int, str] | None:
    """``rev`` and ``mac`` of the keys.json that came with the newest such act; None where nothing tells, or where
    somebody has gone on with an older state since."""
    acts = [each.value for each in (*_OF_KEY_FILE, Act.ROLLBACK_ACCEPTED)]
    found = store.query(
        f"SELECT remark FROM {store.schema}.journal WHERE act IN (?, ?, ?, ?) ORDER BY sequence DESC LIMIT 1",  # noqa: S608 ours
        *acts,
    )
    told = _KEY_FILE.match(str(found[0][0])) if found else None
    return (int(told[1]), told[2]) if told else None


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
    if act in _OF_KEY_FILE:
        remark = f"keys.json {store.key_file.rev} {store.key_file.mac.hex()}"
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
            f"SELECT {_FIELDS} FROM {store.schema}.journal WHERE sequence > ? AND ? IN ('', subject) ORDER BY sequence",  # noqa: S608 ours
            [after, subject],
        )
        for row in rows:
            sequence, previous, person, act, about, before, now, clock, remark = row
            yield Entry(sequence, previous, person, _act(act), about, before, now, clock, remark)


def _act(word: str) -> Act:
    try:
        return Act(word)
    except ValueError:
        raise ChecklistError(
            "workspace-too-new",
            "The journal tells of something that this version of the program does not know.",
            "Open the workspace with the version that wrote it or a later one.",
        ) from None


class Trail:
    """Follows the chain piece by piece, also while it grows, and keeps what each row must look like in the end."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.reached = Head()
        self.fault: int | None = None
        self.digests: dict[str, str] = {}
        """The last ``after`` of each row, by subject: empty for one that is gone."""

    def follow(self, count: int = 2000) -> int:
        """Read the next entries, at most ``count``; returns how many there were."""
        with any_text(self._store.database):
            found = self._store.query(
                f"SELECT {_FIELDS}, hash FROM {self._store.schema}.journal"  # noqa: S608 our own names
                " WHERE sequence > ? ORDER BY sequence LIMIT ?",
                self.reached.sequence,
                count,
            )
        for sequence, *fields, kept in found:
            previous, _, _, subject, before, after, *_ = fields
            whole = (sequence, previous) == (self.reached.sequence + 1, self.reached.hash)
            if self.fault is None and not (whole and link_hash(str(sequence), *fields) == kept):
                self.fault = sequence
            if before or after:
                self.digests[subject] = after
            self.reached = Head(sequence, kept)
        return len(found)


def holds(store: Store, kept: Head) -> bool:
    """Whether a head kept outside the workspace still stands in the chain; if not, an older copy was put back."""
    return kept == Head() or clock_of(store, kept) is not None


def clock_of(store: Store, link: Head) -> str | None:
    """When the machine claimed to have made this entry; None where it does not stand in the chain."""
    found = store.query(
        f"SELECT clock FROM {store.schema}.journal WHERE sequence = ? AND hash = ?",  # noqa: S608 our own names
        link.sequence,
        link.hash,
    )
    return str(found[0][0]) if found else None
