# SPDX-License-Identifier: Apache-2.0
"""Glyphs for text that is more than a row of letters: joined, stacked, or running from right to left."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

import uharfbuzz
from reportlab.pdfbase.pdfdoc import PDFDocument

from checklistapp.documents.fonts import ShapedFont
from checklistapp.documents.glyph_fonts import GlyphFont
from checklistapp.documents.lines import Glyphs, Mark

_LETTER_BY_LETTER = {"liga": False, "clig": False, "kern": False}
"""As the faces are set elsewhere: a ligature would hide the letters of a word from a search."""
_NO_ROOM = 0x200B
"""Its glyph is empty and takes no room."""


class Shaped(NamedTuple):
    """Width for a size of one point, the PDF's name of the font, and what is drawn."""

    width: float
    font: str
    glyphs: Glyphs
    marks: tuple[Mark, ...]


class Shaper:
    """Shapes for one document, in whose fonts the glyphs get their codes."""

    def __init__(self, document: PDFDocument) -> None:
        self._document = document
        self._fonts: dict[str, GlyphFont] = {}

    def shape(self, text: str, font: ShapedFont, *, right_to_left: bool) -> Shaped:
        buffer = uharfbuzz.Buffer()
        buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        buffer.add_codepoints([ord(char) for char in text])
        buffer.direction = "rtl" if right_to_left else "ltr"
        buffer.language = "und"  # else the one of the machine
        buffer.guess_segment_properties()
        uharfbuzz.shape(font.scaled, buffer, {} if right_to_left else _LETTER_BY_LETTER)
        target = self._font(font)
        letters, marks, width = _placed(text, buffer, target, right_to_left=right_to_left)
        return Shaped(width / 1000, f"/{target.name}", tuple(_stretches(letters, width)), tuple(marks))

    def _font(self, font: ShapedFont) -> GlyphFont:
        known = self._fonts.get(font.name)
        if known is None:
            known = self._fonts[font.name] = GlyphFont(font, f"G{len(self._fonts) + 1}")
            self._document.delayedFonts.append(known)
        return known


class _Letter(NamedTuple):
    """A glyph's place in thousandths of the size, and how far it moves the pen by itself."""

    x: int
    rise: int
    code: int
    advance: int


def _placed(
    text: str, buffer: uharfbuzz.Buffer, target: GlyphFont, *, right_to_left: bool
) -> tuple[list[_Letter], list[Mark], int]:
    """Letters, which bear the text, and marks without meaning of their own, from left to right; and the width.

    Readers take the text of a line by the places of its letters, and would part a word at every dot over it. So dots
    and vowel signs, which stand at heights of their own, are drawn as shapes, and said with their letter.
    """
    font, places = target.font, buffer.glyph_positions
    meanings = _meanings(text, [info.cluster for info in buffer.glyph_infos], [place.x_advance for place in places])
    blank = font.scaled.get_nominal_glyph(_NO_ROOM) if right_to_left else None
    letters: list[_Letter] = []
    marks: list[Mark] = []
    pen = 0
    for info, place, meaning in zip(buffer.glyph_infos, places, meanings, strict=True):
        x = pen + place.x_offset
        pen += place.x_advance
        if not meaning:
            marks.append((x, place.y_offset, font.outline(info.codepoint)))
            continue
        said = meaning
        if blank:  # such readers turn each line round character by character, also within the meaning of one glyph
            said = meaning[0]
            letters.extend(_Letter(x, 0, target.code(blank, char), 0) for char in reversed(meaning[1:]))
        code, advance = target.code(info.codepoint, said), font.scaled.get_glyph_h_advance(info.codepoint)
        letters.append(_Letter(x, place.y_offset, code, advance))
    return letters, marks, pen


def _meanings(text: str, clusters: Sequence[int], advances: Sequence[int]) -> list[str]:
    """What each glyph says: of a cluster's several glyphs the widest says it, the others nothing."""
    bearers: dict[int, int] = {}
    for place, cluster in enumerate(clusters):
        if cluster not in bearers or advances[place] > advances[bearers[cluster]]:
            bearers[cluster] = place
    bounds = [0, *sorted(bearers)[1:], len(text)]  # what has no glyph is said with what stands before it
    meanings = [""] * len(clusters)
    for cluster, (begin, end) in zip(sorted(bearers), pairwise(bounds), strict=False):
        meanings[bearers[cluster]] = text[begin:end]
    return meanings


def _stretches(letters: Sequence[_Letter], end: int) -> Iterator[tuple[int, str]]:
    """Height above the baseline and operand of ``TJ``; the last leaves the pen at ``end``."""
    pen = 0
    stretches = [(rise, list(level)) for rise, level in groupby(letters, lambda letter: letter.rise)]
    for number, (rise, level) in enumerate(stretches, 1):
        parts: list[str] = []
        for letter in level:
            parts.append(f"{_move(pen, letter.x)}<{letter.code:04X}>")
            pen = letter.x + letter.advance
        if number == len(stretches):
            parts.append(_move(pen, end))
        yield rise, "".join(parts).replace("><", "")


def _move(pen: int, to: int) -> str:
    return str(pen - to) if pen != to else ""
