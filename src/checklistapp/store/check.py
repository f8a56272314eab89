# SPDX-License-Identifier: Apache-2.0
"""Everything that can be proven about an open workspace, in steps short enough to run between other work."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from checklistapp.crypto import key_file as key_files
from checklistapp.crypto.chunked import sealed_size
from checklistapp.domain.answer import Attachment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId
from checklistapp.store import journal, rows, sealed_files
from checklistapp.store.connection import any_text
from checklistapp.store.folder import read_key_file
from checklistapp.store.store import Store, Watch, unwatched

_ROWS_AT_ONCE = 250
_FILES_AT_ONCE = 250
_TOLD = 3


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

    The quick check reads every page and index and compares every row with the journal; of attached files it asks only
    that they are there in full length. The ``thorough`` one decrypts them (``watch`` counts their bytes).
    """
    parts: list[Part] = [lambda: pages(store), lambda: tables(store), lambda: history(store), lambda: key_file(store)]
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
    """The structure of every table and index, and that no row points to nothing; 0.9 s for 100 MB.

    An old page of an index, put back, hides rows that are there and as the journal left them.
    """
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
        while batch := _batch(store, table, key):
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
    store.trail = trail
    yield Step("rows", len(trail.digests), len(trail.digests), tuple(strange))


def _batch(store: Store, table: str, key: tuple[rows.Cell, ...]) -> list[dict[str, rows.Cell]]:
    """Also of rows that a page put back has made unreadable: they differ from what the journal knows."""
    with any_text(store.database):
        return rows.batch(store, table, key, _ROWS_AT_ONCE)


_LEAVES_WHOLE = ("setting", "person", "identity", "contact", "pinned")
_LEAVES_IN_PART = {"assessment": "id", "answer": "assessment", "evidence": "assessment", "document": "assessment"}
_LEAVES_IN_PART["sent"] = "assessment"


def of_assessment(store: Store, assessment: AssessmentId) -> list[Finding]:
    """The journal's chain, and everything of one assessment that leaves with it, as ``history`` proves it.

    The chain is followed once while the workspace is open, then only what was added: 5,000 answers take 0.2 s.
    """
    trail = store.trail or journal.Trail(store)
    while trail.follow():
        pass
    store.trail = trail
    if trail.fault is not None:
        return [Finding("journal", f"The journal's chain is broken at entry {trail.fault}.")]
    if trail.reached != journal.head(store):
        return [Finding("journal", f"The journal ends at entry {trail.reached.sequence}.")]
    tables = [table for table in rows.tables(store) if table in _LEAVES_WHOLE or table in _LEAVES_IN_PART]
    found = []
    for table in tables:
        with any_text(store.database):
            there = rows.subjects(store, table)
            column = _LEAVES_IN_PART.get(table)
            wanted = rows.select(store, table, *((f"{column} = ?", assessment) if column else ()))
            digests = {rows.subject(table, row): rows.digest(table, row) for row in wanted}
        found += [about for about, digest in digests.items() if trail.digests.get(about) != digest]
        known = (about for about, after in trail.digests.items() if after and about.startswith(f"{table}:"))
        found += [about for about in known if about not in there]
    return [_stranger(about) for about in found]


def require_sound(store: Store, assessment: AssessmentId) -> None:
    """Every page is whole, no index hides anything, and what is about to leave is as the journal left it."""
    require_whole_pages(store)
    require_whole_indexes(store)
    if found := of_assessment(store, assessment):
        raise ChecklistError(
            "damaged",
            f"A part of this assessment is older than its journal, so nothing is taken out of it. {told(found)}",
            "Give an answer named here anew and try again, or restore the newest backup copy to a new folder.",
        )


def require_whole_indexes(store: Store) -> None:
    """Before anything is looked up that leaves or is forgotten: what an index does not name would stay behind.

    A table at a time, some milliseconds each; not ``document``, with whole files in it (0.9 s for 100 MB): its rows are
    never looked up by an index but for one id.
    """
    names = [name for name in rows.tables(store) if name != "document"]
    if any(store.query(f"PRAGMA integrity_check('{name}')") != [("ok",)] for name in names):
        raise ChecklistError(
            "damaged",
            "The workspace is damaged: an index is older than its table, so nothing is taken out of it or forgotten.",
            "Restore the newest backup copy to a new folder.",
        )


def told(found: list[Finding]) -> str:
    """The first ones, for a sentence."""
    more = f" And {len(found) - _TOLD} more." if len(found) > _TOLD else ""
    return " ".join(finding.message for finding in found[:_TOLD]) + more


def _stands(store: Store, about: str, digest: str, known: list[str]) -> bool:
    table = about.partition(":")[0]
    if table not in known:
        return store.read_only  # a newer program's table, which this one cannot judge
    with any_text(store.database):
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
        lost = [
            _lost(store, each.file) for each in part if sealed_files.size(store, each.file) != sealed_size(each.size)
        ]
        yield Step("evidence", start + len(part), len(files), tuple(lost))


def contents(store: Store, watch: Watch = unwatched) -> Iterator[Step]:
    """Every attached and received file, decrypted whole and held against its SHA-512; and that there are no others."""
    files = kept_files(store)
    for done, each in enumerate(files, 1):
        attachment = Attachment("", each.size, each.sha512)
        sound = sealed_files.is_sound(store, each.file, each.key, attachment, watch)
        yield Step("evidence", done, len(files), () if sound else (_lost(store, each.file),))
    named = {each.file for each in kept_files(store)}
    more = [Finding("evidence", f"Belongs to nothing: the file evidence/{name}.") for name in _more(store, named)]
    yield Step("evidence", len(files), len(files), tuple(more))


def _more(store: Store, named: set[str]) -> list[str]:
    return sorted(sealed_files.on_disk(store) - named)


def _lost(store: Store, file: str) -> Finding:
    if not sealed_files.FILE_NAME.match(file):
        return Finding("evidence", f"A row names a file that no workspace has: {belonging(store, file)}.")
    return Finding("evidence", f"Missing or damaged: the attached file evidence/{file}, {belonging(store, file)}.")


def belonging(store: Store, file: str) -> str:
    """What an attached file belongs to, for a sentence: it says neither its name nor its title."""
    found = store.query(
        "SELECT 'attached to ' || question || ' of assessment ' || substr(assessment, 1, 8)"  # noqa: S608 our own names
        f" FROM {store.schema}.evidence WHERE file = ?"
        " UNION SELECT 'received with submission ' || substr(submission, 1, 8)"
        f" FROM {store.schema}.received_evidence WHERE file = ? LIMIT {_TOLD}",
        *(file, file),
    )
    return ", ".join(str(row[0]) for row in found)
