# SPDX-License-Identifier: Apache-2.0
"""Long work: how far it is, and that it can be given up."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PIECE = 1 << 20


class CancelledError(Exception):
    """The person gave up; nothing half done stays behind."""


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` steps or bytes; ``total`` 0 where it cannot be known."""

    done: int
    total: int
    label: str = ""


Report = Callable[[Progress], None]
"""Called between steps; raises ``CancelledError`` to stop the work."""


def watching(report: Report, label: str) -> Callable[[int, int], None]:
    """``report`` in the shape that lower layers count with: done, total."""
    return lambda done, total: report(Progress(done, total, label))


def watched(source: BinaryIO, report: Report, label: str) -> io.BufferedReader:
    """``source`` for a reader that knows nothing of reports: each piece read tells how far it is, and may stop."""
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    return io.BufferedReader(_Watched(source, watching(report, label), size), _PIECE)


class _Watched(io.RawIOBase):
    def __init__(self, source: BinaryIO, watch: Callable[[int, int], None], size: int) -> None:
        super().__init__()
        self._source, self._watch, self._size = source, watch, size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._source.seek(offset, whence)

    def readinto(self, buffer: "WriteableBuffer") -> int:
        piece = self._source.read(len(memoryview(buffer)))
        memoryview(buffer)[: len(piece)] = piece
        self._watch(self._source.tell(), self._size)
        return len(piece)


def silently(progress: Progress) -> None:
    """A ``Report`` for whoever does not watch."""
    del progress
