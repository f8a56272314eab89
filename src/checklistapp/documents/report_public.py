# SPDX-License-Identifier: Apache-2.0
"""The public edition: what was released and nothing that lets a reader tell why the rest was not."""

from collections.abc import Iterator

from checklistapp.documents.report import (
    Block,
    Facts,
    Heading,
    Kind,
    Labelled,
    Mark,
    Overview,
    OverviewRow,
    PageBreak,
    Paragraph,
    QuestionLine,
    Report,
    Tone,
    grouped,
    in_columns,
    signature_fields,
    sources,
    stated,
    without_number,
)
from checklistapp.documents.report_questions import claim_of, evidence_blocks
from checklistapp.domain.disclosure import PublicAnswer, PublicEdition
from checklistapp.domain.form import Form, Question
from checklistapp.domain.ids import Digest

_MARKS = {"Yes": Mark.YES, "No": Mark.NO}
READING = (
    "Answers stand as Yes or No. An answer that is true in part is published as No; the statement explains it. "
    "“Not released” stands wherever an answer is not published, whatever the answer is; it says nothing of it."
)
"""How this edition is to be read: the same words whatever is in it, on paper and on the web page."""

_SIGNATURES = "signatures"


def public_edition(
    edition: PublicEdition,
    form: Form,
    *,
    content_digest: Digest,
    document_id: str,
    approvers: int = 1,
    dated: str = "",
) -> Report:
    """Built from the allow-list alone: this function never sees an assessment.

    ``content_digest`` covers released content only; a digest of anything else could be tried out.
    """
    given = {answer.question: answer for answer in edition.answers}
    rows = [
        OverviewRow(f"section-{section.id}", section.id, without_number(section.id, section.title))
        for section in form.sections
    ]
    blocks: list[Block] = [
        Overview("Contents", (*rows, OverviewRow(_SIGNATURES, "", "Signatures"))),
        Paragraph(READING, Tone.NOTICE),
        PageBreak(),
    ]
    for section in form.sections:
        blocks.append(Heading(f"section-{section.id}", section.id, section.title))
        if section.intro:
            blocks.append(Paragraph(section.intro, Tone.NOTICE))
        for question in section.questions:
            blocks.extend(_released(question, given.get(question.id, PublicAnswer(question.id))))
    blocks.append(PageBreak())
    blocks.append(Heading(_SIGNATURES, "", "Signatures"))
    blocks.append(
        signature_fields(
            approvers,
            "Approves its publication.",
            first="Publisher",
            certification="Certifies that this edition stands as it was published.",
        )
    )
    blocks.append(Facts((("Content, SHA-256", in_columns(content_digest)),)))
    blocks.extend(sources(form))
    facts = stated(
        [
            ("Organisation", edition.organisation),
            ("Cycle", edition.cycle),
            ("Dated", dated),
            ("Checklist", f"{form.title}, version {form.version}, published by {form.publisher}"),
        ]
    )
    return Report(
        kind=Kind.PUBLIC_EDITION,
        marking="PUBLIC",
        language=form.source_language,
        title=form.title,
        organisation=edition.organisation,
        cycle=edition.cycle,
        document_id=document_id,
        digest=grouped(content_digest, 4),
        facts=facts,
        blocks=tuple(blocks),
    )


def _released(question: Question, answer: PublicAnswer) -> Iterator[Block]:
    yield QuestionLine(question.id, question.text, _MARKS.get(answer.value, Mark.NOT_RELEASED), claim_of(question))
    if answer.statement.strip():
        yield Labelled("Statement", answer.statement)
    if answer.note.strip():
        yield Labelled("Note", answer.note)
    yield from evidence_blocks(question, answer.evidence)
