# SPDX-License-Identifier: Apache-2.0
"""The evidence folder: each attached file encrypted under a random key of its own, named by a random id."""

import io
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from checklistapp.crypto import chunked
from checklistapp.domain.answer import Attachment
from checklistapp.domain.errors import ChecklistError
from checklistapp.store.connection import is_open_here
from checklistapp.store.store import Store, Watch, unwatched
from checklistapp.system.files import atomic_file, file_faults, fsync_folder, ordinary_file

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FILE_NAME = re.compile(r"[0-9a-f]{32}\Z")


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


@contextmanager
def sealed(store: Store, source: BinaryIO, watch: Watch = unwatched, size: int = 0) -> Iterator[SealedFile]:
    """Encrypt ``source`` to the disk; the block commits the row that names the file, and if it fails the file goes.

    ``size`` is only for ``watch``.
    """
    where = folder(store)
    with file_faults(where):
        if not where.is_dir():
            where.mkdir(mode=0o700)
            fsync_folder(store.folder)
    name, key = secrets.token_hex(16), chunked.new_key()
    with atomic_file(where / name) as target:
        made = chunked.encrypt_stream(io.BufferedReader(_Watched(source, watch, size)), target, key, name.encode())
    try:
        yield SealedFile(name, key, made.size, made.sha512)
    except BaseException:
        discard(store, name)
        raise


@contextmanager
def source_file(path: Path) -> Iterator[BinaryIO]:
    """A person's file to attach; refuses the workspace's own database, whose lock reading it would drop."""
    with file_faults(path):
        if is_open_here(path):
            raise ChecklistError("attaches-itself", "A workspace cannot be attached to itself.", "Attach another file.")
        with path.open("rb") as source:
            yield source


def read(store: Store, file: str, key: bytes, attachment: Attachment, target: BinaryIO) -> None:
    """Decrypt into ``target``; on an error it holds a true beginning that the caller throws away."""
    path = folder(store) / file
    try:
        with file_faults(path), ordinary_file(path) as source:
            digest = chunked.decrypt_stream(source, target, key, file.encode())
    except ChecklistError as fault:
        if fault.code != "not-found":
            raise
        raise missing() from fault
    if (digest.size, digest.sha512) != (attachment.size, attachment.sha512):
        raise missing()


def opened(store: Store, file: str, key: bytes) -> BinaryIO:
    """The plaintext as a stream, each chunk checked as it is read; the caller closes it."""
    path = folder(store) / file
    with file_faults(path):
        return io.BufferedReader(chunked.ChunkReader(ordinary_file(path), key, file.encode()), 1 << 20)


def discard(store: Store, file: str) -> None:
    """Without its key nobody can read it, so one that cannot be removed now waits for the next opening."""
    with suppress(OSError, ChecklistError):
        (folder(store) / file).unlink()


def on_disk(store: Store) -> set[str]:
    """Names in the evidence folder, half-written ones included."""
    where = folder(store)
    with file_faults(where):
        return {path.name for path in where.iterdir()} if where.is_dir() else set()


def named(store: Store) -> set[str]:
    """Names that a row of the database gives."""
    found = store.query("SELECT file FROM evidence WHERE file IS NOT NULL UNION SELECT file FROM received_evidence")
    return {str(row[0]) for row in found}


def clear_orphans(store: Store) -> None:
    """Remove what a crash left between writing a file and committing its row, and nothing this program did not name."""
    for name in on_disk(store) - named(store):
        if FILE_NAME.match(name) or re.fullmatch(r"\.[0-9a-f]{16}\.tmp", name):
            discard(store, name)


def missing() -> ChecklistError:
    return ChecklistError(
        "evidence-damaged",
        "The attached file is missing or is not the one that was attached.",
        "Restore it from a backup copy of the workspace, or attach the original again.",
    )


class _Watched(io.RawIOBase):
    def __init__(self, source: BinaryIO, watch: Watch, size: int) -> None:
        super().__init__()
        self._source, self._watch, self._size, self._done = source, watch, size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        data = self._source.read(len(view))
        view[: len(data)] = data
        self._done += len(data)
        self._watch(self._done, self._size)
        return len(data)
