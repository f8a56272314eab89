# SPDX-License-Identifier: Apache-2.0
"""Turns the blocks of a report into rows, in columns of id, answer and text that stay from first page to last."""

from collections.abc import Iterator

from checklistapp.documents import overview_rows, paper_rows, question_rows, table_rows
from checklistapp.documents import typography as type_
from checklistapp.documents.columns import Columns, row
from checklistapp.documents.paper_rows import FieldPlaced
from checklistapp.documents.report import (
    Block,
    DataTable,
    Facts,
    Heading,
    Labelled,
    Listing,
    Overview,
    Paragraph,
    PartLine,
    PenSignature,
    QuestionLine,
    Report,
    Shortlist,
    SignatureArea,
    Tally,
    Tone,
    WordBlanks,
    WriteGrid,
    WriteIn,
    WriteLines,
)
from checklistapp.documents.rows import Row, bookmarked, kept, ruled, written
from checklistapp.documents.structure import Element, Role, Tagged, tagged
from checklistapp.documents.typesetting import Typesetter

FACT_WIDTH = 92.0
TAB = 27.0
"""Points from one group of a digest to the next."""
_ITEM_INDENT = 12.0

OUTLINED_QUESTIONS = 400
"""In longer reports the outline names sections alone: thousands of ids side by side guide nobody, and cost most."""

_TONES = {
    Tone.BODY: type_.BODY,
    Tone.NOTICE: type_.NOTICE,
    Tone.SUBHEADING: type_.SUBHEADING,
    Tone.ITEM: type_.NOTICE,
}
_AFTER_FACTS = 12.0
"""Points between running text and a list of facts."""
_GAPS = {Tone.SUBHEADING: 14, Tone.ITEM: 3}

_Below = PartLine | Labelled | DataTable | WriteLines | WriteIn | WriteGrid


class Composer:
    def __init__(self, report: Report, set_: Typesetter, on_field: FieldPlaced) -> None:
        self._columns, self._on_field = Columns(report, set_), on_field
        self._outlined = sum(isinstance(block, QuestionLine) for block in report.blocks) <= OUTLINED_QUESTIONS
        self._opened = False
        self._question: tuple[Row, ...] = ()
        self._above: Block | None = None
        self._element = Element(Role.DOCUMENT)

    def rows(self, block: Block, element: Element) -> Iterator[Row]:
        """``element`` gets children where the block has a structure of its own."""
        self._element = element
        if isinstance(block, _Below) and not (isinstance(block, DataTable) and not block.beside_question):
            yield from self._below_question(block)
        else:
            self._question = ()
            yield from self._in_the_open(block)
        self._above = block

    def _in_the_open(self, block: Block) -> Iterator[Row]:
        columns = self._columns
        match block:
            case QuestionLine():
                yield from self._question_line(block)
            case Heading():
                yield from self._heading(block)
            case Paragraph():
                yield from self._paragraph(block)
            case Facts():
                yield from self._facts(block, self._element)
            case Overview():
                yield from overview_rows.contents(columns, block, self._element)
            case Tally():
                yield from overview_rows.tally(columns, block, self._element)
            case Listing():
                yield from question_rows.listing(columns, block, self._element, numbered=self._outlined)
            case DataTable():
                yield from table_rows.table(columns, block, self._element, again=False)
            case SignatureArea():
                yield from paper_rows.signature_area(columns, block, self._element, self._on_field)
            case PenSignature():
                yield from paper_rows.pen_signature(columns, block)
            case WordBlanks():
                yield from paper_rows.word_blanks(columns, block)

    def _below_question(self, block: _Below) -> Iterator[Row]:
        """What belongs to a question says so where a page begins with it."""
        for each in self._below(block):
            each.header = (*self._question, *each.header) if each.header else self._question
            yield each

    def _below(self, block: _Below) -> Iterator[Row]:
        columns, above = self._columns, self._above
        match block:
            case PartLine():
                parts = paper_rows.part if block.boxes else question_rows.part
                return parts(columns, block, first=isinstance(above, QuestionLine | Labelled))
            case Labelled():
                return question_rows.labelled(columns, block, again=block.label == _label(above))
            case DataTable():
                return table_rows.table(columns, block, self._element, again=_label(block) == _label(above))
            case WriteLines():
                return paper_rows.write_lines(columns, block)
            case WriteIn():
                return paper_rows.write_in(columns, block)
            case WriteGrid():
                return paper_rows.write_grid(columns, block)

    def shortlist(self, block: Shortlist, room: float) -> Iterator[Row]:
        return question_rows.shortlist(self._columns, block, room)

    def title_block(self, report: Report, element: Element) -> Iterator[Row]:
        columns = self._columns
        style = type_.TITLE_SMALL if report.compact else type_.TITLE_BESIDE_MARGIN if report.margin else type_.TITLE
        space = 8.0 if report.compact else 20.0
        if not report.compact:
            yield Row(44)
        kind = row(columns.left, type_.KIND, columns.one(report.kind.value, type_.KIND))
        yield from tagged(element.child(Role.PARAGRAPH), [kind])
        yield from tagged(element.child(Role.TITLE), columns.rows_from_left(report.title, style))
        owner = " · ".join(each for each in (report.organisation, report.cycle) if each)
        if owner:
            yield from tagged(element.child(Role.PARAGRAPH), kept(columns.rows_from_left(owner, type_.LEAD), 2))
        yield Row(2, [ruled(columns.left, 56, 2, type_.ACCENT, 2)], gap=space)
        yield Row(space)
        if report.facts:
            facts = Facts(report.facts)
            yield from self._facts(facts, element.child(Role.LIST))
            self._above = facts

    def _question_line(self, block: QuestionLine) -> Iterator[Row]:
        columns = self._columns
        self._question = (question_rows.continued(columns, block.id),)
        lines = paper_rows.question if block.boxes else question_rows.question
        first, *others = lines(columns, block)
        if self._outlined:
            first.paints.append(bookmarked(f"question-{block.id}", block.id, 1))
        if not self._opened:  # the first one stands under the rule of its heading
            first.within = [question_rows.separator(columns)]
        self._opened = False
        yield from (first, *others)

    def _heading(self, block: Heading) -> Iterator[Row]:
        columns, style = self._columns, type_.HEADING
        tag = columns.one(block.tag, type_.HEADING_TAG)
        x = columns.left + (max(tag.width + 10, columns.answer_x - columns.left) if block.tag else 0)
        rows = columns.rows(block.title, style, x)
        title = f"{block.tag}  {block.title}".strip()
        self._opened = True
        rows[0].paints[:0] = [bookmarked(block.bookmark, title, 0), written(columns.left, type_.HEADING_TAG, tag)]
        rows.append(Row(9, [ruled(columns.left, columns.measure, 5, type_.ACCENT, 0.8)]))
        yield from kept(rows, 20)

    def _paragraph(self, block: Paragraph) -> Iterator[Row]:
        columns, style = self._columns, _TONES[block.tone]
        indent = _ITEM_INDENT if block.tone is Tone.ITEM else 0
        lines = columns.lines(block.text, style)
        first, *others = columns.lines(block.text, style, columns.measure - indent) if len(lines) > 1 else lines
        rows = [row(columns.left, style, first), *(row(columns.left + indent, style, line) for line in others)]
        yield from kept(rows, _AFTER_FACTS if isinstance(self._above, Facts) else _GAPS.get(block.tone, 4))

    def _facts(self, block: Facts, element: Element) -> Iterator[Row]:
        columns = self._columns
        x = columns.left + FACT_WIDTH
        for number, (label, value) in enumerate(block.rows):
            rows = self._in_groups(value, x) if "\t" in value else columns.rows_from_left(value, type_.TEXT, x)
            name = columns.one(label, type_.LABEL, FACT_WIDTH - 6)
            item = element.child(Role.ITEM)
            called = Tagged(item.child(Role.LABEL), written(columns.left, type_.LABEL, name, 12.5))
            rows = [*tagged(item.child(Role.BODY), rows)]
            rows[0].paints.insert(0, called)
            under_text = number == 0 and isinstance(self._above, Paragraph) and self._above.tone is Tone.BODY
            yield from kept(rows, _AFTER_FACTS if under_text else 2)

    def _in_groups(self, value: str, x: float) -> list[Row]:
        """Groups that stand exactly below each other."""
        rows: list[Row] = []
        for line in value.split("\n"):
            groups = [self._columns.one(group, type_.TEXT) for group in line.split("\t")]
            paints = [written(x + number * TAB, type_.TEXT, group) for number, group in enumerate(groups)]
            rows.append(Row(type_.TEXT.leading, paints))
        return rows


def _label(block: Block | None) -> str:
    if isinstance(block, DataTable):
        return "Detail"
    return block.label if isinstance(block, Labelled) else ""
