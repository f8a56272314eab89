# SPDX-License-Identifier: Apache-2.0
"""Holds an opened workspace against what this computer knew of it, and says what a person must decide or know."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.journal import Head
from checklistapp.store import journal, people, register, restored
from checklistapp.store.register import KnownWorkspace
from checklistapp.store.store import Store


class ConcernKind(StrEnum):
    """What a ``Concern`` is about; the first two keep the workspace from being changed until a person decides."""

    ROLLED_BACK = "rolled-back"
    KEYS_ROLLED_BACK = "keys-rolled-back"
    FIRST_TIME = "first-time"
    READ_ONLY = "read-only"
    REGISTER = "register"
    RESTORED = "restored"
    BACKUP_FAILED = "backup-failed"
    LOCKED_OUT = "locked-out"
    READMITTED = "readmitted"


@dataclass(frozen=True, slots=True)
class Concern:
    """``kept`` is the journal's head this computer knew, ``found`` the one that is there, each with its clock reading;
    of a restored workspace ``found_clock`` alone says when that was.

    ``code`` is stable; for a read-only workspace it says why (see ``Store.refusal``).
    """

    kind: ConcernKind
    code: str
    sentence: str
    hint: str = ""
    kept: Head | None = None
    kept_clock: str = ""
    found: Head | None = None
    found_clock: str = ""

    @property
    def needs_decision(self) -> bool:
        return self.kind in (ConcernKind.ROLLED_BACK, ConcernKind.KEYS_ROLLED_BACK)


def at_opening(store: Store, *, rebuilds_keys: bool = False) -> list[Concern]:
    """What to say; where an older state was put back, nothing is changed in the workspace until somebody accepts it.

    ``rebuilds_keys``: what keys.json was before does not matter.
    """
    concerns = []
    if store.refusal is not None:
        why = store.refusal
        concerns.append(Concern(ConcernKind.READ_ONLY, why.code, why.sentence, why.hint))
    copy = restored.read(store.folder)
    if copy is not None:
        sentence = f"This workspace was restored from the backup copy “{copy.source}”."
        concerns.append(Concern(ConcernKind.RESTORED, "restored", sentence, found_clock=copy.clock))
    known, older = None, []
    try:
        known = register.find(register.workspace_id(store))
    except ChecklistError as fault:
        concerns.append(_of_register(fault))
    else:
        if known is None or not known.sequence:
            concerns.append(_first_time())
        else:
            older = _older(store, known)
    if not older and register.is_key_file_older_than_journal(store):
        older = [_keys_older_than_journal(store)]
    older = [each for each in older if each.kind is ConcernKind.ROLLED_BACK or not rebuilds_keys]
    if older and store.refusal is None:
        store.refusal = ChecklistError("workspace-older", older[0].sentence, older[0].hint)
    if known is not None and known.failed:
        hint = "Make a backup copy now, or choose another place for them."
        concerns.append(Concern(ConcernKind.BACKUP_FAILED, "backup-failed", known.failed, hint))
    if known is not None and (names := ", ".join(readmitted(store, known.removed))):
        sentence = f"Removed since this older state, and able to open it again: {names}."
        hint = "Remove them again: that puts the workspace under new keys."
        concerns.append(Concern(ConcernKind.READMITTED, "readmitted", sentence, hint))
    return [*older, *concerns]


def readmitted(store: Store, removed: Collection[str]) -> tuple[str, ...]:
    """Who has a passphrase here, though their id is among the ``removed``."""
    return tuple(each.name for each in people.persons(store) if each.slot and each.id in removed)


def keep_head(store: Store, clock: str) -> list[Concern]:
    """Keeps the head for the next opening; a register that cannot be written is a finding and stops nobody."""
    try:
        register.keep_head(store, clock)
    except ChecklistError as fault:
        return [_of_register(fault)]
    return []


def _older(store: Store, known: KnownWorkspace) -> list[Concern]:
    found = journal.head(store)
    heads = (known.head, known.clock, found, journal.clock_of(store, found) or "")
    concerns = []
    if not journal.holds(store, known.head):
        behind = found.sequence < known.sequence
        state = "an older copy" if behind else "another copy, changed elsewhere"
        sentence = (
            f"This is {state} of the workspace: this computer knew entry {known.sequence} of its journal,"
            f" and here the newest is {found.sequence}. Answers given since may be missing."
        )
        concerns.append(Concern(ConcernKind.ROLLED_BACK, "workspace-older", sentence, _HINT, *heads))
    if register.is_key_file_behind(store, known):
        rev, state = store.key_file.rev, "older" if store.key_file.rev < known.rev else "not the same as before"
        sentence = (
            f"The key file keys.json is {state}: this computer knew change {known.rev}, and here it is {rev}."
            " Passphrases changed or taken away since may open the workspace again."
        )
        concerns.append(Concern(ConcernKind.KEYS_ROLLED_BACK, "workspace-older", sentence, _HINT, *heads))
    return concerns


_HINT = (
    "Look at it, compare it with your backup copies, and restore the newest of them;"
    " or go on with this one and say why."
)


def _keys_older_than_journal(store: Store) -> Concern:
    sentence = (
        "The key file keys.json is older than the journal tells, or not the one it tells of: it is change"
        f" {store.key_file.rev}. Passphrases changed or taken away since may open the workspace again."
    )
    return Concern(ConcernKind.KEYS_ROLLED_BACK, "workspace-older", sentence, _HINT)


def _first_time() -> Concern:
    return Concern(
        ConcernKind.FIRST_TIME,
        "first-time",
        "This computer opens this workspace for the first time, so it could not tell an older copy.",
        "Compare the journal's head with one that stands in a document or bundle if you have doubts.",
    )


def _of_register(fault: ChecklistError) -> Concern:
    return Concern(ConcernKind.REGISTER, fault.code, fault.sentence, fault.hint)
