# SPDX-License-Identifier: Apache-2.0
"""Where a workspace may lie, and a new folder for it that is there whole or not at all."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from checklistapp.domain.errors import ChecklistError
from checklistapp.system.files import file_faults, fsync_folder, is_fat_path, is_network_path, make_folder


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
    """Refuse a place where something lies already; an empty folder will do."""
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
        made = folder.with_name(f".{secrets.token_hex(8)}.part")
        made.mkdir(mode=0o700)
        try:
            yield made
            fsync_folder(made)
            made.replace(folder)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        fsync_folder(folder.parent)
