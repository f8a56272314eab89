# SPDX-License-Identifier: Apache-2.0
"""Rows of a table whose columns are wide enough for every word, date and number in them."""

import re
from collections.abc import Iterator, Sequence

from checklistapp.documents import typography as type_
from checklistapp.documents.columns import Columns
from checklistapp.documents.report import DataTable
from checklistapp.documents.rows import Row, kept, ruled, written
from checklistapp.documents.structure import Element, Role, Tagged, tagged
from checklistapp.documents.typography import Style

PADDING = 10.0
_ROUNDING = 0.01
"""Points that keep a word whole in a column made for it."""
_NUMBER = re.compile(r"[-+]?\d[\d.,\u00a0\u202f]*%?")


def table(columns: Columns, block: DataTable, element: Element, *, again: bool) -> Iterator[Row]:
    x = columns.text_x if block.beside_question else columns.left
    if block.caption:
        rows = columns.rows(block.caption, type_.ASKED, x)
        rows[0].paints[:0] = columns.line_id(block.line)
        label = columns.label("Detail")
        if again:
            rows[0].opening = label
        else:
            rows[0].paints[:0] = label
        for each in tagged(element.child(Role.CAPTION), kept(rows, 3)):
            each.keep = True
            yield each
    shown = (block.columns, *block.rows)
    narrowest = _narrowest(columns, shown)
    natural = _natural(columns, shown, narrowest)
    if sum(narrowest) > columns.right - x:
        x = columns.left
    widths = shared(narrowest, natural, columns.right - x)
    numbers = [_holds_numbers(block.rows, index) for index in range(len(widths))]
    heads = _children(element, Role.TABLE_HEAD, len(widths))
    header = _cells(columns, block.columns, heads, widths, numbers, x, type_.CELL_HEAD, type_.RULE)
    for each in header:
        each.keep = True
    header[0].gap = 3
    yield from header
    for cells in block.rows:
        places = _children(element, Role.CELL, len(widths))
        rows = _cells(columns, cells, places, widths, numbers, x, type_.CELL, type_.HAIRLINE)
        for each in rows:
            each.header = tuple(header)
        yield from kept(rows, 0)


def shared(narrowest: Sequence[float], natural: Sequence[float], width: float) -> list[float]:
    """``width`` points among columns: each at least its ``narrowest``, the rest by what they would like to have.

    Where even that is too wide, the widest give way and their words are broken.
    """
    if sum(narrowest) > width:
        return _even(narrowest, width)
    wishes = [wish - least for wish, least in zip(natural, narrowest, strict=True)]
    room = width - sum(narrowest)
    share = min(room / sum(wishes), 1) if sum(wishes) else 0
    given = [least + share * wish for least, wish in zip(narrowest, wishes, strict=True)]
    left = (width - sum(given)) / sum(given)
    return [each * (1 + left) for each in given]


def _even(wanted: Sequence[float], width: float) -> list[float]:
    """Narrow columns get what they want, the others an even share of what is left."""
    widths = [0.0] * len(wanted)
    for done, index in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        widths[index] = min(wanted[index], width / (len(wanted) - done))
        width -= widths[index]
    return widths


def _narrowest(columns: Columns, shown: Sequence[tuple[str, ...]]) -> list[float]:
    head, *cells = shown
    widths = [columns.set.widest_word(each, type_.CELL_HEAD) for each in head]
    for row in cells:
        widths = [
            max(width, columns.set.widest_word(cell, type_.CELL)) for width, cell in zip(widths, row, strict=True)
        ]
    return [width + PADDING for width in widths]


def _natural(columns: Columns, shown: Sequence[tuple[str, ...]], narrowest: list[float]) -> list[float]:
    """Widths that hold each cell on one line, up to half of the measure."""
    head, *cells = shown
    widths = [columns.one(each, type_.CELL_HEAD).width for each in head]
    for row in cells:
        widths = [max(width, columns.one(cell, type_.CELL).width) for width, cell in zip(widths, row, strict=True)]
    most = columns.measure / 2
    return [max(min(width + PADDING, most), least) for width, least in zip(widths, narrowest, strict=True)]


def _holds_numbers(rows: Sequence[tuple[str, ...]], index: int) -> bool:
    """Not so the first column, which names what the row is about."""
    cells = [row[index].strip() for row in rows if row[index].strip()]
    return index > 0 and bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells)


def _children(table: Element, role: Role, count: int) -> list[Element]:
    """The cells of a further row."""
    line = table.child(Role.TABLE_ROW)
    return [line.child(role) for _ in range(count)]


def _cells(
    columns: Columns,
    cells: tuple[str, ...],
    elements: Sequence[Element],
    widths: list[float],
    numbers: list[bool],
    x: float,
    style: Style,
    rule: str,
) -> list[Row]:
    """One table row as rows of its lines, ruled below."""
    set_ = [columns.lines(cell, style, width - PADDING + _ROUNDING) for cell, width in zip(cells, widths, strict=True)]
    rows: list[Row] = []
    for number in range(max(len(lines) for lines in set_)):
        row = Row(style.leading)
        left = x
        for element, lines, width, is_number in zip(elements, set_, widths, numbers, strict=True):
            if number < len(lines):
                line = lines[number]
                indent = width - PADDING - line.width if is_number else 0
                row.paints.append(Tagged(element, written(left + indent, style, line)))
            left += width
        rows.append(row)
    rows[-1].paints.append(ruled(x, sum(widths), style.leading + 1, rule))
    rows[-1].height += 3.5
    return rows
