# SPDX-License-Identifier: Apache-2.0
"""Small files to show, and the stand-in for a decoding process that was taken over."""

import io
import struct
import sys
import zlib
from pathlib import Path

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from checklistapp.domain.errors import ChecklistError
from checklistapp.previews import decoding_process, locked_process
from checklistapp.previews.frames import Ask, Picture, Text

ASK = Ask(0, 900, 1200)


def hostile(mode: str) -> list[str]:
    return [sys.executable, "-I", "-B", str(Path(__file__).with_name("hostile.py")), mode]


def text_in(shown: Picture | Text) -> str:
    assert isinstance(shown, Text)
    return shown.text


def encoded(image: Image.Image, name: str) -> bytes:
    made = io.BytesIO()
    image.save(made, name)
    return made.getvalue()


def outcome(data: bytes, ask: Ask = ASK, seconds: float = locked_process.SECONDS) -> str:
    """The code of the sentence, or "shown"."""
    try:
        assert isinstance(decoding_process.show(data, ask, seconds=seconds), Picture | Text)
    except ChecklistError as fault:
        return fault.code
    return "shown"


def png(width: int, height: int) -> bytes:
    return encoded(Image.new("RGB", (width, height), (200, 30, 30)), "PNG")


def png_of(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A header that claims a size, with correct sums, and whatever follows."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    made = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", header), *chunks):
        made += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return made


def pdf(pages: int = 1) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made)
    for number in range(pages):
        canvas.setFillColorRGB(0, 0, 1 if number else 0)
        canvas.rect(100, 100, 300, 300, fill=1)
        canvas.drawString(100, 700, f"Page {number + 1}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()
