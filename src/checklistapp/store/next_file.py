# SPDX-License-Identifier: Apache-2.0
"""The database that a re-keying writes beside the old one, and how it takes the old one's place."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from checklistapp.crypto.key_file import KeyFile
from checklistapp.store.connection import SALT_SIZE, EncryptedDatabase
from checklistapp.store.store import Store
from checklistapp.system.files import file_faults, fsync_folder, is_held, ordinary_file

_SUFFIX = "-next"
_LOG = "-wal"
_DISPLACED = ".replaced"


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
    if is_held(file):
        return False
    return file_id(file) != key_file.file_id and file_id(beside(file)) == key_file.file_id


def finish(file: Path, key: bytes, key_file: KeyFile, is_doubtful: Callable[[Store], bool]) -> None:
    """The old database goes only when the next one, which ``counts``, has been seen to open with the raw ``key``.

    Where that ``is_doubtful``, the old one and its log are kept as ``<name>.<8 hex digits>.replaced``: somebody may
    have put both keys.json and the next one there.
    """
    database = EncryptedDatabase(beside(file), key, key_file.file_id)
    try:
        keeps = is_doubtful(Store(beside(file), database, key_file))
    finally:
        database.close()
    if keeps and file.exists():
        kept = file.with_name(f"{file.name}.{secrets.token_hex(4)}{_DISPLACED}")
        with file_faults(file):
            os.link(file, kept)
            with suppress(FileNotFoundError):
                os.link(file.with_name(file.name + _LOG), kept.with_name(kept.name + _LOG))
            fsync_folder(file.parent)
    take_place(file)


def is_displaced(file: Path, other: Path) -> bool:
    """Whether ``other`` is what ``finish`` kept of a former ``file``."""
    return other.name.startswith(f"{file.name}.") and other.name.removesuffix(_LOG).endswith(_DISPLACED)


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
