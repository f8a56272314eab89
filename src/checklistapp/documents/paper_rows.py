# SPDX-License-Identifier: Apache-2.0
"""Rows for a pen: boxes, blanks, lines, empty tables, and places to sign."""

from collections.abc import Callable, Iterator, Sequence

from checklistapp.documents import typography as type_
from checklistapp.documents.columns import Columns, row
from checklistapp.documents.question_rows import claimed, question_id
from checklistapp.documents.report import (
    Blank,
    PartLine,
    PenSignature,
    QuestionLine,
    SignatureArea,
    SignatureField,
    WordBlanks,
    WriteGrid,
    WriteIn,
    WriteLines,
)
from checklistapp.documents.rows import Paint, Row, empty_box, kept, ruled, written
from checklistapp.documents.sheet import Sheet
from checklistapp.documents.structure import Element, Role, Tagged
from checklistapp.documents.table_rows import PADDING, shared
from checklistapp.documents.typography import Style

PITCH = 22.0
_GRID_PITCH = 20.0
_BOX = 12.0
"""From the left edge of a box to its word."""
_BETWEEN = 11.0
_LABEL = 52.0
_DIGIT = 11.0
_UNIT_GAP = 5.0
_WORD_COLUMNS = 4
"""As many as the window shows the words in, so that they are copied place by place."""
_WORD_PITCH = 34.0
_BETWEEN_WORDS = 16.0
_NUMBER = 18.0

FieldPlaced = Callable[[str, float, float, float, float], None]
"""Told the name and rectangle (x0, y0, x1, y1) of a signature field when its page is drawn."""


def question(columns: Columns, block: QuestionLine) -> Iterator[Row]:
    """Boxes above the wording, which has the whole width: nothing stands where an answer is printed."""
    known = question_id(columns, block.id, type_.QUESTION_ID)
    paints, _ = _boxes(columns, block.boxes, columns.answer_x, type_.BOX_WORD_STRONG)
    rows = [Row(type_.QUESTION.leading + 2, [known, *paints]), *claimed(columns, block, columns.answer_x)]
    yield from kept(rows, 12)


def part(columns: Columns, block: PartLine, *, first: bool) -> Iterator[Row]:
    paints, end = _boxes(columns, block.boxes, columns.answer_x, type_.BOX_WORD)
    rows = columns.rows(block.text, type_.PART, end + 4)
    rows[0].paints[:0] = [*columns.line_id(block.id), *paints]
    rows[-1].height += 2
    yield from kept(rows, 4 if first else 0)


def _boxes(columns: Columns, words: Sequence[str], x: float, style: Style) -> tuple[list[Paint], float]:
    """Boxes and their words in a row from ``x``, and where the next would stand."""
    paints: list[Paint] = []
    for word in words:
        line = columns.one(word, style, columns.written_width - _BOX)
        paints += [empty_box(x, style.leading), written(x + _BOX, style, line)]
        x += _BOX + line.width + _BETWEEN
    return paints, x


def write_lines(columns: Columns, block: WriteLines) -> Iterator[Row]:
    x, width = columns.answer_x, columns.written_width
    if block.is_label:
        x, width = x + _LABEL, width - _LABEL
    rows = [Row(PITCH, [ruled(x, width, PITCH - 2, type_.MUTED)]) for _ in range(block.count)]
    if block.is_label:
        name = columns.one(block.label, type_.LABEL, _LABEL - 4)
        rows[0].paints[:0] = [*_lowered(columns, block.line), written(columns.answer_x, type_.LABEL, name, 25)]
    else:
        asked = columns.rows(block.label, type_.PART, columns.answer_x)
        asked[0].paints[:0] = columns.line_id(block.line)
        rows = [*asked, *rows]
    yield from kept(rows, 0 if block.is_label else 7)


def _lowered(columns: Columns, line: str) -> list[Paint]:
    """The line id on the level of the rule beside it."""
    if not line:
        return []
    known = columns.one(line, type_.LINE_ID, columns.answer_x - columns.left - 4)
    return [written(columns.left, type_.LINE_ID, known, 25)]


def write_in(columns: Columns, block: WriteIn) -> Iterator[Row]:
    """The blank or the boxes stand behind their question where there is room, else below it."""
    style = type_.PART
    lines = columns.lines(block.asked, style, columns.written_width)
    rows = [row(columns.answer_x, style, line) for line in lines]
    after = columns.answer_x + lines[-1].end + 14
    rows[0].paints[:0] = columns.line_id(block.line)
    if block.blank is None:
        yield from kept(_with_boxes(columns, block.boxes, rows, after), 7)
        return
    width = _blank_width(columns, block)
    if after + width > columns.right:
        rows.append(Row(style.leading + 6))
        after = columns.answer_x
        drop = style.leading + 6
    else:
        drop = style.leading
    rows[-1].paints.extend(_blank(columns, block, after, drop))
    yield from kept(rows, 9 if len(rows) == 1 else 7)


def _with_boxes(columns: Columns, words: Sequence[str], rows: list[Row], after: float) -> list[Row]:
    """As many boxes a line as fit."""
    style = type_.BOX_WORD
    widths = [_BOX + columns.one(word, style, columns.written_width - _BOX).width for word in words]
    if after + sum(widths) + _BETWEEN * (len(words) - 1) > columns.right:
        rows.append(Row(style.leading + 3))
        after = columns.answer_x
    x = after
    for word, width in zip(words, widths, strict=True):
        if x > after and x + width > columns.right:
            rows.append(Row(style.leading + 3))
            x = after = columns.answer_x
        paints, x = _boxes(columns, (word,), x, style)
        rows[-1].paints.extend(paints)
    return rows


def _blank_width(columns: Columns, block: WriteIn) -> float:
    unit = columns.one(block.unit, type_.PART, columns.written_width / 2).width
    return 8 * _DIGIT + 16 if block.blank is Blank.DATE else 6 * _DIGIT + _UNIT_GAP + unit


def _blank(columns: Columns, block: WriteIn, x: float, leading: float) -> Iterator[Paint]:
    below = leading * 0.76 + 2
    if block.blank is Blank.NUMBER:
        yield ruled(x, 6 * _DIGIT, below, type_.MUTED)
        unit = columns.one(block.unit, type_.PART, columns.written_width / 2)
        yield written(x + 6 * _DIGIT + _UNIT_GAP, type_.PART, unit, leading)
        return
    hyphen = columns.one("-", type_.PART)
    for number, digits in enumerate((4, 2, 2)):
        if number:
            yield written(x - 4 - hyphen.width / 2, type_.PART, hyphen, leading)
        yield ruled(x, digits * _DIGIT, below, type_.MUTED)
        x += digits * _DIGIT + 8


def write_grid(columns: Columns, block: WriteGrid) -> Iterator[Row]:
    asked = columns.rows(block.asked, type_.PART, columns.answer_x)
    asked[0].paints[:0] = columns.line_id(block.line)
    asked[-1].height += 3
    x, width = columns.answer_x, columns.written_width
    narrowest = [columns.set.widest_word(each, type_.CELL_HEAD) + PADDING for each in block.columns]
    # Handwriting needs about the same room everywhere.
    widths = shared(narrowest, [max(each, width / len(narrowest)) for each in narrowest], width)
    header = _heads(columns, block.columns, widths)
    rows = [Row(_GRID_PITCH) for _ in range(block.rows)]
    for each in (*header, *rows):
        each.paints.extend(_verticals(x, widths, each.height))
    header[0].paints.append(ruled(x, width, 0, type_.MUTED))
    for each in (header[-1], *rows):
        each.paints.append(ruled(x, width, each.height, type_.MUTED))
    yield from kept([*asked, *header, *rows], 7)


def _heads(columns: Columns, heads: Sequence[str], widths: Sequence[float]) -> list[Row]:
    style = type_.CELL_HEAD
    lines = [columns.lines(head, style, width - 7) for head, width in zip(heads, widths, strict=True)]
    rows = [Row(style.leading) for _ in range(max(map(len, lines)))]
    x = columns.answer_x
    for column, width in zip(lines, widths, strict=True):
        for each, line in zip(rows, column, strict=False):
            each.paints.append(written(x + 4, style, line, style.leading + 2))
        x += width
    rows[-1].height += 3
    return rows


def _verticals(x: float, widths: Sequence[float], height: float) -> list[Paint]:
    edges = [x]
    for width in widths:
        edges.append(edges[-1] + width)
    return [_vertical(edge, height) for edge in edges]


def _vertical(x: float, height: float) -> Paint:
    return lambda sheet, top: sheet.box(x, top - height, 0, height, type_.MUTED, 0.5)


def word_blanks(columns: Columns, block: WordBlanks) -> Iterator[Row]:
    """Numbers run down each column, as they do where the words are shown."""
    width = (columns.measure - _BETWEEN_WORDS * (_WORD_COLUMNS - 1)) / _WORD_COLUMNS
    count = -(-block.count // _WORD_COLUMNS)
    rows = [Row(_WORD_PITCH) for _ in range(count)]
    for place in range(block.count):
        x = columns.left + place // count * (width + _BETWEEN_WORDS)
        number = columns.one(f"{place + 1}", type_.LABEL)
        rows[place % count].paints += [
            written(x, type_.LABEL, number, (_WORD_PITCH - 2) / 0.76),
            ruled(x + _NUMBER, width - _NUMBER, _WORD_PITCH - 2, type_.MUTED),
        ]
    yield from kept(rows, 10)


def pen_signature(columns: Columns, block: PenSignature) -> Iterator[Row]:
    width = (columns.measure - 18 * (len(block.labels) - 1)) / len(block.labels)
    signing = Row(62, gap=10)
    below = 30 if block.statement else 46
    for number, label in enumerate(block.labels):
        x = columns.left + number * (width + 18)
        words = columns.one(label, type_.LABEL, width)
        signing.paints += [ruled(x, width, below, type_.INK), written(x, type_.LABEL, words, (below + 11) / 0.76)]
    if not block.statement:
        yield signing
        return
    signing.gap = 0
    rows = [*columns.rows(block.statement, type_.BODY), signing]
    for each in rows[:-1]:
        each.keep = True
    rows[0].foot, rows[0].gap = sum(each.height for each in rows), 8
    yield from rows


def signature_area(columns: Columns, block: SignatureArea, element: Element, on_field: FieldPlaced) -> Iterator[Row]:
    """Two fields side by side, each with its title above and its meaning below."""
    width, height = (columns.measure - 24) / 2, 84.0
    for start in range(0, len(block.fields), 2):
        area = Row(height + 48, gap=14)
        for number, each in enumerate(block.fields[start : start + 2]):
            x = columns.left + number * (width + 24)
            field = _signature(columns, each, x, (width, height), on_field)
            area.paints.append(Tagged(element.child(Role.PARAGRAPH), field))
        yield area


def _signature(
    columns: Columns, field: SignatureField, x: float, size: tuple[float, float], on_field: FieldPlaced
) -> Paint:
    width, height = size
    title = columns.one(field.title, type_.SUBHEADING, width)
    meaning = columns.lines(field.text, type_.LABEL, width)

    def paint(sheet: Sheet, top: float) -> None:
        bottom = top - 18 - height
        sheet.write(x, top - 11, type_.SUBHEADING, title)
        sheet.box(x, bottom, width, height, type_.RULE)
        for number, line in enumerate(meaning):
            sheet.write(x, bottom - 12 - number * 11, type_.LABEL, line)
        on_field(field.name, x, bottom, x + width, bottom + height)

    return paint
