# SPDX-License-Identifier: Apache-2.0
"""Runs contestants in turn, so that the machine's noise meets all alike, and sets their medians side by side."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

Measures = Mapping[str, float]
"""What one run showed: a name, and seconds or bytes."""

Attempt = Callable[[], Measures]

WALL, CPU, PEAK = "wall", "cpu", "peak"


class MissingError(Exception):
    """A contestant that cannot run here; the text says what would help."""


@dataclass(frozen=True, slots=True)
class Setting:
    """``scratch`` goes after the run, ``peers`` may stay for the next one; ``large`` asks for the slow rows too."""

    runs: int
    scratch: Path
    peers: Path
    large: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds, or bytes where ``is_memory``; ``theirs`` is empty while the peer is missing, ``goal`` is a ratio."""

    what: str
    ours: Sequence[float]
    peer: str
    theirs: Sequence[float]
    goal: float | None
    is_memory: bool = False
    remark: str = ""

    @property
    def ratio(self) -> float | None:
        return median(self.ours) / median(self.theirs) if self.ours and self.theirs else None

    @property
    def met(self) -> bool | None:
        return None if self.goal is None or self.ratio is None else self.ratio <= self.goal


class Contest:
    """Contestants by name; each round runs every one of them once, beginning with another one each time."""

    def __init__(self, runs: int, warm_up: int = 1) -> None:
        self._runs, self._warm_up = runs, warm_up
        self._attempts: dict[str, Attempt] = {}
        self._missing: dict[str, str] = {}
        self._found: dict[str, list[Measures]] = {}

    def enter(self, name: str, prepare: Callable[[], Attempt]) -> None:
        """A contestant whose ``prepare`` or whose run raises MissingError leaves an empty row that says why."""
        try:
            self._attempts[name] = prepare()
        except MissingError as error:
            self._missing[name] = str(error)

    def run(self) -> None:
        for number in range(-self._warm_up, self._runs):
            names = list(self._attempts)
            first = number % max(1, len(names))
            for name in names[first:] + names[:first]:
                self._run_one(name, keep=number >= 0)

    def _run_one(self, name: str, *, keep: bool) -> None:
        try:
            measures = self._attempts[name]()
        except MissingError as error:
            self._missing[name] = str(error)
            del self._attempts[name]
            return
        if keep:
            self._found.setdefault(name, []).append(measures)

    def values(self, name: str, measure: str) -> list[float]:
        return [measures[measure] for measures in self._found.get(name, []) if name not in self._missing]

    def row(
        self,
        what: str,
        ours: tuple[str, str],
        theirs: tuple[str, str],
        goal: float | None,
        *,
        is_memory: bool = False,
        remark: str = "",
    ) -> Row:
        """``ours`` and ``theirs`` name a contestant and one of its measures."""
        absent = [f"{name}: {self._missing[name]}" for name, _ in (ours, theirs) if name in self._missing]
        words = "; ".join(filter(None, [remark, *absent]))
        return Row(what, self.values(*ours), theirs[0], self.values(*theirs), goal, is_memory, words)


def clock(work: Callable[[], object]) -> Measures:
    """Wall and CPU seconds of a call in this process."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return {WALL: time.perf_counter() - wall, CPU: time.process_time() - cpu}


def timed(work: Callable[[], object]) -> Attempt:
    return lambda: clock(work)


@dataclass(frozen=True, slots=True)
class Finished:
    """A process from start to end; CPU seconds include the children it waited for."""

    wall: float
    cpu: float
    output: str

    @property
    def measures(self) -> Measures:
        return {WALL: self.wall, CPU: self.cpu}


def process(command: Sequence[str | Path], typed: str = "", environment: Mapping[str, str] | None = None) -> Finished:
    """Runs ``command`` to its end with ``typed`` as its input; one that fails counts as missing."""
    with tempfile.TemporaryFile() as entered, tempfile.TemporaryFile() as said:
        entered.write(typed.encode())
        entered.seek(0)
        started = time.perf_counter()
        child = subprocess.Popen(
            [str(part) for part in command], stdin=entered, stdout=said, stderr=subprocess.STDOUT, env=environment
        )
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        output = said.read().decode(errors="replace")
    if child.returncode:
        lines = output.strip().splitlines() or ["no word"]
        raise MissingError(f"{Path(command[0]).name} failed: {lines[-1][:120]}")
    return Finished(wall, usage.ru_utime + usage.ru_stime, output)


def isolated(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Calls ``function`` in a fresh interpreter, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(function, *args, **kwargs).result()


def fresh_environment(work: Path, **more: str) -> dict[str, str]:
    """For programs whose start is timed: settings and byte code in ``work``, nothing of the person's own."""
    home = work / "home"
    home.mkdir(exist_ok=True, mode=0o700)
    keep = {name: value for name, value in os.environ.items() if name not in ("WAYLAND_DISPLAY", "DISPLAY")}
    keep.pop("PYTHONDONTWRITEBYTECODE", None)
    folders = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")}
    return {**keep, **folders, "PYTHONPYCACHEPREFIX": str(work / "bytecode"), "LANG": "C.UTF-8", **more}


def reset_peak() -> int:
    """Begins a new peak of this process's memory (Linux, proc(5)) and returns what is resident now, in bytes."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status("VmRSS")


def peak() -> int:
    """The most that was resident since ``reset_peak`` or the start, in bytes."""
    return _status("VmHWM")


def _status(field: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{field}:"))


def proportional_memory(root: int) -> int:
    """PSS of a process and all below it, in bytes: shared pages count once."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit():
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(entry.name))
        except OSError:  # it has ended meanwhile
            continue
    total, waiting = 0, [root]
    while waiting:
        each = waiting.pop()
        waiting += parents.get(each, [])
        total += _proportional(each)
    return total


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def progress(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
