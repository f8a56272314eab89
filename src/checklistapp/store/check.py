# SPDX-License-Identifier: Apache-2.0
"""Everything that can be proven about an open workspace, in steps short enough to run between other work."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from checklistapp.crypto import key_file as key_files
from checklistapp.crypto.chunked import sealed_size
from checklistapp.domain.answer import Attachment
from checklistapp.domain.errors import ChecklistError
from checklistapp.store import journal, rows, sealed_files
from checklistapp.store.folder import read_key_file
from checklistapp.store.store import Store, Watch, unwatched
from checklistapp.system.files import file_faults

_ROWS_AT_ONCE = 250
_FILES_AT_ONCE = 250


class Finding(NamedTuple):
    """``kind``: page, table, foreign-key, journal, row, keys or evidence."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of a check that is done: ``done`` of ``total`` (0 where unknown) of this ``part``, and what it found.

    ``part``: pages, tables, journal, rows, keys or evidence.
    """

    part: str
    done: int
    total: int
    findings: tuple[Finding, ...] = ()


Part = Callable[[], Iterator[Step]]


def check(store: Store, watch: Watch = unwatched, *, thorough: bool = True) -> list[Finding]:
    """All findings, empty for a sound workspace."""
    found: list[Finding] = []
    for step in steps(store, thorough=thorough, watch=watch):
        watch(step.done, step.total)
        found.extend(step.findings)
    return found


def steps(store: Store, *, thorough: bool, watch: Watch = unwatched) -> Iterator[Step]:
    """Between two steps anything may be written in the workspace; at least one is yielded for each part.

    The quick check reads every page and compares every row with the journal; of attached files it asks only that they
    are there in full length. The ``thorough`` one decrypts them (``watch`` counts their bytes) and reads every index.
    """
    parts: list[Part] = [lambda: pages(store), lambda: history(store), lambda: key_file(store)]
    if thorough:
        parts[1:1] = [lambda: tables(store)]
    parts.append(lambda: contents(store, watch) if thorough else presence(store))
    for part in parts:
        yield from guarded(part)


def guarded(part: Part) -> Iterator[Step]:
    """A part that meets something unreadable ends there, with that as its finding."""
    try:
        yield from part()
    except ChecklistError as fault:
        yield Step("pages", 1, 1, (Finding("page", fault.sentence),))


def pages(store: Store) -> Iterator[Step]:
    """Each page's HMAC; 0.5 s for 100 MB. The log is written back first: the pages are read from the file."""
    if not store.read_only:
        store.query("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged = store.query(f"PRAGMA {store.schema}.cipher_integrity_check")
    found = (Finding("page", f"Damaged pages in the workspace's file: {len(damaged)}."),) if damaged else ()
    yield Step("pages", 1, 1, found)


def require_whole_pages(store: Store) -> None:
    """Before anything leaves the workspace: nobody shall carry on what a damaged disk made of it."""
    if any(step.findings for step in guarded(lambda: pages(store))):
        raise ChecklistError(
            "damaged",
            "The workspace is damaged, so nothing is taken out of it.",
            "Keep the older backup copies, and restore the newest of them to a new folder.",
        )


def tables(store: Store) -> Iterator[Step]:
    """The structure of every table and index, and that no row points to nothing."""
    found = []
    faults = store.query(f"PRAGMA {store.schema}.integrity_check(10)")
    if faults != [("ok",)]:
        found.append(Finding("table", f"The tables contradict themselves in {len(faults)} places or more."))
    yield Step("tables", 1, 2, tuple(found))
    broken = store.query(f"PRAGMA {store.schema}.foreign_key_check")
    found = [Finding("foreign-key", f"Rows that point to nothing: {len(broken)}.")] if broken else []
    yield Step("tables", 2, 2, tuple(found))


def history(store: Store) -> Iterator[Step]:
    """The journal's chain, and each row against the journal's last entry for it: what an older page put back breaks."""
    trail, done, length = journal.Trail(store), 0, journal.head(store).sequence
    while done < length and (count := trail.follow()):  # what is added meanwhile is followed below
        done += count
        yield Step("journal", min(done, length), length)
    broken = (
        () if trail.fault is None else (Finding("journal", f"The journal's chain is broken at entry {trail.fault}."),)
    )
    yield Step("journal", done, done, broken)
    seen: set[str] = set()
    for table in rows.tables(store):
        key: tuple[rows.Cell, ...] = ()
        while batch := rows.batch(store, table, key, _ROWS_AT_ONCE):
            # What was written since the last step, in the same breath as the rows themselves.
            while trail.follow():
                pass
            strange = []
            for row in batch:
                about = rows.subject(table, row)
                seen.add(about)
                if trail.digests.get(about) != rows.digest(table, row):
                    strange.append(_stranger(about))
            key = rows.key_of(table, batch[-1])
            yield Step("rows", len(seen), len(trail.digests), tuple(strange))
    while trail.follow():
        pass
    # Also rows added behind the place that was read: they are looked up one by one.
    missing = [about for about, after in trail.digests.items() if after and about not in seen]
    known = rows.tables(store)
    strange = [_stranger(about) for about in missing if not _stands(store, about, trail.digests[about], known)]
    yield Step("rows", len(trail.digests), len(trail.digests), tuple(strange))


def _stands(store: Store, about: str, digest: str, known: list[str]) -> bool:
    table = about.partition(":")[0]
    if table not in known:
        return store.read_only  # a newer program's table, which this one cannot judge
    row = next((row for row in rows.select(store, table) if rows.subject(table, row) == about), None)
    return row is not None and rows.digest(table, row) == digest


def _stranger(about: str) -> Finding:
    return Finding("row", f"Not as the journal left it: {about}.")


def key_file(store: Store) -> Iterator[Step]:
    """The key file on the disk is the one the workspace was opened with."""
    found = []
    try:
        on_disk = read_key_file(store.folder)
    except ChecklistError as fault:
        found.append(Finding("keys", fault.sentence))
    else:
        if key_files.to_json(on_disk) != key_files.to_json(store.key_file):
            found.append(Finding("keys", "The key file was replaced while the workspace was open."))
    yield Step("keys", 1, 1, tuple(found))


class KeptFile(NamedTuple):
    """An attached or received file as a row names it."""

    file: str
    key: bytes
    size: int
    sha512: str


def kept_files(store: Store) -> list[KeptFile]:
    """Each once, though several rows may share it."""
    found = store.query(
        f"SELECT file, key, size, sha512 FROM {store.schema}.evidence WHERE file IS NOT NULL"  # noqa: S608 our own names
        f" UNION SELECT file, key, size, sha512 FROM {store.schema}.received_evidence ORDER BY file"
    )
    return [KeptFile(*row) for row in found]


def presence(store: Store) -> Iterator[Step]:
    """Every attached and received file is there, as long as it must be."""
    files = kept_files(store)
    for start in range(0, len(files) + 1, _FILES_AT_ONCE):
        part = files[start : start + _FILES_AT_ONCE]
        lost = [_lost(each.file) for each in part if _size(store, each.file) != sealed_size(each.size)]
        yield Step("evidence", start + len(part), len(files), tuple(lost))


def contents(store: Store, watch: Watch = unwatched) -> Iterator[Step]:
    """Every attached and received file, decrypted whole and held against its SHA-512; and that there are no others."""
    files = kept_files(store)
    for done, each in enumerate(files, 1):
        attachment = Attachment("", each.size, each.sha512)
        sound = sealed_files.is_sound(store, each.file, each.key, attachment, watch)
        yield Step("evidence", done, len(files), () if sound else (_lost(each.file),))
    named = {each.file for each in kept_files(store)}
    more = [Finding("evidence", f"Belongs to nothing: the file evidence/{name}.") for name in _more(store, named)]
    yield Step("evidence", len(files), len(files), tuple(more))


def _more(store: Store, named: set[str]) -> list[str]:
    return sorted(sealed_files.on_disk(store) - named)


def _lost(file: str) -> Finding:
    return Finding("evidence", f"Missing or damaged: the attached file evidence/{file}.")


def _size(store: Store, file: str) -> int:
    path = sealed_files.folder(store) / file
    with file_faults(path):
        return path.stat().st_size if path.is_file() and not path.is_symlink() else -1
