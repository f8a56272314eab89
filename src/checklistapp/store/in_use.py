# SPDX-License-Identifier: Apache-2.0
"""Who has a workspace open: the word left for other programs, and what is believed of it."""

import getpass
import os
import platform
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.plain_line import is_plain_line
from checklistapp.store.reading import holder
from checklistapp.store.store import IN_USE_FILE
from checklistapp.system.clock import local_text
from checklistapp.system.files import is_held, ordinary_file

_Words = Annotated[str, Meta(min_length=1, max_length=64)]


@dataclass(frozen=True, slots=True)
class _InUse:
    """What ``in-use.json`` holds; anybody may have written it."""

    computer: _Words
    login: _Words
    process: Annotated[int, Meta(gt=0, lt=1 << 31)]
    since: _Words


def told_who(fault: ChecklistError, file: Path) -> ChecklistError:
    """What the other program said about itself, if it did and the kernel says that it is the one: a program that was
    killed leaves its note behind."""
    process = os.getpid()
    if not is_held(file):
        found = None
        with suppress(ChecklistError):
            found = holder(file)
        if found is None:
            return fault
        writes, process = found
        if not writes:
            sentence = (
                "The workspace is open in another window or program, only to be read; nobody changes it meanwhile."
            )
            return ChecklistError(fault.code, sentence, fault.hint)
    known = f" (process {process})" if process else ""
    fault = ChecklistError(fault.code, f"The workspace is open in another window or program{known}.", fault.hint)
    try:
        with ordinary_file(file.parent / IN_USE_FILE) as stream:
            note = msgspec.json.decode(stream.read(4096), type=_InUse)
    except (ChecklistError, OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return fault
    if (process and note.process != process) or not all(map(is_plain_line, (note.computer, note.login, note.since))):
        return fault
    place = f"on {note.computer} by {note.login} (process {note.process}) since {local_text(note.since)}"
    return ChecklistError(fault.code, f"The workspace is open in another window or program, {place}.", fault.hint)


def own_word(since: str) -> dict[str, str | int]:
    """Readable without a key: no name of a person in the workspace, only what the operating system shows anyway."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        login = str(os.getuid())
    return {"computer": platform.node(), "login": login, "process": os.getpid(), "since": since}
