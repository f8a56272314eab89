# SPDX-License-Identifier: Apache-2.0
"""The note in a restored folder that lets its first opening put the restoring on record, and finish it."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.plain_line import is_plain_line
from checklistapp.system.files import file_faults, fsync_folder, ordinary_file, write_atomic

FILE = "restored.json"

_LARGEST = 4096
_FORMER = re.compile(r"\.[0-9a-f]{16}\.part\Z")


@dataclass(frozen=True, slots=True)
class Restored:
    """``source`` is the backup copy's file name. ``former`` is how the folder is called that was there before, for the
    moment between the exchange of the two and its getting the name ``aside``; both empty where there was none."""

    source: Annotated[str, Meta(max_length=255)]
    clock: Annotated[str, Meta(max_length=40)]
    former: Annotated[str, Meta(max_length=100)] = ""
    aside: Annotated[str, Meta(max_length=255)] = ""


def write(folder: Path, restored: Restored) -> None:
    write_atomic(folder / FILE, msgspec.json.encode(restored), private=True)


def read(folder: Path) -> Restored | None:
    """None where there is no note or it is not ours: it decides nothing that would need a better one."""
    try:
        with file_faults(folder), ordinary_file(folder / FILE) as stream:
            note = msgspec.json.decode(stream.read(_LARGEST), type=Restored)
    except (ChecklistError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if not is_plain_line(note.aside):  # no name that this program gives
        note = replace(note, former="", aside="")
    return replace(note, source=_plain(note.source), clock=_plain(note.clock))


def _plain(text: str) -> str:
    """For messages and the journal: whoever made the file named it."""
    return "".join(each if is_plain_line(each) else "�" for each in text)


def name_former(folder: Path, restored: Restored) -> None:
    """Give the folder that was there before the name under which people find it; for a crash may have come between."""
    former, aside = folder.parent / restored.former, folder.parent / restored.aside
    if not _FORMER.match(restored.former) or Path(restored.aside).name != restored.aside:
        return
    with file_faults(former):
        if former.is_dir() and not former.is_symlink() and not aside.exists():
            former.replace(aside)
            fsync_folder(folder.parent)


def set_aside(folder: Path, restored: Restored) -> Path | None:
    """The folder that was there before, if the note names one as this program does: anybody can write the note."""
    aside = folder.parent.absolute() / restored.aside
    is_ours = aside.name == restored.aside and aside.name.startswith(f"{folder.name[:150]} set aside ")
    return aside if is_ours and aside.is_dir() and not aside.is_symlink() else None


def forget(folder: Path) -> None:
    with file_faults(folder / FILE):
        (folder / FILE).unlink(missing_ok=True)
        fsync_folder(folder)
