# SPDX-License-Identifier: Apache-2.0
"""Makes the backup copy: one file with the encrypted parts of a workspace, to be carried and restored."""

import re
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from checklistapp.domain.errors import ChecklistError
from checklistapp.store import check, sealed_files
from checklistapp.store.folder import DATABASE_SUFFIX, KEY_FILE
from checklistapp.store.store import Store, Watch, unwatched
from checklistapp.system.files import atomic_file, file_faults, ordinary_file

SUFFIX = ".checklist-backup"
EVIDENCE = "evidence/"

_DATABASE = re.compile(r"(?!-)[^/\\]{1,200}" + re.escape(DATABASE_SUFFIX))
_PLAIN_NAME = "workspace" + DATABASE_SUFFIX
_PIECE = 1 << 20


def backup(store: Store, target: Path, watch: Watch = unwatched) -> None:
    """Everything needed to open the workspace elsewhere with the same passphrases; refused when a page is damaged."""
    store.require_outside(target)
    check.require_whole_pages(store)
    with _database_copy(store, target) as database, atomic_file(target) as file:
        members = [
            (KEY_FILE, store.folder / KEY_FILE),
            (store.file.name if names_database(store.file.name) else _PLAIN_NAME, database),
            *((EVIDENCE + name, sealed_files.folder(store) / name) for name in sorted(sealed_files.named(store))),
        ]
        total, done = sum(_size(path) for _, path in members), 0
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, path in members:
                with ordinary_file(path) as source, archive.open(_member(name), "w", force_zip64=True) as out:
                    while piece := source.read(_PIECE):
                        out.write(piece)
                        done += len(piece)
                        watch(done, total)


def names_database(name: str) -> bool:
    """Whether a file may get this name on somebody else's disk: no control characters, nothing read as an option."""
    return name.isprintable() and _DATABASE.fullmatch(name) is not None


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
