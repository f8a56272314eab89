# SPDX-License-Identifier: Apache-2.0
"""A real process that does one operation: started at a word, watched or disturbed by strace, killed at will."""

import ctypes
import multiprocessing
import os
import subprocess
import time
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from checklistapp.domain.errors import ChecklistError
from tests.crash.settings import settings_in
from tests.crash.witness import History, Witness, history

Act = Callable[[Path, Witness], None]

_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(["pytest", "tests.crash.operations"])  # imported once, not by each child
_PR_SET_PTRACER, _ANYBODY = 0x59616D61, ctypes.c_ulong(-1)
_PATIENCE = 120.0


def _run(act: Act, root: Path, gate: Connection, reports: Connection) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)  # strace is no ancestor of this process
    witness = Witness(reports.fileno())
    gate.recv_bytes()
    try:
        with settings_in(root):
            act(root, witness)
    except ChecklistError as fault:
        witness.say("refused", fault.code)
    except BaseException as bug:  # noqa: BLE001 whatever it is, it is told
        place = traceback.extract_tb(bug.__traceback__)[-1]
        said = f"{type(bug).__name__}: {bug} ({Path(place.filename).name}:{place.lineno})"
        witness.say("bug", said.replace("\n", " "))
        raise SystemExit(1) from None
    witness.say("ended")


class Child:
    """``strace`` are its options; without any, the process runs alone."""

    def __init__(self, act: Act, root: Path, strace: Sequence[str] = ()) -> None:
        gate, self._gate = _FORKED.Pipe(duplex=False)
        self._reports, reports = _FORKED.Pipe(duplex=False)
        self._process = _FORKED.Process(target=_run, args=(act, root, gate, reports), daemon=True)
        self._process.start()
        gate.close()
        reports.close()
        self._strace = self._attached(strace) if strace else None
        self._lines: list[str] = []

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._wait()
        self._gate.close()
        self._reports.close()

    def go(self) -> None:
        self._gate.send_bytes(b"go")

    def kill(self) -> bool:
        """False where it had ended before."""
        self._process.kill()
        self._wait()
        return bool(self._process.exitcode)

    def said(self) -> History:
        return history(self.lines())

    def lines(self) -> list[str]:
        """Everything it said, once it has ended; what was still on its way through the pipe counts."""
        text = b""
        while piece := os.read(self._reports.fileno(), 1 << 16):
            text += piece
        self._lines += text.decode().splitlines()
        self._wait()
        return self._lines

    def _attached(self, options: Sequence[str]) -> subprocess.Popen[bytes]:
        process = self._process.pid
        strace = subprocess.Popen(
            ["strace", "-f", "-q", *options, "-p", str(process)], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        status, until = Path(f"/proc/{process}/status"), time.monotonic() + _PATIENCE
        while "TracerPid:\t0\n" in status.read_text():
            if strace.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"strace did not attach: {strace.communicate()[1].decode()[-500:]}")
            time.sleep(0.001)
        return strace

    def _wait(self) -> None:
        self._process.join(_PATIENCE)
        if self._process.exitcode is None:
            self._process.kill()
            raise TimeoutError("the operation did not end")
        if self._strace is not None:
            _, words = self._strace.communicate(timeout=_PATIENCE)
            self._strace = None
            if words.strip():
                raise RuntimeError(f"strace: {words.decode()[-500:]}")
