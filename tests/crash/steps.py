# SPDX-License-Identifier: Apache-2.0
"""The steps of a program that a power cut can come between; paths are relative to the watched root, "." itself."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MakeFile:
    """Or nothing, where it is there already."""

    path: str


@dataclass(frozen=True, slots=True)
class MakeNameless:
    """A file that no folder names yet (O_TMPFILE); ``path`` is how the kernel calls it meanwhile."""

    path: str


@dataclass(frozen=True, slots=True)
class Name:
    """A nameless file gets a name: the first it has."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class MakeFolder:
    path: str


@dataclass(frozen=True, slots=True)
class Remove:
    path: str


@dataclass(frozen=True, slots=True)
class Rename:
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """Each of the two gets the other's name."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Write:
    """``offset`` None appends."""

    path: str
    offset: int | None
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Resize:
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """Of a file or a folder; not ``done`` where the disk reported a fault."""

    path: str
    done: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """What the program told its witness at this moment."""

    text: str


Step = MakeFile | MakeNameless | Name | MakeFolder | Remove | Rename | Exchange | Write | Resize | Sync | Line
