# SPDX-License-Identifier: Apache-2.0
"""Documents for pen and desk: the blank form, the signatory's approval page and the receipt."""

from collections.abc import Sequence

from checklistapp.documents.report import (
    Block,
    Fact,
    Facts,
    Heading,
    Kind,
    Mark,
    Paragraph,
    PartLine,
    PenSignature,
    QuestionLine,
    Report,
    SignatureArea,
    SignatureField,
    Tone,
    WriteLines,
    grouped,
    sources,
    stated,
)
from checklistapp.documents.report_questions import claim_of, mark_of
from checklistapp.domain import disclosure
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import AnswerSet, Form, Probe
from checklistapp.domain.ids import Digest, QuestionId

_ON_PAPER = (
    "Tick one box. Where neither is right, write partly, not applicable or withheld on the line, and why. "
    "The ids at the left name each line when the answers are entered."
)
_SHOWN_QUESTIONS = 15
"""As many No and Partly as fit the approval page beside everything else."""
_SHOWN_IDS = 140
"""Characters of a list of ids: two lines of the approval page."""


def blank_form(form: Form, *, document_id: str = "", language: str = "en") -> Report:
    """All questions with boxes, and room to write, for people without the program."""
    blocks: list[Block] = [
        PenSignature(("Organisation", "Country or facility", "Cycle")),
        Paragraph(_ON_PAPER, Tone.NOTICE),
    ]
    for section in form.sections:
        blocks.append(Heading(f"section-{section.id}", section.id, section.title))
        if section.intro:
            blocks.append(Paragraph(section.intro, Tone.NOTICE))
        for question in section.questions:
            boxes = Mark.BOXES if question.answer_set is AnswerSet.YES_NO else Mark.BLANK
            blocks.append(QuestionLine(question.id, question.text, boxes, claim_of(question)))
            blocks.extend(PartLine(part.id, part.text, Mark.BOXES) for part in question.parts)
            if boxes is Mark.BLANK:
                blocks.append(WriteLines("Answer", 2, f"{question.id}.v"))
            blocks.extend(_room(probe) for probe in question.probes)
            blocks.append(WriteLines("Note", 2, f"{question.id}.n"))
    return Report(
        kind=Kind.BLANK_FORM,
        marking="",
        language=language,
        title=form.title,
        organisation="",
        cycle="",
        document_id=document_id,
        digest="",
        facts=(("Version", f"{form.version}, published by {form.publisher}"),),
        blocks=(*blocks, PenSignature(("Name and role", "Date", "Signature")), *sources(form)),
        compact=True,
    )


def _room(probe: Probe) -> WriteLines:
    if probe.kind is not AnswerSet.TABLE:
        return WriteLines(probe.text, 1, probe.id)
    return WriteLines(f"{probe.text} ({', '.join(column.text for column in probe.columns)})", 3, probe.id)


def approval_page(
    assessment: Assessment,
    *,
    content_digest: Digest,
    document_id: str,
    changes: Sequence[QuestionId] = (),
    dated: str = "",
) -> Report:
    """What a signatory needs in two minutes, on one page; ``changes`` are the answers that differ from last time."""
    marks: dict[Mark, list[QuestionId]] = {}
    for question in assessment.form.questions():
        asked = assessment.is_asked(question)
        mark = mark_of(assessment.answer(question.id).response) if asked else Mark.NOT_ASKED
        marks.setdefault(mark, []).append(question.id)
    counts = " · ".join(f"{mark.value} {len(marks[mark])}" for mark in Mark if mark in marks)
    sensitive = [(mark, known) for mark in (Mark.NO, Mark.PARTLY) for known in marks.get(mark, [])]
    blocks: list[Block] = [
        Facts(stated([("Answers", counts), ("Changed", _ids(changes) or "No answer changed since last time")])),
        Paragraph("Answered No or Partly", Tone.SUBHEADING),
    ]
    if not sensitive:
        blocks.append(Paragraph("None.", Tone.NOTICE))
    for mark, known in sensitive[:_SHOWN_QUESTIONS]:
        blocks.append(QuestionLine(known, assessment.form.by_id[known].text, mark, brief=True))
    if len(sensitive) > _SHOWN_QUESTIONS:
        blocks.append(Paragraph(f"Further: {_ids([known for _, known in sensitive[_SHOWN_QUESTIONS:]])}", Tone.NOTICE))
    blocks.append(Paragraph("What becomes public", Tone.SUBHEADING))
    blocks.extend(_becomes_public(assessment))
    blocks.append(PenSignature(("Name and role", "Date", "Signature")))
    return Report(
        kind=Kind.APPROVAL_PAGE,
        marking=assessment.marking,
        language=assessment.language,
        title=assessment.form.title,
        organisation=assessment.organisation,
        cycle=assessment.cycle,
        document_id=document_id,
        digest=grouped(content_digest, 4),
        facts=stated([("Dated", dated), ("Content digest", f"SHA-256 {grouped(content_digest)}")]),
        blocks=tuple(blocks),
        compact=True,
    )


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


def receipt(
    facts: Sequence[Fact],
    *,
    title: str,
    statement: str,
    organisation: str,
    cycle: str,
    document_id: str,
    content_digest: Digest,
    marking: str = "",
    language: str = "en",
) -> Report:
    """One page that the receiver signs: manifest digest, verdict, register number and what else ``facts`` hold."""
    field = SignatureField("receiver", "Receiver", "Confirms receipt of what is named above.")
    return Report(
        kind=Kind.RECEIPT,
        marking=marking,
        language=language,
        title=title,
        organisation=organisation,
        cycle=cycle,
        document_id=document_id,
        digest=grouped(content_digest, 4),
        facts=(),
        blocks=(Paragraph(statement), Facts(stated(facts)), SignatureArea((field,))),
        compact=True,
    )
