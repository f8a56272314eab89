# SPDX-License-Identifier: Apache-2.0
"""Starts the decoding process, gives it one file, and believes nothing it answers unless it keeps to the form."""

from collections.abc import Callable, Sequence

from checklistapp.domain.errors import ChecklistError
from checklistapp.previews import frames, locked_process
from checklistapp.previews.frames import Answer, Ask, FrameError, Picture, Reason, Refused, Text
from checklistapp.previews.neutral_text import neutral

_WAY_OUT = "Save a copy, and open it only on a computer meant for files from outside."


def command() -> list[str]:
    return locked_process.command("checklistapp.previews.decoder")


def show(
    data: bytes,
    ask: Ask,
    watch: Callable[[], None] = lambda: None,
    *,
    start: Sequence[str] | None = None,
    seconds: float = locked_process.SECONDS,
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
    try:
        answer = locked_process.answer(start, [frames.pack_ask(ask), data], frames.MOST_ANSWER, watch, seconds)
        return frames.unpack_answer(answer, ask)
    except locked_process.TooSlowError as fault:
        raise _too_slow() from fault
    except locked_process.NotStartedError as fault:
        raise _not_started() from fault
    except (FrameError, locked_process.ProcessError) as fault:
        raise _failed() from fault


def too_large_to_show() -> ChecklistError:
    most = frames.MOST_INPUT >> 20
    return ChecklistError("preview-too-large", f"Files of more than {most} MB are not shown here.", _WAY_OUT)


def _failed() -> ChecklistError:
    return ChecklistError("preview-failed", "This file could not be shown: it is damaged or made to do harm.", _WAY_OUT)


def _not_started() -> ChecklistError:
    sentence = "The preview could not be started; that says nothing about the file."
    return ChecklistError("preview-not-started", sentence, _WAY_OUT)


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
