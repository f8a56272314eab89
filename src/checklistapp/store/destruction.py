# SPDX-License-Identifier: Apache-2.0
"""Removes a workspace from its folder, its keys first: without them the rest is noise to whoever finds it."""

import os
from contextlib import suppress
from pathlib import Path

from checklistapp.crypto.key_file import MAXIMUM_TEXT_SIZE as _LARGEST
from checklistapp.domain.errors import ChecklistError
from checklistapp.store import next_file, restored, sealed_files
from checklistapp.store.folder import KEY_FILE, PREVIOUS_KEY_FILE
from checklistapp.store.store import IN_USE_FILE
from checklistapp.system.files import TEMPORARY, file_faults, fsync_folder, ordinary_file

_BESIDE_THE_DATABASE = ("-wal", "-shm", "-journal", "-next", "-next-wal", "-next-journal")


def remove_keys(folder: Path) -> None:
    """Overwritten where they stand, then removed: from here on nothing opens what is left but the recovery words."""
    for path in (folder / KEY_FILE, folder / PREVIOUS_KEY_FILE):
        with file_faults(path):
            if path.is_file() and not path.is_symlink():
                _overwrite(path)
            path.unlink(missing_ok=True)
    fsync_folder(folder)


def is_cut_short(folder: Path) -> bool:
    """Whether no key file is left but an overwritten one: nothing opens it with a passphrase any more."""
    try:
        with ordinary_file(folder / KEY_FILE) as stream:
            return not any(stream.read(_LARGEST))
    except FileNotFoundError:
        return True
    except (OSError, ChecklistError):
        return False


def remove_rest(database: Path) -> tuple[str, ...]:
    """Everything of the workspace that lies around ``database``, and the folder if nothing else is in it.

    The database goes last: as long as it is there, what a fault left can be found and removed. Returns the names of
    what is not the workspace's.
    """
    folder = database.parent
    files = [
        folder / IN_USE_FILE,
        folder / restored.FILE,
        *(path for path in folder.iterdir() if TEMPORARY.match(path.name) or next_file.is_displaced(database, path)),
    ]
    kept = [folder / name for name in ("evidence", sealed_files.ASIDE)]
    named = (sealed_files.FILE_NAME, TEMPORARY)
    for each in kept:
        if each.is_dir() and not each.is_symlink():
            files += [path for path in each.iterdir() if any(pattern.match(path.name) for pattern in named)]
    files += [database.with_name(database.name + suffix) for suffix in _BESIDE_THE_DATABASE]
    for file in files:
        with file_faults(file):
            file.unlink(missing_ok=True)
    for each in kept:
        if each.is_dir() and not each.is_symlink():
            fsync_folder(each)
        with suppress(OSError):  # not empty: somebody keeps something there
            each.rmdir()
    fsync_folder(folder)
    with file_faults(database):
        database.unlink(missing_ok=True)
    left = sorted(path.name for path in folder.iterdir())
    if not left:
        with file_faults(folder):
            folder.rmdir()
        fsync_folder(folder.parent)
    return tuple(left)


def _overwrite(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    try:
        os.write(descriptor, bytes(path.stat().st_size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
