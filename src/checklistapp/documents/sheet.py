# SPDX-License-Identifier: Apache-2.0
"""A4 pages straight on reportlab's canvas, with furniture, forward references and nothing PDF/A forbids."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfgen.canvas import Canvas

from checklistapp import __version__
from checklistapp.documents import typography as type_
from checklistapp.documents.fonts import Fonts
from checklistapp.documents.lines import Line
from checklistapp.documents.report import Report
from checklistapp.documents.typesetting import Typesetter
from checklistapp.documents.typography import REGULAR, SEMIBOLD, Style

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT = 56.0, WIDTH - 56.0
MEASURE = RIGHT - LEFT
TOP, BOTTOM = HEIGHT - 82.0, 78.0
FIRST_TOP = HEIGHT - 70.0

_TOTAL = "page-total"
_WATERMARK = "watermark"
BY_HAND = 120
"""Points of a rule on which a marking is written."""

# Streams stay binary: base 85 costs a quarter more bytes and time for nothing.
rl_config.useA85 = 0


@dataclass(slots=True)
class Ink:
    """What was last set in a text object, so that nothing is set twice."""

    font: str = ""
    size: float = 0
    colour: str = ""


class Sheet(Canvas):
    """Text is gathered per page in one text object over the graphics; y counts from the page's foot, in points."""

    _doc: PDFDocument

    def __init__(self, report: Report, fonts: Fonts) -> None:
        self._buffer = BytesIO()
        super().__init__(
            self._buffer,
            pagesize=(WIDTH, HEIGHT),
            invariant=1,
            pageCompression=1,
            lang=report.language,
            initialFontName=REGULAR,  # type: ignore[arg-type]  # the stub takes a name for a number
        )
        self._report = report
        self.right = RIGHT - report.margin
        self.set = Typesetter(fonts, self._doc)
        self.setTitle(self._plain(f"{report.title} · {report.kind.value}"))
        self.setAuthor(self._plain(report.organisation))
        self.setSubject(self._plain(report.cycle))
        self.setCreator(f"checklistapp {__version__}")
        self.setProducer(f"checklistapp {__version__}")
        self.page_index = -1
        self._page_of: dict[str, int] = {}
        self._referred: dict[str, Style] = {}
        self._furniture = _Furniture(report, self.set)
        self._text: list[str] = []
        self._under: list[str] = []
        self._ink = Ink()
        self.open_page()

    def open_page(self) -> None:
        self.page_index += 1
        if self._report.watermark:
            self.doForm(_WATERMARK)
        if self._report.margin:
            self.box(self.right + 8, BOTTOM, 0, TOP - BOTTOM + 8, type_.RULE, 0.5)
        self._furniture.draw(self, first=self.page_index == 0)

    def close_page(self) -> None:
        self.addLiteral("\n".join(self._under))
        self.addLiteral("BT\n" + "\n".join(self._text) + "\nET")
        self._text, self._under, self._ink = [], [], Ink()
        self.showPage()
        # An empty page transition is still one, and PDF/A has none.
        self._doc.Pages.pages[-1].Trans = None  # type: ignore[attr-defined]  # the stub leaves Pages out

    def finish(self) -> bytes:
        """Closes the last page, defines what pages referred to before it was known, and returns the file."""
        pages = self.page_index + 1
        self.close_page()
        self._define(_TOTAL, self.set.one_line(str(pages), type_.FURNITURE, 60), type_.FURNITURE)
        for index, (bookmark, style) in enumerate(self._referred.items()):
            number = self.set.one_line(str(self._page_of[bookmark] + 1), style, 60)
            self._define(f"page-of-{index}", number, style, back=number.width)
        if self._report.watermark:
            self._define_watermark()
        self.save()
        return self._buffer.getvalue()

    def write(self, x: float, y: float, style: Style, line: Line) -> None:
        self._text.append(f"1 0 0 1 {x + line.indent:.2f} {y:.2f} Tm")
        self._text.extend(shown(line, style, self._ink))
        if line.marks:
            self._under.extend(marks_of(line, style, x + line.indent, y))

    def rule(self, x: float, y: float, width: float, colour: str, thickness: float = 0.5) -> None:
        self._under.append(f"{rgb(colour)} rg {x:.2f} {y:.2f} {width:.2f} {thickness:.2f} re f")

    def box(self, x: float, y: float, width: float, height: float, colour: str, thickness: float = 0.7) -> None:
        self._under.append(f"{rgb(colour)} RG {thickness} w {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")

    def shape(self, operators: str) -> None:
        """Graphics operators, under the text."""
        self._under.append(f"q {operators} Q")

    def glyph(self, x: float, y: float, path: str, colour: str) -> None:
        """``path`` is drawn in lines of one point, its origin at (x, y)."""
        self._under.append(f"q 1 0 0 1 {x:.2f} {y:.2f} cm {rgb(colour)} RG {rgb(colour)} rg {path} Q")

    def bookmark(self, key: str, title: str, level: int, y: float) -> None:
        self._page_of[key] = self.page_index
        self.bookmarkHorizontalAbsolute(key, y)
        self.addOutlineEntry(self._plain(title), key, level, closed=level == 0)

    def page_number_of(self, key: str, x: float, y: float, style: Style) -> None:
        """Right-aligned at x; the number itself is known only at the end. Once for each key."""
        self._reference(f"page-of-{len(self._referred)}", x, y)
        self._referred[key] = style

    def link_to(self, key: str, y: float, height: float) -> None:
        print_flag = 4  # PDF/A wants every annotation to print
        self.linkRect("", key, (LEFT, y, self.right, y + height), relative=0, F=print_flag)

    def _plain(self, text: str) -> str:
        """For strings outside the pages, which readers show with fonts of their own."""
        return " ".join(self.set.paragraphs(text))

    def _reference(self, name: str, x: float, y: float) -> None:
        self.addLiteral(f"q 1 0 0 1 {x:.2f} {y:.2f} cm")
        self.doForm(name)
        self.addLiteral("Q")

    def draw_total(self, x: float, y: float) -> None:
        self._reference(_TOTAL, x, y)

    def _define(self, name: str, line: Line, style: Style, back: float = 0) -> None:
        self.beginForm(name, -60, -5, 60, 20)
        self.addLiteral(f"BT 1 0 0 1 {-back:.2f} 0 Tm")
        self.addLiteral("\n".join(shown(line, style, Ink())))
        self.addLiteral("ET")
        self.endForm()

    def _define_watermark(self) -> None:
        style = Style(SEMIBOLD, 26, 26, type_.WATERMARK)
        line = self.set.one_line(self._report.watermark, style, 900)
        style = style._replace(size=26 * min(1, 760 / max(line.width, 1)))
        line = self.set.one_line(self._report.watermark, style, 900)
        slope = 0.5812, 0.8138  # cosine and sine of the page's diagonal
        start_x, start_y = (WIDTH - line.width * slope[0]) / 2, (HEIGHT - line.width * slope[1]) / 2
        self.beginForm(_WATERMARK, 0, 0, WIDTH, HEIGHT)
        # Empty replacement text (ISO 32000-1, 14.9.4): its letters must not fall between those of the answers.
        self.addLiteral("/Span <</ActualText ()>> BDC")
        place = f"{slope[0]} {slope[1]} {-slope[1]} {slope[0]} {start_x:.2f} {start_y:.2f}"
        self.addLiteral(f"BT {place} Tm")
        self.addLiteral("\n".join(shown(line, style, Ink())))
        self.addLiteral("ET EMC")
        if line.marks:
            self.addLiteral("\n".join([f"q {place} cm", *marks_of(line, style, 0, 0), "Q"]))
        self.endForm()


class _Furniture:
    """What stands on every page: marking above and below, which document this is, and where in it."""

    def __init__(self, report: Report, set_: Typesetter) -> None:
        style, third = type_.FURNITURE, MEASURE / 2 - 12
        owner = " · ".join(each for each in (report.organisation, report.cycle) if each)
        document = f"Document {report.document_id}" if report.document_id else ""
        digest = f"Content digest {report.digest} …" if report.digest else report.reference
        self.by_hand = report.by_hand
        self.marking = set_.one_line("Marking:" if report.by_hand else report.marking, type_.MARKING, MEASURE)
        self.title = set_.one_line(report.title, style, third)
        self.owner = set_.one_line(owner, style, third)
        self.document = set_.one_line(document, style, 170)
        self.digest = set_.one_line(digest, style, 170)
        self.space = set_.one_line("n n", style, 20).width - set_.one_line("nn", style, 20).width
        self._set = set_

    def draw(self, sheet: Sheet, *, first: bool) -> None:
        style = type_.FURNITURE
        middle = (WIDTH - self.marking.width - (BY_HAND if self.by_hand else 0)) / 2
        if self.by_hand:
            for y in (HEIGHT - 35, 25):
                sheet.rule(middle + self.marking.width + 6, y, BY_HAND, type_.MUTED)
        sheet.write(middle, HEIGHT - 34, type_.MARKING, self.marking)
        if not first:  # the title block says it larger
            sheet.write(LEFT, HEIGHT - 56, style, self.title)
            sheet.write(RIGHT - self.owner.width, HEIGHT - 56, style, self.owner)
            sheet.rule(LEFT, HEIGHT - 63, MEASURE, type_.RULE)
        sheet.rule(LEFT, 59, MEASURE, type_.RULE)
        # The page stands at the left, because the width of the total is not known yet.
        page = self._set.one_line(f"Page {sheet.page_index + 1} of", style, 200)
        sheet.write(LEFT, 47, style, page)
        sheet.draw_total(LEFT + page.width + self.space, 47)
        sheet.write((WIDTH - self.digest.width) / 2, 47, style, self.digest)
        sheet.write(RIGHT - self.document.width, 47, style, self.document)
        sheet.write(middle, 26, type_.MARKING, self.marking)


def shown(line: Line, style: Style, ink: Ink) -> list[str]:
    """Text operators for a line, without those that ``ink`` has set already."""
    operators: list[str] = []
    if ink.colour != style.colour:
        ink.colour = style.colour
        operators.append(f"{rgb(style.colour)} rg")
    for font, codes in line.pieces:
        if ink.font != font or ink.size != style.size:
            ink.font, ink.size = font, style.size
            operators.append(f"{font} {style.size:g} Tf")
        if isinstance(codes, str):
            operators.append(f"({codes}) Tj")
        else:
            for rise, operand in codes:
                raised = rise * style.size / 1000
                operators.append(f"{raised:.3f} Ts [{operand}] TJ 0 Ts" if rise else f"[{operand}] TJ")
    return operators


def marks_of(line: Line, style: Style, x: float, y: float) -> Iterator[str]:
    """Graphics operators for what stands over and under the letters of a line that begins at (x, y)."""
    scale = style.size / 1000
    for across, up, path in line.marks:
        place = f"{scale:.6f} 0 0 {scale:.6f} {x + across * scale:.3f} {y + up * scale:.3f} cm"
        yield f"q {rgb(style.colour)} rg {place} {path} f Q"


_COLOURS: dict[str, str] = {}


def rgb(colour: str) -> str:
    """The operands of a colour operator."""
    if colour not in _COLOURS:
        channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
        _COLOURS[colour] = " ".join(f"{channel:.3f}" for channel in channels)
    return _COLOURS[colour]
