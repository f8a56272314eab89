# SPDX-License-Identifier: Apache-2.0
"""The one door to the encrypted database: joins SQLCipher to sqlite-utils, opens a file and names what went wrong."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlcipher3
from sqlcipher3 import dbapi2

from checklistapp.domain.errors import ChecklistError

# sqlite-utils prefers a module of this name, and catches its exceptions.
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2

from sqlite_utils import Database, Migrations, db  # noqa: E402 the names above must be there first

if vars(db)["sqlite3"] is not sqlcipher3:
    raise ImportError("sqlite-utils was imported before checklistapp.store.connection: it would write plaintext")

__all__ = ["Database", "EncryptedDatabase", "Migrations", "database_faults", "is_open_here"]

KEY_SIZE, SALT_SIZE, PAGE_SIZE = 32, 16, 4096

_DISK = {dbapi2.SQLITE_IOERR, dbapi2.SQLITE_READONLY, dbapi2.SQLITE_PERM, dbapi2.SQLITE_CANTOPEN}
_PLAIN_SQLITE = b"SQLite format 3\0"
_SETTINGS = (
    "locking_mode=EXCLUSIVE",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "secure_delete=ON",
    "wal_autocheckpoint=100",  # pages: a log written over syncs faster than one that grows
    "trusted_schema=OFF",
)

# POSIX drops a process's locks on a file when the process closes any descriptor of it, so each file open here is
# known by device and inode, and nothing may open it a second time.
_open_here: set[tuple[int, int]] = set()


def is_open_here(file: Path) -> bool:
    """Whether this process holds the database open: then the file must not be opened, hashed or copied."""
    return _identity(file) in _open_here


class EncryptedDatabase(Database):
    """A SQLCipher 4 database under a raw key, held by this process alone and bound to the thread that opened it.

    ``salt`` is the file's first 16 bytes; a new database is made in an empty file.
    """

    def __init__(self, file: Path, key: bytes, salt: bytes, *, new: bool = False) -> None:
        if (len(key), len(salt)) != (KEY_SIZE, SALT_SIZE):  # SQLCipher would take another length for a passphrase
            raise ValueError("a raw key is 32 bytes and a salt 16")
        if is_open_here(file):
            raise _open_elsewhere()
        if not new:
            _require_header(file, salt)
        with database_faults(file):
            connection = dbapi2.connect(
                file.absolute().as_uri() + "?mode=rw", uri=True, isolation_level=None, timeout=0
            )
            try:
                # Not by PRAGMA: a traced statement would show the key.
                connection.set_key(b"x'" + key.hex().encode() + salt.hex().encode() + b"'")
                _configure(connection)
                super().__init__(connection, recursive_triggers=False, execute_plugins=False, strict=True)
            except BaseException:
                connection.close()
                raise
        self._held = _identity(file)
        _open_here.add(self._held)

    def close(self) -> None:
        super().close()
        _open_here.discard(self._held)


def _configure(connection: dbapi2.Connection) -> None:
    connection.execute("PRAGMA cipher_log_level=NONE")
    if connection.execute("PRAGMA cipher_status").fetchone() != ("1",):
        raise RuntimeError("the database would not be encrypted")
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}").fetchall()
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        raise RuntimeError("the database has no write-ahead log")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("COMMIT")


def _require_header(file: Path, salt: bytes) -> None:
    with file.open("rb") as stream:
        header = stream.read(SALT_SIZE)
    if header == _PLAIN_SQLITE:
        raise ChecklistError(
            "foreign-database",
            f"“{file.name}” is not encrypted, so this program did not write it.",
            "Put the workspace's own file back from a backup copy.",
        )
    if header != salt:
        raise ChecklistError(
            "foreign-database",
            f"“{file.name}” does not belong to the key file beside it, or its beginning is damaged.",
            "Put both back from the same backup copy.",
        )
    if file.stat().st_size < PAGE_SIZE:
        raise _damaged()


@contextmanager
def database_faults(file: Path) -> Iterator[None]:
    """Turns what the disk or another program did to the database into a sentence; our own bugs stay as they are."""
    try:
        yield
    except dbapi2.Error as fault:
        known = _known(getattr(fault, "sqlite_errorcode", 0) & 0xFF, file)
        if known is None:
            raise
        raise known from fault


def _known(code: int, file: Path) -> ChecklistError | None:
    match code:
        case dbapi2.SQLITE_BUSY | dbapi2.SQLITE_LOCKED:
            return _open_elsewhere()
        case dbapi2.SQLITE_NOTADB | dbapi2.SQLITE_CORRUPT:
            return _damaged()
        case dbapi2.SQLITE_FULL:
            return ChecklistError(
                "disk-full",
                "The disk is full: the last change was not saved.",
                "Free some space, then try again. Everything saved before is there.",
            )
        case code if code in _DISK and not _may_write(file):
            return ChecklistError(
                "read-only",
                "The workspace cannot be changed: its folder can only be read.",
                "Ask the owner of the folder for the right to write, or restore a backup copy to another folder.",
            )
        case code if code in _DISK:
            return ChecklistError(
                "disk-fault",
                "The disk did not read or write the workspace: the last change was not saved.",
                "Check that the disk is plugged in and has space. Everything saved before is there.",
            )
    return None


def _may_write(file: Path) -> bool:
    return all(os.access(path, os.W_OK) for path in (file, file.parent))


def _open_elsewhere() -> ChecklistError:
    return ChecklistError(
        "open-elsewhere", "The workspace is open in another window or program.", "Close it there, then try again."
    )


def _damaged() -> ChecklistError:
    return ChecklistError(
        "damaged",
        "The workspace is damaged: a part of its file was altered or lost.",
        "Restore a backup copy to a new folder. Do not write to the damaged one any more.",
    )


def _identity(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_dev, status.st_ino
