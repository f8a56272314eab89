# SPDX-License-Identifier: Apache-2.0
"""The ways into a workspace: creating one, unlocking it, and recovering it with its words."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from checklistapp.crypto import keyslots, recovery
from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.naming import require_name, require_workspace_name
from checklistapp.domain.people import UNNAMED, Person, PersonRole
from checklistapp.services import soundness
from checklistapp.services import workspace as workspaces
from checklistapp.services.passphrases import require_strong
from checklistapp.services.workspace import Workspace, named_person, require_present
from checklistapp.store import folder, people, place
from checklistapp.store.store import Store
from checklistapp.system.clock import Clock


@dataclass(frozen=True)
class Created:
    """The words are to be shown and typed back, or written to a file: until ``people.confirm_recovery_words`` is told
    so, each opening asks for it."""

    workspace: Workspace
    recovery_words: tuple[str, ...]


def create(
    path: Path,
    passphrase: str,
    *,
    name: str = "",
    person: str = UNNAMED,
    role: PersonRole = PersonRole.RESPONDENT,
    allow_attachments: bool = False,
    cost: Argon2Cost | None = None,
) -> Created:
    """A new workspace in a new or empty folder, opened for its first person.

    ``cost`` is that of trying a passphrase; without one it is measured, so that a try takes about a second here.
    """
    name = require_workspace_name(name) if name else ""
    person = require_name(person, "The name of the person")
    require_strong(passphrase, (name, person, path.name))
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


def unlock(path: Path, passphrase: str, *, read_only: bool = False) -> Workspace:
    """``path`` is the folder or the .checklist file inside; the person is whom the passphrase belongs to.

    The workspace is read-only where that is wanted or the folder, a newer program or an older copy asks for it: its
    ``concerns`` say which.
    """
    clock, key_file = Clock(), folder.read_key_file(path)
    unlocked = keyslots.unlock(key_file, passphrase)
    store = folder.connect(path, key_file, unlocked.data_key, clock.reading(), read_only=read_only)
    try:
        concerns = soundness.at_opening(store)
        person = people.of_slot(store, unlocked.slot_id)
        if person is None:
            raise ChecklistError(
                "slot-without-person",
                "This passphrase belongs to nobody in the workspace any more.",
                "Open it with another person's passphrase, or with the recovery words.",
            )
        opened = Workspace(store, person, unlocked.slot_id, clock, concerns)
        if not opened.is_read_only:
            workspaces.settle(opened)
    except BaseException:
        store.close()
        raise
    return opened


def recover(path: Path, words: str, passphrase: str, person: str = "", cost: Argon2Cost | None = None) -> Workspace:
    """Opens with the recovery words and writes a new keys.json with one slot for ``person`` (name or id).

    Every former passphrase stops working and every identity stays sealed to its lost slot. The words stay valid.
    """
    clock, data_key = Clock(), recovery.data_key(words)
    file = _only_database(path)
    require_strong(passphrase, (file.stem, file.parent.name))
    store = _opened_with_words(file, data_key, clock)
    try:
        present = [each for each in people.persons(store) if not each.removed]
        found = require_present(named_person(people.persons(store), person)) if person else present[0]
        empty = store.key_file
    finally:
        store.close()
    key_file = keyslots.add_slot(empty, data_key, passphrase, cost=cost)
    store = folder.rebuild_key_file(file, key_file, data_key, found.id, clock.reading())
    owner = people.find(store, found.id)
    return Workspace(store, owner, owner.slot, clock)


def _opened_with_words(file: Path, data_key: bytes, clock: Clock) -> Store:
    """With a key file of its own: that on the disk may be lost, damaged or anything else."""
    ids, rev = folder.file_ids(file), 0
    with suppress(ChecklistError):
        on_disk = folder.read_key_file(file)
        if on_disk.file_id in ids:  # it says which one counts where a crash cut a re-keying short
            ids = [on_disk.file_id]
        keyslots.verify(on_disk, data_key)
        rev = on_disk.rev
    for file_id in ids:
        try:
            return folder.open_store(file, keyslots.new_key_file(data_key, file_id, rev), data_key, clock.reading())
        except ChecklistError as fault:
            if fault.code != "damaged":
                raise
    raise ChecklistError(
        "recovery-words-foreign",
        "These recovery words belong to another workspace, or to this one before its keys were renewed.",
        "Look for its newest words. If these are the newest, its file is damaged: restore a backup copy.",
    )


def _only_database(path: Path) -> Path:
    if path.is_file() and path.suffix == folder.DATABASE_SUFFIX:
        return path
    path = folder.folder_of(path)
    found = folder.databases(path) if path.is_dir() else []
    if len(found) != 1:
        raise ChecklistError(
            "not-a-workspace",
            f"“{path.name}” does not hold exactly one workspace file.",
            "Choose the .checklist file itself.",
        )
    return found[0]


def require(path: Path) -> None:
    """Refuses a path that is no workspace before anybody is asked for a passphrase."""
    folder.read_key_file(path)


def require_absent(path: Path) -> None:
    """Refuses a place that is taken before anybody is asked for a passphrase."""
    place.require_fit(path)
    place.require_free(path)
