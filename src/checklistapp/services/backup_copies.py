# SPDX-License-Identifier: Apache-2.0
"""Looks into backup copies: what one holds, whether it is older than the workspace, and whether it would restore."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from checklistapp.crypto import keyslots
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.journal import Head
from checklistapp.services import assessments, soundness
from checklistapp.services.assessments import Summary
from checklistapp.services.operation import Progress, Report, silently, watching
from checklistapp.services.workspace import PART_LABELS, CheckFinding, Workspace
from checklistapp.store import folder as folders
from checklistapp.store import journal, people, register, restoring, settings
from checklistapp.store.register import KnownBackup, KnownWorkspace
from checklistapp.store.settings import Setting
from checklistapp.store.store import Store
from checklistapp.system.clock import Clock
from checklistapp.system.files import file_faults


class Relation(StrEnum):
    """What a backup copy is to the workspace it is compared with, told by their journals."""

    SAME = "same"
    OLDER = "older"
    NEWER = "newer"
    DIVERGED = "diverged"
    """Of the same workspace, but each has what the other has not."""
    FOREIGN = "foreign"
    """Of another workspace."""
    UNKNOWN = "unknown"
    """This computer knows nothing of that workspace."""


@dataclass(frozen=True, slots=True)
class BackupPreview:
    """What a copy holds. ``clock`` is that of its newest journal entry; ``rev`` and ``mac`` are its keys.json's.

    ``readmitted`` names who was removed since, and can open the copy.
    """

    id: str
    name: str
    persons: tuple[str, ...]
    assessments: tuple[Summary, ...]
    head: Head
    clock: str
    relation: Relation
    rev: int
    mac: str
    readmitted: tuple[str, ...] = ()


def preview(
    source: Path, passphrase: str, *, workspace: Workspace | None = None, folder: Path | None = None
) -> BackupPreview:
    """Opened read-only in a private place. Compared with the open ``workspace``, or with the closed one in ``folder``
    where the passphrase opens that too, else with what this computer knew last."""
    with restoring.opened(source, _room(folder or source)) as copy:
        data_key = keyslots.unlock(copy.key_file, passphrase).data_key
        with restoring.read_with(copy, data_key) as store:
            if workspace is not None:
                relation = relation_of(store, workspace.store)
            else:
                relation = _relation_to_closed(store, folder, passphrase)
            present = [person for person in people.persons(store) if not person.removed]
            looking = Workspace(store, present[0], "", Clock())
            head = journal.head(store)
            return BackupPreview(
                register.workspace_id(store),
                settings.read(store, Setting.NAME),
                tuple(person.name for person in present),
                tuple(assessments.summaries(looking)),
                head,
                journal.clock_of(store, head) or "",
                relation,
                copy.key_file.rev,
                copy.key_file.mac.hex(),
                _readmitted(store, workspace),
            )


def _readmitted(copy: Store, workspace: Workspace | None) -> tuple[str, ...]:
    """By what this computer knew, and by the open workspace, which may know more."""
    persons = people.persons(workspace.store) if workspace else []
    removed: set[str] = {each.id for each in persons if each.removed}
    with suppress(ChecklistError):  # a broken register is told of at opening
        known = register.find(register.workspace_id(copy))
        removed.update(known.removed if known else ())
    return soundness.readmitted(copy, removed)


@dataclass(frozen=True, slots=True)
class Proof:
    """``findings`` is empty where everything would come back; ``head`` is the newest entry that would."""

    findings: tuple[CheckFinding, ...]
    relation: Relation
    head: Head
    clock: str


def prove(
    source: Path, *, workspace: Workspace | None = None, passphrase: str = "", report: Report = silently
) -> Proof:
    """Reads a copy to its last byte and proves it as ``check`` proves a workspace; how it ended is kept.

    Without a passphrase the open ``workspace`` lends its key; "passphrase-needed" says that this is not enough.
    """
    if workspace is None and not passphrase:
        raise ChecklistError("passphrase-needed", "A copy is tested with its passphrase.", "Give the passphrase.")
    try:
        identity, proof = _proven(source, workspace, passphrase, report)
    except ChecklistError as fault:
        if fault.code not in _SPOILT:
            raise
        identity, proof = "", Proof((CheckFinding("copy", fault.sentence),), Relation.UNKNOWN, Head(), "")
    _note_tested(identity, source, proof)
    return proof


_SPOILT = ("not-a-backup", "damaged", "keys-damaged", "foreign-database")


def _proven(source: Path, workspace: Workspace | None, passphrase: str, report: Report) -> tuple[str, Proof]:
    with (
        restoring.opened(source, _room(workspace.folder if workspace else source)) as copy,
        _read(copy, workspace, passphrase) as store,
    ):
        found: list[CheckFinding] = []
        for step in restoring.proof(copy, store, watching(report, PART_LABELS["evidence"])):
            report(Progress(step.done, step.total, PART_LABELS[step.part]))
            found.extend(CheckFinding(finding.kind, finding.message) for finding in step.findings)
        if any(finding.kind == "page" for finding in found):
            return "", Proof(tuple(found), Relation.UNKNOWN, Head(), "")
        head, identity = journal.head(store), register.workspace_id(store)
        relation = relation_of(store, workspace.store) if workspace else _relation_to_known(store)
        return identity, Proof(tuple(found), relation, head, journal.clock_of(store, head) or "")


def relation_of(copy: Store, other: Store) -> Relation:
    if register.workspace_id(copy) != register.workspace_id(other):
        return Relation.FOREIGN
    ours, theirs = journal.head(copy), journal.head(other)
    if ours == theirs:
        return Relation.SAME
    if journal.holds(other, ours):
        return Relation.OLDER
    return Relation.NEWER if journal.holds(copy, theirs) else Relation.DIVERGED


@contextmanager
def _read(copy: restoring.OpenCopy, workspace: Workspace | None, passphrase: str) -> Iterator[Store]:
    if passphrase:
        data_key = keyslots.unlock(copy.key_file, passphrase).data_key
        with restoring.read_with(copy, data_key) as store:
            yield store
    elif workspace is not None:
        with restoring.read_beside(workspace.store, copy) as store:
            yield store


def _relation_to_closed(copy: Store, folder: Path | None, passphrase: str) -> Relation:
    if folder is None or not folders.is_workspace(folder):
        return _relation_to_known(copy)
    try:
        key_file = folders.read_key_file(folder)
        data_key = keyslots.unlock(key_file, passphrase).data_key
        other = folders.connect(folder, key_file, data_key, "", read_only=True)
    except ChecklistError:  # damaged, open elsewhere, another passphrase: then only what was known tells
        return _relation_to_known(copy)
    try:
        return relation_of(copy, other)
    except ChecklistError:
        return _relation_to_known(copy)
    finally:
        other.close()


def _relation_to_known(copy: Store) -> Relation:
    """The last head known stands in a newer copy; an older copy lacks it."""
    try:
        known = register.find(register.workspace_id(copy))
    except ChecklistError:
        known = None
    if known is None or not known.sequence:
        return Relation.UNKNOWN
    head = journal.head(copy)
    if head == known.head:
        return Relation.SAME
    if journal.holds(copy, known.head):
        return Relation.NEWER
    return Relation.OLDER if head.sequence < known.sequence else Relation.DIVERGED


def sha256_of(source: Path) -> str:
    """Of a copy, whole; an OSError where it cannot be read."""
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _note_tested(identity: str, source: Path, proof: Proof) -> None:
    """Also of a copy that this computer did not make; ``identity`` is empty where the copy could not tell its own."""
    path, now, is_sound = str(source.absolute()), Clock().reading(), not proof.findings
    with file_faults(source):
        size, sha256 = source.stat().st_size, sha256_of(source)
    made = KnownBackup(path, "", proof.head.sequence, size)

    def is_here(known: KnownWorkspace) -> bool:
        return any(copy.path == path for copy in known.backups)

    def noted(known: KnownWorkspace) -> KnownWorkspace:
        copies = known.backups if is_here(known) else (*known.backups, made)
        tested, failed = (now, "") if is_sound else ("", now)
        return replace(
            known,
            backups=tuple(
                replace(copy, tested=tested, failed=failed, size=size, sha256=sha256) if copy.path == path else copy
                for copy in copies
            ),
        )

    try:
        holder = None if identity else register.search(is_here)
        if holder is not None or identity:
            register.update(holder.id if holder else identity, noted)
    except ChecklistError as fault:
        if not is_sound:  # what was found out matters more
            return
        raise ChecklistError(
            "not-noted", "The copy is sound, but that it was tested could not be noted.", fault.sentence
        ) from fault


def _room(path: Path) -> Path | None:
    """Beside ``path`` there is room for what comes out of a copy; where nothing can be written, None."""
    beside = path.absolute().parent
    return beside if os.access(beside, os.W_OK) else None
