# SPDX-License-Identifier: Apache-2.0
"""The fonts of printed documents, and what of a text they can show."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import uharfbuzz
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from checklistapp.documents.typography import FACES, REGULAR, SEMIBOLD

REPLACEMENT = "\ufffd"

_LINE_ENDS = {ord(char): "\n" for char in "\v\f\x1c\x1d\x1e\x85\u2028\u2029"}
_STEERING = {*range(0x200C, 0x2010), 0x061C, *range(0x2066, 0x206A)}
"""Joiners, marks of direction and isolates: never seen, but a line looks otherwise without them."""
_SEEN_FORMATS = {*range(0x0600, 0x0606), 0x06DD, 0x08E2}
"""Signs written over or under a number, which Unicode counts among the characters that are not seen."""
_VARIATION = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}


@dataclass(frozen=True)
class ShapedFont:
    """A font whose glyphs HarfBuzz chooses and places; opened when first needed."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def face(self) -> uharfbuzz.Face:
        return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(self.path))

    @cached_property
    def scaled(self) -> uharfbuzz.Font:
        """In thousandths of the type's size."""
        font = uharfbuzz.Font(self.face)
        font.scale = (1000, 1000)
        return font

    @cached_property
    def coverage(self) -> frozenset[int]:
        # cmap format 4 ends with U+FFFF mapped to .notdef (OpenType, cmap): in the table, yet nothing to show.
        return frozenset(code for code in self.face.unicodes if self.scaled.get_nominal_glyph(code))

    def outline(self, glyph: int) -> str:
        """As a path to fill, in thousandths of the type's size."""
        if glyph not in self._outlines:
            parts: list[str] = []
            self.scaled.draw_glyph(glyph, _PATHS, parts)
            self._outlines[glyph] = " ".join(parts)
        return self._outlines[glyph]

    @cached_property
    def _outlines(self) -> dict[int, str]:
        return {}


def _paths() -> uharfbuzz.DrawFuncs:
    """Appends the operators of a PDF path to a list; HarfBuzz makes cubic curves of quadratic ones."""
    found = uharfbuzz.DrawFuncs()
    found.set_move_to_func(lambda x, y, parts: parts.append(f"{x:.0f} {y:.0f} m"))
    found.set_line_to_func(lambda x, y, parts: parts.append(f"{x:.0f} {y:.0f} l"))
    found.set_cubic_to_func(lambda *given: given[6].append(" ".join(f"{each:.0f}" for each in given[:6]) + " c"))
    found.set_close_path_func(lambda parts: parts.append("h"))
    return found


_PATHS = _paths()


class Fonts:
    """The three faces in ``folder`` and, for characters they lack, every other family there by name.

    A family beside the faces has a Regular and may have a SemiBold; nothing is slanted that has no Italic.
    """

    def __init__(self, folder: Path) -> None:
        self.faces = {face: _open(folder / f"{face}.ttf") for face in FACES}
        # Further weights of the same family draw nothing that the three faces lack.
        others = [path for path in sorted(folder.glob("*.ttf")) if not path.stem.startswith("NotoSans-")]
        regular = tuple(ShapedFont(path) for path in others if not path.stem.endswith("-SemiBold"))
        heavier = {path.stem.removesuffix("-SemiBold"): ShapedFont(path) for path in others}
        strong = tuple(heavier.get(font.name.removesuffix("-Regular"), font) for font in regular)
        self._shaped = {
            face: (ShapedFont(folder / f"{face}.ttf"), *(strong if face == SEMIBOLD else regular)) for face in FACES
        }
        self._own = set.intersection(*(set(font.face.charToGlyph) for font in self.faces.values()))

    def is_plain(self, code: int) -> bool:
        """Whether all three faces show it as it is, whatever stands beside it."""
        return (
            code in self._own
            and unicodedata.category(chr(code)) not in ("Mn", "Mc", "Me", "Cf")
            and unicodedata.bidirectional(chr(code)) not in ("R", "AL")
        )

    def covers(self, code: int) -> bool:
        return code in self._own or any(code in font.coverage for font in self._shaped[REGULAR][1:])

    def shaped(self, char: str, face: str) -> ShapedFont:
        """The first font that has the character, the face itself before the others."""
        own, *others = self._shaped[face]
        code = ord(char)
        if code in self._own:
            return own
        return next((font for font in others if code in font.coverage), own)

    def missing(self, text: str) -> set[str]:
        """Characters that no font here can draw: to be named before export, never left to silence."""
        shown = text.translate({**_LINE_ENDS, ord("\r"): "\n"})
        return {char for char in shown if _drawable(ord(char), self) == REPLACEMENT != char}


@lru_cache(maxsize=4)
def load_fonts(folder: Path) -> Fonts:
    return Fonts(folder)


def _open(path: Path) -> TTFont:
    font = TTFont(path.stem, str(path), shapable=False)
    # As in ShapedFont.coverage.
    font.face.charToGlyph = {code: glyph for code, glyph in font.face.charToGlyph.items() if glyph}
    pdfmetrics.registerFont(font)
    return font


def _drawable(code: int, fonts: Fonts) -> int | str | None:
    """What stands on paper for a character: itself, a space, nothing, or a visible replacement."""
    char = chr(code)
    category = unicodedata.category(char)
    if char == "\n" or code in _STEERING:
        return code
    if char == "\t" or (category == "Zs" and not fonts.covers(code)):
        return " "
    if code in _VARIATION or (category == "Cf" and code not in _SEEN_FORMATS):
        return None  # steers how neighbours look; has no look of its own
    if category == "Cc" or not fonts.covers(code):
        return REPLACEMENT
    return code


class Drawables(dict[int, int | str | None]):
    """The table for ``str.translate`` of one document, filled as characters appear."""

    def __init__(self, fonts: Fonts) -> None:
        super().__init__(_LINE_ENDS)
        self._fonts = fonts
        self.replaced: set[str] = set()
        self.not_plain: set[str] = set()
        """What the faces cannot set letter by letter."""

    def __missing__(self, code: int) -> int | str | None:
        drawable = _drawable(code, self._fonts)
        if drawable == REPLACEMENT:
            self.replaced.add(chr(code))
        elif drawable == code and chr(code) != "\n" and not self._fonts.is_plain(code):
            self.not_plain.add(chr(code))
        self[code] = drawable
        return drawable
