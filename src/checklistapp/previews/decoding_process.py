# SPDX-License-Identifier: Apache-2.0
"""Starts the decoding process, gives it one file, and believes nothing it answers unless it keeps to the form."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from checklistapp.domain.errors import ChecklistError
from checklistapp.previews import frames
from checklistapp.previews.frames import Answer, Ask, FrameError, Picture, Reason, Refused, Text
from checklistapp.previews.neutral_text import neutral

SECONDS = 15.0
ENVIRONMENT = {"HOME": "/"}
"""Without any, Python asks the user database for the home folder, through a socket where nscd runs."""
_GLANCE = 0.1
"""Seconds between two looks at whether the person gave up."""
_BLOCK = 1 << 16
_GRACE = 0.5
"""Seconds from the end of the answer to the end of the process."""
_WAY_OUT = "Save a copy, and open it only on a computer meant for files from outside."


def command() -> list[str]:
    """How the decoding process is started. A frozen build, whose executable is no interpreter, has its own answer here.

    Isolated (-I), so that neither the folder nor the environment decides what is imported; -B: no .pyc is written.
    """
    return [sys.executable, "-I", "-B", "-m", "checklistapp.previews.decoder"]


def show(
    data: bytes,
    ask: Ask,
    watch: Callable[[], None] = lambda: None,
    *,
    start: Sequence[str] | None = None,
    seconds: float = SECONDS,
) -> Picture | Text:
    """One page of ``data``. Whatever the decoding process does, the outcome is this or a ChecklistError.

    ``watch`` is called several times a second and may raise to give up; ``start`` stands for ``command()`` in tests.
    """
    if len(data) > frames.MOST_INPUT:
        raise too_large_to_show()
    match _answer(data, ask, watch, start or command(), seconds):
        case Refused(reason):
            raise _refusal(reason)
        case Text(text, is_whole):
            return Text(neutral(text), is_whole)
        case Picture() as picture:
            return picture


def _answer(data: bytes, ask: Ask, watch: Callable[[], None], start: Sequence[str], seconds: float) -> Answer:
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
        raise _failed() from fault
    try:
        answer = _converse(child, [memoryview(frames.pack_ask(ask)), memoryview(data)], deadline, watch)
        with suppress(subprocess.TimeoutExpired):  # what counts is the answer; the process is killed in any case
            if child.wait(_GRACE) == -signal.SIGXCPU:
                raise _too_slow()
        return frames.unpack_answer(answer, ask)
    except TimeoutError as fault:
        raise _too_slow() from fault
    except (FrameError, OSError) as fault:
        raise _failed() from fault
    finally:
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        child.wait()


def _converse(
    child: subprocess.Popen[bytes], question: list[memoryview], deadline: float, watch: Callable[[], None]
) -> bytes:
    """Both ways at once: a decoding process that answers before it has read, or never reads, blocks nobody."""
    answer = bytearray()
    if child.stdin is None or child.stdout is None:
        raise FrameError
    os.set_blocking(child.stdin.fileno(), False)
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdin, selectors.EVENT_WRITE)
        ready.register(child.stdout, selectors.EVENT_READ)
        while True:
            watch()
            if time.monotonic() > deadline:
                raise TimeoutError
            for key, _ in ready.select(_GLANCE):
                if key.fileobj is child.stdin:
                    question = _send(child.stdin.fileno(), question)
                    if not question:
                        ready.unregister(child.stdin)
                        child.stdin.close()
                    continue
                block = os.read(child.stdout.fileno(), _BLOCK)
                answer += block
                if not block:
                    return bytes(answer)
                if len(answer) > frames.MOST_ANSWER:
                    raise FrameError


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


def too_large_to_show() -> ChecklistError:
    most = frames.MOST_INPUT >> 20
    return ChecklistError("preview-too-large", f"Files of more than {most} MB are not shown here.", _WAY_OUT)


def _failed() -> ChecklistError:
    return ChecklistError("preview-failed", "This file could not be shown: it is damaged or made to do harm.", _WAY_OUT)


def _too_slow() -> ChecklistError:
    return ChecklistError("preview-too-slow", "This file took too long to draw, so that was stopped.", _WAY_OUT)


def _refusal(reason: Reason) -> ChecklistError:
    match reason:
        case Reason.UNKNOWN:
            sentence = "Only pictures, PDF and text are shown here; this file is none of them."
            return ChecklistError("preview-unknown-kind", sentence, _WAY_OUT)
        case Reason.BROKEN:
            return _failed()
        case Reason.TOO_LARGE:
            return ChecklistError("preview-too-large", "This picture is too large to be shown here.", _WAY_OUT)
        case Reason.ENCRYPTED:
            sentence = "This PDF is locked with a password, so it is not shown here."
            return ChecklistError("preview-encrypted", sentence, _WAY_OUT)
        case Reason.NOT_LOCKED:
            sentence = "This computer cannot lock in what decodes the file, so no file is shown here."
            return ChecklistError("preview-not-locked", sentence, _WAY_OUT)
