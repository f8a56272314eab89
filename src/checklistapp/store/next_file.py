# SPDX-License-Identifier: Apache-2.0
"""The database that a re-keying writes beside the old one, and how it takes the old one's place."""

from contextlib import suppress
from pathlib import Path

from checklistapp.crypto.key_file import KeyFile
from checklistapp.store.connection import SALT_SIZE, EncryptedDatabase, is_open_here
from checklistapp.system.files import file_faults, fsync_folder, ordinary_file

_SUFFIX = "-next"
_LOG = "-wal"


def beside(file: Path) -> Path:
    """Where the next database of ``file`` is written; no ``*.checklist`` itself, so nobody takes it for one."""
    return file.with_name(file.name + _SUFFIX)


def file_id(file: Path) -> bytes:
    """The first 16 bytes of a database that this process does not hold open; empty where there is no file."""
    with file_faults(file):
        if not file.exists():
            return b""
        with ordinary_file(file) as stream:
            return stream.read(SALT_SIZE)


def counts(file: Path, key_file: KeyFile) -> bool:
    """Whether ``key_file`` opens the database beside: a crash came between the switch and the renaming."""
    if is_open_here(file):
        return False
    return file_id(file) != key_file.file_id and file_id(beside(file)) == key_file.file_id


def finish(file: Path, key: bytes, key_file: KeyFile) -> None:
    """The old database goes only when the next one, which ``counts``, has been seen to open with the raw ``key``."""
    EncryptedDatabase(beside(file), key, key_file.file_id).close()
    take_place(file)


def take_place(file: Path) -> None:
    """Rename the next database over ``file``, once keys.json opens it; durable when this returns."""
    with file_faults(file):
        # Gone from the disk before the renaming: its frames would be read into the new database.
        file.with_name(file.name + _LOG).unlink(missing_ok=True)
        fsync_folder(file.parent)
        beside(file).replace(file)
        fsync_folder(file.parent)


def discard(file: Path) -> None:
    """Remove what an unfinished re-keying left; only for whoever holds ``file`` locked and knows that it counts."""
    for leftover in (beside(file), *(file.with_name(file.name + _SUFFIX + end) for end in (_LOG, "-journal"))):
        with suppress(OSError):
            leftover.unlink()
