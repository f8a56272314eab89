# SPDX-License-Identifier: Apache-2.0
"""Reads backup copies: unpacks them into a folder, or opens what is in them to look at it or to prove it."""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from checklistapp.crypto import chunked, keyslots
from checklistapp.crypto import key_file as key_files
from checklistapp.crypto.key_file import KeyFile
from checklistapp.domain.errors import ChecklistError
from checklistapp.store import check, restored, sealed_files
from checklistapp.store.backup import EVIDENCE, names_database
from checklistapp.store.check import Finding, KeptFile, Step
from checklistapp.store.connection import attached
from checklistapp.store.folder import KEY_FILE, databases
from checklistapp.store.place import finish, new_folder, require_fit, unfinished_folder
from checklistapp.store.reading import ReadDatabase, shared_lock
from checklistapp.store.restored import Restored
from checklistapp.store.store import Store, Watch, unwatched
from checklistapp.system.files import atomic_file, file_faults, fsync_folder, ordinary_file
from checklistapp.system.folders import exchange

_EVIDENCE = re.compile(re.escape(EVIDENCE) + r"[0-9a-f]{32}")
_LARGEST_COUNT = 1_000_000
_PIECE = 1 << 20


def restore(source: Path, folder: Path, clock: str, watch: Watch = unwatched) -> None:
    """Into a new or empty folder, whole or not at all; nothing is opened yet, that takes a passphrase."""
    require_fit(folder)
    with _archive(source) as archive, new_folder(folder) as made:
        _unpack(archive, made, _checked(archive, source), watch)
        restored.write(made, Restored(_shown(source.name), clock))


def restore_over(source: Path, folder: Path, clock: str, watch: Watch = unwatched) -> Path:
    """In the place of the workspace in ``folder``, which is set aside beside it and never changed; returns where.

    One step of the file system exchanges the two, where it can; refused while anybody has the workspace open.
    """
    folder = folder.resolve()
    require_fit(folder)
    aside = _free_name(folder, clock)
    with ExitStack() as held, _archive(source) as archive:
        for file in databases(folder):
            held.enter_context(shared_lock(file))
        made = held.enter_context(unfinished_folder(folder.parent))
        _unpack(archive, made, _checked(archive, source), watch)
        restored.write(made, Restored(_shown(source.name), clock, made.name, aside.name))
        finish(made)
        # From here on ``made`` may be the folder that was there before: nothing removes it any more.
        with file_faults(folder):
            try:
                exchanged = exchange(made, folder)
            except OSError:
                shutil.rmtree(made, ignore_errors=True)
                raise
            if not exchanged:
                _in_two_steps(made, folder, aside)
            fsync_folder(folder.parent)
            if exchanged:
                made.replace(aside)
                fsync_folder(folder.parent)
    return aside


def _in_two_steps(made: Path, folder: Path, aside: Path) -> None:
    """Where the file system exchanges nothing; what was there is back in its place if the second step fails."""
    folder.replace(aside)
    try:
        made.replace(folder)
    except OSError as fault:
        try:
            aside.replace(folder)
        except OSError:
            raise ChecklistError(
                "restore-unfinished",
                f"The disk failed while the workspace was being replaced: it lies whole in the folder “{aside.name}”.",
                f"Rename that folder back to “{folder.name}”, on a disk that works.",
            ) from fault
        shutil.rmtree(made, ignore_errors=True)
        raise


@dataclass(frozen=True, slots=True)
class OpenCopy:
    """A backup copy with its database taken out into a private folder, encrypted as it is."""

    source: Path
    database: Path
    key_file: KeyFile


@contextmanager
def opened(source: Path, room: Path | None = None) -> Iterator[OpenCopy]:
    """``room`` is a folder with space for the database, for a moment; without one, the system's temporary folder."""
    with ExitStack() as stack:
        with _archive(source) as archive:
            members = _checked(archive, source)
            wanted = [member for member in members if not _EVIDENCE.fullmatch(member.filename)]
            place = stack.enter_context(unfinished_folder(room) if room else _temporary_folder())
            _unpack(archive, place, wanted, unwatched)
        (database,) = databases(place)
        yield OpenCopy(source, database, _key_file(place))


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        yield Path(place)


@contextmanager
def read_with(copy: OpenCopy, data_key: bytes) -> Iterator[Store]:
    """The copy's database as a store that only reads."""
    keyslots.verify(copy.key_file, data_key)
    database = ReadDatabase(copy.database, keyslots.database_key(data_key), copy.key_file.file_id)
    store = _reading(Store(copy.database, database, copy.key_file))
    try:
        yield store
    finally:
        store.close()


@contextmanager
def read_beside(store: Store, copy: OpenCopy) -> Iterator[Store]:
    """The same without a passphrase, beside the open workspace and under its key; "passphrase-needed" where that
    cannot prove the copy: its key file is another one."""
    if key_files.to_json(copy.key_file) != key_files.to_json(store.key_file):
        raise ChecklistError(
            "passphrase-needed",
            "This backup copy was made before a passphrase or the keys were changed.",
            "Give the passphrase that it had then.",
        )
    with attached(store.database, copy.database, "copy"):
        yield _reading(Store(copy.database, store.database, copy.key_file, "copy"))


def proof(copy: OpenCopy, store: Store, watch: Watch = unwatched) -> Iterator[Step]:
    """What ``store``, opened from the copy, and the files in it prove: pages, tables, journal, rows, evidence."""
    broken = False
    for step in check.guarded(lambda: check.pages(store)):
        broken = broken or bool(step.findings)
        yield step
    if not broken:
        yield from check.guarded(lambda: check.tables(store))
        yield from check.guarded(lambda: check.history(store))
        yield from check.guarded(lambda: _evidence(copy, check.kept_files(store), watch))


def _reading(store: Store) -> Store:
    store.refusal = ChecklistError("opened-read-only", "A backup copy is only read.", "Restore it to change something.")
    return store


def _evidence(copy: OpenCopy, files: list[KeptFile], watch: Watch) -> Iterator[Step]:
    total, read = sum(each.size for each in files), 0
    with _archive(copy.source) as archive:
        present = set(archive.namelist())
        for done, each in enumerate(files, 1):
            name = EVIDENCE + each.file
            sound = name in present and _is_sound(archive, name, each)
            lost = () if sound else (Finding("evidence", f"Missing or damaged: {name}."),)
            yield Step("evidence", done, len(files), lost)
            read += each.size
            watch(read, total)
        named = {EVIDENCE + each.file for each in files}
        more = sorted(name for name in present if _EVIDENCE.fullmatch(name) and name not in named)
        yield Step(
            "evidence",
            len(files),
            len(files),
            tuple(Finding("evidence", f"Belongs to nothing: {name}.") for name in more),
        )


def _is_sound(archive: zipfile.ZipFile, name: str, expected: KeptFile) -> bool:
    try:
        with archive.open(name) as part:
            digest = chunked.decrypt_stream(
                cast("BinaryIO", part), sealed_files.Nowhere(), expected.key, expected.file.encode()
            )
    except (ChecklistError, zipfile.BadZipFile, EOFError):
        return False
    return (digest.size, digest.sha512) == (expected.size, expected.sha512)


@contextmanager
def _archive(source: Path) -> Iterator[zipfile.ZipFile]:
    with file_faults(source), ordinary_file(source.resolve()) as file, _unzipped(file) as archive:
        yield archive


@contextmanager
def _unzipped(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    # NotImplementedError is how zipfile calls a compression or version that we never write.
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as fault:
        raise _not_a_backup() from fault


def _unpack(archive: zipfile.ZipFile, folder: Path, members: list[zipfile.ZipInfo], watch: Watch) -> None:
    total, done = sum(member.file_size for member in members), 0
    for member in members:
        (folder / member.filename).parent.mkdir(mode=0o700, exist_ok=True)
        with archive.open(member) as part, atomic_file(folder / member.filename) as out:
            while piece := part.read(_PIECE):
                out.write(piece)
                done += len(piece)
                watch(done, total)
    with (folder / _database_of(members)).open("rb") as database:
        if database.read(16) != _key_file(folder).file_id:
            raise _not_a_backup()
    if (folder / EVIDENCE).is_dir():
        fsync_folder(folder / EVIDENCE)


def _checked(archive: zipfile.ZipFile, source: Path) -> list[zipfile.ZipInfo]:
    """Only the names we write, each once, uncompressed, and together no larger than the file they came in."""
    members = archive.infolist()
    names = [member.filename for member in members]
    if (
        len(names) > _LARGEST_COUNT
        or len(set(names)) != len(names)
        or names.count(KEY_FILE) != 1
        or sum(map(names_database, names)) != 1
        or not all(name == KEY_FILE or names_database(name) or _EVIDENCE.fullmatch(name) for name in names)
        or any(member.compress_type != zipfile.ZIP_STORED or member.flag_bits & 1 for member in members)
        or any(member.file_size != member.compress_size for member in members)
        or sum(member.file_size for member in members) > source.stat().st_size
    ):
        raise _not_a_backup()
    return members


def _database_of(members: list[zipfile.ZipInfo]) -> str:
    return next(member.filename for member in members if names_database(member.filename))


def _key_file(folder: Path) -> KeyFile:
    with file_faults(folder / KEY_FILE), ordinary_file(folder / KEY_FILE) as stream:
        return key_files.from_json(stream.read(key_files.MAXIMUM_TEXT_SIZE + 1))


def _free_name(folder: Path, clock: str) -> Path:
    """``Ruritania set aside 2026-01-31 120000``, with a number where that is taken."""
    stem = f"{_shown(folder.name)[:150]} set aside {clock.replace('T', ' ').replace(':', '').rstrip('Z')}"
    names = (stem if number == 1 else f"{stem} {number}" for number in range(1, 1000))
    return next(path for name in names if not (path := folder.with_name(name)).exists())


def _shown(name: str) -> str:
    """As it may stand in a note: no half characters."""
    return name.encode("utf-8", "replace").decode()[:255]


def _not_a_backup() -> ChecklistError:
    return ChecklistError(
        "not-a-backup",
        "This is not a whole backup copy of a workspace.",
        "Choose another backup copy; nothing was restored.",
    )
