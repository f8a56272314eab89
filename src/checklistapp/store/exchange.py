# SPDX-License-Identifier: Apache-2.0
"""The registers of what was sent and what was received; a received submission is kept read-only beside own work."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from checklistapp.domain.answer import Attachment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form
from checklistapp.domain.ids import AssessmentId, Digest, PersonId
from checklistapp.domain.journal import Act
from checklistapp.store import forms, records, rows, sealed_files
from checklistapp.store.sealed_files import SealedFile
from checklistapp.store.store import Store, Watch, unwatched

PURGED = "purged"
"""The verdict of a submission whose content was forgotten."""


@dataclass(frozen=True, slots=True)
class Series:
    """What sequence numbers are counted in; ``signer`` is the SHA-256 of the certificate, in hexadecimal."""

    signer: str
    assessment: AssessmentId
    authority: str
    kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """A bundle's place in its series; ``tagmanifest`` is the SHA-256 of its signed root."""

    sequence: int
    tagmanifest: Digest


@dataclass(frozen=True, slots=True)
class Submission:
    """A received bundle without its documents; ``statement`` is statement.json as it was signed.

    ``previous`` is the tagmanifest it names as the one before, empty for none.
    """

    id: str
    series: Series
    place: Place
    previous: str
    certificate: bytes
    statement: bytes
    form_digest: Digest
    clock: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """An evidence file that came with a submission; ``path`` is its path in the bag."""

    path: str
    attachment: Attachment


def record_sent(store: Store, person: PersonId, clock: str, series: Series, place: Place) -> None:
    """One file for one authority; a sequence number is used once."""
    row = {**_series_row(series), "sequence": place.sequence, "tagmanifest": place.tagmanifest, "clock": clock}
    with store.transaction():
        if rows.find(store, "sent", *_series_row(series).values(), place.sequence) is not None:
            raise ValueError("this sequence number was sent before")
        rows.put(store, person, clock, Act.SEALED, "sent", row)


def last_sent(store: Store, series: Series) -> Place | None:
    return _last(store, "sent", series)


def last_received(store: Store, series: Series) -> Place | None:
    return _last(store, "submission", series)


def received_as(store: Store, tagmanifest: Digest) -> str | None:
    """The id under which this very bundle was received before."""
    found = store.query("SELECT id FROM submission WHERE tagmanifest = ?", tagmanifest)
    return str(found[0][0]) if found else None


def receive(
    store: Store,
    person: PersonId,
    clock: str,
    form: Form,
    series: Series,
    place: Place,
    *,
    previous: str,
    certificate: bytes,
    statement: bytes,
    record: bytes,
    pdf: bytes,
    verdict: str,
    revocations: bytes = b"",
    evidence: Sequence[tuple[str, str, SealedFile]] = (),
    remark: str = "",
) -> Submission:
    """Import a verified bundle in one transaction.

    ``evidence``: path in the bag, the original name, and the file as ``sealed_files.sealed`` made it, whose block
    must still be open. ``revocations`` are the lists that came with it, PEM. ``remark`` says why a held one was
    accepted.
    """
    with store.transaction():
        submission = Submission(
            secrets.token_hex(16),
            series,
            place,
            previous,
            certificate,
            statement,
            forms.keep(store, form),
            clock,
            verdict,
        )
        row: rows.Row = {
            **_series_row(series),
            "id": submission.id,
            "sequence": place.sequence,
            "tagmanifest": place.tagmanifest,
            "previous": previous,
            "certificate": certificate,
            "statement": statement,
            "form": submission.form_digest,
            "record": record,
            "pdf": pdf,
            "clock": clock,
            "verdict": verdict,
            "revocations": revocations or None,
        }
        rows.put(store, person, clock, Act.RECEIVED, "submission", row, remark)
        for path, name, staged in evidence:
            made = sealed_files.shared(store, staged)
            file: rows.Row = {
                "file": made.file,
                "name": name,
                "size": made.size,
                "sha512": made.sha512,
                "key": made.key,
            }
            evidence_row: rows.Row = {"submission": submission.id, "path": path, **file}
            rows.put(store, person, clock, Act.EVIDENCE_ADDED, "received_evidence", evidence_row)
    return submission


def submissions(store: Store) -> list[Submission]:
    """In the order in which they were received."""
    found = store.query(
        "SELECT id, signer, assessment, authority, kind, sequence, tagmanifest, previous, certificate, statement,"
        " form, clock, verdict FROM submission ORDER BY rowid"
    )
    return [Submission(cells[0], Series(*cells[1:5]), Place(*cells[5:7]), *cells[7:]) for cells in found]


def record(store: Store, submission: str) -> bytes:
    """assessment.json as it came."""
    return _document(store, submission, "record")


def pdf(store: Store, submission: str) -> bytes:
    """report.pdf as it came; empty where the kind has none."""
    return _document(store, submission, "pdf")


def revocations(store: Store, submission: str) -> bytes:
    """The lists that came with it, PEM; empty where none did."""
    row = rows.find(store, "submission", submission)
    return records.blob(row["revocations"]) if row is not None and row["revocations"] is not None else b""


def received_files(store: Store, submission: str) -> list[ReceivedFile]:
    found = rows.select(store, "received_evidence", "submission = ? ORDER BY path", submission)
    return [ReceivedFile(str(row["path"]), _attachment(row)) for row in found]


def save_received(store: Store, submission: str, path: str, target: BinaryIO, watch: Watch = unwatched) -> Attachment:
    """Decrypt a received file into ``target``, checked against the digest it came with."""
    row = rows.find(store, "received_evidence", submission, path)
    if row is None:
        raise ChecklistError("no-attachment", "No such file came with this submission.", "Choose one from its list.")
    attachment = _attachment(row)
    sealed_files.read(store, str(row["file"]), records.blob(row["key"]), attachment, target, watch)
    return attachment


def _attachment(row: rows.Row) -> Attachment:
    return Attachment(str(row["name"]), records.whole_number(row["size"]), str(row["sha512"]))


def _series_row(series: Series) -> dict[str, rows.Cell]:
    return {
        "signer": series.signer,
        "assessment": series.assessment,
        "authority": series.authority,
        "kind": series.kind,
    }


def _last(store: Store, table: str, series: Series) -> Place | None:
    condition = "signer = ? AND assessment = ? AND authority = ? AND kind = ?"
    condition += " ORDER BY sequence DESC LIMIT 1"
    found = list(rows.select(store, table, condition, *_series_row(series).values()))
    return Place(records.whole_number(found[0]["sequence"]), Digest(str(found[0]["tagmanifest"]))) if found else None


def _document(store: Store, submission: str, column: str) -> bytes:
    row = rows.find(store, "submission", submission)
    if row is None:
        raise ChecklistError(
            "unknown-submission", "This workspace holds no such submission.", "List what was received and choose one."
        )
    if row["verdict"] == PURGED:
        raise ChecklistError(
            "purged",
            "What came with this bundle is kept no more: it was to be forgotten.",
            "Ask its sender for a new one.",
        )
    return records.blob(row[column])
