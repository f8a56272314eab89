# SPDX-License-Identifier: Apache-2.0
"""Forgetting: what should never have been entered, and a whole workspace; and where else either of them still lies."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from checklistapp.bundles import statement as statements
from checklistapp.crypto import keyslots
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, QuestionId
from checklistapp.domain.journal import Act, Entry
from checklistapp.services import set_aside, submissions
from checklistapp.services.workspace import Workspace
from checklistapp.store import check, destruction, folder, journal, register, restored, rows, sealed_files
from checklistapp.store import forgetting as store_forgetting
from checklistapp.store.forgetting import Purge
from checklistapp.store.reading import shared_lock
from checklistapp.store.store import Store
from checklistapp.system.clock import Clock


@dataclass(frozen=True, slots=True)
class Held:
    """Something outside the workspace's own answers that still holds, or may hold, what was to be forgotten.

    ``kind``: ``evidence``, ``export``, ``paper``, ``bundle``, ``submission``, ``backup``, ``set-aside``, ``copy`` or
    ``words``.
    """

    kind: str
    clock: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """``documents`` kept in the workspace were emptied, ``files`` left the disk; ``held`` is what remains elsewhere."""

    documents: int
    files: int
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Destroyed:
    """``left`` names what lies in the folder, is not the workspace's, and was not touched. ``unfinished`` says why not
    all of it could be removed: nothing opens the rest, and destroying it again goes on."""

    held: tuple[Held, ...]
    left: tuple[str, ...]
    unfinished: str = ""


_NO_ANSWERS = ("blank", "cover-slip", "fillable", "receipt", "recovery-sheet")
_DAMAGED = ("damaged", "foreign-database", "evidence-not-a-folder")
_WORDS = Held("words", "", "The recovery words of their time open copies that are left: destroy that paper too.")
_UNFINISHED = "What is left opens with no passphrase; destroy it again to remove that too."
_SET_ASIDE = "set aside when a backup copy was restored: remove it."
_COPIES = Held(
    "copy", "", "Copies that somebody made of paper, of files or of the folder are not on record: think of them."
)


def purge_answer(workspace: Workspace, assessment: AssessmentId, question: QuestionId, why: str) -> Forgotten:
    """Blanks an answer with all its texts, evidence and former versions; its digests stay in the journal.

    A window must drop what it remembers of the answer (undo, the page shown): saving it again would bring it back.
    """
    store, purge = workspace.store, _purge(workspace, why)
    known = list(rows.select(store, "evidence", "assessment = ? AND question = ?", assessment, question))
    keyed = rows.select(store, "keyed", "assessment = ? AND question = ?", assessment, question)
    subjects = [_answer_subject(assessment, question), *(rows.subject("evidence", each) for each in known)]
    subjects += [rows.subject("keyed", each) for each in keyed]
    lying = sealed_files.on_disk(store)
    purged = store_forgetting.answer(store, purge, assessment, question)
    store_forgetting.scrub(store)
    since = min(filter(None, (store_forgetting.came_to_be(store, each) for each in subjects)))
    sharing = tuple(held for each in known for held in _sharing(store, each))
    return Forgotten(purged, _gone(store, lying, known), (*sharing, *_held(store, since, assessment)))


def purge_evidence(workspace: Workspace, assessment: AssessmentId, evidence: str, why: str) -> Forgotten:
    """Removes a reference and its file for good, and every other reference to a file of the same content."""
    store, purge = workspace.store, _purge(workspace, why)
    row = rows.find(store, "evidence", evidence)
    if row is None or row["assessment"] != assessment:
        raise ChecklistError(
            "no-evidence", "This assessment has no such evidence.", "List its evidence and choose one of them."
        )
    sha512, lying = row["sha512"], sealed_files.on_disk(store)
    if sha512 is None:
        purged, subjects, places = store_forgetting.reference(store, purge, evidence), [row], {assessment}
    else:
        subjects = list(rows.select(store, "evidence", "sha512 = ?", sha512))
        places = {AssessmentId(str(each["assessment"])) for each in subjects}
        purged = store_forgetting.attached_files(store, purge, str(sha512))
    store_forgetting.scrub(store)
    since = min(store_forgetting.came_to_be(store, rows.subject("evidence", each)) for each in subjects)
    held = (*_sharing(store, row), *_held(store, since, *sorted(places)))
    return Forgotten(purged, _gone(store, lying, subjects), held)


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
    files = list(rows.select(store, "received_evidence", "submission = ?", found.id))
    lying = sealed_files.on_disk(store)
    store_forgetting.submission(store, purge, found.id, statements.write(replace(statement, files=())))
    store_forgetting.scrub(store)
    sharing = tuple(held for each in files for held in _sharing(store, each))
    sender = Held(
        "bundle",
        found.clock,
        f"The bundle as {statement.sender.name} sent it (number {statement.sequence}): delete the file, and tell them.",
    )
    since = store_forgetting.came_to_be(store, rows.subject("submission", {"id": found.id}))
    return Forgotten(1, _gone(store, lying, files), (sender, *sharing, *_held(store, since, found.id)))


def still_held_by(workspace: Workspace, assessment: AssessmentId, question: QuestionId) -> tuple[Held, ...]:
    """What left the workspace since the answer came to be and may hold it; to be shown before and after a purge."""
    store = workspace.store
    since = store_forgetting.came_to_be(store, _answer_subject(assessment, question))
    return _held(store, since, assessment) if since else ()


def require_passphrase(workspace: Workspace, passphrase: str) -> None:
    """Refuses one that would not let ``destroy`` begin, while the workspace is still open."""
    keyslots.unlock(workspace.store.key_file, passphrase)


def same_content(workspace: Workspace, evidence: str) -> tuple[tuple[AssessmentId, QuestionId], ...]:
    """Where else the attached file of ``evidence`` is evidence: ``purge_evidence`` takes it from there as well."""
    row = rows.find(workspace.store, "evidence", evidence)
    if row is None or row["sha512"] is None:
        return ()
    found = rows.select(workspace.store, "evidence", "sha512 = ? AND id <> ?", row["sha512"], evidence)
    places = {(AssessmentId(str(each["assessment"])), QuestionId(str(each["question"]))) for each in found}
    return tuple(sorted(places - {(AssessmentId(str(row["assessment"])), QuestionId(str(row["question"])))}))


def destroy(path: Path, passphrase: str) -> Destroyed:
    """Removes a whole workspace: its keys first, so that whatever a crash leaves opens with no passphrase.

    A damaged one goes too, without a list of what left it; one that is open elsewhere does not. Where the keys are gone
    already (``is_cut_short``) no passphrase is asked for.
    """
    if is_cut_short(path):
        database = _only_database(path)
        with shared_lock(database):
            destruction.remove_keys(database.parent)
            return _without_rest(database, (_WORDS, _COPIES))
    key_file = folder.read_key_file(path)
    unlocked = keyslots.unlock(key_file, passphrase)
    try:
        store = folder.connect(path, key_file, unlocked.data_key, Clock().reading())
    except ChecklistError as fault:
        if fault.code not in _DAMAGED:
            raise
        destruction.remove_keys(folder.folder_of(path))
        return _without_rest(folder.locate(path, key_file), (_WORDS, _COPIES))
    try:
        workspace_id = register.workspace_id(store)
        _note_set_aside(store)
        # What a newer program put on record may be in words that this one does not know.
        held = (_WORDS, *(_copies(store, 0) if store.read_only else _held(store, 0)))
        destruction.remove_keys(store.folder)
    finally:
        store.close()
    with suppress(ChecklistError):  # what it knows of a workspace that is gone does no harm
        register.forget(workspace_id)
    return _without_rest(store.file, held)


def _note_set_aside(store: Store) -> None:
    """Of a restoring that no opening has put on record yet."""
    note = restored.read(store.folder)
    aside = restored.set_aside(store.folder, note) if note else None
    if note is not None and aside is not None:
        with suppress(ChecklistError):
            register.note_aside(store, aside, note.clock)


def is_cut_short(path: Path) -> bool:
    """Whether it is a workspace without keys: a destruction was begun, or keys.json was lost."""
    return folder.is_workspace(path) and destruction.is_cut_short(folder.folder_of(path))


def _only_database(path: Path) -> Path:
    found = folder.databases(folder.folder_of(path))
    if len(found) != 1:
        raise ChecklistError(
            "ambiguous-database", "Several workspace files lie in this folder.", "Move those of others elsewhere first."
        )
    return found[0]


def _without_rest(database: Path, held: tuple[Held, ...]) -> Destroyed:
    try:
        return Destroyed(held, destruction.remove_rest(database))
    except ChecklistError as fault:
        return Destroyed(held, (), f"{fault.sentence} {_UNFINISHED}")


def _purge(workspace: Workspace, why: str) -> Purge:
    if not why.strip():
        raise ChecklistError(
            "reason-missing",
            "Forgetting needs a reason: it stays on record.",
            "Say why, without repeating what is to be forgotten.",
        )
    check.require_whole_indexes(workspace.store)
    return Purge(workspace.person.id, workspace.clock.reading(), why)


def _answer_subject(assessment: AssessmentId, question: QuestionId) -> str:
    return rows.subject("answer", {"assessment": assessment, "question": question})


def _held(store: Store, since: int, *of: str) -> tuple[Held, ...]:
    """Of the named assessments or submissions, or of all."""
    left = (each for entry in journal.entries(store, after=since) for each in _left(entry, of))
    return (*left, *_copies(store, since))


def _left(entry: Entry, of: tuple[str, ...]) -> Iterator[Held]:
    kind, _, named = entry.subject.partition(":")
    parts = named.split("/")
    is_export = entry.act is Act.EXPORTED and kind == "export" and (not of or parts[0] in of)
    if is_export and parts[1] == "attachment":
        yield Held("export", entry.clock, "A copy of an attached file, saved in the clear: delete it.")
    elif is_export and parts[1] not in _NO_ANSWERS:
        yield Held("export", entry.clock, f"The file exported as “{parts[1]}”, SHA-256 {entry.remark}: delete it.")
    if entry.act is Act.PRINTED and kind == "print" and (not of or parts[0] in of) and parts[1] not in _NO_ANSWERS:
        yield Held("paper", entry.clock, f"The {parts[1]} on paper ({entry.remark}): collect and destroy it.")
    if entry.act is Act.SEALED and kind == "sent" and (not of or parts[1] in of):
        authority = "/".join(parts[2:-2]) or "whoever has its passphrase"
        yield Held(
            "bundle", entry.clock, f"The {parts[-2]} bundle number {parts[-1]} for {authority}: ask them to delete it."
        )


def _copies(store: Store, since: int) -> tuple[Held, ...]:
    """Backup copies of which this computer knows, made since, and folders that a restoring set aside."""
    with suppress(ChecklistError):  # a broken register is told of at opening
        known = register.find(register.workspace_id(store))
        backups = known.backups if known else ()
        return (
            *(Held("backup", b.clock, f"The backup copy {b.path}: delete it.") for b in backups if b.sequence >= since),
            *(Held("set-aside", a.clock, f"The folder {a.path}, {_SET_ASIDE}") for a in set_aside.of_store(store)),
            _COPIES,
        )
    return (_COPIES,)


def _gone(store: Store, lying: set[str], forgotten: Sequence[rows.Row]) -> int:
    """How many of the files of these rows lay there and do no longer."""
    return len({str(row["file"]) for row in forgotten} & lying - sealed_files.on_disk(store))


def _sharing(store: Store, forgotten: rows.Row) -> Iterator[Held]:
    """What is left in the workspace with a file of the same content."""
    sha512 = forgotten["sha512"]
    if not isinstance(sha512, str):
        return
    for row in rows.select(store, "evidence", "sha512 = ?", sha512):
        question, assessment = str(row["question"]), str(row["assessment"])[:8]
        sentence = f"The same file is attached to {question} of assessment {assessment}: forget it there too."
        yield Held("evidence", "", sentence)
    found = store.query(
        "SELECT DISTINCT submission.id, clock FROM received_evidence JOIN submission ON submission.id = submission"
        " WHERE sha512 = ?",
        sha512,
    )
    for submission, clock in found:
        yield Held("submission", clock, f"The received submission {submission[:8]} holds the same file: forget it too.")
