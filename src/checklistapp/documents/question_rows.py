# SPDX-License-Identifier: Apache-2.0
"""Rows of a question with its answer, its parts and the texts below it."""

from collections.abc import Iterator

from checklistapp.documents import typography as type_
from checklistapp.documents.columns import ANSWER_WIDTH, Columns, row
from checklistapp.documents.lines import Line
from checklistapp.documents.report import Labelled, Listing, Mark, PartLine, QuestionLine, Shortlist
from checklistapp.documents.rows import Paint, Row, glyph, kept, mark_colour, page_number, ruled, written
from checklistapp.documents.sheet import Sheet
from checklistapp.documents.structure import Element, Role, tagged
from checklistapp.documents.typography import Style

PAGE_NUMBER = 30.0
_BESIDE = 8.0
"""Points between a short question and its answer on the same line."""


def question(columns: Columns, block: QuestionLine) -> Iterator[Row]:
    style = type_.QUESTION
    lines = columns.lines(block.text, style, columns.text_width)
    rows = [row(columns.text_x, style, line) for line in lines]
    # In reading order: a reader that follows the stream finds the text of several lines in one piece.
    rows[0].paints[:0] = [
        question_id(columns, block.id, type_.QUESTION_ID),
        *_answer(columns, block.mark, type_.ANSWER),
    ]
    yield from kept(_with_claim(columns, block.claim, rows, lines[-1], columns.text_x), 9)


def claimed(columns: Columns, block: QuestionLine, x: float) -> list[Row]:
    """The wording alone, from ``x`` to the right edge."""
    lines = columns.lines(block.text, type_.QUESTION, columns.right - x)
    rows = [row(x, type_.QUESTION, line) for line in lines]
    return _with_claim(columns, block.claim, rows, lines[-1], x)


def _with_claim(columns: Columns, words: str, rows: list[Row], last: Line, x: float) -> list[Row]:
    if words:
        claim = columns.one(f"(claims {words})", type_.CLAIM)
        start = x + last.end + 5
        if start + claim.width > columns.right:
            start = x
            rows.append(Row(type_.QUESTION.leading))
        rows[-1].paints.append(written(start, type_.CLAIM, claim, type_.QUESTION.leading))
    return rows


def question_id(columns: Columns, known: str, style: Style) -> Paint:
    return written(columns.left, style, columns.one(known, style, columns.answer_x - columns.left - 6))


def separator(columns: Columns) -> Paint:
    return ruled(columns.left, columns.measure, -4)


def continued(columns: Columns, known: str) -> Row:
    """Says at the top of a page whose answer goes on there; set only when drawn, because most questions fit a page."""

    def paint(sheet: Sheet, top: float) -> None:
        name = columns.one(known, type_.CONTINUED_ID, columns.answer_x - columns.left - 4)
        word = columns.one("continued", type_.CONTINUED)
        baseline = top - type_.CONTINUED.leading * 0.76
        sheet.write(columns.left, baseline, type_.CONTINUED_ID, name)
        sheet.write(columns.left + name.width + 4, baseline, type_.CONTINUED, word)

    return Row(type_.CONTINUED.leading + 3, [paint], keep=True)


def _answer(columns: Columns, mark: Mark, style: Style) -> list[Paint]:
    """Glyph and word."""
    if mark is Mark.BLANK:
        return []
    word = columns.one(mark.value, style, ANSWER_WIDTH - 12)
    coloured = style._replace(colour=mark_colour(mark))
    return [glyph(columns.answer_x, mark, style.leading), written(columns.answer_x + 12, coloured, word)]


def part(columns: Columns, block: PartLine, *, first: bool) -> Iterator[Row]:
    style = type_.PART
    rows = columns.rows(block.text, style, columns.text_x)
    rows[0].paints[:0] = [*columns.line_id(block.id), *_answer(columns, block.mark, style)]
    yield from kept(rows, 4 if first else 1)


def labelled(columns: Columns, block: Labelled, *, again: bool) -> Iterator[Row]:
    """``again``: the same label stands above already, so only the top of a page repeats it."""
    text = type_.REMARK if block.aside else type_.TEXT
    rows = [*_asked_and_answered(columns, block)] if block.asked else _body(columns, block.text, text)
    rows[0].paints[:0] = columns.line_id(block.line)
    if block.detail:
        rows.extend(columns.rows(block.detail, type_.KNOWN, columns.text_x))
    label = columns.label(block.label)
    if again:
        rows[0].opening = label
    else:
        rows[0].paints[:0] = label
    yield from kept(rows, 3)


def _body(columns: Columns, text: str, style: Style) -> list[Row]:
    lines = columns.lines(text, style, columns.text_width)
    return [row(columns.text_x, style, line) if line.pieces else Row(5) for line in lines]


def _asked_and_answered(columns: Columns, block: Labelled) -> list[Row]:
    """A short answer beside its question where there is room, else below it; only a short one is strong."""
    asked = columns.lines(block.asked, type_.ASKED, columns.text_width)
    rows = [row(columns.text_x, type_.ASKED, line) for line in asked]
    answers = columns.lines(block.text, type_.VALUE, columns.text_width)
    if len(answers) > 1:
        return [*rows, *_body(columns, block.text, type_.TEXT)]
    [answer] = answers
    if asked[-1].end + _BESIDE + answer.width <= columns.text_width:
        rows[-1].paints.append(written(columns.text_x + asked[-1].end + _BESIDE, type_.VALUE, answer))
        return rows
    return [*rows, row(columns.text_x, type_.VALUE, answer)]


def shortlist(columns: Columns, block: Shortlist, room: float) -> Iterator[Row]:
    """As many questions as ``room`` points hold: whole if all fit, else cut, else the rest by their ids."""
    for limit in (3, 2, 1):
        found = [_brief(columns, each, limit) for each in block.questions]
        if sum(_height(rows) for rows in found) <= room:
            for rows in found:
                yield from rows
            return
    room -= 2 * type_.NOTICE.leading + 4
    shown = 0
    for rows in found:
        room -= _height(rows)
        if room < 0:
            break
        yield from rows
        shown += 1
    rest = ", ".join(each.id for each in block.questions[shown:])
    lines = columns.set.at_most(2, f"Further, {len(block.questions) - shown}: {rest}", type_.NOTICE, columns.measure)
    yield from kept([row(columns.left, type_.NOTICE, line) for line in lines], 4)


def listing(columns: Columns, block: Listing, element: Element, *, numbered: bool) -> Iterator[Row]:
    """``numbered``: the questions have bookmarks, so that each row can name its page."""
    heading = columns.rows(block.title, type_.SUBHEADING)
    heading[0].gap = 14
    heading[-1].height += 4
    for each in heading:
        each.keep = True
    yield from tagged(element.child(Role.HEADING), heading)
    entries = element.child(Role.CONTENTS)
    x, right = columns.answer_x, columns.right - (PAGE_NUMBER if numbered else 0)
    for listed in block.questions:
        lines = columns.set.at_most(2, listed.text, type_.BRIEF, right - x)
        rows = [row(x, type_.BRIEF, line) for line in lines]
        rows[0].paints.insert(0, question_id(columns, listed.id, type_.BRIEF_ID))
        if numbered:
            rows[0].paints.append(page_number(f"question-{listed.id}", type_.BRIEF))
        rows[-1].height += 5.5
        rows[-1].paints.append(ruled(columns.left, columns.measure, rows[-1].height - 2))
        entry = entries.child(Role.ENTRY)
        yield from tagged(entry.child(Role.LINK, listed.id) if numbered else entry, kept(rows, 0))


def _height(rows: list[Row]) -> float:
    return sum(each.gap + each.height for each in rows)


def _brief(columns: Columns, block: QuestionLine, limit: int) -> list[Row]:
    style = type_.BRIEF
    lines = columns.set.at_most(limit, block.text, style, columns.text_width)
    rows = [row(columns.text_x, style, line) for line in lines]
    if block.aside:
        aside = columns.one(block.aside, type_.ASIDE, ANSWER_WIDTH - 6)
        if len(rows) == 1:
            rows.append(Row(style.leading))
        rows[1].paints.insert(0, written(columns.answer_x + 12, type_.ASIDE, aside, style.leading))
    mark = _answer(columns, block.mark, type_.BRIEF_ANSWER)
    rows[0].paints[:0] = [question_id(columns, block.id, type_.BRIEF_ID), *mark]
    return list(kept(rows, 3))
