# SPDX-License-Identifier: Apache-2.0
"""The workspace folder: make one, find and open the database inside, keep its key file."""

import json
import os
import platform
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from checklistapp.crypto import key_file as key_files
from checklistapp.crypto import keyslots
from checklistapp.crypto.key_file import KeyFile
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Person
from checklistapp.store import identities, people, sealed_files, settings
from checklistapp.store.connection import SALT_SIZE, EncryptedDatabase, is_open_here
from checklistapp.store.migrations import migrate
from checklistapp.store.settings import Setting
from checklistapp.store.store import IN_USE_FILE, Store
from checklistapp.system.files import (
    file_faults,
    fsync_folder,
    is_fat_path,
    is_network_path,
    ordinary_file,
    write_atomic,
)

DATABASE_SUFFIX = ".checklist"
KEY_FILE = "keys.json"
PREVIOUS_KEY_FILE = "keys.json.previous"


def create(
    folder: Path,
    key_file: KeyFile,
    data_key: bytes,
    *,
    name: str,
    allow_attachments: bool,
    person: Person,
    clock: str,
) -> Store:
    """A new workspace with its first person, whole or not at all; ``folder`` may exist if it is empty."""
    require_fit(folder)
    with new_folder(folder) as made:
        file = made / (folder.name + DATABASE_SUFFIX)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        database = EncryptedDatabase(file, keyslots.database_key(data_key), key_file.file_id, new=True)
        store = Store(file, database, key_file)
        try:
            migrate(database, new=True)
            with store.transaction():
                for setting, value in (
                    (Setting.WORKSPACE_ID, secrets.token_hex(16)),
                    (Setting.NAME, name or folder.name),
                    (Setting.ALLOW_ATTACHMENTS, "yes" if allow_attachments else "no"),
                ):
                    settings.write(store, person.id, clock, setting, value, Act.WORKSPACE_CREATED)
                people.put(store, person.id, clock, person, Act.PERSON_ADDED)
        finally:
            store.close()
        write_atomic(made / KEY_FILE, key_files.to_json(key_file))
    return open_store(folder, key_file, data_key, clock)


def open_store(path: Path, key_file: KeyFile, data_key: bytes, clock: str) -> Store:
    """Open for this thread alone; ``clock`` is what another program is told as "since".

    Afterwards the former key file and evidence that no row names are gone.
    """
    keyslots.verify(key_file, data_key)
    file = locate(path, key_file)
    require_fit(file.parent)
    try:
        with file_faults(file):
            database = EncryptedDatabase(file, keyslots.database_key(data_key), key_file.file_id)
    except ChecklistError as fault:
        if fault.code != "open-elsewhere":
            raise
        raise _told_who(fault, file.parent) from None
    store = Store(file, database, key_file)
    try:
        with store.faults():
            migrate(database)
        store.say_in_use(platform.node(), clock)
        sealed_files.clear_orphans(store)
    except BaseException:
        store.close()
        raise
    with suppress(OSError):
        (store.folder / PREVIOUS_KEY_FILE).unlink()
    return store


def locate(path: Path, key_file: KeyFile) -> Path:
    """The database that the key file opens; ``path`` is the folder or a file inside it."""
    folder = folder_of(path)
    candidates = [path] if path.is_file() and path.suffix == DATABASE_SUFFIX else databases(folder)
    if not candidates:
        raise _no_workspace(folder)
    if len(candidates) == 1:  # opening it says better what is wrong with it
        return candidates[0]
    found = [file for file in candidates if database_id(file) == key_file.file_id]
    if len(found) != 1:
        raise ChecklistError(
            "ambiguous-database",
            "Several workspace files lie in this folder, and the key file does not fit exactly one of them.",
            f"Keep one {DATABASE_SUFFIX} file there and move the others elsewhere.",
        )
    return found[0]


def databases(folder: Path) -> list[Path]:
    with file_faults(folder):
        return sorted(file for file in folder.glob(f"*{DATABASE_SUFFIX}") if file.is_file())


def database_id(file: Path) -> bytes:
    """The first 16 bytes, which the recovery words need for a new key file."""
    if is_open_here(file):
        raise ChecklistError("open-elsewhere", "The workspace is open in this program.", "Close it first.")
    with file_faults(file), file.open("rb") as stream:
        return stream.read(SALT_SIZE)


def folder_of(path: Path) -> Path:
    """The workspace folder that ``path`` is or lies in."""
    return path if path.is_dir() else path.parent


def is_workspace(path: Path) -> bool:
    """Whether it looks like one; only opening it tells more."""
    if path.is_file() and path.suffix != DATABASE_SUFFIX and path.name != KEY_FILE:
        return False
    folder = folder_of(path)
    return folder.is_dir() and bool(databases(folder))


def read_key_file(path: Path) -> KeyFile:
    folder = folder_of(path)
    if not folder.is_dir() or not (databases(folder) or (folder / KEY_FILE).exists()):
        raise _no_workspace(path)
    file = folder / KEY_FILE
    if not file.exists():
        raise ChecklistError(
            "keys-missing",
            f"The key file {KEY_FILE} is missing, so no passphrase can open this workspace.",
            "Put it back from a backup copy, or open the workspace with the recovery words.",
        )
    with file_faults(file), ordinary_file(file) as stream:
        return key_files.from_json(stream.read(key_files.MAXIMUM_TEXT_SIZE + 1))


def write_key_file(store: Store, key_file: KeyFile) -> None:
    """Replace keys.json at once; the one that opened the workspace is kept until it has been opened again."""
    current, previous = store.folder / KEY_FILE, store.folder / PREVIOUS_KEY_FILE
    if current.is_file() and not current.is_symlink() and not previous.exists():
        with file_faults(current), ordinary_file(current) as stream:
            write_atomic(previous, stream.read())
    write_atomic(current, key_files.to_json(key_file))
    store.key_file = key_file


def rebuild_key_file(path: Path, key_file: KeyFile, data_key: bytes, person: PersonId, clock: str) -> Store:
    """Open with the data key that the recovery words gave, and put a new key file in the place of the lost one.

    Its last slot goes to ``person``. All others lose theirs, and every identity is retired: it was sealed to a slot
    that is gone.
    """
    store = open_store(path, key_file, data_key, clock)
    try:
        with store.transaction():
            owner = replace(people.find(store, person), slot=key_file.slots[-1].id)
            for each in people.persons(store):
                if each.slot and each.id != person:
                    people.put(store, person, clock, replace(each, slot=""), Act.CREDENTIAL_CHANGED)
            people.put(store, person, clock, owner, Act.WORKSPACE_RECOVERED)
            for identity in identities.identities(store):
                if not identity.retired:
                    identities.retire(store, person, clock, identity.id)
        write_key_file(store, key_file)
    except BaseException:
        store.close()
        raise
    return store


def require_fit(folder: Path) -> None:
    """Refuse disks that lose locks or answers; the backup copy may travel on them."""
    if is_network_path(folder):
        raise ChecklistError(
            "network-folder",
            "A workspace cannot lie on a network drive: two computers could write to it at once.",
            "Choose a folder on this computer, and put the backup copy on the network drive.",
        )
    if is_fat_path(folder):
        raise ChecklistError(
            "fat-disk",
            "A workspace cannot lie on a stick or card formatted as FAT: a pulled plug could cost answers.",
            "Choose a folder on this computer, and put the backup copy on the stick.",
        )


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder beside the final place to fill; it gets its name when the block ends, or goes when the block fails."""
    folder = folder.absolute()
    with file_faults(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ChecklistError(
                "already-there", f"“{folder.name}” is there already and not empty.", "Choose another name."
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = folder.with_name(f".{secrets.token_hex(8)}.part")
        made.mkdir(mode=0o700)
        try:
            yield made
            fsync_folder(made)
            made.replace(folder)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        fsync_folder(folder.parent)


def _told_who(fault: ChecklistError, folder: Path) -> ChecklistError:
    """What the other program said about itself, if it did and can be read."""
    try:
        with ordinary_file(folder / IN_USE_FILE) as stream:
            words = json.loads(stream.read(4096))
        place = f"on {words['computer']!s:.60} since {words['since']!s:.30}"
    except (ChecklistError, OSError, ValueError, TypeError, KeyError):
        return fault
    return ChecklistError(fault.code, f"The workspace is open in another window or program, {place}.", fault.hint)


def _no_workspace(folder: Path) -> ChecklistError:
    return ChecklistError(
        "not-a-workspace",
        f"“{folder.absolute().name}” is not a workspace.",
        f"Choose the folder that holds a {DATABASE_SUFFIX} file, or create a new workspace.",
    )
