# SPDX-License-Identifier: Apache-2.0
"""Text of any script set into lines: where it breaks, which way it runs, and which font shows what."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple
from unicodedata import bidirectional, category

from checklistapp.documents import bidi
from checklistapp.documents.fonts import Fonts, ShapedFont
from checklistapp.documents.line_breaks import may_part, stretches
from checklistapp.documents.lines import Line, Mark, Piece, Word, merged
from checklistapp.documents.shaping import Shaper
from checklistapp.documents.typography import Style

_DIRECTED = {"R", "AL", "AN", "RLI", "FSI"}
"""Without any of these all runs from left to right."""
_JOINERS = "\u200c\u200d"
_UNSEEN = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x2066, 0x206A)])
"""They have done their work when the direction is known."""

Stretch = tuple[int, int]


class _Word(NamedTuple):
    """As `Word`, and with marks."""

    width: float
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...] = ()


class MixedText:
    """``plain`` sets letters of a face that need nothing but their widths."""

    def __init__(self, fonts: Fonts, shaper: Shaper, plain: Callable[[str, str], Word]) -> None:
        self._fonts, self._shaper, self._plain = fonts, shaper, plain
        self._words: dict[tuple[str, str, bool], _Word] = {}

    def lines(self, text: str, style: Style, width: float) -> list[Line]:
        """One paragraph in lines of at most ``width`` points; from the right edge where it begins right-to-left."""
        paragraph = _Paragraph(text)
        limit, space = width / style.size, self._plain(" ", style.face)[0]
        found: list[list[Stretch]] = []
        current: list[Stretch] = []
        used = 0.0
        for start, end in stretches(text):
            for begin, stop, wide in self._fitting(paragraph, start, end, style.face, limit):
                gap = space if current and begin > current[-1][1] else 0
                if current and (used + gap + wide > limit or begin > start):
                    found.append(current)
                    current, used, gap = [], 0.0, 0.0
                current.append((begin, stop))
                used += gap + wide
        found.append(current)
        lines = [self._line(paragraph, each, style) for each in found]
        if paragraph.base:
            for line in lines:
                line.indent = max(width - line.width, 0)
        return lines

    def line(self, text: str, style: Style) -> Line:
        """All of it on one line."""
        return self._line(_Paragraph(text), list(stretches(text)), style)

    def cut(self, text: str, style: Style, width: float, ending: str) -> Line:
        """As much of it as fits into ``width`` points with ``ending`` behind."""
        fits = _longest(0, len(text), lambda count: self.line(text[:count] + ending, style).width <= width)
        return self.line(text[:fits] + ending, style)

    def widest(self, text: str, face: str) -> float:
        """Of the stretches that no line break parts, for a size of one point."""
        paragraph = _Paragraph(text)
        return max((self._width(paragraph, start, end, face) for start, end in stretches(text)), default=0)

    def _line(self, paragraph: "_Paragraph", parts: Sequence[Stretch], style: Style) -> Line:
        words: list[_Word] = []
        levels: list[int] = []
        before = parts[0][0] if parts else 0
        for start, end in parts:
            if start > before:
                words.append(self._letters(" ", style.face))
                levels.append(paragraph.levels[before])
            for level, run in paragraph.runs(start, end):
                words.append(self._word(run, style.face, right_to_left=level % 2 == 1))
                levels.append(level)
            before = end
        whole = _in_a_row(bidi.reordered(words, levels))
        return Line(whole.width * style.size, whole.pieces, marks=whole.marks)

    def _width(self, paragraph: "_Paragraph", start: int, end: int, face: str) -> float:
        runs = paragraph.runs(start, end)
        return sum(self._word(run, face, right_to_left=level % 2 == 1).width for level, run in runs)

    def _fitting(
        self, paragraph: "_Paragraph", start: int, end: int, face: str, limit: float
    ) -> Iterator[tuple[int, int, float]]:
        """A stretch, broken where it is wider than a line, and how wide; never before a mark where that can be."""
        while (wide := self._width(paragraph, start, end, face)) > limit and end - start > 1:
            stop = _longest(start + 1, end, partial(self._fits, paragraph, start, face, limit))
            while stop > start + 1 and not may_part(paragraph.text[stop - 1], paragraph.text[stop]):
                stop -= 1
            if stop == start + 1:
                stop = _longest(stop, end, partial(self._fits, paragraph, start, face, limit))
            yield start, stop, self._width(paragraph, start, stop, face)
            start = stop
        yield start, end, wide

    def _fits(self, paragraph: "_Paragraph", start: int, face: str, limit: float, end: int) -> bool:
        return self._width(paragraph, start, end, face) <= limit

    def _word(self, text: str, face: str, *, right_to_left: bool) -> _Word:
        key = text, face, right_to_left
        word = self._words.get(key)
        if word is None:
            word = self._words[key] = self._set(text.translate(_UNSEEN), face, right_to_left=right_to_left)
        return word

    def _set(self, text: str, face: str, *, right_to_left: bool) -> _Word:
        words = [self._run(run, font, face, right_to_left=right_to_left) for font, run in self._by_font(text, face)]
        return _in_a_row(reversed(words) if right_to_left else words)

    def _run(self, text: str, font: ShapedFont, face: str, *, right_to_left: bool) -> _Word:
        if not right_to_left and all(self._fonts.is_plain(ord(char)) for char in text):
            return self._letters(text, face)
        shaped = self._shaper.shape(text, font, right_to_left=right_to_left)
        return _Word(shaped.width, ((shaped.font, shaped.glyphs),) if shaped.glyphs else (), shaped.marks)

    def _letters(self, text: str, face: str) -> _Word:
        width, pieces, _ = self._plain(text, face)
        return _Word(width, pieces)

    def _by_font(self, text: str, face: str) -> list[tuple[ShapedFont, str]]:
        """Stretches of one font; marks and joiners stay with their letter where its font has them."""
        runs: list[tuple[ShapedFont, str]] = []
        for char in text:
            current = runs[-1][0] if runs else None
            stays = current and (char in _JOINERS or (category(char)[0] == "M" and ord(char) in current.coverage))
            font = current if current and stays else self._fonts.shaped(char, face)
            if font is current:
                runs[-1] = font, runs[-1][1] + char
            else:
                runs.append((font, char))
        return runs


class _Paragraph:
    """A text with the direction of each of its characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        if any(bidirectional(char) in _DIRECTED for char in text):
            self.base = bidi.base_level(text)
            self.levels = bidi.levels(text, self.base)
        else:
            self.base, self.levels = 0, [0] * len(text)

    def runs(self, start: int, end: int) -> Iterable[tuple[int, str]]:
        """Stretches of one level in logical order."""
        levels = self.levels[start:end]
        if levels.count(levels[0]) == len(levels):
            return [(levels[0], self.text[start:end])]
        runs: list[tuple[int, str]] = []
        for level, run in groupby(range(start, end), self.levels.__getitem__):
            indexes = list(run)
            runs.append((level, self.text[indexes[0] : indexes[-1] + 1]))
        return runs


def _in_a_row(words: Iterable[_Word]) -> _Word:
    pieces: list[Piece] = []
    marks: list[Mark] = []
    width = 0.0
    for word in words:
        pieces.extend(word.pieces)
        marks.extend((x + width * 1000, y, path) for x, y, path in word.marks)
        width += word.width
    return _Word(width, merged(pieces), tuple(marks))


def _longest(least: int, most: int, fits: Callable[[int], bool]) -> int:
    """The highest number below ``most`` that fits, tried in growing steps; ``least`` where none does."""
    step, reach = 8, least
    while reach + step < most and fits(reach + step):
        reach += step
        step *= 2
    too_far = min(reach + step, most)
    while too_far - reach > 1:
        middle = (reach + too_far) // 2
        reach, too_far = (middle, too_far) if fits(middle) else (reach, middle)
    return reach
