# SPDX-License-Identifier: Apache-2.0
"""Creating, opening, recovering, checking and copying a workspace, and who acts in it."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from checklistapp.crypto import keyslots, recovery
from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act, Head
from checklistapp.domain.people import Person, PersonRole
from checklistapp.services.operation import Report, silently, watching
from checklistapp.store import backup as backups
from checklistapp.store import check as checking
from checklistapp.store import folder, journal, people, rows, settings
from checklistapp.store.settings import Setting
from checklistapp.store.store import Store
from checklistapp.system.clock import Clock


class Workspace:
    """An open workspace and the person who acts in it; belongs to the thread that opened it."""

    def __init__(self, store: Store, person: Person, slot: str, clock: Clock) -> None:
        self.store = store
        self.person = person
        self.slot = slot
        self.clock = clock

    @property
    def folder(self) -> Path:
        return self.store.folder

    @property
    def name(self) -> str:
        return settings.read(self.store, Setting.NAME)

    @property
    def allow_attachments(self) -> bool:
        return settings.allows_attachments(self.store)

    def close(self) -> None:
        self.store.close()


@dataclass(frozen=True)
class Created:
    """The words are to be shown once; they are not kept anywhere."""

    workspace: Workspace
    recovery_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckFinding:
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class WorkspaceInfo:
    """``size`` is all files of the workspace together, in bytes."""

    id: str
    path: Path
    name: str
    persons: tuple[Person, ...]
    assessments: int
    head: Head
    size: int


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


def open_workspace(path: Path, passphrase: str) -> Workspace:
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
        found = _named(people.persons(store), person) if person else people.persons(store)[0]
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


def _named(persons: list[Person], wanted: str) -> Person:
    found = [person for person in persons if wanted in (person.id, person.name)]
    found = found or [person for person in persons if person.id.startswith(wanted)]
    if len(found) != 1:
        raise ChecklistError(
            "unknown-person",
            "No single person of this workspace has that name or id.",
            "List the persons and give the id of one.",
        )
    return found[0]


def find_person(workspace: Workspace, wanted: str) -> Person:
    """By id, by the beginning of an id, or by exact name."""
    return _named(people.persons(workspace.store), wanted)


def act_as(workspace: Workspace, wanted: str) -> None:
    """Declares that another person of the workspace acts from now on; declared, not proven."""
    workspace.person = find_person(workspace, wanted)


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


def rename(workspace: Workspace, name: str) -> None:
    store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
    settings.write(store, person, clock, Setting.NAME, name, Act.WORKSPACE_RENAMED)


def info(workspace: Workspace) -> WorkspaceInfo:
    store = workspace.store
    return WorkspaceInfo(
        settings.read(store, Setting.WORKSPACE_ID),
        store.folder,
        workspace.name,
        tuple(people.persons(store)),
        sum(1 for _ in rows.select(store, "assessment")),
        journal.head(store),
        sum(file.stat().st_size for file in store.folder.rglob("*") if file.is_file()),
    )


def check(workspace: Workspace, report: Report = silently) -> list[CheckFinding]:
    """Reads every byte; empty where everything is in order."""
    found = checking.check(workspace.store, watching(report, "Checking"))
    return [CheckFinding(finding.kind, finding.message) for finding in found]


def backup(workspace: Workspace, target: Path, report: Report = silently) -> None:
    """One file, encrypted like the workspace."""
    backups.backup(workspace.store, target, watching(report, "Copying"))


def restore(source: Path, path: Path, report: Report = silently) -> None:
    """Unpacks a backup copy into a new folder, never over a workspace."""
    backups.restore(source, path, watching(report, "Restoring"))
