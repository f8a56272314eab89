# SPDX-License-Identifier: Apache-2.0
"""Faults in strace's words: the disk is full from one call on, or one sync reports a fault."""

from collections.abc import Sequence

WRITING = ("write", "pwrite64", "ftruncate", "mkdir", "rename")
"""Calls that a full disk may refuse."""
SYNCING = ("fsync", "fdatasync")


def places(called: Sequence[str], names: Sequence[str]) -> list[int]:
    """Where in a recording's calls a fault can strike."""
    return [place for place, name in enumerate(called) if name in names]


def full_from(called: Sequence[str], place: int) -> list[str]:
    """From that call on nothing more is written; strace counts each kind of call on its own."""
    before = called[:place]
    return [f"{name}:error=ENOSPC:when={before.count(name) + 1}+" for name in WRITING]


def failing_sync(called: Sequence[str], place: int) -> list[str]:
    """Only this one: the next sync succeeds, as Linux has it, though the bytes of this one may be lost."""
    name = called[place]
    return [f"{name}:error=EIO:when={called[:place].count(name) + 1}"]


def options(faults: Sequence[str]) -> list[str]:
    return [word for fault in faults for word in ("-e", f"inject={fault}")]
