# SPDX-License-Identifier: Apache-2.0
"""Evidence below the questions: references as rows, and the files attached to them."""

from collections.abc import Sequence
from dataclasses import replace as changed
from pathlib import Path
from typing import BinaryIO

from checklistapp.domain.answer import Attachment, EvidenceReference
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, EvidenceId, PersonId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.store import records, rows, sealed_files
from checklistapp.store.store import Store, Watch, unwatched

_NO_FILE: rows.Row = {"file": None, "name": None, "size": None, "sha512": None, "key": None}


def attach(
    store: Store,
    person: PersonId,
    clock: str,
    assessment: AssessmentId,
    question: QuestionId,
    reference: EvidenceReference,
    source: Path,
    watch: Watch = unwatched,
) -> EvidenceReference:
    """Encrypt the file, then commit its reference as the question's last one; returns it with the attachment.

    Whether the assessment may still change and the workspace takes files is for the caller to ask.
    """
    with sealed_files.source_file(source) as (stream, size):
        return attach_stream(store, person, clock, assessment, question, reference, source.name, stream, size, watch)


def attach_stream(
    store: Store,
    person: PersonId,
    clock: str,
    assessment: AssessmentId,
    question: QuestionId,
    reference: EvidenceReference,
    name: str,
    stream: BinaryIO,
    size: int,
    watch: Watch = unwatched,
) -> EvidenceReference:
    """The same for what is no file, such as a picture that was pasted: it never lies on the disk in the clear."""
    with sealed_files.sealed(store, stream, watch, size) as made:
        kept = sealed_files.shared(store, made, watch)
        with store.transaction():
            attached = changed(reference, attachment=Attachment(name, kept.size, kept.sha512))
            position = len(_rows(store, assessment, question))
            file: rows.Row = {
                "file": kept.file,
                "name": name,
                "size": kept.size,
                "sha512": kept.sha512,
                "key": kept.key,
            }
            row = records.evidence_row(assessment, question, position, attached, file)
            rows.put(store, person, clock, Act.EVIDENCE_ADDED, "evidence", row)
    return attached


def replace(
    store: Store,
    person: PersonId,
    clock: str,
    assessment: AssessmentId,
    question: QuestionId,
    references: Sequence[EvidenceReference],
) -> None:
    """Make these, in this order, the references of the question.

    A reference given without its attachment loses the file; a ValueError says that one came with a file not attached
    here, or under an id used elsewhere.
    """
    with store.transaction():
        former = {str(row["id"]): row for row in _rows(store, assessment, question)}
        for position, reference in enumerate(references):
            row = former.pop(reference.id, None)
            file = _NO_FILE if row is None else {column: row[column] for column in _NO_FILE}
            if row is not None and row["file"] is not None and reference.attachment is None:
                forget_file(store, row)
                file = _NO_FILE
            wanted = records.evidence_row(assessment, question, position, reference, file)
            if row is None and rows.find(store, "evidence", reference.id) is not None:
                raise ValueError("this evidence id is used elsewhere")
            if records.evidence_reference(wanted) != reference:
                raise ValueError("a file is attached by attach() only")
            if row is None or wanted != {column: cell for column, cell in row.items() if column != "salt"}:
                act = Act.EVIDENCE_ADDED if row is None else Act.EVIDENCE_CHANGED
                rows.put(store, person, clock, act, "evidence", wanted)
        for row in former.values():
            forget_file(store, row)
            rows.remove(store, person, clock, Act.EVIDENCE_REMOVED, "evidence", [row["id"]])


@records.readable()
def references(store: Store, assessment: AssessmentId, question: QuestionId) -> tuple[EvidenceReference, ...]:
    """Of one question, in their order."""
    return tuple(records.evidence_reference(row) for row in _rows(store, assessment, question))


def rename(store: Store, person: PersonId, clock: str, evidence: EvidenceId, name: str) -> None:
    """Another name for the attached file: the one it came with may say too much."""
    with store.transaction():
        row = _attached(store, evidence)
        row.pop("salt")
        rows.put(store, person, clock, Act.EVIDENCE_CHANGED, "evidence", {**row, "name": name})


def save_attachment(store: Store, evidence: EvidenceId, target: BinaryIO, watch: Watch = unwatched) -> Attachment:
    """Decrypt the attached file into ``target``, checked against the digest taken when it was attached."""
    row = _attached(store, evidence)
    attachment = Attachment(str(row["name"]), records.whole_number(row["size"]), str(row["sha512"]))
    sealed_files.read(store, str(row["file"]), records.blob(row["key"]), attachment, target, watch)
    return attachment


def open_attachment(store: Store, evidence: EvidenceId) -> BinaryIO:
    """The attached file as a stream, for sealing it into a bundle; the caller closes it."""
    row = rows.find(store, "evidence", evidence)
    if row is None or row["file"] is None:
        raise KeyError(evidence)
    return sealed_files.opened(store, str(row["file"]), records.blob(row["key"]))


def _attached(store: Store, evidence: EvidenceId) -> dict[str, rows.Cell]:
    row = rows.find(store, "evidence", evidence)
    if row is None or row["file"] is None:
        raise ChecklistError("no-attachment", "No file is attached there.", "Choose evidence with a file attached.")
    return row


def _rows(store: Store, assessment: AssessmentId, question: QuestionId) -> list[dict[str, rows.Cell]]:
    return list(
        rows.select(store, "evidence", "assessment = ? AND question = ? ORDER BY position", assessment, question)
    )


def forget_file(store: Store, row: rows.Row) -> None:
    """When the transaction that takes its row away is committed; a file that another row shares stays."""
    file = row["file"]
    if isinstance(file, str):
        store.after_commit(lambda: sealed_files.discard_unnamed(store, file))
