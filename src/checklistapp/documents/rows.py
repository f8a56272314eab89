# SPDX-License-Identifier: Apache-2.0
"""Rows, the smallest stretches that a page break may part, and what can be drawn in one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from checklistapp.documents import typography as type_
from checklistapp.documents.lines import Line
from checklistapp.documents.report import Mark
from checklistapp.documents.sheet import Sheet
from checklistapp.documents.typography import Style

Paint = Callable[[Sheet, float], None]
"""Draws on a sheet, given the y of the row's upper edge."""

WHOLE_LINES = 18
"""A text of up to this many lines is never parted by a page break, so that a reader finds it whole."""


@dataclass(slots=True)
class Row:
    """``gap`` is the space above, dropped at the top of a page. ``keep`` holds the row and the next together.

    Where a page begins with this row, ``header`` rows are drawn before it and ``opening`` paints with it; elsewhere
    ``within`` paints are. A row at the ``foot`` goes down to that height above the end of the text.
    """

    height: float
    paints: list[Paint] = field(default_factory=list)
    gap: float = 0
    keep: bool = False
    header: tuple["Row", ...] = ()
    opening: Sequence[Paint] = ()
    within: Sequence[Paint] = ()
    foot: float = 0


def kept(rows: list[Row], gap: float) -> Iterator[Row]:
    """Rows of one text: whole if short, else never with fewer than three lines before or after a break."""
    rows[0].gap = gap
    last = len(rows) - 1
    for number, row in enumerate(rows):
        row.keep = number < last and (last < WHOLE_LINES or number < 2 or number >= last - 2)
        yield row


_TICK = "1.1 w 1 J 1 j 0.4 3.2 m 2.7 0.9 l 6.9 6 l S"
_CROSS = "1.1 w 1 J 1 0.8 m 6.2 6 l S 1 6 m 6.2 0.8 l S"
_RING = (
    "0.8 w 6.9 3.3 m 6.9 5.07 5.47 6.5 3.7 6.5 c 1.93 6.5 0.5 5.07 0.5 3.3 c "
    "0.5 1.53 1.93 0.1 3.7 0.1 c 5.47 0.1 6.9 1.53 6.9 3.3 c S"
)
_HALF = f"{_RING} 3.7 0.1 m 1.93 0.1 0.5 1.53 0.5 3.3 c 0.5 5.07 1.93 6.5 3.7 6.5 c f"
_SLASH = f"{_RING} 1.7 1.3 m 5.7 5.3 l S"
_DOT = f"{_RING} 2.6 2.2 2.2 2.2 re f"
_BAR = "0.5 1.5 6.4 3.6 re f"
_DASH = "1 w 1 J 1.3 3.3 m 6.1 3.3 l S"
_GLYPHS = {  # each mark differs in shape as well as in colour
    Mark.YES: (_TICK, type_.YES),
    Mark.PARTLY: (_HALF, type_.PARTLY),
    Mark.NO: (_CROSS, type_.NO),
    Mark.NOT_APPLICABLE: (_SLASH, type_.MUTED),
    Mark.WITHHELD: (_BAR, type_.MUTED),
    Mark.ANSWERED: (_DOT, type_.ACCENT),
    Mark.OPEN: (_RING, type_.MUTED),
    Mark.NOT_ASKED: (_DASH, type_.MUTED),
    Mark.NOT_RELEASED: (_DASH, type_.MUTED),
}


def written(x: float, style: Style, line: Line, leading: float = 0) -> Paint:
    """The line on the first baseline of a row; ``leading`` of the row where it is not the style's own."""
    drop = (leading or style.leading) * 0.76

    def paint(sheet: Sheet, top: float) -> None:
        sheet.write(x, top - drop, style, line)

    return paint


def glyph(x: float, mark: Mark, leading: float) -> Paint:
    path, colour = _GLYPHS[mark]
    return lambda sheet, top: sheet.glyph(x, top - leading * 0.76, path, colour)


def mark_colour(mark: Mark) -> str:
    return _GLYPHS[mark][1]


def empty_box(x: float, leading: float) -> Paint:
    return lambda sheet, top: sheet.box(x, top - leading * 0.76 - 1, 8.5, 8.5, type_.INK)


def ruled(x: float, width: float, below: float, colour: str = type_.HAIRLINE, thickness: float = 0.5) -> Paint:
    """A rule ``below`` the row's upper edge."""
    return lambda sheet, top: sheet.rule(x, top - below, width, colour, thickness)


def page_number(bookmark: str, style: Style) -> Paint:
    """The page where the bookmark lies, at the right edge, and a link over the row."""

    def paint(sheet: Sheet, top: float) -> None:
        sheet.page_number_of(bookmark, sheet.right, top - style.leading * 0.76, style)
        sheet.link_to(bookmark, top - style.leading, style.leading)

    return paint


def bookmarked(key: str, title: str, level: int) -> Paint:
    return lambda sheet, top: sheet.bookmark(key, title, level, top + 8)
