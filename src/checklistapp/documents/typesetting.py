# SPDX-License-Identifier: Apache-2.0
"""Setting text into lines, whatever its characters are: letters of the faces at once, all else as its script wants."""

import re

from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

from checklistapp.documents.fonts import Drawables, Fonts
from checklistapp.documents.line_breaks import stretches
from checklistapp.documents.lines import Line, Piece, Word, merged
from checklistapp.documents.mixed_text import MixedText
from checklistapp.documents.shaping import Shaper
from checklistapp.documents.typography import FACES, Style

ELLIPSIS = "…"

# Subset code -> its form inside a PDF literal string (ISO 32000-1, 7.3.4.2).
_ESCAPED = [chr(code) if 32 <= code < 127 and chr(code) not in "()\\" else f"\\{code:03o}" for code in range(256)]

_WORDS = re.compile("[^ ]+")


class Typesetter:
    """Sets text for one document; each word is measured and encoded once."""

    def __init__(self, fonts: Fonts, document: PDFDocument) -> None:
        self._fonts, self._document = fonts, document
        self._drawables = Drawables(fonts)
        self._words: dict[str, dict[str, Word]] = {face: {} for face in FACES}
        self._plain = {face: self._subset_of_spaces(font) for face, font in fonts.faces.items()}
        self._spaces = {face: self._word(" ", face)[0] for face in FACES}
        self._single: dict[tuple[str, Style, float], Line] = {}
        self._mixed = MixedText(fonts, Shaper(document), self._word)

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

    def _is_mixed(self, text: str) -> bool:
        not_plain = self._drawables.not_plain
        return bool(not_plain) and not not_plain.isdisjoint(text)

    def lines(self, text: str, style: Style, width: float) -> list[Line]:
        """``text`` broken into lines of at most ``width`` points; an empty line for an empty paragraph."""
        limit, space = width / style.size, self._spaces[style.face]
        found: list[Line] = []
        known = self._words[style.face]
        for paragraph in self.paragraphs(text):
            if self._is_mixed(paragraph):
                found.extend(self._mixed.lines(paragraph, style, width))
                continue
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
        ends = [end for _, end in stretches(flat)] if self._is_mixed(flat) else [m.end() for m in _WORDS.finditer(flat)]
        shown, cut = 0, len(ends)
        while cut - shown > 1:
            middle = (shown + cut) // 2
            fits = len(self.lines(flat[: ends[middle - 1]] + ELLIPSIS, style, width)) <= count
            shown, cut = (middle, cut) if fits else (shown, middle)
        return (
            self.lines(flat[: ends[shown - 1]] + ELLIPSIS, style, width)
            if shown
            else [self.one_line(flat, style, width)]
        )

    def widest_word(self, text: str, style: Style) -> float:
        """Width in points of the widest stretch that no line break parts."""
        return max(self._widest(paragraph, style.face) for paragraph in self.paragraphs(text)) * style.size

    def _widest(self, paragraph: str, face: str) -> float:
        if self._is_mixed(paragraph):
            return self._mixed.widest(paragraph, face)
        known = self._words[face]
        return max((known.get(each) or self._word(each, face))[0] for each in paragraph.split(" "))

    def one_line(self, text: str, style: Style, width: float) -> Line:
        """``text`` on one line, cut with an ellipsis where it is wider than ``width`` points."""
        known = self._single.get((text, style, width))
        if known is None:
            known = self._single[text, style, width] = self._one_line(text, style, width)
        return known

    def _one_line(self, text: str, style: Style, width: float) -> Line:
        flat = " ".join(self.paragraphs(text))
        mixed = self._is_mixed(flat)
        line = self._mixed.line(flat, style) if mixed else self._flat(flat, style)
        if line.width <= width:
            return line
        if mixed:
            return self._mixed.cut(flat, style, width, ELLIPSIS)
        room = width / style.size - self._word(ELLIPSIS, style.face)[0]
        cut = self._broken(flat, style.face, room, pieces=1)[0]
        whole = (*cut[1], *self._word(ELLIPSIS, style.face)[1])
        return Line((cut[0] + self._word(ELLIPSIS, style.face)[0]) * style.size, merged(whole))

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
        return Line(width * style.size, merged(pieces))

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
        font = self._fonts.faces[face]
        widths = font.face.charWidths
        width = sum([widths.get(ord(char), font.face.defaultWidth) for char in text]) / 1000
        pieces: list[Piece] = []
        for subset, codes in font.splitString(text, self._document):
            name = font.getSubsetInternalName(subset, self._document)
            pieces.append((name, "".join([_ESCAPED[code] for code in codes])))
        whole = merged(pieces)
        alone = whole[0][1] if len(whole) == 1 and whole[0][0] == self._plain[face] else None
        return width, whole, alone if isinstance(alone, str) else None
