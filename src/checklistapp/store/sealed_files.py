# SPDX-License-Identifier: Apache-2.0
"""The evidence folder: each attached file encrypted under a random key of its own, named by a random id."""

import io
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from checklistapp.crypto import chunked
from checklistapp.domain.answer import Attachment
from checklistapp.domain.errors import ChecklistError
from checklistapp.store.store import Store, Watch, unwatched
from checklistapp.system.files import (
    TEMPORARY,
    atomic_file,
    file_faults,
    given_file,
    is_held,
    make_folder,
    ordinary_file,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FILE_NAME = re.compile(r"[0-9a-f]{32}\Z")
ASIDE = "evidence-aside"
LARGEST = 4 << 30
"""Bytes of one file: what a FAT stick takes as well, and what everybody can still copy and check."""

_SPARE_ROOM = 16 << 20


@dataclass(frozen=True, slots=True)
class SealedFile:
    """An encrypted file that no row names yet."""

    file: str
    key: bytes = field(repr=False)
    size: int
    sha512: str


def folder(store: Store) -> Path:
    """Absent while no file is attached; refused where it is a link, for that could lead into another workspace."""
    where = store.folder / "evidence"
    with file_faults(where):
        if where.is_symlink() or (where.exists() and not where.is_dir()):
            raise ChecklistError(
                "evidence-not-a-folder",
                "“evidence” in the workspace is a link or a file, not the folder of the attached files.",
                "Remove it and put the folder itself in its place, or restore a backup copy; nothing was changed.",
            )
    return where


def path_of(store: Store, file: str) -> Path:
    """Where the file of a row lies; a row may have been written by somebody who wanted another file read or removed."""
    if not FILE_NAME.match(file):
        raise ChecklistError(
            "evidence-damaged",
            "A row names a file that no workspace has, so this program did not write it.",
            "Find out who wrote to the workspace, and attach the original again.",
        )
    return folder(store) / file


@contextmanager
def sealed(store: Store, source: BinaryIO, watch: Watch = unwatched, size: int = 0) -> Iterator[SealedFile]:
    """Encrypt ``source`` to the disk; the block commits the row that names the file, and if it fails the file goes.

    ``size`` is for ``watch`` and to ask for room before anything is read.
    """
    where = folder(store)
    require_room(store.folder, size)
    make_folder(where, 0o700)
    name, key = secrets.token_hex(16), chunked.new_key()
    with atomic_file(where / name) as target:
        made = chunked.encrypt_stream(
            io.BufferedReader(_Watched(source, watch, size, LARGEST)), target, key, name.encode()
        )
    try:
        yield SealedFile(name, key, made.size, made.sha512)
    except BaseException:
        discard(store, name)
        raise


@contextmanager
def source_file(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """A person's file to attach, and its size; refused before a byte is read where it cannot be attached."""
    with file_faults(path):
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ChecklistError("not-a-file", f"“{path.name}” is not a file.", "Attach a file.")
        if is_held(path):  # reading it would drop the database's lock
            raise ChecklistError("attaches-itself", "A workspace cannot be attached to itself.", "Attach another file.")
        _require_bounded(status.st_size, LARGEST)
        with given_file(path) as source:
            yield source, status.st_size


def require_room(where: Path, size: int) -> None:
    """Refuse before a long wait what the disk would refuse after it."""
    with file_faults(where):
        free = shutil.disk_usage(where).free
    if size and free < size + _SPARE_ROOM:
        raise ChecklistError(
            "disk-full",
            f"There is no room for this file: it has {size >> 20} MiB, and {free >> 20} MiB are free.",
            "Free some space; nothing was changed.",
        )


def shared(store: Store, made: SealedFile, watch: Watch = unwatched) -> SealedFile:
    """The file of the same content that is here already, else ``made``; to be called before the row is written.

    A former file that is damaged is written anew: the same key over the same content gives the same bytes.
    """
    former = store.query(
        "SELECT file, key FROM evidence WHERE sha512 = ? AND size = ?"
        " UNION SELECT file, key FROM received_evidence WHERE sha512 = ? AND size = ? LIMIT 1",
        *(made.sha512, made.size) * 2,
    )
    if not former:
        return made
    file, key = former[0]
    kept = replace(made, file=file, key=key)
    if not _is_whole(store, kept, watch):
        with opened(store, made.file, made.key) as plain, atomic_file(path_of(store, file)) as target:
            chunked.encrypt_stream(plain, target, key, file.encode())
    discard(store, made.file)
    return kept


def read(
    store: Store, file: str, key: bytes, attachment: Attachment, target: BinaryIO, watch: Watch = unwatched
) -> None:
    """Decrypt into ``target``; on an error it holds a true beginning that the caller throws away."""
    path = path_of(store, file)
    try:
        with file_faults(path), ordinary_file(path) as source:
            watched = io.BufferedReader(_Watched(source, watch, attachment.size))
            digest = chunked.decrypt_stream(watched, target, key, file.encode())
    except ChecklistError as fault:
        if fault.code != "not-found":
            raise
        raise missing() from fault
    if (digest.size, digest.sha512) != (attachment.size, attachment.sha512):
        raise missing()


def is_sound(store: Store, file: str, key: bytes, attachment: Attachment, watch: Watch = unwatched) -> bool:
    """Whether the whole file is there as it was attached."""
    try:
        read(store, file, key, attachment, Nowhere(), watch)
    except ChecklistError:
        return False
    return True


def _is_whole(store: Store, made: SealedFile, watch: Watch) -> bool:
    """Whether the whole file is there as it was written: each chunk's tag says so, faster than its digest."""
    done = 0
    try:
        with opened(store, made.file, made.key) as plain:
            while piece := plain.read(chunked.CHUNK_SIZE):
                done += len(piece)
                watch(done, made.size)
    except ChecklistError:
        return False
    return done == made.size


def opened(store: Store, file: str, key: bytes) -> BinaryIO:
    """The plaintext as a stream, each chunk checked as it is read; the caller closes it."""
    path = path_of(store, file)
    with file_faults(path):
        return io.BufferedReader(chunked.ChunkReader(ordinary_file(path), key, file.encode()), 1 << 20)


def discard(store: Store, file: str) -> None:
    """Without its key nobody can read it, so one that cannot be removed now waits for the next opening."""
    with suppress(OSError, ChecklistError):
        path_of(store, file).unlink()


def discard_unnamed(store: Store, file: str) -> None:
    """When the rows that named it are gone; other rows may share it."""
    if file not in named(store):
        discard(store, file)


def on_disk(store: Store) -> set[str]:
    """Names in the evidence folder, half-written ones included."""
    where = folder(store)
    with file_faults(where):
        return {path.name for path in where.iterdir()} if where.is_dir() else set()


def size(store: Store, file: str) -> int:
    """Of the file as it lies there, in bytes; -1 where it does not."""
    try:
        path = path_of(store, file)
    except ChecklistError as fault:
        if fault.code != "evidence-damaged":
            raise
        return -1
    with file_faults(path):
        return path.stat().st_size if path.is_file() and not path.is_symlink() else -1


def named(store: Store) -> set[str]:
    """Names that a row of the database gives."""
    found = store.query("SELECT file FROM evidence WHERE file IS NOT NULL UNION SELECT file FROM received_evidence")
    return {str(row[0]) for row in found}


def clear_orphans(store: Store, *, keep: bool) -> None:
    """Remove what a crash left between writing a file and committing its row, and nothing this program did not name.

    ``keep`` says that the rows may be older than the files: then whole ones are only set aside.
    """
    aside = store.folder / ASIDE
    if aside.is_symlink():
        return
    for name in on_disk(store) - named(store):
        path = folder(store) / name
        with suppress(OSError, ChecklistError):
            if FILE_NAME.match(name) and keep:
                make_folder(aside, 0o700)
                path.replace(aside / name)
            elif FILE_NAME.match(name) or TEMPORARY.match(name):
                path.unlink()


def bring_back(store: Store) -> None:
    """Files set aside before that a row names again, and that are missing: a newer database was put back."""
    aside = store.folder / ASIDE
    if aside.is_dir() and not aside.is_symlink():
        for name in named(store) & {path.name for path in aside.iterdir()} - on_disk(store):
            with suppress(OSError, ChecklistError):
                (aside / name).replace(path_of(store, name))
        with suppress(OSError):  # not empty: they wait for their rows
            aside.rmdir()


def missing() -> ChecklistError:
    return ChecklistError(
        "evidence-damaged",
        "The attached file is missing or is not the one that was attached.",
        "Restore it from a backup copy of the workspace, or attach the original again.",
    )


def _require_bounded(size: int, bound: int) -> None:
    if size > bound:
        raise ChecklistError(
            "file-too-large",
            f"This file is larger than {bound >> 30} GiB, so it cannot be attached.",
            "Name it as a reference instead: what it is and where it is kept.",
        )


class Nowhere(io.BytesIO):
    """Takes what is decrypted only to be checked."""

    def write(self, data: object, /) -> int:
        del data
        return 0


class _Watched(io.RawIOBase):
    """Counts what is read, and refuses to read on beyond ``bound``: a file may grow meanwhile."""

    def __init__(self, source: BinaryIO, watch: Watch, size: int, bound: int | None = None) -> None:
        super().__init__()
        self._source, self._watch, self._size, self._bound, self._done = source, watch, size, bound, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        data = self._source.read(len(view))
        view[: len(data)] = data
        self._done += len(data)
        if self._bound is not None:
            _require_bounded(self._done, self._bound)
        self._watch(self._done, self._size)
        return len(data)
