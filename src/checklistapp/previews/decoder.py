# SPDX-License-Identifier: Apache-2.0
"""The decoding process: locks itself in, reads one file from its input, writes one page of it, and ends."""

import os

from PIL.Image import DecompressionBombError

from checklistapp.previews import content, frames, pdf_page, pictures
from checklistapp.previews.frames import Answer, Ask, Kind, Reason, Refused
from checklistapp.previews.sandbox import NotLockedError, lock_in

_INPUT, _OUTPUT = 0, 1
_BLOCK = 1 << 20


def main() -> None:
    # Importing this module has loaded the decoders: once locked in, nothing can be opened any more.
    try:
        lock_in()
    except NotLockedError:
        _write(Refused(Reason.NOT_LOCKED))
        return
    given = b"".join(iter(lambda: os.read(_INPUT, _BLOCK), b""))
    ask, data = frames.unpack_ask(given[: frames.ASK_SIZE]), given[frames.ASK_SIZE :]
    del given
    _write(_decoded(data, ask))


def _decoded(data: bytes, ask: Ask) -> Answer:
    try:
        return _shown(data, ask)
    except (MemoryError, DecompressionBombError):
        return Refused(Reason.TOO_LARGE)
    except Exception:  # noqa: BLE001 - a broken file makes decoders raise anything; each fault is a refusal
        return Refused(Reason.BROKEN)


def _shown(data: bytes, ask: Ask) -> Answer:
    kind = content.kind_of(data)
    if kind is Kind.PDF:
        return pdf_page.page(data, ask)
    if kind is not None:
        return pictures.picture(data, kind, ask)
    return content.text_of(data) or Refused(Reason.UNKNOWN)


def _write(answer: Answer) -> None:
    rest = memoryview(frames.pack_answer(answer))
    while rest:
        rest = rest[os.write(_OUTPUT, rest) :]


if __name__ == "__main__":
    main()
    os._exit(0)  # an orderly end would ask for what is locked
