# SPDX-License-Identifier: Apache-2.0
"""A short list of faults for whoever helps: times, codes and places in our code, never a message, a name or a value."""

import base64
import hashlib
import re
import traceback
from contextlib import suppress
from pathlib import Path

from checklistapp import __version__
from checklistapp.system.clock import Clock
from checklistapp.system.paths import state_folder

MAXIMUM_SIZE = 64 * 1024

_OURS = "checklistapp"
_WORD = re.compile(r"[A-Za-z0-9_.<>-]{1,120}")


def log_file() -> Path:
    return state_folder() / "faults.log"


def record(code: str, place: str = "-", clock: Clock | None = None) -> None:
    """Append one line; a log that cannot be written stops nobody.

    ``place`` is a module or function. Anything that does not look like a code or a place is left out: it might be a
    message with an answer in it.
    """
    words = (word if _WORD.fullmatch(word) else "-" for word in (code, place))
    line = " ".join(((clock or Clock()).reading(), __version__, *words)) + "\n"
    with suppress(OSError):
        log_file().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with log_file().open("a+b") as file:
            if file.tell() + len(line) > MAXIMUM_SIZE:
                file.seek(-MAXIMUM_SIZE // 2, 2)
                newer = file.read().partition(b"\n")[2]
                file.truncate(0)
                file.write(newer)
            file.write(line.encode())


def record_bug(exception: BaseException) -> str:
    """Record a bug and return its code, for the person to report."""
    code = bug_code(exception)
    record(code, _places(exception)[-1])
    return code


def bug_code(exception: BaseException) -> str:
    """``XXXX-XXXX``: what went wrong in which function, and by which way it got there.

    Without line numbers and texts, so the same bug keeps its code from version to version and betrays no value.
    """
    kind = f"{type(exception).__module__}.{type(exception).__qualname__}"
    places = _places(exception)
    return f"{_short(kind, places[-1])}-{_short(kind, *places)}"


def _places(exception: BaseException) -> list[str]:
    """Our functions on the way to the fault, the innermost last; somebody else's innermost one if none is ours."""
    frames = [
        (frame.f_globals.get("__name__", "?"), frame.f_code.co_qualname)
        for frame, _ in traceback.walk_tb(exception.__traceback__)
    ]
    ours = [frame for frame in frames if frame[0].partition(".")[0] == _OURS]
    return [f"{module}.{function}" for module, function in ours or frames[-1:]] or ["-"]


def _short(*parts: str) -> str:
    return base64.b32encode(hashlib.sha256("\n".join(parts).encode()).digest()).decode()[:4]
