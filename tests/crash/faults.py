# SPDX-License-Identifier: Apache-2.0
"""Faults in strace's words: the disk is full from one call on, or one sync reports a fault."""

import errno
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.crash.witness import Witness

WRITING = ("write", "pwrite64", "ftruncate", "mkdir", "rename", "renameat2", "linkat")
"""Calls that a full disk may refuse."""
SYNCING = ("fsync", "fdatasync")


def places(called: Sequence[str], names: Sequence[str]) -> list[int]:
    """Where in a recording's calls a fault can strike."""
    return [place for place, name in enumerate(called) if name in names]


def full_from(called: Sequence[str], place: int) -> list[str]:
    """From that call on nothing more is written; strace counts each kind of call on its own."""
    before = called[:place]
    return [f"{name}:error=ENOSPC:when={before.count(name) + 1}+" for name in WRITING]


@dataclass(frozen=True)
class RefusedCreation:
    """The act, in a process where one file cannot be made: strace counts all that is opened, and that is not the same
    in each run."""

    act: Callable[[Path, Witness], None]
    number: int

    def __call__(self, root: Path, witness: Witness) -> None:
        plain, count = os.open, 0

        def refuse(path: Path, flags: int, *more: int, **named: int) -> int:
            nonlocal count
            count += bool(flags & os.O_CREAT) or flags & os.O_TMPFILE == os.O_TMPFILE
            if count == self.number:
                count += 1
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return plain(path, flags, *more, **named)

        vars(os)["open"] = refuse
        self.act(root, witness)


def failing_sync(called: Sequence[str], place: int) -> list[str]:
    """Only this one: the next sync succeeds, as Linux has it, though the bytes of this one may be lost."""
    name = called[place]
    return [f"{name}:error=EIO:when={called[:place].count(name) + 1}"]


def options(faults: Sequence[str]) -> list[str]:
    return [word for fault in faults for word in ("-e", f"inject={fault}")]
