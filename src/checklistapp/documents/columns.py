# SPDX-License-Identifier: Apache-2.0
"""The columns of id, answer and text, which stay from first page to last, and setting text into them."""

from checklistapp.documents import typography as type_
from checklistapp.documents.lines import Line
from checklistapp.documents.report import QuestionLine, Report
from checklistapp.documents.rows import Paint, Row, written
from checklistapp.documents.sheet import LEFT, RIGHT
from checklistapp.documents.typesetting import Typesetter
from checklistapp.documents.typography import Style

ANSWER_WIDTH = 86.0


class Columns:
    """Left edges and widths in points; ``left`` is the id's."""

    def __init__(self, report: Report, set_: Typesetter) -> None:
        self.set = set_
        ids = [block.id for block in report.blocks if isinstance(block, QuestionLine)]
        widest = max((self.one(each, type_.QUESTION_ID).width for each in ids), default=0)
        self.left, self.right = LEFT, RIGHT - report.margin
        self.measure = self.right - self.left
        self.answer_x = self.left + min(max(widest + 12, 46), 130)
        self.text_x = self.answer_x + ANSWER_WIDTH
        self.text_width = self.right - self.text_x
        self.written_width = self.right - self.answer_x
        """Of what is written by hand, which needs no column of answers."""

    def lines(self, text: str, style: Style, width: float | None = None) -> list[Line]:
        return self.set.lines(text, style, width or self.measure)

    def one(self, text: str, style: Style, width: float = RIGHT - LEFT) -> Line:
        return self.set.one_line(text, style, width)

    def rows(self, text: str, style: Style, x: float | None = None) -> list[Row]:
        """``text`` from ``x`` to the right edge, a row a line."""
        start = self.left if x is None else x
        return [row(start, style, line) for line in self.lines(text, style, self.right - start)]

    def rows_from_left(self, text: str, style: Style, x: float | None = None) -> list[Row]:
        """As `rows`, but what fits on one line stays beside its label, whichever way it runs."""
        start = self.left if x is None else x
        lines = self.lines(text, style, self.right - start)
        if len(lines) == 1:
            lines[0].indent = 0
        return [row(start, style, line) for line in lines]

    def line_id(self, line: str) -> list[Paint]:
        """The id by which handwriting can name a line, in the id's column."""
        if not line:
            return []
        return [written(self.left, type_.LINE_ID, self.one(line, type_.LINE_ID, self.answer_x - self.left - 4))]

    def label(self, label: str) -> list[Paint]:
        if not label:
            return []
        return [written(self.answer_x, type_.LABEL, self.one(label, type_.LABEL, ANSWER_WIDTH - 6))]


def row(x: float, style: Style, line: Line) -> Row:
    return Row(style.leading, [written(x, style, line)])
