# SPDX-License-Identifier: Apache-2.0
"""Rows of the contents, with how the answers of each section stand, told apart without colour too."""

from collections.abc import Iterator, Sequence

from checklistapp.documents import typography as type_
from checklistapp.documents.columns import Columns, row
from checklistapp.documents.question_rows import PAGE_NUMBER
from checklistapp.documents.report import Mark, Overview, OverviewRow, Share, Tally
from checklistapp.documents.rows import Paint, Row, kept, mark_colour, page_number, ruled, written
from checklistapp.documents.sheet import Sheet, rgb
from checklistapp.documents.structure import Element, Role, Tagged, tagged

BAR, BAR_HEIGHT = 110.0, 7.0
TITLE = 290.0
_SWATCH = 14.0
_TALLY_NAME = 104.0

_ORDER = (
    Mark.YES,
    Mark.ANSWERED,
    Mark.PARTLY,
    Mark.NO,
    Mark.NOT_APPLICABLE,
    Mark.WITHHELD,
    Mark.OPEN,
    Mark.NOT_ASKED,
)
_FILLS = {  # light, medium and dark; the others are told apart by strokes, so that grey paper shows them too
    Mark.YES: "#8fc79f",
    Mark.ANSWERED: "#8db4dc",
    Mark.NO: type_.NO,
    Mark.NOT_APPLICABLE: type_.HAIRLINE,
}
_OUTLINES = {
    Mark.PARTLY: type_.PARTLY,
    Mark.WITHHELD: type_.MUTED,
    Mark.OPEN: type_.MUTED,
    Mark.NOT_ASKED: type_.RULE,
}


def contents(columns: Columns, block: Overview, element: Element) -> Iterator[Row]:
    heading = columns.rows(block.title, type_.SUBHEADING)
    heading[0].gap = 14
    heading[-1].height += 4
    for each in heading:
        each.keep = True
    yield from tagged(element.child(Role.HEADING), heading)
    entries = element.child(Role.CONTENTS)
    for entry in block.rows:
        yield from kept(_entry(columns, entry, entries.child(Role.ENTRY)), 0)
    yield Row(8)


def _entry(columns: Columns, entry: OverviewRow, element: Element) -> list[Row]:
    bar_x = columns.right - PAGE_NUMBER - BAR
    end = bar_x - 10 if entry.shares else columns.right - PAGE_NUMBER
    width = min(end - columns.answer_x, TITLE) if entry.shares else end - columns.answer_x
    titles = columns.lines(entry.title, type_.BODY, width)
    name = f"{entry.tag} {entry.title}".strip()
    link = element.child(Role.LINK, name)
    rows = [*tagged(link, [row(columns.answer_x, type_.BODY, line) for line in titles])]
    tag = columns.one(entry.tag, type_.QUESTION_ID, columns.answer_x - columns.left - 4)
    rows[0].paints.insert(0, Tagged(link, written(columns.left, type_.QUESTION_ID, tag)))
    if entry.shares:
        said = ", ".join(f"{share.mark.value} {share.count}" for share in entry.shares)
        bar = element.child(Role.FIGURE, said)
        rows[0].paints.extend(Tagged(bar, paint) for paint in _bar(columns, bar_x, entry.shares))
    rows[0].paints.append(Tagged(link, page_number(entry.bookmark, type_.BODY)))
    rows[-1].height += 9 if entry.shares and len(rows) == 1 else 5.5
    rows[-1].paints.append(ruled(columns.left, columns.measure, rows[-1].height - 2))
    return rows


def _bar(columns: Columns, x: float, shares: Sequence[Share]) -> list[Paint]:
    """A bar of all questions, and below each stretch how many they are, side by side where they are narrow."""
    total = sum(share.count for share in shares)
    paints: list[Paint] = []
    left, free = x, x
    for share in sorted(shares, key=lambda share: _ORDER.index(share.mark)):
        width = BAR * share.count / max(total, 1)
        paints.append(_stretch(left, 3.2, max(width - 0.8, 0.4), BAR_HEIGHT, share.mark))
        count = columns.one(str(share.count), type_.COUNT)
        at = max(left + (width - count.width) / 2, free)
        paints.append(written(at, type_.COUNT, count, 24))
        left, free = left + width, at + count.width + 3
    return paints


def _stretch(x: float, below: float, width: float, height: float, mark: Mark) -> Paint:
    """One stretch ``below`` the row's upper edge, as this mark is filled."""

    def paint(sheet: Sheet, top: float) -> None:
        y = top - below - height
        box = f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re"
        if mark in _FILLS:
            sheet.shape(f"{rgb(_FILLS[mark])} rg {box} f")
            return
        colour = rgb(_OUTLINES[mark])
        if mark in _STROKES:
            sheet.shape(f"{box} W n {colour} RG 0.9 w {_STROKES[mark](x, y, width, height)} S")
        inside = f"{x + 0.3:.2f} {y + 0.3:.2f} {max(width - 0.6, 0.1):.2f} {height - 0.6:.2f} re"
        sheet.shape(f"{colour} RG 0.6 w {inside} S")

    return paint


def _hatch(x: float, y: float, width: float, height: float) -> str:
    """Lines of 45 degrees over the whole box, at least one."""
    step, start = 2.4, x - height
    count = int((width + height) / step) + 1
    ends = [start + number * step for number in range(count)]
    return " ".join(f"{each:.2f} {y:.2f} m {each + height:.2f} {y + height:.2f} l" for each in ends)


def _lines(x: float, y: float, width: float, height: float) -> str:
    return " ".join(
        f"{x:.2f} {y + height * part:.2f} m {x + width:.2f} {y + height * part:.2f} l" for part in (0.33, 0.67)
    )


_STROKES = {Mark.PARTLY: _hatch, Mark.WITHHELD: _lines}


def tally(columns: Columns, block: Tally, element: Element) -> Iterator[Row]:
    x = columns.left + _TALLY_NAME + 24
    for entry in sorted(block.rows, key=lambda entry: _ORDER.index(entry.share.mark)):
        mark = entry.share.mark
        rows = columns.rows(entry.questions, type_.KNOWN, x)
        name = columns.one(mark.value, type_.TEXT, _TALLY_NAME - _SWATCH - 6)
        count = columns.one(str(entry.share.count), type_.VALUE)
        rows[0].paints[:0] = [
            _stretch(columns.left, 3.2, 9, BAR_HEIGHT, mark),
            written(columns.left + _SWATCH, type_.TEXT._replace(colour=_word_colour(mark)), name, 12.5),
            written(x - 10 - count.width, type_.VALUE, count, 12.5),
        ]
        rows[-1].height += 2
        yield from tagged(element.child(Role.ITEM).child(Role.BODY), kept(rows, 0))


def _word_colour(mark: Mark) -> str:
    return mark_colour(mark) if mark in (Mark.YES, Mark.PARTLY, Mark.NO) else type_.INK
