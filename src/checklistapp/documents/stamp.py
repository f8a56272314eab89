# SPDX-License-Identifier: Apache-2.0
"""The visible side of a signature: who signed, when, and by which key."""

from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfgen.canvas import Canvas

from checklistapp.documents.fonts import Fonts
from checklistapp.documents.lines import Line
from checklistapp.documents.sheet import Ink, marks_of, rgb, shown
from checklistapp.documents.typesetting import Typesetter
from checklistapp.documents.typography import HAIRLINE, MUTED, REGULAR, SEMIBOLD, Style

MARGIN = 10.0
_WORDS_A_ROW = 4

_NAME = Style(SEMIBOLD, 11, 11)
_ORGANISATION = Style(REGULAR, 9, 9)
_SIGNED = Style(REGULAR, 8.5, 8.5)
_QUIET = Style(REGULAR, 8.5, 8.5, MUTED)
_SMALL = Style(REGULAR, 7, 7, MUTED)
_SMALLEST = 6.0
"""Points below which a long name is cut: nobody could read it; the certificate says it in full."""


@dataclass(frozen=True, slots=True)
class StampText:
    """``signed`` and ``key`` share a line; ``remark`` is said beside the fingerprint's title, ``words`` below it."""

    name: str
    organisation: str
    signed: str
    key: str
    words: tuple[str, ...]
    fonts: Fonts
    remark: str = ""


def draw_stamp(text: StampText, width: float, height: float) -> bytes:
    """One PDF page of ``width`` x ``height`` points, drawn for a height of 84; the frame is the document's.

    Characters that no font has appear as U+FFFD, because PDF/A forbids the empty glyph.
    """
    drawn = BytesIO()
    canvas = _Canvas(
        drawn,
        pagesize=(width, height),
        invariant=True,
        initialFontName=REGULAR,  # type: ignore[arg-type] # the stubs take the name for a number
    )
    stamp = _Stamp(Typesetter(text.fonts, canvas._doc), width, height)  # reportlab has no other door
    stamp.compose(text)
    canvas.addLiteral(stamp.operators())
    canvas.save()
    return drawn.getvalue()


class _Canvas(Canvas):
    _doc: PDFDocument

    def typesetter(self, fonts: Fonts) -> Typesetter:
        return Typesetter(fonts, self._doc)


class _Stamp:
    """y counts down from the upper edge."""

    def __init__(self, set_: Typesetter, width: float, height: float) -> None:
        self._set, self._height = set_, height
        self._left, self._right = MARGIN, width - MARGIN
        self._under: list[str] = []
        self._text: list[str] = []
        self._ink = Ink()

    def compose(self, text: StampText) -> None:
        measure = self._right - self._left
        self._write(self._left, 18.5 if text.organisation.strip() else 23.5, _NAME, text.name, measure)
        self._write(self._left, 29.5, _ORGANISATION, text.organisation, measure)
        self._under.append(f"{rgb(HAIRLINE)} rg {self._left} {self._height - 34.5:.2f} {measure:.2f} 0.5 re f")
        key = self._set.one_line(text.key, _QUIET, measure / 2)
        self._write(self._left, 43.5, _SIGNED, text.signed, measure - key.width - 6)
        self._put(self._right - key.width, 43.5, _QUIET, key)
        remark = self._set.one_line(text.remark, _SMALL, measure - 50)
        self._write(self._left, 53, _SMALL, "Fingerprint", 48)
        self._put(self._right - remark.width, 53, _SMALL, remark)
        column = measure / _WORDS_A_ROW
        for number, word in enumerate(text.words):
            row, place = divmod(number, _WORDS_A_ROW)
            self._write(self._left + place * column, 64 + 11 * row, _ORGANISATION, word, column - 2)

    def operators(self) -> str:
        return "\n".join([*self._under, "BT", *self._text, "ET"])

    def _write(self, x: float, y: float, style: Style, text: str, width: float) -> None:
        """``text`` as large as it fits into ``width`` points."""
        line = self._set.one_line(text, style, 10_000)
        if line.width > width:
            style = style._replace(size=max(style.size * width / line.width, min(_SMALLEST, style.size)))
            line = self._set.one_line(text, style, width)
        self._put(x, y, style, line)

    def _put(self, x: float, y: float, style: Style, line: Line) -> None:
        self._text.append(f"1 0 0 1 {x:.2f} {self._height - y:.2f} Tm")
        self._text.extend(shown(line, style, self._ink))
        self._under.extend(marks_of(line, style, x, self._height - y))
