# SPDX-License-Identifier: Apache-2.0
"""Signed PDFs kept exactly as they were written, with the digest that proves it."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from enum import StrEnum

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, Digest, PersonId
from checklistapp.domain.journal import Act
from checklistapp.store import journal, records, rows
from checklistapp.store.store import Store


class Stage(StrEnum):
    CERTIFIED = "certified"
    """Signed by the preparer; an approver is still expected."""
    COMPLETE = "complete"
    SUPERSEDED = "superseded"
    """Complete once, before the assessment was reopened."""
    PURGED = "purged"
    """Kept no more: it held what was forgotten. Its digest stays, so that a copy elsewhere can be recognised."""

    @property
    def is_current(self) -> bool:
        return self in (Stage.CERTIFIED, Stage.COMPLETE)


@dataclass(frozen=True, slots=True)
class Kept:
    """``sequence`` is the journal's number of the act that kept it, ``content_digest`` of what the pages say."""

    id: str
    assessment: AssessmentId
    kind: str
    stage: Stage
    sha256: Digest
    content_digest: Digest
    sequence: int


def keep(
    store: Store,
    person: PersonId,
    clock: str,
    act: Act,
    assessment: AssessmentId,
    kind: str,
    stage: Stage,
    pdf: bytes,
    content_digest: Digest,
    remark: str = "",
) -> Kept:
    """Keep it in the place of the current document of that assessment and kind, a new one if there is none."""
    with store.transaction():
        former = current(store, assessment, kind)
        kept = Kept(
            former.id if former else secrets.token_hex(16),
            assessment,
            kind,
            stage,
            Digest(hashlib.sha256(pdf).hexdigest()),
            content_digest,
            journal.head(store).sequence + 1,
        )
        rows.put(store, person, clock, act, "document", _row(kept, pdf), remark)
    return kept


def current(store: Store, assessment: AssessmentId, kind: str) -> Kept | None:
    """The one that is neither superseded nor purged."""
    return next((kept for kept in history(store, assessment) if kept.kind == kind and kept.stage.is_current), None)


@records.readable()
def history(store: Store, assessment: AssessmentId) -> list[Kept]:
    """All that are kept, the newest first."""
    found = store.query(
        "SELECT id, assessment, kind, stage, sha256, content_digest, sequence FROM document"
        " WHERE assessment = ? ORDER BY sequence DESC",
        assessment,
    )
    return [Kept(cells[0], cells[1], cells[2], Stage(cells[3]), *cells[4:]) for cells in found]


def pdf(store: Store, document: str) -> bytes:
    """The bytes as kept; refuses them where their own digest says otherwise."""
    row = rows.find(store, "document", document)
    if row is None:
        raise KeyError(document)
    if row["stage"] == Stage.PURGED:
        raise ChecklistError(
            "purged",
            "This document is kept no more: it held something that was to be forgotten.",
            "Let the preparer sign the present answers.",
        )
    data = records.blob(row["pdf"])
    if hashlib.sha256(data).hexdigest() != row["sha256"]:
        raise ChecklistError(
            "damaged", "The kept PDF was altered.", "Restore a backup copy of the workspace to a new folder."
        )
    return data


def discard(store: Store, person: PersonId, clock: str, kept: Kept) -> None:
    """A certified PDF that an edit made untrue before it was approved."""
    if kept.stage is not Stage.CERTIFIED:
        raise ValueError("only a pending document is discarded")
    rows.remove(store, person, clock, Act.PENDING_DISCARDED, "document", [kept.id])


def supersede(store: Store, person: PersonId, clock: str, kept: Kept, why: str) -> None:
    """The assessment is reopened: the signed file stays, but is no longer the current one."""
    with store.transaction():
        row = rows.find(store, "document", kept.id)
        if row is None:
            raise KeyError(kept.id)
        row.pop("salt")
        rows.put(store, person, clock, Act.REOPENED, "document", {**row, "stage": Stage.SUPERSEDED.value}, why)


def purge(store: Store, person: PersonId, clock: str, kept: Kept, why: str) -> None:
    """Without its pages, and without the digest of its content, which short answers could be guessed from."""
    row = _row(replace(kept, stage=Stage.PURGED, content_digest=Digest("")), b"")
    rows.put(store, person, clock, Act.PURGED, "document", row, why)


def _row(kept: Kept, pdf: bytes) -> rows.Row:
    return {
        "id": kept.id,
        "assessment": kept.assessment,
        "kind": kept.kind,
        "stage": kept.stage.value,
        "pdf": pdf,
        "sha256": kept.sha256,
        "content_digest": kept.content_digest,
        "sequence": kept.sequence,
    }
