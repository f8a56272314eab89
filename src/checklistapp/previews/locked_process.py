# SPDX-License-Identifier: Apache-2.0
"""Starts a process that locks itself in, gives it a stranger's file, and takes no more bytes or time than allowed."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

SECONDS = 15.0
ENVIRONMENT = {"HOME": "/"}
"""Without any, Python asks the user database for the home folder, through a socket where nscd runs."""
GRACE = 0.5
"""Seconds from the end of the answer to the end of the process."""
_GLANCE = 0.1
"""Seconds between two looks at whether the person gave up."""
_BLOCK = 1 << 16


class ProcessError(Exception):
    """It answered too much, or not at all."""


class NotStartedError(ProcessError):
    """It could not be started, or gave up before it said anything: an end by a signal is the file's doing instead."""


class TooSlowError(ProcessError):
    """It was stopped after its time was over."""


def command(module: str) -> list[str]:
    """How such a process is started. A frozen build, whose executable is no interpreter, has its own answer here.

    Isolated (-I), so that neither the folder nor the environment decides what is imported; -B: no .pyc is written.
    """
    return [sys.executable, "-I", "-B", "-m", module]


def answer(
    start: Sequence[str],
    question: Sequence[bytes],
    most: int,
    watch: Callable[[], None] = lambda: None,
    seconds: float = SECONDS,
) -> bytes:
    """At most ``most`` bytes, of which nothing is believed yet. ``watch`` is called several times a second and may
    raise to give up."""
    deadline = time.monotonic() + seconds
    try:
        child = subprocess.Popen(
            start,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
        )
    except OSError as fault:
        raise NotStartedError from fault
    try:
        given = _converse(child, [memoryview(each) for each in question], most, deadline, watch)
        with suppress(subprocess.TimeoutExpired):  # what counts is the answer; the process is killed in any case
            status = child.wait(GRACE)
            if status == -signal.SIGXCPU:
                raise TooSlowError
            if status > 0 and not given:
                raise NotStartedError
    except OSError as fault:
        raise ProcessError from fault
    else:
        return given
    finally:
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        child.wait()


def _converse(
    child: subprocess.Popen[bytes],
    question: list[memoryview],
    most: int,
    deadline: float,
    watch: Callable[[], None],
) -> bytes:
    """Both ways at once: a process that answers before it has read, or never reads, blocks nobody."""
    given = bytearray()
    if child.stdin is None or child.stdout is None:
        raise ProcessError
    os.set_blocking(child.stdin.fileno(), False)
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdin, selectors.EVENT_WRITE)
        ready.register(child.stdout, selectors.EVENT_READ)
        while True:
            watch()
            if time.monotonic() > deadline:
                raise TooSlowError
            for key, _ in ready.select(_GLANCE):
                if key.fileobj is child.stdin:
                    question = _send(child.stdin.fileno(), question)
                    if not question:
                        ready.unregister(child.stdin)
                        child.stdin.close()
                    continue
                block = os.read(child.stdout.fileno(), _BLOCK)
                given += block
                if not block:
                    return bytes(given)
                if len(given) > most:
                    raise ProcessError


def _send(pipe: int, question: list[memoryview]) -> list[memoryview]:
    """What is still to be sent; nothing where nobody reads any more."""
    try:
        sent = os.write(pipe, question[0][:_BLOCK])
    except BlockingIOError:
        return question
    except BrokenPipeError:
        return []
    rest = [question[0][sent:], *question[1:]]
    return rest if rest[0] else rest[1:]
