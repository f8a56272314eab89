# SPDX-License-Identifier: Apache-2.0
"""The process that reads form fields: locks itself in, reads one PDF from its input, writes its fields, and ends."""

import os

from checklistapp.previews import field_frames
from checklistapp.previews.field_frames import Reason, RefusedError
from checklistapp.previews.form_fields import read_fields
from checklistapp.previews.sandbox import NotLockedError, lock_in

_INPUT, _OUTPUT = 0, 1
_BLOCK = 1 << 20


def main() -> None:
    # Importing this module has loaded qpdf: once locked in, nothing can be opened any more.
    try:
        lock_in()
    except NotLockedError:
        _write(field_frames.pack_refusal(Reason.NOT_LOCKED))
        return
    _write(_answer(b"".join(iter(lambda: os.read(_INPUT, _BLOCK), b""))))


def _answer(data: bytes) -> bytes:
    try:
        return field_frames.pack_fields(read_fields(data))
    except RefusedError as refused:
        return field_frames.pack_refusal(refused.reason)
    except MemoryError:
        return field_frames.pack_refusal(Reason.TOO_LARGE)
    except Exception:  # noqa: BLE001 - a broken file makes qpdf raise anything; each fault is a refusal
        return field_frames.pack_refusal(Reason.BROKEN)


def _write(answer: bytes) -> None:
    rest = memoryview(answer)
    while rest:
        rest = rest[os.write(_OUTPUT, rest) :]


if __name__ == "__main__":
    main()
    os._exit(0)  # an orderly end would ask for what is locked
