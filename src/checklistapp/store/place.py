# SPDX-License-Identifier: Apache-2.0
"""Where a workspace may lie, and a new folder for it that is there whole or not at all."""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from checklistapp.domain.errors import ChecklistError
from checklistapp.system.files import file_faults, fsync_folder, is_fat_path, is_network_path, make_folder

_UNFINISHED = re.compile(r"\.[0-9a-f]{16}\.part\Z")
_MARK = "unfinished"


def require_fit(folder: Path) -> None:
    """Refuse disks that lose locks or answers; the backup copy may travel on them."""
    if is_network_path(folder):
        raise ChecklistError(
            "network-folder",
            "A workspace cannot lie on a network drive: two computers could write to it at once.",
            "Choose a folder on this computer, and put the backup copy on the network drive.",
        )
    if is_fat_path(folder):
        raise ChecklistError(
            "fat-disk",
            "A workspace cannot lie on a stick or card formatted as FAT: a pulled plug could cost answers.",
            "Choose a folder on this computer, and put the backup copy on the stick.",
        )


def require_free(folder: Path) -> None:
    """Refuse a place where something lies already; an empty folder will do. Also a name that is no text: nothing could
    show or note it."""
    try:
        folder.name.encode()
    except UnicodeEncodeError:
        raise ChecklistError(
            "name-unfit", "The name of this folder is not text that other programs can show.", "Choose another name."
        ) from None
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ChecklistError(
            "already-there", f"“{folder.name}” is there already and not empty.", "Choose another name."
        )


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder beside the final place to fill; it gets its name when the block ends, or goes when the block fails."""
    folder = folder.absolute()
    with file_faults(folder):
        require_free(folder)
        make_folder(folder.parent)
        with unfinished_folder(folder.parent) as made:
            yield made
            finish(made)
            try:
                made.replace(folder)
            except BaseException:
                shutil.rmtree(made, ignore_errors=True)
                raise
        fsync_folder(folder.parent)


@contextmanager
def unfinished_folder(parent: Path) -> Iterator[Path]:
    """A private folder to fill, which goes when the block ends unless it was ``finish``ed.

    What crashes left of such folders there goes first: each has a mark, locked as long as somebody fills it. A folder
    of that name without the mark may be a whole workspace in the middle of being exchanged, so it stays.
    """
    _clear(parent)
    made = parent / f".{secrets.token_hex(8)}.part"
    with file_faults(made):
        made.mkdir(mode=0o700)
        lock = os.open(made / _MARK, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with suppress(OSError):  # no locks there: then nobody clears it away either
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        yield made
    finally:
        os.close(lock)
        _remove(made)


def finish(made: Path) -> None:
    """It is whole and on the disk: from here on nothing but its owner removes it."""
    with file_faults(made):
        (made / _MARK).unlink()
        fsync_folder(made)


def _clear(parent: Path) -> None:
    with suppress(OSError):
        for path in parent.iterdir():
            if _UNFINISHED.match(path.name) and not path.is_symlink():
                with suppress(OSError), (path / _MARK).open("rb") as mark:
                    fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    _remove(path)


def _remove(made: Path) -> None:
    """The mark goes last: without it nothing would remove the rest."""
    if (made / _MARK).exists():
        for path in made.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != _MARK:
                with suppress(OSError):
                    path.unlink()
        shutil.rmtree(made, ignore_errors=True)
