# SPDX-License-Identifier: Apache-2.0
"""Purges what should never have been entered: from its rows, its files, every kept document, and every old page."""

from dataclasses import dataclass

from checklistapp.domain.assessment import State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, PersonId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.store import assessments, documents, evidence, exchange, rows
from checklistapp.store.store import Store


@dataclass(frozen=True, slots=True)
class Purge:
    """Who purges, and why: the reason stays on record, so it must not repeat what is to be forgotten."""

    person: PersonId
    clock: str
    why: str


def answer(store: Store, purge: Purge, assessment: AssessmentId, question: QuestionId) -> int:
    """The answer, its evidence, and the documents signed since there was one; returns how many documents.

    An approved assessment becomes a draft again: nothing signed says any more what it says now.
    """
    subject = rows.subject("answer", {"assessment": assessment, "question": question})
    references = list(rows.select(store, "evidence", "assessment = ? AND question = ?", assessment, question))
    keyed = list(rows.select(store, "keyed", "assessment = ? AND question = ?", assessment, question))
    with store.transaction():
        if rows.find(store, "answer", assessment, question) is not None:
            rows.remove(store, purge.person, purge.clock, Act.PURGED, "answer", [assessment, question], purge.why)
        elif not references and not keyed:
            raise _nothing_there()
        for row in keyed:  # read from paper, and not an answer yet
            rows.remove(store, purge.person, purge.clock, Act.PURGED, "keyed", rows.key_of("keyed", row), purge.why)
        subjects = [subject, *(rows.subject("evidence", each) for each in references)]
        for row in references:
            _remove_reference(store, purge, row)
        known = [since for each in subjects if (since := came_to_be(store, each))]
        _want_scrubbing(store)
        return _documents(store, purge, assessment, min(known)) if known else 0


def attached_files(store: Store, purge: Purge, sha512: str) -> int:
    """Every reference with a file of this content, in whatever assessment, and the documents signed since."""
    purged = 0
    with store.transaction():
        for row in list(rows.select(store, "evidence", "sha512 = ?", sha512)):
            purged += _reference(store, purge, row)
    return purged


def reference(store: Store, purge: Purge, evidence_id: str) -> int:
    """One evidence reference without a file, and the documents signed since."""
    row = rows.find(store, "evidence", evidence_id)
    if row is None:
        raise _nothing_there()
    with store.transaction():
        return _reference(store, purge, row)


def kept_documents(store: Store, purge: Purge, assessment: AssessmentId) -> int:
    """All signed documents of an assessment: for what stood in it once and was changed or removed since."""
    with store.transaction():
        return _documents(store, purge, assessment, 0)


def submission(store: Store, purge: Purge, submission_id: str, statement: bytes) -> int:
    """What came with a bundle; its place in the series stays, so that it cannot come again. Returns the files.

    ``statement`` is the signed one without its list of files.
    """
    row = rows.find(store, "submission", submission_id)
    if row is None:
        raise _nothing_there()
    row.pop("salt")
    blank: rows.Row = {"statement": statement, "record": b"", "pdf": b"", "verdict": exchange.PURGED}
    files = list(rows.select(store, "received_evidence", "submission = ?", submission_id))
    with store.transaction():
        rows.put(store, purge.person, purge.clock, Act.PURGED, "submission", {**row, **blank}, purge.why)
        for file in files:
            key = [submission_id, file["path"]]
            rows.remove(store, purge.person, purge.clock, Act.PURGED, "received_evidence", key, purge.why)
            evidence.forget_file(store, file)
        _want_scrubbing(store)
    return len(files)


def came_to_be(store: Store, subject: str) -> int:
    """The journal's number of the act that made the row: the first one since it was last removed."""
    found = store.query(
        "SELECT min(sequence) FROM journal WHERE subject = ? AND after <> '' AND sequence >"
        " coalesce((SELECT max(sequence) FROM journal WHERE subject = ? AND after = '' AND sequence <"
        " (SELECT max(sequence) FROM journal WHERE subject = ? AND after <> '')), 0)",
        subject,
        subject,
        subject,
    )
    return int(found[0][0] or 0)


def scrub(store: Store) -> None:
    """Write every page anew and empty the log, where a purge asked for it and a crash or a full disk came between.

    Zeroed cells (secure_delete) are not enough: pages that SQLite balanced earlier keep copies of moved cells.
    """
    if store.query("PRAGMA user_version") == [(0,)]:
        return
    try:
        store.query("VACUUM")
        store.query("PRAGMA wal_checkpoint(TRUNCATE)")
        store.query("PRAGMA user_version = 0")  # a crash before it leaves the work to the next opening
        store.query("PRAGMA wal_checkpoint(TRUNCATE)")
    except ChecklistError as fault:
        if fault.code != "disk-full":
            raise
        raise ChecklistError(
            "not-scrubbed",
            "It is forgotten, but traces may still stand, encrypted, in old parts of the workspace's file.",
            "Free as much space as that file has, then open the workspace again: that clears them.",
        ) from fault


def _want_scrubbing(store: Store) -> None:
    """Part of the transaction: the database's header remembers it until ``scrub`` has run to its end."""
    store.query("PRAGMA user_version = 1")


def _reference(store: Store, purge: Purge, row: rows.Row) -> int:
    since = came_to_be(store, rows.subject("evidence", row))
    _remove_reference(store, purge, row)
    return _documents(store, purge, AssessmentId(str(row["assessment"])), since)


def _remove_reference(store: Store, purge: Purge, row: rows.Row) -> None:
    evidence.forget_file(store, row)
    rows.remove(store, purge.person, purge.clock, Act.PURGED, "evidence", [row["id"]], purge.why)


def _documents(store: Store, purge: Purge, assessment: AssessmentId, since: int) -> int:
    _want_scrubbing(store)
    kept = [
        each
        for each in documents.history(store, assessment)
        if each.sequence > since and each.stage is not documents.Stage.PURGED
    ]
    for each in kept:
        documents.purge(store, purge.person, purge.clock, each, purge.why)
    if kept and assessments.load(store, assessment).state is not State.DRAFT:
        assessments.set_state(store, purge.person, purge.clock, assessment, State.DRAFT, Act.PURGED, purge.why)
    return len(kept)


def _nothing_there() -> ChecklistError:
    return ChecklistError("nothing-to-forget", "There is nothing of that kind to forget.", "Check the id.")
