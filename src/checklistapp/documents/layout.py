# SPDX-License-Identifier: Apache-2.0
"""From a report to the bytes of a PDF, laid out once and straight onto the canvas."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from checklistapp.documents.composer import Composer
from checklistapp.documents.fonts import Fonts
from checklistapp.documents.paper_rows import FieldPlaced
from checklistapp.documents.report import (
    Block,
    DataTable,
    Heading,
    Labelled,
    PageBreak,
    Paragraph,
    PartLine,
    QuestionLine,
    Report,
    Shortlist,
    Tone,
    WriteGrid,
    WriteIn,
    WriteLines,
)
from checklistapp.documents.rows import Paint, Row
from checklistapp.documents.sheet import BOTTOM, FIRST_TOP, TOP
from checklistapp.documents.structure import Element, Outline, Role, Tagged
from checklistapp.documents.tagged_sheet import TaggedSheet
from checklistapp.documents.typesetting import Typesetter

Rectangle = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points from the page's lower left corner."""


_TOLD = 100
"""Steps that are told of one document: whoever watches has other things to do."""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """``signature_fields`` are name, page index from 0 and place; ``replaced`` are characters no font could draw."""

    pdf: bytes
    pages: int
    signature_fields: tuple[tuple[str, int, Rectangle], ...]
    replaced: tuple[str, ...]


def lay_out(
    report: Report,
    fonts: Fonts,
    watch: Callable[[int, int], None] = lambda done, total: None,
    compose: Callable[[Report, Typesetter, FieldPlaced], Composer] = Composer,
) -> LaidOut:
    """The same report and fonts always give the same bytes. ``watch`` gets blocks done and in all; it may raise.

    ``compose`` turns blocks into rows in another way than for a pen or a reader.
    """
    outline = Outline()
    sheet = TaggedSheet(report, fonts, outline.document)
    fields: list[tuple[str, int, Rectangle]] = []

    def placed(name: str, x0: float, y0: float, x1: float, y1: float) -> None:
        fields.append((name, sheet.page_index, (x0, y0, x1, y1)))

    composer = compose(report, sheet.set, placed)
    flow = _Flow(sheet)
    flow.add(composer.title_block(report, outline.document), outline.document)
    told = len(report.blocks) // _TOLD + 1
    following: tuple[Block | None, ...] = (*report.blocks[1:], None, None)
    for done, (block, after, third) in enumerate(zip(report.blocks, following, following[1:], strict=False), 1):
        if done % told == 0 or done == len(report.blocks):
            watch(done, len(report.blocks))
        if isinstance(block, PageBreak):
            flow.new_page()
            continue
        element = outline.element(block)
        if isinstance(block, Shortlist):
            below = [row for each in report.blocks[done:] for row in composer.rows(each, Element(Role.DOCUMENT))]
            flow.add(composer.shortlist(block, flow.room() - sum(row.gap + row.height for row in below)), element)
        else:
            flow.add(composer.rows(block, element), element, keep_last=_belongs(block, after, third))
    flow.place()
    pdf = sheet.finish()
    return LaidOut(pdf, sheet.page_index + 1, tuple(fields), tuple(sheet.set.replaced))


_Below = PartLine | Labelled | DataTable | WriteLines | WriteIn | WriteGrid
"""What stands under a question and belongs to it."""


def _belongs(block: Block, after: Block | None, third: Block | None) -> bool:
    """Whether no page may begin between the first two: a question stays with its parts or what is said first, and the
    last that is said of it with what stands before."""
    match block:
        case QuestionLine():
            return isinstance(after, _Below)
        case PartLine() | Labelled() if isinstance(after, PartLine):
            return True
        case Heading() | Paragraph(tone=Tone.SUBHEADING):
            return True
    if isinstance(block, _Below):
        return isinstance(after, _Below) and not isinstance(third, _Below)
    return isinstance(block, Paragraph) and isinstance(after, QuestionLine)


class _Flow:
    """Puts rows on pages, each group of rows that belong together at once."""

    def __init__(self, sheet: TaggedSheet) -> None:
        self._sheet = sheet
        self._group: list[tuple[Row, Element | None]] = []
        self._y = FIRST_TOP
        self._fresh = True

    def add(self, rows: Iterable[Row], element: Element | None = None, *, keep_last: bool = False) -> None:
        """``element`` is where the words of the rows belong that are not tagged themselves."""
        waiting: Row | None = None
        for row in rows:
            if waiting is not None:
                self._take(waiting, element)
            waiting = row
        if waiting is not None:
            waiting.keep = waiting.keep or keep_last
            self._take(waiting, element)

    def _take(self, row: Row, element: Element | None) -> None:
        self._group.append((row, element))
        if not row.keep:
            self.place()

    def room(self) -> float:
        """Points left on this page under what has been added."""
        return self._y - BOTTOM - sum(row.gap + row.height for row, _ in self._group)

    def new_page(self) -> None:
        self.place()
        if not self._fresh:
            self._turn()

    def place(self) -> None:
        """Draws the waiting group: on this page if it fits, on the next, or broken where it fits no page."""
        group, self._group = self._group, []
        height = sum(row.gap + row.height for row, _ in group)
        if not self._fresh and self._y - height < BOTTOM and height <= TOP - BOTTOM:
            self._turn()
        for row, element in group:
            if not self._fresh and self._y - row.gap - row.height < BOTTOM:
                self._turn()
            if self._fresh:
                for header in row.header:
                    self._draw(header, None)
                self._draw(row, element, row.opening)
            else:
                self._draw(row, element, row.within)

    def _turn(self) -> None:
        self._sheet.close_page()
        self._sheet.open_page()
        self._y, self._fresh = TOP, True

    def _draw(self, row: Row, element: Element | None, repeated: Iterable[Paint] = ()) -> None:
        """Without an ``element`` it is furniture, tagged or not: what a page repeats is read once."""
        sheet = self._sheet
        self._y -= 0 if self._fresh else row.gap
        if row.foot:
            self._y = min(self._y, BOTTOM + row.foot)
        for paint in row.paints:
            sheet.belonging = paint.element if element and isinstance(paint, Tagged) else element
            paint(sheet, self._y)
        sheet.belonging = None
        for paint in repeated:
            paint(sheet, self._y)
        self._y -= row.height
        self._fresh = False
