# SPDX-License-Identifier: Apache-2.0
"""Documents for pen and desk: the blank form and the signatory's approval page."""

from collections.abc import Iterator, Sequence

from checklistapp.documents.report import (
    Blank,
    Block,
    Facts,
    Heading,
    Kind,
    Mark,
    Paragraph,
    PartLine,
    PenSignature,
    QuestionLine,
    Report,
    Shortlist,
    Tone,
    WriteGrid,
    WriteIn,
    WriteLines,
    grouped,
    in_columns,
    sources,
    stated,
)
from checklistapp.documents.report_questions import by_mark, claim_of
from checklistapp.domain import disclosure
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import AnswerSet, Form, Question
from checklistapp.domain.ids import Digest, QuestionId

_ON_PAPER = (
    "Tick one box for each question, and for each of its parts. Partly, not applicable and withheld need a reason. "
    "Dates are written as year, month, day. The ids at the left name each line when the answers are entered."
)
_ANSWERS = (Mark.YES.value, Mark.PARTLY.value, Mark.NO.value, "N.a.", Mark.WITHHELD.value)
_INSTEAD = _ANSWERS[3:]
"""What may stand in place of a value."""
_GRID_ROWS = 4
_FIRST = ("Earlier version", "None was signed before this one")
_SHOWN_IDS = 140
"""Characters of a list of ids: two lines of the approval page."""
_TO_READ = (Mark.NO, Mark.PARTLY, Mark.NOT_APPLICABLE, Mark.WITHHELD, Mark.OPEN)


def blank_form(form: Form, *, document_id: str = "") -> Report:
    """All questions with boxes, and room to write whatever the program records, for people without it."""
    blocks: list[Block] = [
        PenSignature(("Organisation", "Country or facility", "Cycle")),
        Paragraph(_ON_PAPER, Tone.NOTICE),
    ]
    for section in form.sections:
        blocks.append(Heading(f"section-{section.id}", section.id, section.title))
        if section.intro:
            blocks.append(Paragraph(section.intro, Tone.NOTICE))
        for question in section.questions:
            blocks.extend(_to_answer(question))
    return Report(
        kind=Kind.BLANK_FORM,
        marking="",
        language=form.source_language,
        title=form.title,
        organisation="",
        cycle="",
        document_id=document_id,
        digest="",
        facts=(("Version", f"{form.version}, published by {form.publisher}"),),
        blocks=(*blocks, *sources(form), PenSignature(("Name and role", "Date", "Signature"))),
        compact=True,
        reference=f"{form.id} · {form.version}",
        by_hand=True,
    )


def _to_answer(question: Question) -> Iterator[Block]:
    boxes = _ANSWERS if question.answer_set is AnswerSet.YES_NO else _INSTEAD
    yield QuestionLine(question.id, question.text, Mark.BLANK, claim_of(question), boxes=boxes)
    if question.answer_set is not AnswerSet.YES_NO:
        columns = tuple(column.text for column in question.columns)
        yield _room("Answer", f"{question.id}.v", question.answer_set, question.choices, columns, question.unit)
    for part in question.parts:
        yield PartLine(part.id, part.text, Mark.BLANK, _ANSWERS)
    yield WriteLines("Reason", 1, f"{question.id}.r", is_label=True)
    for probe in question.probes:
        columns = tuple(column.text for column in probe.columns)
        yield _room(probe.text, probe.id, probe.kind, probe.choices, columns, probe.unit)
    yield WriteLines("Note", 2, f"{question.id}.n", is_label=True)
    yield WriteLines("Evidence", 1, f"{question.id}.e1", is_label=True)


def _room(
    asked: str, line: str, kind: AnswerSet, choices: tuple[str, ...], columns: tuple[str, ...], unit: str
) -> Block:
    """Room for one value, as its kind is written by hand."""
    match kind:
        case AnswerSet.YES_NO:
            return WriteIn(asked, line, (Mark.YES.value, Mark.NO.value))
        case AnswerSet.CHOICE | AnswerSet.CHOICES | AnswerSet.SCALE if choices:
            return WriteIn(asked, line, choices)
        case AnswerSet.DATE:
            return WriteIn(asked, line, blank=Blank.DATE)
        case AnswerSet.NUMBER:
            return WriteIn(asked, line, blank=Blank.NUMBER, unit=unit)
        case AnswerSet.TABLE if columns:
            return WriteGrid(asked, columns, _GRID_ROWS, line)
    return WriteLines(asked, 2, line)


def approval_page(
    assessment: Assessment,
    *,
    content_digest: Digest,
    document_id: str,
    changes: Sequence[QuestionId] | None = None,
    dated: str = "",
) -> Report:
    """What a signatory needs in two minutes, on one page.

    ``changes`` are the answers that differ from last time, None where there is no last time.
    """
    marks = by_mark(assessment, assessment.form.questions())
    counts = " · ".join(f"{mark.value} {len(known)}".replace(" ", "\u00a0") for mark, known in marks.items())
    compared = ("Changed", _ids(changes) or "No answer changed since last time") if changes is not None else _FIRST
    digest = in_columns(content_digest)
    facts = stated([("Dated", dated), ("Content, SHA-256", digest), ("Answers", counts), compared])
    to_read = tuple(_brief(assessment, question, mark) for mark in _TO_READ for question in marks.get(mark, []))
    blocks: list[Block] = [Paragraph("Every answer that is not Yes", Tone.SUBHEADING)]
    blocks.append(Shortlist(to_read) if to_read else Paragraph("None.", Tone.NOTICE))
    blocks.append(Paragraph("What becomes public", Tone.SUBHEADING))
    blocks.extend(_becomes_public(assessment))
    statement = (
        f"I approve the submission of these answers (content digest {grouped(content_digest, 2)} …) "
        "to the receiving authority."
    )
    blocks.append(PenSignature(("Name and role", "Date", "Signature"), statement))
    return Report(
        kind=Kind.APPROVAL_PAGE,
        marking=assessment.marking,
        language=assessment.language,
        title=assessment.form.title,
        organisation=assessment.organisation,
        cycle=assessment.cycle,
        document_id=document_id,
        digest=grouped(content_digest, 4),
        facts=facts,
        blocks=tuple(blocks),
        compact=True,
    )


def _brief(assessment: Assessment, question: Question, mark: Mark) -> QuestionLine:
    published = disclosure.public_answer(assessment, question).value
    says_otherwise = mark is Mark.PARTLY and published
    return QuestionLine(question.id, question.text, mark, aside=f"published as {published}" if says_otherwise else "")


def _becomes_public(assessment: Assessment) -> list[Block]:
    edition = disclosure.public_edition(assessment)
    values = [answer.question for answer in edition.answers if answer.value]
    facts = [
        ("Yes or No", f"{len(values)} · {_ids(values)}" if values else "None"),
        ("Statements", _ids([answer.question for answer in edition.answers if answer.statement])),
        ("Notes", _ids([answer.question for answer in edition.answers if answer.note])),
        ("Evidence titles", _ids([answer.question for answer in edition.answers if answer.evidence])),
    ]
    blocks: list[Block] = [Facts(stated(facts))]
    if disclosure.gap_is_a_no(assessment):
        blocks.append(Paragraph("A reader of the public edition could tell the No answers from what is left out."))
    return blocks


def _ids(questions: Sequence[str]) -> str:
    """The ids, as many as two lines hold, and how many more there are."""
    shown: list[str] = []
    room = _SHOWN_IDS
    for known in questions:
        room -= len(known) + 2
        if room < 0:
            return f"{', '.join(shown)} and {len(questions) - len(shown)} more"
        shown.append(known)
    return ", ".join(shown)
