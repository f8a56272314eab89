# SPDX-License-Identifier: Apache-2.0
"""Turns the blocks of a report into rows, in columns of id, answer and text that stay from first page to last."""

from collections.abc import Callable, Iterator

from checklistapp.documents import typography as type_
from checklistapp.documents.report import (
    Block,
    DataTable,
    Facts,
    Heading,
    Labelled,
    Mark,
    Overview,
    PageBreak,
    Paragraph,
    PartLine,
    PenSignature,
    QuestionLine,
    Report,
    SignatureArea,
    SignatureField,
    Tone,
    WriteLines,
)
from checklistapp.documents.rows import (
    Paint,
    Row,
    bookmarked,
    completion,
    empty_box,
    glyph,
    kept,
    mark_colour,
    page_number,
    ruled,
    written,
)
from checklistapp.documents.sheet import LEFT, MEASURE, RIGHT, Sheet
from checklistapp.documents.typography import Line, Style, Typesetter

ANSWER_WIDTH = 86.0
FACT_WIDTH = 92.0

OUTLINED_QUESTIONS = 400
"""In longer reports the outline names sections alone: thousands of ids side by side guide nobody, and cost most."""

_TONES = {Tone.BODY: type_.BODY, Tone.NOTICE: type_.NOTICE, Tone.SUBHEADING: type_.SUBHEADING}

FieldPlaced = Callable[[str, float, float, float, float], None]
"""Told the name and rectangle (x0, y0, x1, y1) of a signature field when its page is drawn."""


class Composer:
    def __init__(self, report: Report, set_: Typesetter, on_field: FieldPlaced) -> None:
        self._set, self._on_field = set_, on_field
        ids = [block.id for block in report.blocks if isinstance(block, QuestionLine)]
        widest = max((self._one(each, type_.QUESTION_ID).width for each in ids), default=0)
        self._answer_x = LEFT + min(max(widest + 12, 46), 130)
        self._text_x = self._answer_x + ANSWER_WIDTH
        self._text_width = RIGHT - self._text_x
        self._outlined = len(ids) <= OUTLINED_QUESTIONS
        self._opened = False

    def rows(self, block: Block) -> Iterator[Row]:
        match block:
            case QuestionLine():
                yield from self._question(block)
            case PartLine():
                yield from self._part(block)
            case Labelled():
                yield from self._labelled(block)
            case Heading():
                yield from self._heading(block)
            case Paragraph():
                yield from self._paragraph(block)
            case Facts():
                yield from self._facts(block)
            case Overview():
                yield from self._overview(block)
            case DataTable():
                yield from self._table(block)
            case WriteLines():
                yield from self._write_lines(block)
            case SignatureArea():
                yield from self._signature_area(block)
            case PenSignature():
                yield from self._pen_signature(block)
            case PageBreak():
                pass

    def title_block(self, report: Report) -> Iterator[Row]:
        style = type_.TITLE_SMALL if report.compact else type_.TITLE
        space = 8.0 if report.compact else 20.0
        if not report.compact:
            yield Row(44)
        yield self._row(LEFT, type_.KIND, self._one(report.kind.value, type_.KIND))
        for line in self._set.lines(report.title, style, MEASURE):
            yield self._row(LEFT, style, line)
        owner = " · ".join(each for each in (report.organisation, report.cycle) if each)
        if owner:
            yield from kept([self._row(LEFT, type_.LEAD, each) for each in self._lines(owner, type_.LEAD)], 2)
        yield Row(2, [ruled(LEFT, 56, 2, type_.ACCENT, 2)], gap=space)
        yield Row(space)
        if report.facts:
            yield from self._facts(Facts(report.facts))

    def _heading(self, block: Heading) -> Iterator[Row]:
        style = type_.HEADING
        tag = self._one(block.tag, type_.HEADING_TAG)
        x = LEFT + (max(tag.width + 10, self._answer_x - LEFT) if block.tag else 0)
        rows = [self._row(x, style, line) for line in self._lines(block.title, style, RIGHT - x)]
        title = f"{block.tag}  {block.title}".strip()
        self._opened = True
        rows[0].paints[:0] = [bookmarked(block.bookmark, title, 0), written(LEFT, type_.HEADING_TAG, tag)]
        rows.append(Row(9, [ruled(LEFT, MEASURE, 5, type_.ACCENT, 0.8)]))
        yield from kept(rows, 20)

    def _paragraph(self, block: Paragraph) -> Iterator[Row]:
        style = _TONES[block.tone]
        rows = [self._row(LEFT, style, line) for line in self._lines(block.text, style)]
        yield from kept(rows, 14 if block.tone is Tone.SUBHEADING else 4)

    def _facts(self, block: Facts) -> Iterator[Row]:
        x = LEFT + FACT_WIDTH
        for label, value in block.rows:
            rows = [self._row(x, type_.TEXT, line) for line in self._lines(value, type_.TEXT, RIGHT - x)]
            rows[0].paints.insert(0, written(LEFT, type_.LABEL, self._one(label, type_.LABEL, FACT_WIDTH - 6), 12.5))
            yield from kept(rows, 2)

    def _overview(self, block: Overview) -> Iterator[Row]:
        yield from self._paragraph(Paragraph(block.title, Tone.SUBHEADING))
        yield Row(4, keep=True)
        bar, count, quiet = RIGHT - 138, RIGHT - 78, type_.TEXT._replace(colour=type_.MUTED)
        for entry in block.rows:
            end = RIGHT - 30 if entry.answered is None else bar - 14
            titles = self._lines(entry.title, type_.BODY, end - self._answer_x)
            tag = self._one(entry.tag, type_.QUESTION_ID, self._answer_x - LEFT - 4)
            rows = [self._row(self._answer_x, type_.BODY, line) for line in titles]
            rows[0].paints.insert(0, written(LEFT, type_.QUESTION_ID, tag))
            if entry.answered is not None:
                counted = self._one(f"{entry.answered} of {entry.total}", quiet)
                share = entry.answered / max(entry.total, 1)
                rows[0].paints += [completion(bar, 48, share), written(count, quiet, counted, type_.BODY.leading)]
            rows[0].paints.append(page_number(entry.bookmark, type_.BODY))
            rows[-1].height += 5.5
            rows[-1].paints.append(ruled(LEFT, MEASURE, 17))
            yield from kept(rows, 0)

    def _question(self, block: QuestionLine) -> Iterator[Row]:
        style = type_.BRIEF if block.brief else type_.QUESTION
        if block.brief:
            lines = [self._one(block.text, style, self._text_width)]
        else:
            lines = self._lines(block.text, style, self._text_width)
        rows = [self._row(self._text_x, style, line) for line in lines]
        known = self._one(block.id, type_.QUESTION_ID, self._answer_x - LEFT - 6)
        beside = written(LEFT, type_.QUESTION_ID, known, style.leading)
        # In reading order: a reader that follows the stream finds the text of several lines in one piece.
        rows[0].paints[:0] = [beside, *self._answer(block.mark, type_.ANSWER, style.leading)]
        if block.claim:
            claim = self._one(f"(claims {block.claim})", type_.CLAIM)
            x = self._text_x + lines[-1].width + 5
            if x + claim.width > RIGHT:
                x = self._text_x
                rows.append(Row(style.leading))
            rows[-1].paints.append(written(x, type_.CLAIM, claim, style.leading))
        if not block.brief:
            if self._outlined:
                rows[0].paints.append(bookmarked(f"question-{block.id}", block.id, 1))
            if not self._opened:  # the first one stands under the rule of its heading
                rows[0].paints.append(ruled(LEFT, MEASURE, -4))
            self._opened = False
        yield from kept(rows, 1 if block.brief else 9)

    def _answer(self, mark: Mark, style: Style, leading: float) -> list[Paint]:
        """Glyph and word, or two boxes to tick."""
        x = self._answer_x
        if mark is Mark.BLANK:
            return []
        if mark is Mark.BOXES:
            paints: list[Paint] = []
            for choice in (Mark.YES, Mark.NO):
                word = self._one(choice.value, style)
                paints += [empty_box(x, leading), written(x + 11, style, word, leading)]
                x += 38
            return paints
        word = self._one(mark.value, style)
        return [glyph(x, mark, leading), written(x + 12, style._replace(colour=mark_colour(mark)), word, leading)]

    def _part(self, block: PartLine) -> Iterator[Row]:
        style = type_.PART
        rows = [self._row(self._text_x, style, line) for line in self._lines(block.text, style, self._text_width)]
        rows[0].paints[:0] = [*self._beside("", block.id), *self._answer(block.mark, style, style.leading)]
        yield from kept(rows, 1)

    def _labelled(self, block: Labelled) -> Iterator[Row]:
        lines = self._lines(block.text, type_.TEXT, self._text_width)
        rows = [self._row(self._text_x, type_.TEXT, line) if line.pieces else Row(5) for line in lines]
        rows[0].paints[:0] = self._beside(block.label, block.line)
        yield from kept(rows, 3)

    def _table(self, block: DataTable) -> Iterator[Row]:
        x = self._text_x if block.beside_question else LEFT
        width = RIGHT - x
        if block.caption:
            rows = [self._row(x, type_.TEXT, line) for line in self._lines(block.caption, type_.TEXT, width)]
            rows[0].paints[:0] = self._beside("Detail", block.line)
            yield from _with_next(kept(rows, 3))
        widths = self._column_widths(block, width)
        header = self._cells(block.columns, widths, x, type_.CELL_HEAD, type_.RULE)
        for row in header:
            row.keep = True
        header[0].gap = 3
        yield from header
        for cells in block.rows:
            rows = self._cells(cells, widths, x, type_.CELL, type_.HAIRLINE)
            for row in rows:
                row.header = tuple(header)
            yield from kept(rows, 0)

    def _column_widths(self, block: DataTable, width: float) -> list[float]:
        """Shares of ``width`` by the widest cell of each column, none under half an even share."""
        even = width / len(block.columns)
        shown = (block.columns, *block.rows)
        wanted = [
            max(min(self._one(cells[index], type_.CELL, width).width + 12, width * 0.6) for cells in shown)
            for index in range(len(block.columns))
        ]
        wanted = [max(each, even / 2) for each in wanted]
        return [each * width / sum(wanted) for each in wanted]

    def _cells(self, cells: tuple[str, ...], widths: list[float], x: float, style: Style, rule: str) -> list[Row]:
        """One table row as rows of its lines, ruled below."""
        columns = [self._lines(cell, style, width - 10) for cell, width in zip(cells, widths, strict=True)]
        rows: list[Row] = []
        for number in range(max(len(lines) for lines in columns)):
            row = Row(style.leading)
            left = x
            for lines, width in zip(columns, widths, strict=True):
                if number < len(lines):
                    row.paints.append(written(left, style, lines[number]))
                left += width
            rows.append(row)
        rows[-1].paints.append(ruled(x, sum(widths), style.leading + 1, rule))
        rows[-1].height += 3.5
        return rows

    def _write_lines(self, block: WriteLines) -> Iterator[Row]:
        label = self._lines(block.label, type_.LABEL, self._text_width)
        rows = [Row(17, [ruled(self._text_x, self._text_width, 14, type_.RULE)]) for _ in range(block.count)]
        if len(label) == 1 and label[0].width < ANSWER_WIDTH - 8:
            rows[0].paints[:0] = self._beside(block.label, block.line)
        else:
            rows = [*(self._row(self._text_x, type_.LABEL, line) for line in label), *rows]
            rows[0].paints[:0] = self._beside("", block.line)
        yield from kept(rows, 2)

    def _signature_area(self, block: SignatureArea) -> Iterator[Row]:
        """Two fields side by side, each with its title above and its meaning below."""
        width, height = (MEASURE - 24) / 2, 84.0
        for start in range(0, len(block.fields), 2):
            row = Row(height + 48, gap=14)
            for number, each in enumerate(block.fields[start : start + 2]):
                row.paints.append(self._signature(each, LEFT + number * (width + 24), width, height))
            yield row

    def _signature(self, field: SignatureField, x: float, width: float, height: float) -> Paint:
        title = self._one(field.title, type_.SUBHEADING, width)
        meaning = self._lines(field.text, type_.LABEL, width)

        def paint(sheet: Sheet, top: float) -> None:
            bottom = top - 18 - height
            sheet.write(x, top - 11, type_.SUBHEADING, title)
            sheet.box(x, bottom, width, height, type_.RULE)
            for number, line in enumerate(meaning):
                sheet.write(x, bottom - 12 - number * 11, type_.LABEL, line)
            self._on_field(field.name, x, bottom, x + width, bottom + height)

        return paint

    def _pen_signature(self, block: PenSignature) -> Iterator[Row]:
        width = (MEASURE - 18 * (len(block.labels) - 1)) / len(block.labels)
        row = Row(62, gap=10)
        for number, label in enumerate(block.labels):
            x = LEFT + number * (width + 18)
            words = self._one(label, type_.LABEL, width)
            row.paints += [ruled(x, width, 46, type_.INK), written(x, type_.LABEL, words, leading=75)]
        yield row

    def _beside(self, label: str, line: str) -> list[Paint]:
        """The label in the answer's column and the line id in the id's."""
        paints: list[Paint] = []
        if line:
            known = self._one(line, type_.LINE_ID, self._answer_x - LEFT - 4)
            paints.append(written(LEFT, type_.LINE_ID, known))
        if label:
            name = self._one(label, type_.LABEL, ANSWER_WIDTH - 6)
            paints.append(written(self._answer_x, type_.LABEL, name))
        return paints

    def _lines(self, text: str, style: Style, width: float = MEASURE) -> list[Line]:
        return self._set.lines(text, style, width)

    def _one(self, text: str, style: Style, width: float = MEASURE) -> Line:
        return self._set.one_line(text, style, width)

    def _row(self, x: float, style: Style, line: Line) -> Row:
        return Row(style.leading, [written(x, style, line)])


def _with_next(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        row.keep = True
        yield row
