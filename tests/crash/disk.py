# SPDX-License-Identifier: Apache-2.0
"""A model of a disk with a cache: what a power cut may leave of the steps that a program took.

The rule is POSIX, stricter than any file system people use: a file's bytes and size are on the disk once *it* was
synced, a name (made, renamed, removed) once *its folder* was synced, and nothing else orders one before the other.
Of all that is not synced any part may be on the disk: ext4 and its relatives keep names in order, and make the name
of a synced file durable with it, but a program that needs neither is right on all of them.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.crash.steps import (
    Exchange,
    Line,
    MakeFile,
    MakeFolder,
    MakeNameless,
    Name,
    Remove,
    Rename,
    Resize,
    Step,
    Sync,
    Write,
)

SECTOR = 512

Tree = Mapping[str, bytes | None]
"""Bytes by path from the root; None for a folder."""


class UnmodelledError(Exception):
    """A step that the model cannot judge."""


@dataclass(eq=False, slots=True)
class File:
    live: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)


@dataclass(eq=False, slots=True)
class Folder:
    live: dict[str, "Node"] = field(default_factory=dict)
    durable: dict[str, "Node"] = field(default_factory=dict)


Node = File | Folder


@dataclass(frozen=True, slots=True)
class Bytes:
    """Written and not synced yet."""

    owner: File
    offset: int
    data: bytes

    def apply(self, content: bytearray) -> None:
        content.extend(bytes(max(0, self.offset - len(content))))
        content[self.offset : self.offset + len(self.data)] = self.data

    def torn(self, chance: random.Random) -> Iterator["Bytes"]:
        """Some of its sectors, as a disk writes them: whole, and at places that are multiples of their size."""
        end = self.offset + len(self.data)
        for start in range(self.offset - self.offset % SECTOR, end, SECTOR):
            if chance.random() < 0.5:
                first, last = max(start, self.offset), min(start + SECTOR, end)
                yield Bytes(self.owner, first, self.data[first - self.offset : last - self.offset])


@dataclass(frozen=True, slots=True)
class Size:
    owner: File
    size: int

    def apply(self, content: bytearray) -> None:
        del content[self.size :]
        content.extend(bytes(self.size - len(content)))


@dataclass(frozen=True, slots=True)
class Names:
    """What a folder's names mean from now on; a rename is one such change, for it is atomic."""

    owner: Folder
    names: Mapping[str, Node | None]

    def apply(self, entries: dict[str, Node]) -> None:
        for name, node in self.names.items():
            if node is None:
                entries.pop(name, None)
            else:
                entries[name] = node


Change = Bytes | Size | Names


class Disk:
    """Takes the steps of a program one by one; ``pending`` is what a power cut may lose, oldest first."""

    def __init__(self, start: Tree) -> None:
        self.root = Folder()
        self.pending: list[Change] = []
        self._nameless: dict[str, File] = {}
        for path, content in sorted(start.items()):
            made: Node = Folder() if content is None else File(bytearray(content), bytearray(content))
            folder, name = self._place(path)
            folder.live[name] = folder.durable[name] = made

    def take(self, step: Step, chance: random.Random | None = None) -> None:
        """``chance`` decides what a failed sync brought to the disk: the cache forgets such bytes either way."""
        match step:
            case MakeFile(path):
                folder, name = self._place(path)
                if name not in folder.live:
                    self._change(Names(folder, {name: File()}))
            case MakeNameless(path):
                self._nameless[path] = File()
            case Name(path, name):
                folder, name = self._place(name)
                self._change(Names(folder, {name: self._nameless.pop(path)}))
            case MakeFolder(path):
                folder, name = self._place(path)
                self._change(Names(folder, {name: Folder()}))
            case Remove(path):
                folder, name = self._place(path)
                self._change(Names(folder, {name: None}))
            case Rename(old, new):
                folder, names = self._in_one_folder(old, new)
                self._change(Names(folder, {names[0]: None, names[1]: folder.live[names[0]]}))
            case Exchange(one, other):
                folder, names = self._in_one_folder(one, other)
                self._change(Names(folder, {names[0]: folder.live[names[1]], names[1]: folder.live[names[0]]}))
            case Write(path, offset, data):
                file = self._file(path)
                self._change(Bytes(file, len(file.live) if offset is None else offset, data))
            case Resize(path, size):
                self._change(Size(self._file(path), size))
            case Sync(path, done):
                self._sync(self._node(path), chance, done=done)
            case Line():
                pass

    def _in_one_folder(self, *paths: str) -> tuple[Folder, list[str]]:
        places = [self._place(path) for path in paths]
        if any(folder is not places[0][0] for folder, _ in places):
            raise UnmodelledError("a rename from folder to folder")
        return places[0][0], [name for _, name in places]

    def _sync(self, node: Node, chance: random.Random | None, *, done: bool) -> None:
        left: list[Change] = []
        for change in self.pending:
            match change:
                case Names(owner):
                    if owner is node and done:
                        change.apply(owner.durable)
                    else:
                        left.append(change)
                case Bytes(owner) | Size(owner):
                    if owner is not node:
                        left.append(change)
                    elif done or (chance and chance.random() < 0.5):
                        change.apply(owner.durable)
        self.pending = left

    def _change(self, change: Change) -> None:
        match change:
            case Names(folder):
                change.apply(folder.live)
            case Bytes(file) | Size(file):
                change.apply(file.live)
        self.pending.append(change)

    def live(self) -> Tree:
        """What programs see as long as the power is on."""
        return dict(_tree(self.root, {}, ""))

    def after(self, survivors: list[Change]) -> Tree:
        """What a power cut leaves when of all that is pending just these reached the disk, applied in order."""
        durable: dict[Node, bytearray | dict[str, Node]] = {}
        for change in survivors:
            match change:
                case Names(folder):
                    entries = durable.setdefault(folder, dict(folder.durable))
                    if isinstance(entries, dict):
                        change.apply(entries)
                case Bytes(file) | Size(file):
                    content = durable.setdefault(file, bytearray(file.durable))
                    if isinstance(content, bytearray):
                        change.apply(content)
        return dict(_tree(self.root, durable, "", durable_only=True))

    def _place(self, path: str) -> tuple[Folder, str]:
        *folders, name = PurePosixPath(path).parts
        node: Node = self.root
        for each in folders:
            node = _folder(node).live[each]
        return _folder(node), name

    def _node(self, path: str) -> Node:
        if path == ".":
            return self.root
        if path in self._nameless:
            return self._nameless[path]
        folder, name = self._place(path)
        return folder.live[name]

    def _file(self, path: str) -> File:
        node = self._node(path)
        if not isinstance(node, File):
            raise UnmodelledError(f"{path} is not a file")
        return node


def _folder(node: Node) -> Folder:
    if not isinstance(node, Folder):
        raise UnmodelledError("a file where a folder is expected")
    return node


def _tree(
    folder: Folder, changed: Mapping[Node, bytearray | dict[str, Node]], prefix: str, *, durable_only: bool = False
) -> Iterator[tuple[str, bytes | None]]:
    entries = changed.get(folder, folder.durable if durable_only else folder.live)
    for name, node in sorted(entries.items()) if isinstance(entries, dict) else ():
        if isinstance(node, File):
            content = changed.get(node, node.durable if durable_only else node.live)
            yield prefix + name, bytes(content) if isinstance(content, bytearray) else b""
        else:
            yield prefix + name, None
            yield from _tree(node, changed, f"{prefix}{name}/", durable_only=durable_only)


def read_tree(root: Path) -> Tree:
    """A real folder as it is now."""
    return {
        path.relative_to(root).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in sorted(root.rglob("*"))
    }


def write_tree(root: Path, tree: Tree) -> None:
    """Makes ``root`` anew with this content."""
    root.mkdir(parents=True)
    for path, content in sorted(tree.items()):
        if content is None:
            (root / path).mkdir()
        else:
            (root / path).write_bytes(content)
