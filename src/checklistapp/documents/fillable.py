# SPDX-License-Identifier: Apache-2.0
"""The PDF to fill in: the blank form's pages with a field for whatever the program can take back in."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from checklistapp.documents.fillable_fields import add_fields
from checklistapp.documents.fillable_rows import FillableComposer
from checklistapp.documents.fonts import Fonts
from checklistapp.documents.layout import lay_out
from checklistapp.documents.report import (
    Blank,
    Block,
    Heading,
    Kind,
    Mark,
    Paragraph,
    PartLine,
    PenSignature,
    QuestionLine,
    Report,
    Tone,
    WriteGrid,
    WriteIn,
    WriteLines,
    sources,
)
from checklistapp.documents.report_questions import claim_of
from checklistapp.domain.entry_lines import Line, LineKind
from checklistapp.domain.form import AnswerSet, Form, Part, Question
from checklistapp.domain.ids import Digest, QuestionId
from checklistapp.formats.fill_in import GRID_ROWS, HEADER, WORDS, Field, FieldKind, fields_of, lines_to_fill, mark

_HOW = (
    "Click one circle for each question and each of its parts; a second click takes it back. Partly, N.a. (not "
    "applicable) and Withheld need a reason. Fields take more than they show. Save the file and send it back as it is: "
    "printed or converted to another PDF, it has to be typed again."
)
_HOW_SOURCE = (
    "Click Yes or No for each question, or leave both; a second click takes it back. Fields take more than they show. "
    "Save the file and send it back as it is: printed or converted to another PDF, it has to be typed again."
)
_IN_THE_CLEAR = "What is written here is not encrypted in this file. Keep it, and send it, as its marking asks."
_LABELS = {LineKind.REASON: "Reason", LineKind.NOTE: "Note", LineKind.EVIDENCE: "Evidence"}
_HEIGHTS = {LineKind.REASON: 2, LineKind.NOTE: 4, LineKind.EVIDENCE: 2}


def fillable_pdf(
    form: Form,
    digest: Digest,
    fonts: Fonts,
    *,
    source_format: bool = False,
    watch: Callable[[int, int], None] = lambda done, total: None,
) -> bytes:
    """``digest`` is that of the published form: only answers to exactly these words are taken back in.

    ``source_format`` leaves Yes, No and a note for each question, as the source has it.
    """
    lines = list(lines_to_fill(form, source_format=source_format))
    fields = {line.printed: fields_of(line, source_format=source_format) for line in lines}
    header = {label: (Field(name, FieldKind.LINE, label, 200),) for name, label in HEADER.items()}
    report = _report(form, lines, source_format=source_format)
    compose = partial(FillableComposer, fields={**fields, **header})
    laid_out = lay_out(report, fonts, watch, compose)
    known = {field.name: field for group in (*header.values(), *fields.values()) for field in group}
    return add_fields(
        laid_out,
        known,
        fonts,
        title=f"{report.title} · {report.kind.value}",
        language=form.source_language,
        mark=mark(form, digest),
    )


def _report(form: Form, lines: Sequence[Line], *, source_format: bool) -> Report:
    of: dict[QuestionId, list[Line]] = {}
    for line in lines:
        of.setdefault(line.question.id, []).append(line)
    labels = list(HEADER.values())
    blocks: list[Block] = [
        Paragraph(_HOW_SOURCE if source_format else _HOW, Tone.NOTICE),
        Paragraph(_IN_THE_CLEAR, Tone.NOTICE),
        PenSignature((labels[0], labels[1])),
        PenSignature((labels[2], labels[3])),
    ]
    for section in form.sections:
        blocks.append(Heading(f"section-{section.id}", section.id, section.title))
        if section.intro:
            blocks.append(Paragraph(section.intro, Tone.NOTICE))
        for question in section.questions:
            blocks.extend(_to_answer(question, of[question.id], source_format=source_format))
    return Report(
        kind=Kind.FILL_IN_FORM,
        marking="",
        language=form.source_language,
        title=form.title,
        organisation="",
        cycle="",
        document_id="",
        digest="",
        facts=(("Version", f"{form.version}, published by {form.publisher}"),),
        blocks=(*blocks, *sources(form)),
        compact=True,
        reference=f"{form.id} · {form.version}",
        by_hand=True,
    )


def _to_answer(question: Question, lines: Sequence[Line], *, source_format: bool) -> Iterator[Block]:
    for line in lines:
        words = tuple(WORDS[state] for state in line.states)
        match line.of:
            case Part():
                yield PartLine(line.printed, line.text, Mark.BLANK, words)
            case Question() if line.kind is LineKind.ANSWER:
                clickable = fields_of(line, source_format=source_format)
                yield QuestionLine(
                    question.id, question.text, Mark.BLANK, claim_of(question), boxes=words if clickable else ()
                )
            case _ if line.kind in _LABELS:
                yield WriteLines(_LABELS[line.kind], _HEIGHTS[line.kind], line.printed, is_label=True)
            case _:
                yield _room(line)


def _room(line: Line) -> Block:
    """Room for one value, as its kind is given."""
    owner, asked = line.of, "Answer" if line.kind is LineKind.VALUE else line.text
    if isinstance(owner, Part):
        raise TypeError("a part is answered with a word")
    match line.value_kind:
        case AnswerSet.YES_NO:
            return WriteIn(asked, line.printed, ("Yes", "No"))
        case AnswerSet.CHOICE | AnswerSet.CHOICES | AnswerSet.SCALE:
            return WriteIn(asked, line.printed, owner.choices)
        case AnswerSet.DATE:
            return WriteIn(asked, line.printed, blank=Blank.DATE)
        case AnswerSet.NUMBER:
            return WriteIn(asked, line.printed, blank=Blank.NUMBER, unit=owner.unit)
        case AnswerSet.TABLE:
            return WriteGrid(asked, tuple(column.text for column in owner.columns), GRID_ROWS, line.printed)
    return WriteLines(asked, 2, line.printed)
