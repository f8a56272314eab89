# SPDX-License-Identifier: Apache-2.0
"""The type of printed documents: faces, scale, colours, and setting text into lines whatever its characters are."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

INK = "#1b2130"
MUTED = "#5a6375"
RULE = "#c9d0dc"
HAIRLINE = "#e3e7ee"
ACCENT = "#0b5cad"
YES = "#1a7433"
PARTLY = "#8a5a00"
NO = "#a3262c"
WATERMARK = "#eef1f5"

REPLACEMENT = "\ufffd"
ELLIPSIS = "…"


REGULAR = "NotoSans-Regular"
SEMIBOLD = "NotoSans-SemiBold"
ITALIC = "NotoSans-Italic"
FACES = (REGULAR, SEMIBOLD, ITALIC)
"""File names, without ending, of the static fonts cut at build."""


class Style(NamedTuple):
    """Size and leading in points, colour as ``#rrggbb``. A tuple, because it is hashed for every label."""

    face: str
    size: float
    leading: float
    colour: str = INK


TITLE = Style(SEMIBOLD, 25, 31)
TITLE_BESIDE_MARGIN = Style(SEMIBOLD, 21, 27)
TITLE_SMALL = Style(SEMIBOLD, 17, 22)
KIND = Style(SEMIBOLD, 9.5, 15, ACCENT)
LEAD = Style(REGULAR, 13, 18)
HEADING = Style(SEMIBOLD, 13, 18)
HEADING_TAG = Style(SEMIBOLD, 13, 18, ACCENT)
SUBHEADING = Style(SEMIBOLD, 10, 15)
BODY = Style(REGULAR, 9.5, 13.5)
NOTICE = Style(REGULAR, 9, 12.5, MUTED)
QUESTION_ID = Style(SEMIBOLD, 9.5, 13.5, ACCENT)
QUESTION = Style(REGULAR, 9.5, 13.5)
ANSWER = Style(SEMIBOLD, 9, 13.5)
BRIEF = Style(REGULAR, 8.5, 11.5)
BRIEF_ID = Style(SEMIBOLD, 8.5, 11.5, ACCENT)
BRIEF_ANSWER = Style(SEMIBOLD, 8.5, 11.5)
ASIDE = Style(REGULAR, 7.5, 11.5, NO)
CLAIM = Style(ITALIC, 8.5, 13.5, MUTED)
PART = Style(REGULAR, 8.5, 12.5)
LABEL = Style(REGULAR, 8, 12.5, MUTED)
LINE_ID = Style(REGULAR, 7.5, 12.5, MUTED)
CONTINUED_ID = Style(SEMIBOLD, 7.5, 11, ACCENT)
CONTINUED = Style(REGULAR, 7.5, 11, MUTED)
TEXT = Style(REGULAR, 9, 12.5)
ASKED = Style(REGULAR, 9, 12.5, MUTED)
VALUE = Style(SEMIBOLD, 9, 12.5)
REMARK = Style(ITALIC, 9, 12.5)
KNOWN = Style(REGULAR, 8, 11.5, MUTED)
COUNT = Style(REGULAR, 7, 9, MUTED)
BOX_WORD = Style(REGULAR, 8, 12.5)
BOX_WORD_STRONG = Style(SEMIBOLD, 8.5, 13.5)
CELL = Style(REGULAR, 8.5, 11.5)
CELL_HEAD = Style(SEMIBOLD, 8, 11.5, MUTED)
MARKING = Style(SEMIBOLD, 9.5, 12)
FURNITURE = Style(REGULAR, 7.5, 10, MUTED)

Piece = tuple[str, str]
"""PDF name of a font subset, and codes of that subset as the inside of a PDF literal string."""

Word = tuple[float, tuple[Piece, ...], str | None]
"""Width for a size of one point, how it is drawn, and its codes alone where they are all in the face's first subset."""


@dataclass(slots=True)
class Line:
    """One set line; width in points."""

    width: float
    pieces: tuple[Piece, ...]


class Fonts:
    """The three faces in ``folder`` and, for characters they lack, every other TrueType font there by name."""

    def __init__(self, folder: Path) -> None:
        self.faces = {face: _open(folder / f"{face}.ttf") for face in FACES}
        # Further weights of the same family draw nothing that the three faces lack.
        others = sorted(path for path in folder.glob("*.ttf") if path.stem not in FACES)
        self.fallbacks = [_open(path) for path in others if not path.stem.startswith("NotoSans-")]
        own = set.intersection(*(set(font.face.charToGlyph) for font in self.faces.values()))
        self._coverage = own.union(*(font.face.charToGlyph for font in self.fallbacks))

    def covers(self, code: int) -> bool:
        """Nothing above U+FFFF: reportlab writes text maps of four digits only."""
        return code in self._coverage and code <= 0xFFFF

    def missing(self, text: str) -> set[str]:
        """Characters that no font here can draw: to be named before export, never left to silence."""
        shown = text.translate({**_LINE_ENDS, ord("\r"): "\n"})
        return {char for char in shown if _drawable(ord(char), self) == REPLACEMENT != char}


@lru_cache(maxsize=4)
def load_fonts(folder: Path) -> Fonts:
    return Fonts(folder)


def _open(path: Path) -> TTFont:
    font = TTFont(path.stem, str(path), shapable=False)
    # cmap format 4 ends with U+FFFF mapped to .notdef (OpenType, cmap): in the table, yet nothing that PDF/A may show.
    font.face.charToGlyph = {code: glyph for code, glyph in font.face.charToGlyph.items() if glyph}
    pdfmetrics.registerFont(font)
    return font


# Subset code -> its form inside a PDF literal string (ISO 32000-1, 7.3.4.2).
_ESCAPED = [chr(code) if 32 <= code < 127 and chr(code) not in "()\\" else f"\\{code:03o}" for code in range(256)]

_LINE_ENDS = {ord(char): "\n" for char in "\v\f\x1c\x1d\x1e\x85\u2028\u2029"}


def _drawable(code: int, fonts: Fonts) -> int | str | None:
    """What stands on paper for a character: itself, a space, nothing, or a visible replacement."""
    char = chr(code)
    category = unicodedata.category(char)
    if char == "\n":
        return code
    if char == "\t" or (category == "Zs" and not fonts.covers(code)):
        return " "
    if category == "Cf" or 0xFE00 <= code <= 0xFE0F:  # steers how neighbours look; has no look of its own
        return None
    if category == "Cc" or not fonts.covers(code):
        return REPLACEMENT
    return code


class _Drawables(dict[int, int | str | None]):
    """The table for ``str.translate``, filled as characters appear."""

    def __init__(self, fonts: Fonts) -> None:
        super().__init__(_LINE_ENDS)
        self._fonts = fonts
        self.replaced: set[str] = set()

    def __missing__(self, code: int) -> int | str | None:
        drawable = _drawable(code, self._fonts)
        if drawable == REPLACEMENT:
            self.replaced.add(chr(code))
        self[code] = drawable
        return drawable


class Typesetter:
    """Sets text for one document; each word is measured and encoded once."""

    def __init__(self, fonts: Fonts, document: PDFDocument) -> None:
        self._fonts, self._document = fonts, document
        self._drawables = _Drawables(fonts)
        self._words: dict[str, dict[str, Word]] = {face: {} for face in FACES}
        self._plain = {face: self._subset_of_spaces(font) for face, font in fonts.faces.items()}
        self._spaces = {face: self._word(" ", face)[0] for face in FACES}
        self._single: dict[tuple[str, Style, float], Line] = {}

    def _subset_of_spaces(self, font: TTFont) -> str:
        [(subset, _)] = font.splitString(" ", self._document)
        return font.getSubsetInternalName(subset, self._document)

    @property
    def replaced(self) -> list[str]:
        """Characters of this document that no font could draw."""
        return sorted(self._drawables.replaced)

    def paragraphs(self, text: str) -> list[str]:
        """Lines as typed, made drawable, at least one; at most one empty line in a row, none at the ends."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(self._drawables)
        kept: list[str] = []
        for line in text.strip().split("\n"):
            if line.strip() or (kept and kept[-1]):
                kept.append(line.strip(" "))
        return kept or [""]

    def lines(self, text: str, style: Style, width: float) -> list[Line]:
        """``text`` broken into lines of at most ``width`` points; an empty line for an empty paragraph."""
        limit, space = width / style.size, self._spaces[style.face]
        found: list[Line] = []
        known = self._words[style.face]
        for paragraph in self.paragraphs(text):
            current: list[Word] = []
            used = -space
            for text_of_word in paragraph.split(" "):
                if not text_of_word:
                    continue
                word = known.get(text_of_word) or self._word(text_of_word, style.face)
                if used + space + word[0] <= limit:
                    current.append(word)
                    used += space + word[0]
                    continue
                if current:
                    found.append(self._line(current, used, style))
                    current = []
                if word[0] > limit:
                    *full, word = self._broken(text_of_word, style.face, limit)
                    found.extend(Line(each[0] * style.size, each[1]) for each in full)
                current, used = [word], word[0]
            found.append(self._line(current, max(used, 0), style))
        return found

    def at_most(self, count: int, text: str, style: Style, width: float) -> list[Line]:
        """``text`` on one line broken into at most ``count``, the last of which ends with an ellipsis if it is cut."""
        flat = " ".join(self.paragraphs(text))
        whole = self.lines(flat, style, width)
        if len(whole) <= count:
            return whole
        words = flat.split(" ")
        shown, cut = 0, len(words)
        while cut - shown > 1:
            middle = (shown + cut) // 2
            fits = len(self.lines(" ".join(words[:middle]) + ELLIPSIS, style, width)) <= count
            shown, cut = (middle, cut) if fits else (shown, middle)
        return (
            self.lines(" ".join(words[:shown]) + ELLIPSIS, style, width)
            if shown
            else [self.one_line(flat, style, width)]
        )

    def widest_word(self, text: str, style: Style) -> float:
        """Width in points of the widest stretch that no line break parts."""
        known = self._words[style.face]
        words = (word for paragraph in self.paragraphs(text) for word in paragraph.split(" "))
        return max((known.get(each) or self._word(each, style.face))[0] for each in words) * style.size

    def one_line(self, text: str, style: Style, width: float) -> Line:
        """``text`` on one line, cut with an ellipsis where it is wider than ``width`` points."""
        known = self._single.get((text, style, width))
        if known is None:
            known = self._single[text, style, width] = self._one_line(text, style, width)
        return known

    def _one_line(self, text: str, style: Style, width: float) -> Line:
        flat = " ".join(self.paragraphs(text))
        line = self._flat(flat, style)
        if line.width <= width:
            return line
        room = width / style.size - self._word(ELLIPSIS, style.face)[0]
        cut = self._broken(flat, style.face, room, pieces=1)[0]
        whole = (*cut[1], *self._word(ELLIPSIS, style.face)[1])
        return Line((cut[0] + self._word(ELLIPSIS, style.face)[0]) * style.size, _merged(whole))

    def _flat(self, text: str, style: Style) -> Line:
        words = [self._word(each, style.face) for each in text.split(" ") if each]
        space = self._spaces[style.face]
        return self._line(words, sum(word[0] for word in words) + space * max(len(words) - 1, 0), style)

    def _line(self, words: list[Word], width: float, style: Style) -> Line:
        if not words:
            return Line(0, ())
        font = self._plain[style.face]
        codes = [word[2] for word in words]
        if None not in codes:
            return Line(width * style.size, ((font, " ".join(filter(None, codes))),))
        pieces: list[Piece] = []
        for word in words:
            if pieces:
                pieces.append((font, " "))
            pieces.extend(word[1])
        return Line(width * style.size, _merged(pieces))

    def _broken(self, text: str, face: str, limit: float, pieces: int = 0) -> list[Word]:
        """``text`` without regard to words in pieces no wider than ``limit``; only the first ``pieces`` if given."""
        found: list[Word] = []
        start, used = 0, 0.0
        for index, char in enumerate(text):
            advance = self._word(char, face)[0]
            if index > start and used + advance > limit:
                found.append(self._set(text[start:index], face))
                start, used = index, 0.0
                if len(found) == pieces:
                    return found
            used += advance
        return [*found, self._set(text[start:], face)]

    def _word(self, text: str, face: str) -> Word:
        known = self._words[face]
        word = known.get(text)
        if word is None:
            word = known[text] = self._set(text, face)
        return word

    def _set(self, text: str, face: str) -> Word:
        width = 0.0
        pieces: list[Piece] = []
        for font, run in self._runs(text, face):
            widths = font.face.charWidths
            width += sum([widths.get(ord(char), font.face.defaultWidth) for char in run]) / 1000
            for subset, codes in font.splitString(run, self._document):
                name = font.getSubsetInternalName(subset, self._document)
                pieces.append((name, "".join([_ESCAPED[code] for code in codes])))
        merged = _merged(pieces)
        plain = len(merged) == 1 and merged[0][0] == self._plain[face]
        return width, merged, merged[0][1] if plain else None

    def _runs(self, text: str, face: str) -> list[tuple[TTFont, str]]:
        """``text`` in stretches that one font covers; a fallback only where the face itself has no glyph."""
        main = self._fonts.faces[face]
        if all(ord(char) in main.face.charToGlyph for char in text):
            return [(main, text)]
        runs: list[tuple[TTFont, str]] = []
        for char in text:
            fonts = (main, *self._fonts.fallbacks)
            font = next((each for each in fonts if ord(char) in each.face.charToGlyph), main)
            if runs and runs[-1][0] is font:
                runs[-1] = (font, runs[-1][1] + char)
            else:
                runs.append((font, char))
        return runs


def _merged(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbours in the same font subset become one."""
    merged: list[Piece] = []
    for font, codes in pieces:
        if merged and merged[-1][0] == font:
            merged[-1] = (font, merged[-1][1] + codes)
        else:
            merged.append((font, codes))
    return tuple(merged)
