# SPDX-License-Identifier: Apache-2.0
"""Rows whose boxes and blanks are fields of the PDF: where each stands is told when its page is drawn."""

from collections.abc import Iterator, Mapping, Sequence

from checklistapp.documents import typography as type_
from checklistapp.documents.columns import Columns, row
from checklistapp.documents.composer import Composer
from checklistapp.documents.paper_rows import FieldPlaced
from checklistapp.documents.question_rows import claimed, continued, question_id, separator
from checklistapp.documents.report import (
    Block,
    DataTable,
    Labelled,
    PartLine,
    PenSignature,
    QuestionLine,
    Report,
    WriteGrid,
    WriteIn,
    WriteLines,
)
from checklistapp.documents.rows import Paint, Row, bookmarked, kept, written
from checklistapp.documents.table_rows import PADDING, shared
from checklistapp.documents.typesetting import Typesetter
from checklistapp.documents.typography import Style
from checklistapp.formats.fill_in import Field, FieldKind

BUTTON = 11.0
_TO_WORD = 14.0
_BETWEEN = 13.0
_LABEL = 52.0
_LINE_HEIGHT = 17.0
_TEXT_LINE = 11.5
_TEXT_PADDING = 7.0
_DATE, _NUMBER = 74.0, 60.0
_CELL = 19.0

BUTTON_MARK = "#"
"""Between a field's name and the state of one of its buttons."""


class FillableComposer(Composer):
    """The blank form's blocks with fields in them; ``fields`` by the printed id that their block bears."""

    def __init__(
        self, report: Report, set_: Typesetter, on_field: FieldPlaced, fields: Mapping[str, Sequence[Field]]
    ) -> None:
        super().__init__(report, set_, on_field)
        self._fields = fields

    def _question_line(self, block: QuestionLine) -> Iterator[Row]:
        columns = self._columns
        self._question = (continued(columns, block.id),)
        buttons, _ = self._buttons(self._fields[block.id], columns.answer_x, type_.BOX_WORD_STRONG)
        known = question_id(columns, block.id, type_.QUESTION_ID)
        rows = [Row(type_.QUESTION.leading + 3, [known, *buttons]), *claimed(columns, block, columns.answer_x)]
        if not block.boxes:  # nothing to click: the wording stands beside its id
            rows = rows[1:]
            rows[0].paints.insert(0, known)
        if self._outlined:
            rows[0].paints.append(bookmarked(f"question-{block.id}", block.id, 1))
        if not self._opened:  # the first one stands under the rule of its heading
            rows[0].within = [separator(columns)]
        self._opened = False
        yield from kept(rows, 13)

    def _in_the_open(self, block: Block) -> Iterator[Row]:
        return self._header(block) if isinstance(block, PenSignature) else super()._in_the_open(block)

    def _below(self, block: PartLine | Labelled | DataTable | WriteLines | WriteIn | WriteGrid) -> Iterator[Row]:
        match block:
            case PartLine():
                return self._part(block)
            case WriteLines():
                return self._text(block)
            case WriteIn():
                return self._short(block)
            case WriteGrid():
                return self._grid(block)
        return super()._below(block)

    def _header(self, block: PenSignature) -> Iterator[Row]:
        """One field a label, side by side, the label above it."""
        columns = self._columns
        width = (columns.measure - 14 * (len(block.labels) - 1)) / len(block.labels)
        line = Row(11 + _LINE_HEIGHT, gap=6)
        for number, label in enumerate(block.labels):
            x = columns.left + number * (width + 14)
            words = columns.one(label, type_.LABEL, width)
            [field] = self._fields[label]
            line.paints += [written(x, type_.LABEL, words, 10), self._box(field.name, x, 11, width, _LINE_HEIGHT)]
        yield line

    def _part(self, block: PartLine) -> Iterator[Row]:
        columns = self._columns
        buttons, end = self._buttons(self._fields[block.id], columns.answer_x, type_.BOX_WORD)
        rows = columns.rows(block.text, type_.PART, end + 2)
        rows[0].paints[:0] = [*columns.line_id(block.id), *buttons]
        for each in rows:
            each.height += 2
        yield from kept(rows, 5 if isinstance(self._above, QuestionLine) else 1)

    def _text(self, block: WriteLines) -> Iterator[Row]:
        columns = self._columns
        [field] = self._fields[block.line]
        height = block.count * _TEXT_LINE + _TEXT_PADDING
        if not block.is_label:
            asked = columns.rows(block.label, type_.PART, columns.answer_x)
            asked[0].paints[:0] = columns.line_id(block.line)
            asked[-1].height += 2
            room = Row(height, [self._box(field.name, columns.answer_x, 0, columns.written_width, height)])
            yield from kept([*asked, room], 7)
            return
        label = written(columns.answer_x, type_.LABEL, columns.one(block.label, type_.LABEL, _LABEL - 4), 15)
        x, width = columns.answer_x + _LABEL, columns.written_width - _LABEL
        known = [_lowered(columns, block.line), label, self._box(field.name, x, 0, width, height)]
        yield from kept([Row(height, known)], 5)

    def _short(self, block: WriteIn) -> Iterator[Row]:
        """Buttons or one short line, behind the question where there is room, else below it."""
        columns = self._columns
        fields = self._fields[block.line]
        lines = columns.lines(block.asked, type_.PART, columns.written_width)
        rows = [row(columns.answer_x, type_.PART, line) for line in lines]
        rows[0].paints[:0] = columns.line_id(block.line)
        after = columns.answer_x + lines[-1].end + 14
        if block.blank is not None:
            yield from kept(self._blank(fields[0], block.unit, rows, after), 8)
            return
        needed = sum(_TO_WORD + width + _BETWEEN for width in self._word_widths(fields)) - _BETWEEN
        if after + needed > columns.right:
            rows.append(Row(type_.PART.leading + 3))
            after = columns.answer_x
        yield from kept(self._button_lines(fields, rows, after), 8)

    def _blank(self, field: Field, unit: str, rows: list[Row], after: float) -> list[Row]:
        columns = self._columns
        width = _DATE if not unit and field.longest == 10 else _NUMBER
        word = columns.one(unit or ("year-month-day" if width == _DATE else ""), type_.LABEL, columns.measure / 2)
        raised = 2.0
        if after + width + 5 + word.width > columns.right:
            rows.append(Row(_LINE_HEIGHT))
            after, raised = columns.answer_x, -2.0
        last = rows[-1]
        last.paints += [
            self._box(field.name, after, -raised, width, _LINE_HEIGHT),
            written(after + width + 5, type_.LABEL, word, type_.PART.leading + 2 - raised),
        ]
        last.height = max(last.height, _LINE_HEIGHT - raised)
        return rows

    def _grid(self, block: WriteGrid) -> Iterator[Row]:
        columns, heads = self._columns, block.columns
        asked = columns.rows(block.asked, type_.PART, columns.answer_x)
        asked[0].paints[:0] = columns.line_id(block.line)
        asked[-1].height += 3
        x, width = columns.answer_x, columns.written_width
        narrowest = [columns.set.widest_word(each, type_.CELL_HEAD) + PADDING for each in heads]
        widths = shared(narrowest, [max(each, width / len(narrowest)) for each in narrowest], width)
        edges = [x + sum(widths[:number]) for number in range(len(widths))]
        lines = [columns.lines(head, type_.CELL_HEAD, room - 7) for head, room in zip(heads, widths, strict=True)]
        header = [Row(type_.CELL_HEAD.leading) for _ in range(max(map(len, lines)))]
        for edge, column in zip(edges, lines, strict=True):
            for each, line in zip(header[len(header) - len(column) :], column, strict=True):
                each.paints.append(written(edge + 1, type_.CELL_HEAD, line))
        header[-1].height += 2
        fields = iter(self._fields[block.line])
        rows = [Row(_CELL) for _ in range(block.rows)]
        for each in rows:
            for edge, room in zip(edges, widths, strict=True):
                each.paints.append(self._box(next(fields).name, edge, 0, room - 3, _CELL - 3))
        yield from kept([*asked, *header, *rows], 8)

    def _button_lines(self, fields: Sequence[Field], rows: list[Row], after: float) -> list[Row]:
        """As many buttons a line as fit."""
        x = after
        for name, word, style in _buttons_of(fields):
            width = _TO_WORD + self._columns.one(word, style, self._columns.measure).width
            if x > after and x + width > self._columns.right:
                rows.append(Row(style.leading + 3))
                x = after = self._columns.answer_x
            paints, x = self._button(name, word, x, style)
            rows[-1].paints += paints
        return rows

    def _word_widths(self, fields: Sequence[Field]) -> list[float]:
        return [self._columns.one(word, style, self._columns.measure).width for _, word, style in _buttons_of(fields)]

    def _buttons(self, fields: Sequence[Field], x: float, style: Style) -> tuple[list[Paint], float]:
        """Buttons and their words in a row from ``x``, and where the next would stand."""
        paints: list[Paint] = []
        for name, word, _ in _buttons_of(fields):
            more, x = self._button(name, word, x, style)
            paints += more
        return paints, x

    def _button(self, name: str, word: str, x: float, style: Style) -> tuple[list[Paint], float]:
        line = self._columns.one(word, style, self._columns.measure)
        box = self._box(name, x, style.leading * 0.76 - BUTTON + 2, BUTTON, BUTTON)
        return [box, written(x + _TO_WORD, style, line)], x + _TO_WORD + line.width + _BETWEEN

    def _box(self, name: str, x: float, below: float, width: float, height: float) -> Paint:
        """A field ``below`` the row's upper edge."""
        return lambda _, top: self._on_field(name, x, top - below - height, x + width, top - below)


def _lowered(columns: Columns, line: str) -> Paint:
    """The line id on the level of the first line typed beside it."""
    known = columns.one(line, type_.LINE_ID, columns.answer_x - columns.left - 4)
    return written(columns.left, type_.LINE_ID, known, 15)


def _buttons_of(fields: Sequence[Field]) -> Iterator[tuple[str, str, Style]]:
    for field in fields:
        if field.kind is FieldKind.CHECK:
            yield field.name, field.choice, type_.BOX_WORD
        for state, word in field.states:
            yield f"{field.name}{BUTTON_MARK}{state}", word, type_.BOX_WORD
