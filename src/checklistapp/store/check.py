# SPDX-License-Identifier: Apache-2.0
"""Everything that can be proven about an open workspace: pages, tables, journal, rows, key file, evidence."""

import io
from collections.abc import Iterator
from typing import NamedTuple

from checklistapp.crypto import key_file as key_files
from checklistapp.domain.answer import Attachment
from checklistapp.domain.errors import ChecklistError
from checklistapp.store import journal, rows, sealed_files
from checklistapp.store.folder import read_key_file
from checklistapp.store.store import Store, Watch, unwatched


class Finding(NamedTuple):
    """``kind``: page, table, foreign-key, journal, row, keys or evidence."""

    kind: str
    message: str


def check(store: Store, watch: Watch = unwatched) -> list[Finding]:
    """All findings, empty for a sound workspace."""
    parts = (pages, tables, history, key_file, evidence)
    found: list[Finding] = []
    for done, part in enumerate(parts):
        watch(done, len(parts))
        try:
            found.extend(part(store))
        except ChecklistError as fault:
            found.append(Finding("page", fault.sentence))
    watch(len(parts), len(parts))
    return found


def pages(store: Store) -> Iterator[Finding]:
    """Each page's HMAC; 0.5 s for 100 MB. The log is written back first: the pages are read from the file."""
    store.query("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged = store.query("PRAGMA cipher_integrity_check")
    if damaged:
        yield Finding("page", f"Damaged pages in the workspace's file: {len(damaged)}.")


def tables(store: Store) -> Iterator[Finding]:
    faults = store.query("PRAGMA integrity_check(10)")
    broken = store.query("PRAGMA foreign_key_check")
    if faults != [("ok",)]:
        yield Finding("table", f"The tables contradict themselves in {len(faults)} places or more.")
    if broken:
        yield Finding("foreign-key", f"Rows that point to nothing: {len(broken)}.")


def history(store: Store) -> Iterator[Finding]:
    """The journal's chain, and each row against the journal's last entry for it: what an older page put back breaks."""
    broken = journal.fault(store)
    if broken is not None:
        yield Finding("journal", f"The journal's chain is broken at entry {broken}.")
    for subject in rows.strangers(store):
        yield Finding("row", f"Not as the journal left it: {subject}.")


def key_file(store: Store) -> Iterator[Finding]:
    """The key file on the disk is the one the workspace was opened with."""
    try:
        on_disk = read_key_file(store.folder)
    except ChecklistError as fault:
        yield Finding("keys", fault.sentence)
    else:
        if key_files.to_json(on_disk) != key_files.to_json(store.key_file):
            yield Finding("keys", "The key file was replaced while the workspace was open.")


def evidence(store: Store) -> Iterator[Finding]:
    """Every attached and received file, decrypted whole and held against its SHA-512."""
    found = store.query(
        "SELECT file, key, name, size, sha512 FROM evidence WHERE file IS NOT NULL"
        " UNION ALL SELECT file, key, name, size, sha512 FROM received_evidence"
    )
    for file, key, *attachment in found:
        try:
            sealed_files.read(store, file, key, Attachment(*attachment), _Nowhere())
        except ChecklistError:
            yield Finding("evidence", f"Missing or damaged: the attached file evidence/{file}.")
    for name in sorted(sealed_files.on_disk(store) - {row[0] for row in found}):
        yield Finding("evidence", f"Belongs to nothing: the file evidence/{name}.")


class _Nowhere(io.BytesIO):
    """Takes what is decrypted only to be checked."""

    def write(self, data: object, /) -> int:
        del data
        return 0
