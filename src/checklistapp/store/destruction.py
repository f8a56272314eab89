# SPDX-License-Identifier: Apache-2.0
"""Removes a workspace from its folder, its keys first: without them the rest is noise to whoever finds it."""

import os
import re
from contextlib import suppress
from pathlib import Path

from checklistapp.store import restored, sealed_files
from checklistapp.store.folder import KEY_FILE, PREVIOUS_KEY_FILE
from checklistapp.store.store import IN_USE_FILE
from checklistapp.system.files import file_faults, fsync_folder

_TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.tmp\Z")
_BESIDE_THE_DATABASE = ("", "-wal", "-shm", "-journal", "-next", "-next-wal", "-next-journal")


def remove_keys(folder: Path) -> None:
    """Overwritten where they stand, then removed: from here on nothing opens what is left but the recovery words."""
    for path in (folder / KEY_FILE, folder / PREVIOUS_KEY_FILE):
        with file_faults(path):
            if path.is_file() and not path.is_symlink():
                _overwrite(path)
            path.unlink(missing_ok=True)
    fsync_folder(folder)


def remove_rest(database: Path) -> tuple[str, ...]:
    """Everything of the workspace that lies around ``database``, and the folder if nothing else is in it.

    Returns the names of what is not the workspace's.
    """
    folder = database.parent
    files = [database.with_name(database.name + suffix) for suffix in _BESIDE_THE_DATABASE]
    files += [
        folder / IN_USE_FILE,
        folder / restored.FILE,
        *(path for path in folder.iterdir() if _TEMPORARY.match(path.name)),
    ]
    kept = folder / "evidence"
    if kept.is_dir() and not kept.is_symlink():
        named = (sealed_files.FILE_NAME, _TEMPORARY)
        files += [path for path in kept.iterdir() if any(pattern.match(path.name) for pattern in named)]
    for file in files:
        with file_faults(file):
            file.unlink(missing_ok=True)
    with suppress(OSError):  # not empty: somebody keeps something there
        kept.rmdir()
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
