# SPDX-License-Identifier: Apache-2.0
"""The workspace folder: make one, find and open the database inside, keep its key file."""

import getpass
import json
import os
import platform
import secrets
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from checklistapp.crypto import key_file as key_files
from checklistapp.crypto import keyslots
from checklistapp.crypto.key_file import KeyFile
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Person
from checklistapp.store import forgetting, identities, next_file, people, sealed_files, settings
from checklistapp.store.connection import (
    SALT_SIZE,
    Database,
    EncryptedDatabase,
    database_faults,
    is_open_here,
    may_write,
)
from checklistapp.store.migrations import is_newer, migrate
from checklistapp.store.place import new_folder, require_fit
from checklistapp.store.reading import ReadDatabase
from checklistapp.store.settings import Setting
from checklistapp.store.store import IN_USE_FILE, Store
from checklistapp.system.files import (
    file_faults,
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
            with store.faults():
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
    """Open for this thread alone, to read and write; ``clock`` is what another program is told as "since".

    Afterwards the former key file and evidence that no row names are gone.
    """
    store = connect(path, key_file, data_key, clock)
    try:
        store.require_writable()
        settle(store)
    except BaseException:
        store.close()
        raise
    return store


def connect(path: Path, key_file: KeyFile, data_key: bytes, clock: str, *, read_only: bool = False) -> Store:
    """Open without changing anything; ``settle`` goes on where the store may be written.

    Only a re-keying that a crash cut short is finished first: until then keys.json opens the database beside.

    Only to be read, with ``refusal`` set: because that is wanted, because the folder cannot be written, or because a
    newer program changed the tables.
    """
    keyslots.verify(key_file, data_key)
    file = locate(path, key_file)
    require_fit(file.parent)
    refusal = _WANTED if read_only else None if may_write(file) else _UNWRITABLE
    key = keyslots.database_key(data_key)
    try:
        with file_faults(file):
            if next_file.counts(file, key_file):
                if refusal is None:
                    next_file.finish(file, key, key_file)
                else:
                    file = next_file.beside(file)
            database, newer = _opened(ReadDatabase if refusal else EncryptedDatabase, file, key, key_file)
            if newer and refusal is None:
                database.close()
                database, newer = _opened(ReadDatabase, file, key, key_file)
    except ChecklistError as fault:
        if fault.code != "open-elsewhere":
            raise
        raise _told_who(fault, file.parent) from None
    store = Store(file, database, key_file)
    store.refusal = _NEWER if newer else refusal
    if store.refusal is None:
        store.say_in_use(_holder(clock))
    return store


def _opened(
    kind: type[ReadDatabase | EncryptedDatabase], file: Path, key: bytes, key_file: KeyFile
) -> tuple[Database, bool]:
    """The database, and whether a newer program changed its tables."""
    database = kind(file, key, key_file.file_id)
    try:
        with database_faults(file):
            return database, is_newer(database)
    except BaseException:
        database.close()
        raise


def settle(store: Store) -> None:
    """What opening changes: tables brought up to date, what a crash left cleared away."""
    with store.faults():
        migrate(store.database)
    sealed_files.clear_orphans(store)
    _clear_unfinished(store)
    with suppress(ChecklistError):  # no room for it now: the next opening tries again
        forgetting.scrub(store)
    with suppress(OSError):
        (store.folder / PREVIOUS_KEY_FILE).unlink()


def _clear_unfinished(store: Store) -> None:
    """Files that a crash left before they got their name; what counted was never among them."""
    next_file.discard(store.file)
    for path in store.folder.glob(".*.tmp"):
        if sealed_files.UNFINISHED.match(path.name):
            with suppress(OSError):
                path.unlink()


_READ_HINT = "What it holds can be read. To change something, restore a backup copy to another folder."
_WANTED = ChecklistError(
    "opened-read-only", "The workspace is open only to be read.", "Close it and open it to change something."
)
_UNWRITABLE = ChecklistError("read-only", "The workspace's folder can only be read, so nothing is changed.", _READ_HINT)
_NEWER = ChecklistError(
    "workspace-too-new",
    "This workspace was changed by a newer version of the program, so this one only reads it.",
    "To change something, open it with that version or a later one.",
)


def locate(path: Path, key_file: KeyFile) -> Path:
    """The database that the key file opens; ``path`` is the folder or a file inside it."""
    folder = folder_of(path)
    candidates = [path] if path.is_file() and path.suffix == DATABASE_SUFFIX else databases(folder)
    if not candidates:
        raise _no_workspace(folder)
    if len(candidates) == 1:  # opening it says better what is wrong with it
        return candidates[0]
    found = [file for file in candidates if key_file.file_id in file_ids(file)]
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


def file_ids(file: Path) -> list[bytes]:
    """Of the database, and of the one beside it where a crash cut a re-keying short."""
    return [database_id(file), *filter(None, [next_file.file_id(next_file.beside(file))])]


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
    """Replace keys.json at once; the one that opened the workspace is kept until it has been opened again.

    A folder in its place is set aside, whatever it holds; a link is replaced and never followed.
    """
    current, previous = store.folder / KEY_FILE, store.folder / PREVIOUS_KEY_FILE
    if current.is_file() and not current.is_symlink() and not previous.exists():
        with file_faults(current), ordinary_file(current) as stream:
            former = stream.read(key_files.MAXIMUM_TEXT_SIZE + 1)
        if len(former) <= key_files.MAXIMUM_TEXT_SIZE:
            write_atomic(previous, former)
    elif current.is_dir() and not current.is_symlink():
        with file_faults(current):
            current.rename(current.with_name(f"{KEY_FILE}.{secrets.token_hex(4)}.replaced"))
    write_atomic(current, key_files.to_json(key_file))
    store.key_file = key_file


def rebuild_key_file(path: Path, key_file: KeyFile, data_key: bytes, person: PersonId, clock: str) -> Store:
    """Open with the data key that the recovery words gave, and put a new key file in the place of the lost one.

    Its last slot goes to ``person``. All others lose theirs, and every identity is retired: it was sealed to a slot
    that is gone. The words are proven to be written down: somebody typed them.
    """
    store = open_store(path, key_file, data_key, clock)
    try:
        with store.transaction():
            owner = replace(people.find(store, person), slot=key_file.slots[-1].id)
            for each in people.persons(store):
                if each.slot and each.id != person:
                    people.put(store, person, clock, replace(each, slot=""), Act.CREDENTIAL_CHANGED)
            people.put(store, person, clock, owner, Act.WORKSPACE_RECOVERED)
            settings.say_written(store, person, clock)
            for identity in identities.identities(store):
                if not identity.retired:
                    identities.retire(store, person, clock, identity.id)
        write_key_file(store, key_file)
    except BaseException:
        store.close()
        raise
    return store


def _told_who(fault: ChecklistError, folder: Path) -> ChecklistError:
    """What the other program said about itself, if it did and can be read."""
    try:
        with ordinary_file(folder / IN_USE_FILE) as stream:
            words = json.loads(stream.read(4096))
        person = f" by {words['login']!s:.60} (process {words['process']!s:.10})" if "login" in words else ""
        place = f"on {words['computer']!s:.60}{person} since {words['since']!s:.30}"
    except (ChecklistError, OSError, ValueError, TypeError, KeyError):
        return fault
    return ChecklistError(fault.code, f"The workspace is open in another window or program, {place}.", fault.hint)


def _holder(since: str) -> dict[str, str | int]:
    """Readable without a key: no name of a person in the workspace, only what the operating system shows anyway."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        login = str(os.getuid())
    return {"computer": platform.node(), "login": login, "process": os.getpid(), "since": since}


def _no_workspace(folder: Path) -> ChecklistError:
    return ChecklistError(
        "not-a-workspace",
        f"“{folder.absolute().name}” is not a workspace.",
        f"Choose the folder that holds a {DATABASE_SUFFIX} file, or create a new workspace.",
    )
