# SPDX-License-Identifier: Apache-2.0
"""Makes the backup copy: one file with the encrypted parts of a workspace, to be carried and restored."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checklistapp.domain.errors import ChecklistError
from checklistapp.store import check, sealed_files
from checklistapp.store.check import Finding
from checklistapp.store.folder import DATABASE_SUFFIX, KEY_FILE
from checklistapp.store.store import Store, Watch, unwatched
from checklistapp.system.files import atomic_file, file_faults, ordinary_file, temporary_file

SUFFIX = ".checklist-backup"
EVIDENCE = "evidence/"

_DATABASE = re.compile(r"(?!-)[^/\\]{1,200}" + re.escape(DATABASE_SUFFIX))
_PLAIN_NAME = "workspace" + DATABASE_SUFFIX
_PIECE = 1 << 20


def backup(store: Store, target: Path, watch: Watch = unwatched) -> list[Finding]:
    """Everything needed to open the workspace elsewhere with the same passphrases; refused when a page is damaged.

    Returns where it is not as its journal left it, or lacks an attached file: the copy is no better, and holds what was
    answered since.
    """
    store.require_outside(target)
    check.require_whole_pages(store)
    parts = (lambda: check.tables(store), lambda: check.history(store), lambda: check.presence(store))
    found = [finding for part in parts for step in check.guarded(part) for finding in step.findings]
    present = [name for name in sorted(sealed_files.named(store)) if sealed_files.size(store, name) >= 0]
    with _database_copy(store, target) as database, atomic_file(target) as file:
        members = [
            (KEY_FILE, store.folder / KEY_FILE),
            (store.file.name if names_database(store.file.name) else _PLAIN_NAME, database),
            *((EVIDENCE + name, sealed_files.path_of(store, name)) for name in present),
        ]
        total, done = sum(_size(path) for _, path in members), 0
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, path in members:
                with ordinary_file(path) as source, archive.open(_member(name), "w", force_zip64=True) as out:
                    while piece := source.read(_PIECE):
                        out.write(piece)
                        done += len(piece)
                        watch(done, total)
    return found


def names_database(name: str) -> bool:
    """Whether a file may get this name on somebody else's disk: no control characters, nothing read as an option."""
    return name.isprintable() and _DATABASE.fullmatch(name) is not None


@contextmanager
def _database_copy(store: Store, target: Path) -> Iterator[Path]:
    """A whole copy under the same key, for the live file itself must not be opened (POSIX locks).

    In the workspace's folder where that may be written: what a crash leaves there goes at the next opening.
    """
    with file_faults(target):
        if not target.parent.is_dir():
            raise ChecklistError("not-found", "The folder for the backup copy was not found.", "Choose another.")
        with temporary_file(target.parent if store.read_only else store.folder) as copy:
            try:
                with store.faults():
                    store.database.execute("VACUUM INTO ?", [str(copy)])
            except ChecklistError as fault:
                if fault.code != "disk-full":
                    raise
                raise ChecklistError(
                    "disk-full",
                    "The disk is full: no backup copy was made. Everything saved in the workspace is there.",
                    "Free as much space as the workspace's file has, then try again.",
                ) from fault
            yield copy


def _size(path: Path) -> int:
    with file_faults(path):
        return path.stat().st_size


def _member(name: str) -> zipfile.ZipInfo:
    """Without a date or rights: two copies of the same state differ only where they must."""
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.external_attr = 0o600 << 16
    return member
