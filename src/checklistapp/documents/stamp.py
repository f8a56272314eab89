# SPDX-License-Identifier: Apache-2.0
"""The visible side of a signature: a few lines in a frame."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

LARGEST_TYPE = 9.0
LEADING = 1.25
MARGIN = 4.0
FRAME_GREY = 0.55


@dataclass(frozen=True, slots=True)
class StampText:
    """``font`` is a static TrueType file, small and subset beforehand: it is parsed when first used."""

    lines: tuple[str, ...]
    font: Path


def draw_stamp(text: StampText, width: float, height: float) -> bytes:
    """One PDF page of ``width`` x ``height`` points; the type shrinks until the longest line fits.

    Characters that the font lacks appear as question marks, because PDF/A forbids the empty glyph.
    """
    font = _load(text.font)
    name, glyphs = font.fontName, font.face.charToGlyph
    lines = ["".join(letter if ord(letter) in glyphs else "?" for letter in line) for line in text.lines]
    widest = max((pdfmetrics.stringWidth(line, name, 1.0) for line in lines), default=0.0)
    size = min(
        LARGEST_TYPE, (width - 2 * MARGIN) / max(widest, 1.0), (height - 2 * MARGIN) / (LEADING * max(len(lines), 1))
    )
    drawn = BytesIO()
    canvas = Canvas(
        drawn,
        pagesize=(width, height),
        invariant=True,
        initialFontName=name,  # type: ignore[arg-type] # the stubs take the name for a number
    )
    canvas.setStrokeGray(FRAME_GREY)
    canvas.setLineWidth(0.5)
    canvas.rect(0.25, 0.25, width - 0.5, height - 0.5)
    canvas.setFont(name, size)
    for number, line in enumerate(lines, start=1):
        canvas.drawString(MARGIN, height - MARGIN - LEADING * size * number + (LEADING - 1) * size, line)
    canvas.save()
    return drawn.getvalue()


@cache
def _load(path: Path) -> TTFont:
    font = TTFont(f"stamp-{path.stem}", str(path))
    pdfmetrics.registerFont(font)
    return font
