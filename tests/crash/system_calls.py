# SPDX-License-Identifier: Apache-2.0
"""Reads what ``strace -f -y -xx -o`` wrote: one value per finished call, with its strings decoded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LONGEST_STRING = 4 << 20
"""For ``-s``: a longer write would be cut short in the trace, which is refused."""

_HEX = re.compile(r"\\x([0-9a-f]{2})")
_DESCRIPTOR = re.compile(r"(AT_FDCWD|-?\d+)(?:<(.*?)>)?(\(deleted\))?")
_FINISHED = re.compile(r"(\w+)\((.*)\)\s+= (.*)", re.DOTALL)
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)", re.DOTALL)
_UNFINISHED = " <unfinished ...>"


class TraceError(Exception):
    """The trace holds something that the reader was not written for, so nothing may be concluded from it."""


@dataclass(frozen=True, slots=True)
class Descriptor:
    """``path`` is what the kernel called the open file at that moment (``pipe:[4]`` for a pipe)."""

    number: str
    path: str
    deleted: bool


@dataclass(frozen=True, slots=True)
class Call:
    """``result`` is None where a kill came in between: the call may have done its work or not."""

    process: str
    name: str
    arguments: tuple[str, ...]
    result: int | None
    opened: str

    def descriptor(self, place: int) -> Descriptor:
        found = _DESCRIPTOR.fullmatch(self.arguments[place])
        if found is None:
            raise TraceError(f"{self.name}: no descriptor at {place}: {self.arguments[place][:80]}")
        number, path, deleted = found.groups()
        return Descriptor(number, _decoded(path or "").decode(), deleted is not None)

    def string(self, place: int) -> bytes:
        """Several pieces, as of writev, are joined."""
        return strings(self.arguments[place])

    def number(self, place: int) -> int:
        return int(self.arguments[place], 0)

    @property
    def failed(self) -> bool:
        return self.result is not None and self.result < 0


def strings(text: str) -> bytes:
    _, *pieces = text.split('"')  # all that strace shows is hexadecimal, so no string holds a quotation mark
    if any(after.startswith("...") for after in pieces[1::2]):
        raise TraceError("a string longer than strace was told to show")
    return b"".join(_decoded(piece) for piece in pieces[::2])


def calls(trace: Path) -> Iterator[Call]:
    """In the order in which they ended; those that a kill interrupted come last."""
    waiting: dict[str, str] = {}
    with trace.open(encoding="ascii") as lines:
        for line in lines:
            process, _, text = line.rstrip("\n").partition(" ")
            text = text.lstrip()
            if text.startswith(("+++", "---")):
                continue
            if text.endswith(_UNFINISHED):
                waiting[process] = text.removesuffix(_UNFINISHED)
                continue
            if resumed := _RESUMED.fullmatch(text):
                text = waiting.pop(process) + resumed[1]
            yield _call(process, text)
    for process, text in waiting.items():
        yield _call(process, text + ") = ?")


def _call(process: str, text: str) -> Call:
    # A call that the kill interrupted stands as "name(argument, <unfinished ...>) = ?".
    text = text.replace(_UNFINISHED + ")", ")")
    found = _FINISHED.fullmatch(text)
    if found is None:
        raise TraceError(f"not a call: {text[:200]}")
    name, arguments, outcome = found.groups()
    value, _, rest = outcome.partition(" ")
    number = re.match(r"-?(?:0x)?[0-9a-f]+", value)
    opened = re.fullmatch(r"\d+<(.*?)>(\(deleted\))?", value)
    result = None if value == "?" and "ERESTART" not in rest else -1 if number is None else int(number[0], 0)
    path = _decoded(opened[1]).decode() if opened else ""
    return Call(process, name, tuple(_split(arguments)), result, path)


def _split(arguments: str) -> Iterator[str]:
    """At commas outside brackets: all strings are hexadecimal, so every bracket is strace's own."""
    depth, start = 0, 0
    for place in re.finditer(r"[\[\](){},]", arguments):
        match place[0]:
            case ",":
                if depth == 0:
                    yield arguments[start : place.start()]
                    start = place.end() + 1
            case "[" | "(" | "{":
                depth += 1
            case _:
                depth -= 1
    if arguments:
        yield arguments[start:]


def _decoded(text: str) -> bytes:
    if "\\" not in text:
        return text.encode()
    if len(text) == 4 * text.count("\\x"):
        return bytes.fromhex(text.replace("\\x", ""))
    return _HEX.sub(lambda found: chr(int(found[1], 16)), text).encode("latin-1")
