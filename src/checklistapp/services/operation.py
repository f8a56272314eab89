# SPDX-License-Identifier: Apache-2.0
"""Long work as a value: what it is called, how far it is, and that it can be given up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


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


def silently(progress: Progress) -> None:
    """A ``Report`` for whoever does not watch."""
    del progress


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """Runs wherever its owner wants: a worker of the window, or straight on in the command line."""

    title: str
    run: Callable[[Report], T]
