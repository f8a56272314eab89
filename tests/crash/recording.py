# SPDX-License-Identifier: Apache-2.0
"""Turns traced system calls into the steps taken below one folder; a call it does not know there is a failure."""

from collections.abc import Iterable, Iterator
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
from tests.crash.system_calls import Call, TraceError

_CHANGE_NOTHING = frozenset(
    {
        *("access", "faccessat", "faccessat2", "newfstatat", "stat", "lstat", "fstat", "statx", "statfs", "fstatfs"),
        *("readlink", "readlinkat", "getdents64", "getcwd", "chdir", "fadvise64", "flock", "ioctl"),
        *("chmod", "fchmod", "fchown", "utimensat"),  # rights and times hold no answers
    }
)
_NEW_PROCESSES = frozenset({"fork", "vfork", "clone", "clone3"})


def steps(calls: Iterable[Call], root: Path) -> list[Step]:
    return list(_Reader(str(root)).read(calls))


class _Reader:
    """Knows where each descriptor stands in its file, after the writes; reading is not traced, so a write after a read
    without a seek would be misplaced, which the comparison with the real folder finds."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._positions: dict[str, list[int | None]] = {}
        self._nameless: dict[str, str] = {}
        """What the kernel calls a file without a name, and the name that it got meanwhile."""
        self._opened_as: dict[str, str] = {}

    def read(self, calls: Iterable[Call]) -> Iterator[Step]:
        for call in calls:
            if call.name in _NEW_PROCESSES and "CLONE_THREAD" not in "".join(call.arguments):
                raise TraceError("another process was started: its descriptors are not followed")
            if call.name == "writev" and call.descriptor(0).path.startswith("pipe:"):
                yield from (Line(line) for line in call.string(1).decode().splitlines())
            elif self._concerns(call):
                yield from self._step(call)

    def _concerns(self, call: Call) -> bool:
        """Whether it names the root or a place below it, by path or by descriptor."""
        return any(
            place == self._root or place.startswith(self._root + "/")
            for place in (*self._named(call), *self._descriptors(call), call.opened)
        )

    def _named(self, call: Call) -> Iterator[str]:
        for place, argument in enumerate(call.arguments):
            if argument.startswith('"') and not call.name.startswith(("write", "pwrite")):
                folder = call.descriptor(place - 1).path if place and "<" in call.arguments[place - 1] else ""
                yield str(PurePosixPath(folder, call.string(place).decode("utf-8", "replace")))

    def _descriptors(self, call: Call) -> Iterator[str]:
        for place, argument in enumerate(call.arguments):
            if "<" in argument and argument[0] in "0123456789A":
                yield call.descriptor(place).path

    def _step(self, call: Call) -> Iterator[Step]:
        match call.name:
            case "fsync" | "fdatasync":
                if self._counts(call):
                    yield Sync(self._inside(call.descriptor(0).path), done=call.result == 0)
            case _ if call.failed:
                pass
            case "open" | "openat" | "creat":
                yield from self._opened(call)
            case "write" | "pwrite64":
                yield from self._written(call)
            case "lseek":
                position = self._position(call)
                position[0] = None if position[0] is None else call.result
            case "ftruncate":
                yield from self._resized(call)
            case "rename" | "renameat" | "renameat2":
                old, new = map(self._inside, self._named(call))
                yield Exchange(old, new) if "RENAME_EXCHANGE" in call.arguments[-1] else Rename(old, new)
            case "linkat":
                yield from self._linked(call)
            case "unlink" | "unlinkat" | "rmdir":
                yield Remove(self._inside(*self._named(call)))
            case "mkdir" | "mkdirat":
                yield MakeFolder(self._inside(*self._named(call)))
            case "close":
                self._positions.pop(call.descriptor(0).number, None)
            case "fcntl" if "F_DUPFD" not in call.arguments[1]:
                pass
            case "fcntl" | "dup" | "dup2" | "dup3":
                self._positions[str(call.result)] = self._position(call)
            case "mmap" if "MAP_SHARED" not in call.arguments[3] or "PROT_WRITE" not in call.arguments[2]:
                pass
            case name if name not in _CHANGE_NOTHING:
                raise TraceError(f"a call on the watched folder that the model does not know: {name}")

    def _opened(self, call: Call) -> Iterator[Step]:
        flags = "O_CREAT|O_TRUNC" if call.name == "creat" else next(each for each in call.arguments if "O_" in each)
        self._positions[str(call.result)] = [None if "O_APPEND" in flags else 0]
        if "O_TMPFILE" in flags:
            self._nameless[call.opened] = ""
            self._opened_as[str(call.result)] = call.opened
            yield MakeNameless(self._inside(call.opened))
            return
        path = self._inside(call.opened or next(self._named(call)))
        if "O_CREAT" in flags:
            yield MakeFile(path)
        if "O_TRUNC" in flags:
            yield Resize(path, 0)

    def _written(self, call: Call) -> Iterator[Step]:
        target, data = call.descriptor(0), call.string(1)
        taken = len(data) if call.result is None else call.result
        if call.name == "pwrite64":
            offset: int | None = call.number(3)
        else:
            position = self._position(call)
            offset = position[0]
            if offset is not None:
                position[0] = offset + taken
        if self._counts(call):
            yield Write(self._inside(target.path), offset, data[:taken])

    def _resized(self, call: Call) -> Iterator[Step]:
        if self._counts(call):
            yield Resize(self._inside(call.descriptor(0).path), call.number(1))

    def _counts(self, call: Call) -> bool:
        """What is written to a file that was removed is lost with it."""
        target = call.descriptor(0)
        if target.path in self._nameless and not self._nameless[target.path]:
            return True
        return not target.deleted

    def _linked(self, call: Call) -> Iterator[Step]:
        """Only from nowhere to a name: ``/proc/self/fd/N``, with N as the kernel saw it opened."""
        source, named = call.string(1).decode(), list(self._named(call))[-1]
        number = source.removeprefix("/proc/self/fd/")
        if source == number or self._opened_as.get(number, "") not in self._nameless:
            raise TraceError(f"a second name for a file: {source}")
        path = self._opened_as[number]
        self._nameless[path] = named
        yield Name(self._inside(path), self._inside(named))

    def _position(self, call: Call) -> list[int | None]:
        target = call.descriptor(0)
        if target.number not in self._positions:
            raise TraceError(f"{call.name} on {target.path}, which was not seen being opened")
        return self._positions[target.number]

    def _inside(self, path: str) -> str:
        return str(PurePosixPath(path).relative_to(self._root))
