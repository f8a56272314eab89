# SPDX-License-Identifier: Apache-2.0
"""Forgetting: what should never have been entered, and a whole workspace; and where else either of them still lies."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from checklistapp.bundles import statement as statements
from checklistapp.crypto import keyslots
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, QuestionId
from checklistapp.domain.journal import Act, Entry
from checklistapp.services import assessments, submissions
from checklistapp.services.workspace import Workspace
from checklistapp.store import destruction, folder, journal, register, rows
from checklistapp.store import forgetting as store_forgetting
from checklistapp.store.forgetting import Purge
from checklistapp.store.store import Store
from checklistapp.system.clock import Clock


@dataclass(frozen=True, slots=True)
class Held:
    """Something outside the workspace's own answers that still holds, or may hold, what was to be forgotten.

    ``kind``: ``export``, ``bundle``, ``submission``, ``backup``, ``copy`` or ``words``.
    """

    kind: str
    clock: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """``documents`` kept in the workspace were emptied, ``files`` removed; ``held`` is what remains elsewhere."""

    documents: int
    files: int
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Destroyed:
    """``left`` names what lies in the folder, is not the workspace's, and was not touched."""

    held: tuple[Held, ...]
    left: tuple[str, ...]


_NO_ANSWERS = ("blank", "approval")
_DAMAGED = ("damaged", "foreign-database", "evidence-not-a-folder")
_WORDS = Held("words", "", "The recovery words still open every copy of it: destroy the paper.")
_COPIES = Held(
    "copy", "", "Prints, copies saved in the clear and copies of the folder are not on record: think of them."
)


def purge_answer(workspace: Workspace, assessment: AssessmentId, question: QuestionId, why: str) -> Forgotten:
    """Blanks an answer with all its texts, evidence and former versions; its digests stay in the journal.

    A window must drop what it remembers of the answer (undo, the page shown): saving it again would bring it back.
    """
    store, purge = workspace.store, _purge(workspace, why)
    known = assessments.load(workspace, assessment).answer(question).evidence
    subjects = [_answer_subject(assessment, question), *(f"evidence:{each.id}" for each in known)]
    files = sum(each.attachment is not None for each in known)
    purged = store_forgetting.answer(store, purge, assessment, question)
    store_forgetting.scrub(store)
    since = min(filter(None, (store_forgetting.came_to_be(store, each) for each in subjects)))
    return Forgotten(purged, files, _held(store, since, assessment))


def purge_evidence(workspace: Workspace, assessment: AssessmentId, evidence: str, why: str) -> Forgotten:
    """Removes a reference and its file for good, and every other reference to a file of the same content."""
    store, purge = workspace.store, _purge(workspace, why)
    row = rows.find(store, "evidence", evidence)
    if row is None or row["assessment"] != assessment:
        raise ChecklistError(
            "no-evidence", "This assessment has no such evidence.", "List its evidence and choose one of them."
        )
    sha512 = row["sha512"]
    if sha512 is None:
        purged, subjects, places = store_forgetting.reference(store, purge, evidence), [row], {assessment}
    else:
        subjects = list(rows.select(store, "evidence", "sha512 = ?", sha512))
        places = {AssessmentId(str(each["assessment"])) for each in subjects}
        purged = store_forgetting.attached_files(store, purge, str(sha512))
    store_forgetting.scrub(store)
    since = min(store_forgetting.came_to_be(store, rows.subject("evidence", each)) for each in subjects)
    received = tuple(_received_with(store, str(sha512))) if sha512 else ()
    files = len(subjects) if sha512 else 0
    return Forgotten(purged, files, (*received, *_held(store, since, *sorted(places))))


def purge_documents(workspace: Workspace, assessment: AssessmentId, why: str) -> Forgotten:
    """Empties every signed document of an assessment: for what stood in it once and has been changed since."""
    store = workspace.store
    since = store_forgetting.came_to_be(store, rows.subject("assessment", {"id": assessment}))
    purged = store_forgetting.kept_documents(store, _purge(workspace, why), assessment)
    store_forgetting.scrub(store)
    return Forgotten(purged, 0, _held(store, since, assessment))


def purge_submission(workspace: Workspace, submission: str, why: str) -> Forgotten:
    """Empties a received bundle: answers, document and files go, its number stays so that it cannot come again.

    ``submission`` may be a unique beginning of its id.
    """
    store, purge = workspace.store, _purge(workspace, why)
    found = submissions.find(workspace, submission)
    statement = statements.read(found.statement)
    files = store_forgetting.submission(store, purge, found.id, statements.write(replace(statement, files=())))
    store_forgetting.scrub(store)
    sender = Held(
        "bundle",
        found.clock,
        f"The bundle as {statement.sender.name} sent it (number {statement.sequence}): delete the file, and tell them.",
    )
    since = store_forgetting.came_to_be(store, rows.subject("submission", {"id": found.id}))
    return Forgotten(1, files, (sender, *_copies(store, since)))


def still_held_by(workspace: Workspace, assessment: AssessmentId, question: QuestionId) -> tuple[Held, ...]:
    """What left the workspace since the answer came to be and may hold it; to be shown before and after a purge."""
    store = workspace.store
    since = store_forgetting.came_to_be(store, _answer_subject(assessment, question))
    return _held(store, since, assessment) if since else ()


def destroy(path: Path, passphrase: str) -> Destroyed:
    """Removes a whole workspace: its keys first, so that whatever a crash leaves opens with no passphrase.

    A damaged one goes too, without a list of what left it; one that is open elsewhere does not.
    """
    key_file = folder.read_key_file(path)
    unlocked = keyslots.unlock(key_file, passphrase)
    try:
        store = folder.connect(path, key_file, unlocked.data_key, Clock().reading())
    except ChecklistError as fault:
        if fault.code not in _DAMAGED:
            raise
        destruction.remove_keys(folder.folder_of(path))
        return Destroyed((_WORDS, _COPIES), destruction.remove_rest(folder.locate(path, key_file)))
    try:
        workspace_id = register.workspace_id(store)
        # What a newer program put on record may be in words that this one does not know.
        held = (_WORDS, *(_copies(store, 0) if store.read_only else _held(store, 0)))
        destruction.remove_keys(store.folder)
    finally:
        store.close()
    left = destruction.remove_rest(store.file)
    with suppress(ChecklistError):  # what it knows of a workspace that is gone does no harm
        register.forget(workspace_id)
    return Destroyed(held, left)


def _purge(workspace: Workspace, why: str) -> Purge:
    if not why.strip():
        raise ChecklistError(
            "reason-missing",
            "Forgetting needs a reason: it stays on record.",
            "Say why, without repeating what is to be forgotten.",
        )
    return Purge(workspace.person.id, workspace.clock.reading(), why)


def _answer_subject(assessment: AssessmentId, question: QuestionId) -> str:
    return rows.subject("answer", {"assessment": assessment, "question": question})


def _held(store: Store, since: int, *of: AssessmentId) -> tuple[Held, ...]:
    """Of the named assessments, or of all."""
    left = (each for entry in journal.entries(store, after=since) for each in _left(entry, of))
    return (*left, *_copies(store, since))


def _left(entry: Entry, of: tuple[AssessmentId, ...]) -> Iterator[Held]:
    kind, _, named = entry.subject.partition(":")
    parts = named.split("/")
    if entry.act is Act.EXPORTED and kind == "export" and (not of or parts[0] in of) and parts[1] not in _NO_ANSWERS:
        yield Held("export", entry.clock, f"The file exported as “{parts[1]}”, SHA-256 {entry.remark}: delete it.")
    if entry.act is Act.SEALED and kind == "sent" and (not of or parts[1] in of):
        authority = "/".join(parts[2:-2]) or "whoever has its passphrase"
        yield Held(
            "bundle", entry.clock, f"The {parts[-2]} bundle number {parts[-1]} for {authority}: ask them to delete it."
        )


def _copies(store: Store, since: int) -> tuple[Held, ...]:
    """Backup copies of which this computer knows, made since."""
    with suppress(ChecklistError):  # a broken register is told of at opening
        known = register.find(register.workspace_id(store))
        backups = known.backups if known else ()
        return (
            *(Held("backup", b.clock, f"The backup copy {b.path}: delete it.") for b in backups if b.sequence >= since),
            _COPIES,
        )
    return (_COPIES,)


def _received_with(store: Store, sha512: str) -> Iterator[Held]:
    found = store.query(
        "SELECT DISTINCT submission.id, clock FROM received_evidence JOIN submission ON submission.id = submission"
        " WHERE sha512 = ?",
        sha512,
    )
    for submission, clock in found:
        yield Held("submission", clock, f"The received submission {submission[:8]} holds the same file: forget it too.")
