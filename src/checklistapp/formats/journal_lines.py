# SPDX-License-Identifier: Apache-2.0
"""``journal.jsonl`` of an archive: one act on each line, from the first to the newest."""

from collections.abc import Iterable

import msgspec

from checklistapp.domain.journal import Entry, Head


def write(entries: Iterable[Entry]) -> bytes:
    return b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)


def read_head(data: bytes) -> Head:
    """The newest link of the whole chain in ``data``.

    :raises ValueError: unless every line is as ``write`` makes it and follows from the one before.
    """
    head = Head()
    for line in data.splitlines(keepends=True):
        entry = msgspec.json.decode(line, type=Entry)
        if write([entry]) != line or (entry.sequence, entry.previous) != (head.sequence + 1, head.hash):
            raise ValueError("a journal that does not hang together")
        head = Head(entry.sequence, entry.hash)
    return head
