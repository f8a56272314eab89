# SPDX-License-Identifier: Apache-2.0
"""The backup copy: one file with the encrypted parts of a workspace, to be carried and restored."""

import re
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from checklistapp.crypto import key_file as key_files
from checklistapp.domain.errors import ChecklistError
from checklistapp.store import check, sealed_files
from checklistapp.store.folder import DATABASE_SUFFIX, KEY_FILE, new_folder, require_fit
from checklistapp.store.store import Store, Watch, unwatched
from checklistapp.system.files import atomic_file, file_faults, fsync_folder, ordinary_file

SUFFIX = ".checklist-backup"

_EVIDENCE = re.compile(r"evidence/[0-9a-f]{32}")
_DATABASE = re.compile(r"(?!-)[^/\\]{1,200}" + re.escape(DATABASE_SUFFIX))
_PLAIN_NAME = "workspace" + DATABASE_SUFFIX
_LARGEST_COUNT = 1_000_000
_PIECE = 1 << 20


def backup(store: Store, target: Path, watch: Watch = unwatched) -> None:
    """Everything needed to open the workspace elsewhere with the same passphrases; refused when a page is damaged."""
    if store.folder.resolve() in target.resolve().parents:
        raise ChecklistError(
            "backup-inside", "The backup copy cannot lie in the workspace itself.", "Choose another folder."
        )
    if list(check.pages(store)):
        raise ChecklistError(
            "damaged",
            "The workspace is damaged, so no backup copy was made.",
            "Keep the older backup copies, and restore the newest of them to a new folder.",
        )
    with _database_copy(store, target) as database, atomic_file(target) as file:
        members = [
            (KEY_FILE, store.folder / KEY_FILE),
            (store.file.name if _names_database(store.file.name) else _PLAIN_NAME, database),
            *((f"evidence/{name}", sealed_files.folder(store) / name) for name in sorted(sealed_files.named(store))),
        ]
        total, done = sum(_size(path) for _, path in members), 0
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, path in members:
                with ordinary_file(path) as source, archive.open(_member(name), "w", force_zip64=True) as out:
                    while piece := source.read(_PIECE):
                        out.write(piece)
                        done += len(piece)
                        watch(done, total)


def restore(source: Path, folder: Path, watch: Watch = unwatched) -> None:
    """Into a new or empty folder, whole or not at all; nothing is opened yet, that takes a passphrase."""
    require_fit(folder)
    with (
        file_faults(source),
        ordinary_file(source.resolve()) as file,
        _archive(file) as archive,
        new_folder(folder) as made,
    ):
        members = _checked(archive, source.stat().st_size)
        total, done = sum(member.file_size for member in members), 0
        for member in members:
            (made / member.filename).parent.mkdir(mode=0o700, exist_ok=True)
            with archive.open(member) as part, atomic_file(made / member.filename) as out:
                while piece := part.read(_PIECE):
                    out.write(piece)
                    done += len(piece)
                    watch(done, total)
        _require_pair(made)
        if (made / "evidence").is_dir():
            fsync_folder(made / "evidence")


@contextmanager
def _database_copy(store: Store, target: Path) -> Iterator[Path]:
    """A whole copy under the same key, beside the target; the live file itself must not be opened (POSIX locks)."""
    copy = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with file_faults(target), store.faults():
            if not target.parent.is_dir():
                raise ChecklistError("not-found", "The folder for the backup copy was not found.", "Choose another.")
            store.database.execute("VACUUM INTO ?", [str(copy)])
        yield copy
    finally:
        with suppress(OSError):
            copy.unlink(missing_ok=True)


def _size(path: Path) -> int:
    with file_faults(path):
        return path.stat().st_size


def _member(name: str) -> zipfile.ZipInfo:
    """Without a date or rights: two copies of the same state differ only where they must."""
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.external_attr = 0o600 << 16
    return member


@contextmanager
def _archive(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    # NotImplementedError is how zipfile calls a compression or version that we never write.
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as fault:
        raise _not_a_backup() from fault


def _checked(archive: zipfile.ZipFile, size: int) -> list[zipfile.ZipInfo]:
    """Only the names we write, each once, uncompressed, and together no larger than the file they came in."""
    members = archive.infolist()
    names = [member.filename for member in members]
    if (
        len(names) > _LARGEST_COUNT
        or len(set(names)) != len(names)
        or names.count(KEY_FILE) != 1
        or sum(map(_names_database, names)) != 1
        or not all(name == KEY_FILE or _names_database(name) or _EVIDENCE.fullmatch(name) for name in names)
        or any(member.compress_type != zipfile.ZIP_STORED or member.flag_bits & 1 for member in members)
        or any(member.file_size != member.compress_size for member in members)
        or sum(member.file_size for member in members) > size
    ):
        raise _not_a_backup()
    return members


def _names_database(name: str) -> bool:
    """Whether a file may get this name on somebody else's disk: no control characters, nothing read as an option."""
    return name.isprintable() and _DATABASE.fullmatch(name) is not None


def _require_pair(folder: Path) -> None:
    """The key file is sound, and the database is the one it opens."""
    with ordinary_file(folder / KEY_FILE) as stream:
        key_file = key_files.from_json(stream.read(key_files.MAXIMUM_TEXT_SIZE + 1))
    database = next(folder.glob(f"*{DATABASE_SUFFIX}"))
    with ordinary_file(database) as stream:
        if stream.read(16) != key_file.file_id:
            raise _not_a_backup()


def _not_a_backup() -> ChecklistError:
    return ChecklistError(
        "not-a-backup",
        "This is not a whole backup copy of a workspace.",
        "Choose another backup copy; nothing was restored.",
    )
