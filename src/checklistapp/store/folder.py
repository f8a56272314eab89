# SPDX-License-Identifier: Apache-2.0
"""The workspace folder: make one, find and open the database inside, and read its key file."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from checklistapp.crypto import key_file as key_files
from checklistapp.crypto import keyslots
from checklistapp.crypto.key_file import KeyFile
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Person
from checklistapp.store import forgetting, next_file, people, register, sealed_files, settings
from checklistapp.store.connection import (
    SALT_SIZE,
    Database,
    EncryptedDatabase,
    database_faults,
    may_write,
)
from checklistapp.store.in_use import own_word, told_who
from checklistapp.store.migrations import is_newer, migrate
from checklistapp.store.place import new_folder, require_fit
from checklistapp.store.reading import ReadDatabase
from checklistapp.store.settings import Setting
from checklistapp.store.store import Store
from checklistapp.system.files import (
    TEMPORARY,
    file_faults,
    is_held,
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

    Only a re-keying that a crash cut short is finished first: until then keys.json opens the database beside. Where
    that is older than this computer knew, the database that it displaces is kept under another name.

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
                    next_file.finish(file, key, key_file, _is_doubtful)
                else:
                    file = next_file.beside(file)
            database, newer = _opened(ReadDatabase if refusal else EncryptedDatabase, file, key, key_file)
            if newer and refusal is None:
                database.close()
                database, newer = _opened(ReadDatabase, file, key, key_file)
    except ChecklistError as fault:
        if fault.code != "open-elsewhere":
            raise
        raise told_who(fault, file) from None
    store = Store(file, database, key_file)
    store.refusal = _NEWER if newer else refusal
    if store.refusal is None:
        store.say_in_use(own_word(clock))
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


def _is_doubtful(store: Store) -> bool:
    """Whether what a re-keying has left may be something else, put there by somebody."""
    return is_newer(store.database) or register.contradicts(store)


def settle(store: Store) -> None:
    """What opening changes: tables brought up to date, what a crash left cleared away.

    Evidence that no row names is a crash's only where this computer knows that the rows are the newest.
    """
    with store.faults():
        migrate(store.database)
    sealed_files.clear_orphans(store, keep=not register.confirms(store))
    sealed_files.bring_back(store)
    _clear_unfinished(store)
    with suppress(ChecklistError):  # no room for it now: the next opening tries again
        forgetting.scrub(store)
    with suppress(OSError):
        (store.folder / PREVIOUS_KEY_FILE).unlink()


def _clear_unfinished(store: Store) -> None:
    """Files that a crash left before they got their name; what counted was never among them."""
    next_file.discard(store.file)
    for path in store.folder.glob(".*.tmp*"):
        if TEMPORARY.match(path.name):
            with suppress(OSError):
                path.unlink()


_READ_HINT = "What it holds can be read. To change something, make the folder writable, or copy it elsewhere."
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
    if is_held(file):
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
    with file_faults(file):
        return key_files.from_json(key_file_text(file))


def key_file_text(file: Path) -> bytes:
    """At most one byte more than any key file has."""
    with ordinary_file(file) as stream:
        return stream.read(key_files.MAXIMUM_TEXT_SIZE + 1)


def _no_workspace(folder: Path) -> ChecklistError:
    return ChecklistError(
        "not-a-workspace",
        f"“{folder.absolute().name}” is not a workspace.",
        f"Choose the folder that holds a {DATABASE_SUFFIX} file, or create a new workspace.",
    )
