# SPDX-License-Identifier: Apache-2.0
"""Runs an operation under strace and gives back its steps, checked against what the folder then holds."""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.crash import faults, recording
from tests.crash.child import Act, Child
from tests.crash.disk import Disk, Tree, read_tree
from tests.crash.faults import SYNCING, WRITING
from tests.crash.steps import Line, Step
from tests.crash.system_calls import LONGEST_STRING, Call, TraceError, calls
from tests.crash.witness import History, history

_TRACED = "trace=!read,pread64,readv,futex,madvise,mprotect,munmap,brk,getrandom,rt_sigprocmask,clock_gettime"
"""All calls but those that neither change a file nor open one: their bytes would only fill the trace."""


@dataclass(frozen=True)
class Recording:
    """``called`` are the names of the calls that may be made to fail, in order, for pointing at one of them."""

    start: Tree
    steps: tuple[Step, ...]
    called: tuple[str, ...]

    def followed_by(self, later: "Recording") -> "Recording":
        """Two processes, one after the other, and no power cut between them."""
        return Recording(self.start, self.steps + later.steps, self.called + later.called)

    def said(self, until: int | None = None) -> History:
        return history(step.text for step in self.steps[:until] if isinstance(step, Line))


def record(act: Act, root: Path, *, inject: Sequence[str] = (), kill_after: float | None = None) -> Recording:
    """``kill_after`` seconds the process is killed; ``inject`` are faults in strace's words."""
    start = read_tree(root)
    with tempfile.TemporaryDirectory() as place:
        trace = Path(place, "trace")
        options = ["-y", "-xx", "-s", str(LONGEST_STRING), "-o", str(trace), "-e", _TRACED]
        options += faults.options(inject)
        with Child(act, root, options) as child:
            child.go()
            if kill_after is not None:
                time.sleep(kill_after)
                child.kill()
            child.lines()
        found = list(calls(trace))
    called = tuple(call.name for call in found if call.name in (*WRITING, *SYNCING))
    return Recording(start, _true(start, found, root), called)


def _true(start: Tree, found: list[Call], root: Path) -> tuple[Step, ...]:
    """The steps that lead from ``start`` to what is there now: with or without the call that a kill interrupted."""
    real = read_tree(root)
    finished = [call for call in found if call.result is not None]
    for candidate in (found, finished):
        steps = tuple(recording.steps(candidate, root))
        disk = Disk(start)
        for step in steps:
            disk.take(step)
        if disk.live() == real:
            return steps
    raise TraceError("the recorded steps do not lead to what the folder holds")
