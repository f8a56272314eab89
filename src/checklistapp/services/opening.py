# SPDX-License-Identifier: Apache-2.0
"""The ways into a workspace: creating one, unlocking it, and recovering it with its words."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from checklistapp.crypto import keyslots
from checklistapp.crypto import recovery as mnemonic
from checklistapp.crypto.key_file import Argon2Cost, KeyFile
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.naming import require_name, require_workspace_name
from checklistapp.domain.people import UNNAMED, Person, PersonRole
from checklistapp.services import soundness
from checklistapp.services import workspace as workspaces
from checklistapp.services.passphrases import require_strong
from checklistapp.services.workspace import Workspace, named_person, require_present, without_slot
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
    return Created(Workspace(store, first, slot, clock), mnemonic.words(data_key))


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
    """Opens with the recovery words and gives ``person`` (name or id) a new slot; see ``recovery`` for who loses what.

    "which-person" where several have a passphrase and none is named. The words stay valid. Where an older state was put
    back, nothing of this happens before ``accept_older``: the workspace is read-only until then.
    """
    clock, data_key = Clock(), mnemonic.data_key(words)
    file = _only_database(path)
    require_strong(passphrase, (file.stem, file.parent.name))
    store = _opened_with_words(file, data_key, clock)
    try:
        store.require_writable()
        concerns = soundness.at_opening(store, rebuilds_keys=not store.key_file.slots)
        persons = people.persons(store)
        found = Recovery(tuple(persons), store.key_file).owner(person)
        opened = Workspace(store, found, "", clock, concerns)
        theirs = {each.slot for each in persons if each.slot and each.id != found.id}
        others = keyslots.keep_slots(store.key_file, data_key, theirs)
        opened.recovered = keyslots.add_slot(others, data_key, passphrase, cost=cost)
        if not opened.is_read_only:
            workspaces.settle(opened)
            workspaces.complete_recovery(opened)
    except BaseException:
        store.close()
        raise
    return opened


@dataclass(frozen=True, slots=True)
class Recovery:
    """``persons`` are those of the workspace; ``key_file`` has no slots where keys.json is lost."""

    persons: tuple[Person, ...]
    key_file: KeyFile

    @property
    def owners(self) -> tuple[Person, ...]:
        """Who has a passphrase, as far as the workspace knows."""
        return tuple(each for each in self.persons if each.slot)

    @property
    def present(self) -> tuple[Person, ...]:
        """Who may get the new passphrase."""
        return tuple(each for each in self.persons if not each.removed)

    def owner(self, wanted: str = "") -> Person:
        """By name or id; without one the only person who has a passphrase."""
        if wanted:
            return require_present(named_person(list(self.persons), wanted))
        if len(self.owners) > 1:
            raise ChecklistError(
                "which-person",
                f"Several people have a passphrase for this workspace: {', '.join(each.name for each in self.owners)}.",
                "Say which of them gets the new passphrase.",
            )
        return (self.owners or self.present)[0]

    def locks_out(self, owner: PersonId) -> tuple[Person, ...]:
        """Who loses passphrase and identities besides ``owner``, whose former ones go in any case."""
        return without_slot(self.persons, self.key_file, owner)


def recovery(path: Path, words: str) -> Recovery:
    """What ``recover`` would do with these words; changes nothing."""
    store = _opened_with_words(_only_database(path), mnemonic.data_key(words), Clock(), read_only=True)
    try:
        return Recovery(tuple(people.persons(store)), store.key_file)
    finally:
        store.close()


def _opened_with_words(file: Path, data_key: bytes, clock: Clock, *, read_only: bool = False) -> Store:
    """With the key file on the disk where the words prove it, else with one that has no slots: it may be lost, damaged
    or anything else."""
    ids, rev, whole = folder.file_ids(file), 0, None
    with suppress(ChecklistError):
        on_disk = folder.read_key_file(file)
        if on_disk.file_id in ids:  # it says which one counts where a crash cut a re-keying short
            ids = [on_disk.file_id]
        keyslots.verify(on_disk, data_key)
        rev, whole = on_disk.rev, on_disk if on_disk.file_id in ids else None
    for file_id in ids:
        key_file = whole or keyslots.new_key_file(data_key, file_id, rev)
        try:
            return folder.connect(file, key_file, data_key, clock.reading(), read_only=read_only)
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


def require_words(words: str) -> None:
    """Refuses words that are mistyped before anybody chooses a new passphrase; whose they are is told later."""
    mnemonic.data_key(words)


def require(path: Path) -> None:
    """Refuses a path that is no workspace before anybody is asked for a passphrase."""
    folder.read_key_file(path)


def require_absent(path: Path) -> None:
    """Refuses a place that is taken before anybody is asked for a passphrase."""
    place.require_fit(path)
    place.require_free(path)
