# SPDX-License-Identifier: Apache-2.0
"""Has a locked process read the form fields of a PDF, and believes nothing it answers unless it keeps to the form."""

from collections.abc import Callable, Mapping, Sequence

from checklistapp.domain.errors import ChecklistError
from checklistapp.formats.fill_in import FieldValue
from checklistapp.previews import field_frames, locked_process
from checklistapp.previews.field_frames import Reason, RefusedError
from checklistapp.previews.frames import FrameError


def command() -> list[str]:
    return locked_process.command("checklistapp.previews.field_reader")


def fields_of(
    data: bytes,
    watch: Callable[[], None] = lambda: None,
    *,
    start: Sequence[str] | None = None,
    seconds: float = locked_process.SECONDS,
) -> Mapping[str, FieldValue]:
    """The fields of ``data`` by full name. Whatever the process does, the outcome is this or a ChecklistError.

    ``watch`` is called several times a second and may raise to give up; ``start`` stands for ``command()`` in tests.
    """
    if len(data) > field_frames.MOST_INPUT:
        raise field_frames.refusal(Reason.TOO_LARGE)
    if not data.lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"%PDF-"):
        raise ChecklistError("not-a-pdf", "This file is no PDF.", "Choose the PDF that was filled in.")
    try:
        return field_frames.unpack(
            locked_process.answer(start or command(), [data], field_frames.MOST_ANSWER, watch, seconds)
        )
    except RefusedError as refused:
        raise field_frames.refusal(refused.reason) from None
    except locked_process.TooSlowError as fault:
        sentence = "Reading this PDF took too long, so that was stopped."
        raise ChecklistError("pdf-too-slow", sentence, "Ask for the file again, as it was saved.") from fault
    except (FrameError, locked_process.ProcessError) as fault:
        raise field_frames.damaged() from fault
