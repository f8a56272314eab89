# SPDX-License-Identifier: Apache-2.0
"""What is asked of the decoding process and what it may answer, in bytes that are bounded and checked."""

import struct
from dataclasses import dataclass
from enum import IntEnum

MOST_INPUT = 64 << 20
MOST_SIDE = 8192
MOST_PIXELS = 12_000_000
MOST_TEXT = 192 << 10
MOST_PAGES = 100_000

_ASK = struct.Struct(">4sIII")
_ANSWER = struct.Struct(">4sBBIIII")
_ASK_MAGIC, _ANSWER_MAGIC = b"ask1", b"ans1"
ASK_SIZE = _ASK.size
MOST_ANSWER = _ANSWER.size + max(3 * MOST_PIXELS, MOST_TEXT)

_PICTURE, _TEXT, _REFUSED = 1, 2, 3


class Kind(IntEnum):
    """What the content is, whatever its name says."""

    PNG = 1
    JPEG = 2
    GIF = 3
    TIFF = 4
    BMP = 5
    WEBP = 6
    PDF = 7


class Reason(IntEnum):
    """Why nothing is shown."""

    UNKNOWN = 1
    BROKEN = 2
    TOO_LARGE = 3
    ENCRYPTED = 4
    NOT_LOCKED = 5


@dataclass(frozen=True, slots=True)
class Ask:
    """``page`` counts from 0; the picture must fit into ``width`` and ``height`` pixels."""

    page: int
    width: int
    height: int

    def __post_init__(self) -> None:
        if not (0 <= self.page < MOST_PAGES and 0 < self.width <= MOST_SIDE and 0 < self.height <= MOST_SIDE):
            raise ValueError("asks for more than may be answered")


@dataclass(frozen=True, slots=True)
class Picture:
    """One page of ``pages``; ``rgb`` holds rows of three bytes a pixel from the top, without gaps."""

    kind: Kind
    pages: int
    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True)
class Text:
    """The beginning of a text; ``is_whole`` where nothing was cut off."""

    text: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Refused:
    reason: Reason


Answer = Picture | Text | Refused


class FrameError(Exception):
    """The other side did not keep to the form."""


def pack_ask(ask: Ask) -> bytes:
    return _ASK.pack(_ASK_MAGIC, ask.page, ask.width, ask.height)


def unpack_ask(data: bytes) -> Ask:
    try:
        magic, page, width, height = _ASK.unpack(data)
        asked = Ask(page, width, height)
    except (struct.error, ValueError) as fault:
        raise FrameError from fault
    if magic != _ASK_MAGIC:
        raise FrameError
    return asked


def pack_answer(answer: Answer) -> bytes:
    head: tuple[int, int, int, int, int, int]
    match answer:
        case Picture():
            head = (_PICTURE, answer.kind, answer.pages, answer.width, answer.height, len(answer.rgb))
            body = answer.rgb
        case Text():
            body = answer.text.encode()
            head = (_TEXT, answer.is_whole, 0, 0, 0, len(body))
        case Refused():
            head, body = (_REFUSED, answer.reason, 0, 0, 0, 0), b""
    return _ANSWER.pack(_ANSWER_MAGIC, *head) + body


def unpack_answer(data: bytes, ask: Ask) -> Answer:
    """Whoever answers may be in a stranger's hands: exactly what the form allows to answer ``ask``, or FrameError."""
    try:
        magic, shape, detail, pages, width, height, size = _ANSWER.unpack_from(data)
        body = data[_ANSWER.size :]
        if magic != _ANSWER_MAGIC or size != len(body):
            raise FrameError
        match shape, (pages, width, height):
            case (1, _) if (
                ask.page < pages <= MOST_PAGES
                and 0 < width <= ask.width
                and 0 < height <= ask.height
                and width * height <= MOST_PIXELS
                and size == 3 * width * height
            ):
                return Picture(Kind(detail), pages, width, height, body)
            case 2, (0, 0, 0) if detail <= 1 and size <= MOST_TEXT:
                return Text(body.decode(), bool(detail))
            case 3, (0, 0, 0) if size == 0:
                return Refused(Reason(detail))
    except (struct.error, ValueError) as fault:  # UnicodeDecodeError is one
        raise FrameError from fault
    raise FrameError
