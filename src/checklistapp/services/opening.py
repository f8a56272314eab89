# SPDX-License-Identifier: Apache-2.0
"""The ways into a workspace: creating one, unlocking it, and recovering it with its words."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from checklistapp.crypto import keyslots, recovery
from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.people import Person, PersonRole
from checklistapp.services.workspace import Workspace, named_person
from checklistapp.store import folder, people
from checklistapp.system.clock import Clock


@dataclass(frozen=True)
class Created:
    """The words are to be shown once; they are not kept anywhere."""

    workspace: Workspace
    recovery_words: tuple[str, ...]


def create(
    path: Path,
    passphrase: str,
    *,
    name: str = "",
    person: str = "Person 1",
    role: PersonRole = PersonRole.RESPONDENT,
    allow_attachments: bool = False,
    cost: Argon2Cost = keyslots.DEFAULT_COST,
) -> Created:
    """A new workspace in a new or empty folder, opened for its first person."""
    clock, data_key = Clock(), keyslots.new_data_key()
    empty = keyslots.new_key_file(data_key, keyslots.new_file_id())
    key_file = keyslots.add_slot(empty, data_key, passphrase, cost=cost)
    slot = key_file.slots[-1].id
    first = Person(PersonId(secrets.token_hex(16)), person, role, slot=slot)
    store = folder.create(
        path,
        key_file,
        data_key,
        name=name,
        allow_attachments=allow_attachments,
        person=first,
        clock=clock.reading(),
    )
    return Created(Workspace(store, first, slot, clock), recovery.words(data_key))


def unlock(path: Path, passphrase: str) -> Workspace:
    """``path`` is the folder or the .checklist file inside; the person is whom the passphrase belongs to."""
    clock, key_file = Clock(), folder.read_key_file(path)
    unlocked = keyslots.unlock(key_file, passphrase)
    store = folder.open_store(path, key_file, unlocked.data_key, clock.reading())
    person = people.of_slot(store, unlocked.slot_id)
    if person is None:
        store.close()
        raise ChecklistError(
            "slot-without-person",
            "This passphrase belongs to nobody in the workspace any more.",
            "Open it with another person's passphrase, or with the recovery words.",
        )
    return Workspace(store, person, unlocked.slot_id, clock)


def recover(
    path: Path, words: str, passphrase: str, person: str = "", cost: Argon2Cost = keyslots.DEFAULT_COST
) -> Workspace:
    """Opens with the recovery words and writes a new keys.json with one slot for ``person`` (name or id).

    Every former passphrase stops working and every identity stays sealed to its lost slot. The words stay valid.
    """
    clock, data_key = Clock(), recovery.data_key(words)
    file_id = folder.database_id(_only_database(path))
    empty = keyslots.new_key_file(data_key, file_id)
    key_file = keyslots.add_slot(empty, data_key, passphrase, cost=cost)
    try:
        store = folder.open_store(path, empty, data_key, clock.reading())
    except ChecklistError as fault:
        if fault.code != "damaged":
            raise
        raise ChecklistError(
            "recovery-words-foreign",
            "These recovery words belong to another workspace.",
            "Look for the words of this one. If these are its words, its file is damaged: restore a backup copy.",
        ) from fault
    try:
        found = named_person(people.persons(store), person) if person else people.persons(store)[0]
    finally:
        store.close()
    store = folder.rebuild_key_file(path, key_file, data_key, found.id, clock.reading())
    owner = people.find(store, found.id)
    return Workspace(store, owner, owner.slot, clock)


def _only_database(path: Path) -> Path:
    if path.is_file():
        return path
    found = folder.databases(path) if path.is_dir() else []
    if len(found) != 1:
        raise ChecklistError(
            "not-a-workspace",
            f"“{path.name}” does not hold exactly one workspace file.",
            "Choose the .checklist file itself.",
        )
    return found[0]


def is_workspace(path: Path) -> bool:
    return folder.is_workspace(path)


def require(path: Path) -> None:
    """Refuses a path that is no workspace before anybody is asked for a passphrase."""
    folder.read_key_file(path)


def require_absent(path: Path) -> None:
    """Refuses a place that is taken before anybody is asked for a passphrase."""
    folder.require_fit(path)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ChecklistError("already-there", f"“{path.name}” is there already and not empty.", "Choose another name.")
