# SPDX-License-Identifier: Apache-2.0
"""The one door to the encrypted database: joins SQLCipher to sqlite-utils, opens a file and names what went wrong."""

import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import sqlcipher3
from sqlcipher3 import dbapi2

from checklistapp.domain.errors import ChecklistError
from checklistapp.system.files import fsync_folder, hold, is_held, release

# sqlite-utils prefers a module of this name, and catches its exceptions.
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2

from sqlite_utils import Database, Migrations, db  # noqa: E402 the names above must be there first

if vars(db)["sqlite3"] is not sqlcipher3:
    raise ImportError("sqlite-utils was imported before checklistapp.store.connection: it would write plaintext")

__all__ = [
    "PAGE_SIZE",
    "SALT_SIZE",
    "Database",
    "EncryptedDatabase",
    "Migrations",
    "UnchangingDatabase",
    "any_text",
    "attached",
    "damaged",
    "database_faults",
    "export",
    "may_write",
    "open_elsewhere",
    "require_header",
]

KEY_SIZE, SALT_SIZE, PAGE_SIZE = 32, 16, 4096

_DISK = {dbapi2.SQLITE_IOERR, dbapi2.SQLITE_READONLY, dbapi2.SQLITE_PERM, dbapi2.SQLITE_CANTOPEN}
_CODES = {
    "disk I/O error": dbapi2.SQLITE_IOERR,
    "database or disk is full": dbapi2.SQLITE_FULL,
    "database disk image is malformed": dbapi2.SQLITE_CORRUPT,
    "file is not a database": dbapi2.SQLITE_NOTADB,
}
_NOT_TEXT = "Could not decode to UTF-8"
_STEPS_BETWEEN_LOOKS = 500  # of SQLite's virtual machine: about a hundred rows, however large
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
_READING = ("query_only=ON", "temp_store=MEMORY", "trusted_schema=OFF")


class EncryptedDatabase(Database):
    """A SQLCipher 4 database under a raw key, held by this process alone and bound to the thread that opened it.

    ``salt`` is the file's first 16 bytes; a new database is made in an empty file.
    """

    def __init__(self, file: Path, key: bytes, salt: bytes, *, new: bool = False) -> None:
        _require_lengths(key, salt)
        if is_held(file):
            raise open_elsewhere()
        if not new:
            with file.open("rb") as stream:
                require_header(file, stream.read(PAGE_SIZE), salt)
            _require_one_name(file)
            _set_journal_aside(file)
        with database_faults(file):
            _adopt(self, _connected(file, key, salt, "?mode=rw", partial(_configure, file)))
        self._held = hold(file)

    def close(self) -> None:
        try:
            super().close()
        finally:
            release(self._held)


class UnchangingDatabase(Database):
    """A database that is only read, in a file that nobody changes meanwhile and that has no log beside it.

    SQLite is told that it is immutable: it writes nothing, not even a lock. ``locked`` is the workspace's own file.
    """

    def __init__(self, file: Path, key: bytes, salt: bytes, locked: Path) -> None:
        _require_lengths(key, salt)
        # The key stays with this object: SQLCipher reads nothing more on a connection that met a damaged page.
        self._connect = partial(_connected, file, key, salt, "?mode=ro&immutable=1", _configure_reading)
        with database_faults(locked):
            _adopt(self, self._connect())
        self._held = hold(locked)

    def renew(self) -> None:
        """Go on with what is whole after a damaged page was met; cursors opened before are lost."""
        self.conn.close()
        self.conn = self._connect()

    def close(self) -> None:
        try:
            super().close()
        finally:
            release(self._held)


@contextmanager
def attached(database: Database, file: Path, schema: str) -> Iterator[None]:
    """``file`` as ``schema`` beside the open database, only to be read and under the same key and salt.

    Without a KEY clause, SQLCipher takes the main database's; a damaged page there does the main database no harm.
    """
    with database_faults(file):
        database.execute(f"ATTACH ? AS {schema}", [file.absolute().as_uri() + "?mode=ro&immutable=1"])
        try:
            yield
        finally:
            database.execute(f"DETACH {schema}")


def export(database: Database, target: Path, key: bytes, salt: bytes, look: Callable[[], None]) -> None:
    """Every table of ``database`` under another raw key, into the empty file ``target``, which is not synced yet.

    ``look`` is called now and then and may raise to give up.
    """
    _require_lengths(key, salt)
    given_up: list[BaseException] = []

    def handler() -> bool:
        try:
            look()
        except BaseException as reason:  # noqa: BLE001 SQLite cannot carry it through, so it is raised again below
            given_up.append(reason)
        return bool(given_up)

    connection = database.conn
    with database_faults(target):
        # As a value: the text of a statement can be traced.
        raw_key = f"x'{key.hex()}{salt.hex()}'"
        connection.execute("ATTACH DATABASE ? AS next KEY ?", (str(target.absolute()), raw_key))
        try:
            for setting in ("journal_mode=MEMORY", "synchronous=OFF"):
                connection.execute(f"PRAGMA next.{setting}").fetchall()
            connection.set_progress_handler(handler, _STEPS_BETWEEN_LOOKS)
            connection.execute("SELECT sqlcipher_export('next')").fetchall()
        except dbapi2.Error as fault:
            if given_up:
                raise given_up[0] from None
            # The function passes on SQLite's words, not its code.
            known = _known(_CODES.get(str(fault), 0), target)
            if known is None:
                raise
            raise known from fault
        finally:
            connection.set_progress_handler(None, 0)
            connection.execute("DETACH DATABASE next")


def _require_lengths(key: bytes, salt: bytes) -> None:
    if (len(key), len(salt)) != (KEY_SIZE, SALT_SIZE):  # SQLCipher would take another length for a passphrase
        raise ValueError("a raw key is 32 bytes and a salt 16")


def _adopt(database: Database, connection: dbapi2.Connection) -> None:
    try:
        Database.__init__(database, connection, recursive_triggers=False, execute_plugins=False, strict=True)
    except BaseException:
        connection.close()
        raise


def _connected(
    file: Path, key: bytes, salt: bytes, mode: str, configure: Callable[[dbapi2.Connection], None]
) -> dbapi2.Connection:
    connection = dbapi2.connect(file.absolute().as_uri() + mode, uri=True, isolation_level=None, timeout=0)
    try:
        # Not by PRAGMA: a traced statement would show the key.
        connection.set_key(b"x'" + key.hex().encode() + salt.hex().encode() + b"'")
        connection.execute("PRAGMA cipher_log_level=NONE")
        if connection.execute("PRAGMA cipher_status").fetchone() != ("1",):
            raise RuntimeError("the database would not be encrypted")
        configure(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _configure(file: Path, connection: dbapi2.Connection) -> None:
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}").fetchall()
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        raise RuntimeError("the database has no write-ahead log")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("COMMIT")
    _sync_log(file)


def _sync_log(file: Path) -> None:
    """A process that was killed may have left changes in the log that it never synced, or the log's name.

    SQLite reads them, so they are shown as saved from here on. Closing the log drops no lock: those are on the file.
    """
    with file.with_name(file.name + "-wal").open("rb") as log:
        os.fsync(log.fileno())
    fsync_folder(file.parent)


def _configure_reading(connection: dbapi2.Connection) -> None:
    for setting in _READING:
        connection.execute(f"PRAGMA {setting}").fetchall()
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _require_one_name(file: Path) -> None:
    """SQLite finds the log by the name: changes made under one name are lost, or spoil the file, under another."""
    if file.stat().st_nlink > 1:
        raise ChecklistError(
            "two-names",
            f"“{file.name}” has a second name on this disk (a hard link), and writing under two names loses answers.",
            "Copy the folder to a new place, as files and not as links, and open that copy.",
        )


def _set_journal_aside(file: Path) -> None:
    """SQLite would play back a rollback journal beside the file; in WAL mode only a stranger has left one there."""
    journal = file.with_name(file.name + "-journal")
    if os.path.lexists(journal):
        journal.replace(file.with_name(f"{file.name}.{secrets.token_hex(4)}.journal.replaced"))
        fsync_folder(file.parent)


def require_header(file: Path, beginning: bytes, salt: bytes) -> None:
    """``beginning`` is the file's first page, read by whoever may open it."""
    header = beginning[:SALT_SIZE]
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
    if len(beginning) < PAGE_SIZE:
        raise damaged()


@contextmanager
def database_faults(file: Path) -> Iterator[None]:
    """Turns what the disk or another program did to the database into a sentence; our own bugs stay as they are."""
    try:
        yield
    except dbapi2.Error as fault:
        if str(fault).startswith(_NOT_TEXT):  # the binding's own words, without a code
            raise damaged() from fault
        known = _known(getattr(fault, "sqlite_errorcode", 0) & 0xFF, file)
        if known is None:
            raise
        raise known from fault


def _known(code: int, file: Path) -> ChecklistError | None:
    match code:
        case dbapi2.SQLITE_BUSY | dbapi2.SQLITE_LOCKED:
            return open_elsewhere()
        case dbapi2.SQLITE_NOTADB | dbapi2.SQLITE_CORRUPT:
            return damaged()
        case dbapi2.SQLITE_FULL:
            return ChecklistError(
                "disk-full",
                "The disk is full: the last change was not saved.",
                "Free some space, then try again. Everything saved before is there.",
            )
        case code if code in _DISK and not may_write(file):
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


@contextmanager
def any_text(database: Database) -> Iterator[None]:
    """Inside, a text that is none is read all the same, and so is not what was written: for whoever proves that."""
    database.conn.text_factory = _any_text
    try:
        yield
    finally:
        database.conn.text_factory = str


def _any_text(cell: bytes) -> str:
    return cell.decode("utf-8", "backslashreplace")


def may_write(file: Path) -> bool:
    """Whether the file and its folder can be changed, as far as their rights and the disk tell."""
    return all(os.access(path, os.W_OK) for path in (file, file.parent))


def open_elsewhere() -> ChecklistError:
    return ChecklistError(
        "open-elsewhere",
        "The workspace is open in another window or program.",
        "Close it there, then try again. Its lock ends with that program, however it ends: if none is to be seen,"
        " restart this computer.",
    )


def damaged(what: str = "") -> ChecklistError:
    return ChecklistError(
        "damaged",
        f"The workspace is damaged: {what or 'a part of its file'} was altered or lost.",
        "Restore a backup copy to a new folder. Do not write to the damaged one any more.",
    )
