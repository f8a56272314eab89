# SPDX-License-Identifier: Apache-2.0
"""The submission for the receiver and the review copy for colleagues: whole answers, section by section."""

from collections import Counter
from collections.abc import Iterator, Sequence

from checklistapp.documents.report import (
    Block,
    DataTable,
    Fact,
    Facts,
    Heading,
    Kind,
    Mark,
    Overview,
    OverviewRow,
    PageBreak,
    Paragraph,
    Report,
    Tone,
    grouped,
    signature_fields,
    sources,
    stated,
)
from checklistapp.documents.report_questions import Choice, answered_blocks, mark_of
from checklistapp.domain import progress
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.ids import Digest
from checklistapp.domain.journal import Head
from checklistapp.domain.people import Person

SIGNATURES = "signatures"
_DECLARED = "Names and roles are declared by those who used the program; it does not prove them."
_SOURCE_WORDS = (
    "Answers stand in the words of the source: Yes, No or blank. An answer that is true in part stands as No, "
    "with its explanation."
)


def submission(
    assessment: Assessment,
    *,
    content_digest: Digest,
    document_id: str,
    journal_head: Head,
    people: Sequence[Person] = (),
    source_format: bool = False,
    approvers: int = 1,
    dated: str = "",
) -> Report:
    """Everything for the receiver: never working notes, review remarks or history.

    ``dated`` is the date the signer confirmed, as it shall be printed; ``people`` are those on record.
    """
    choice = Choice(source_format=source_format)
    blocks: list[Block] = []
    if source_format:
        blocks.append(Paragraph(_SOURCE_WORDS, Tone.NOTICE))
    else:
        blocks.extend(_summary(assessment, [OverviewRow(SIGNATURES, "", "Signatures and record")]))
        blocks.append(PageBreak())
    blocks.extend(_sections(assessment, choice))
    blocks.append(PageBreak())
    blocks.append(Heading(SIGNATURES, "", "Signatures"))
    blocks.append(Paragraph("Each signature covers the whole document as it stands here.", Tone.NOTICE))
    blocks.append(signature_fields(approvers, "Approves its submission."))
    blocks.extend(_record(assessment, content_digest, document_id, journal_head, people))
    blocks.extend(sources(assessment.form))
    facts = [("Dated", dated), *_about(assessment)]
    return Report(
        kind=Kind.SUBMISSION,
        marking=assessment.marking,
        language=assessment.language,
        title=assessment.form.title,
        organisation=assessment.organisation,
        cycle=assessment.cycle,
        document_id=document_id,
        digest=grouped(content_digest, 4),
        facts=stated([facts[0], *facts[1:4]] if source_format else facts),
        blocks=tuple(blocks),
        compact=source_format,
    )


def review_copy(
    assessment: Assessment,
    *,
    copy: int,
    of: int,
    content_digest: Digest,
    document_id: str,
    working_notes: bool = False,
    dated: str = "",
) -> Report:
    """Everything, to be read and corrected by hand: each line has an id that a remark can name."""
    words = f"REVIEW COPY, NOT SIGNED, copy {copy} of {of}"
    marking = f"{assessment.marking} · {words}" if assessment.marking else words
    blocks: list[Block] = [
        *_summary(assessment, []),
        Paragraph("Each line has an id in small type at its left: name it in a remark.", Tone.NOTICE),
        PageBreak(),
        *_sections(assessment, Choice(working_notes=working_notes, lines=True)),
    ]
    return Report(
        kind=Kind.REVIEW_COPY,
        marking=marking,
        language=assessment.language,
        title=assessment.form.title,
        organisation=assessment.organisation,
        cycle=assessment.cycle,
        document_id=document_id,
        digest=grouped(content_digest, 4),
        facts=stated([("Dated", dated), *_about(assessment)]),
        blocks=tuple(blocks),
        watermark=words,
    )


def _about(assessment: Assessment) -> list[Fact]:
    form = assessment.form
    return [
        ("Country", assessment.country),
        ("Facility", assessment.facility),
        ("Checklist", f"{form.title}, version {form.version}, published by {form.publisher}"),
        ("Wording", f"digest {grouped(assessment.form_digest, 8)} …"),
    ]


def _summary(assessment: Assessment, further: list[OverviewRow]) -> Iterator[Block]:
    """Contents with completion, then which questions stand as Partly and No: counts and ids, never a rating."""
    rows: list[OverviewRow] = []
    for section in assessment.form.sections:
        done = progress.of_section(assessment, section)
        rows.append(OverviewRow(f"section-{section.id}", section.id, section.title, done.answered, done.total))
    yield Overview("Contents and completion", (*rows, *further))
    marks: dict[Mark, list[str]] = {}
    for question in assessment.form.questions():
        asked = assessment.is_asked(question)
        mark = mark_of(assessment.answer(question.id).response) if asked else Mark.NOT_ASKED
        marks.setdefault(mark, []).append(question.id)
    yield Paragraph("Answers", Tone.SUBHEADING)
    yield Facts(tuple((mark.value, _counted(marks[mark], mark)) for mark in Mark if mark in marks))


def _counted(questions: list[str], mark: Mark) -> str:
    named = mark not in (Mark.YES, Mark.ANSWERED) and len(questions) <= 60
    return f"{len(questions)} · {', '.join(questions)}" if named else str(len(questions))


def _sections(assessment: Assessment, choice: Choice) -> Iterator[Block]:
    for section in assessment.form.sections:
        yield Heading(f"section-{section.id}", section.id, section.title)
        if section.intro and not choice.source_format:
            yield Paragraph(section.intro, Tone.NOTICE)
        for question in section.questions:
            yield from answered_blocks(assessment, question, choice)


def _record(
    assessment: Assessment, content_digest: Digest, document_id: str, head: Head, people: Sequence[Person]
) -> Iterator[Block]:
    yield Paragraph("Record", Tone.SUBHEADING)
    yield Facts(
        stated(
            [
                ("Document", document_id),
                ("Content digest", f"SHA-256 {grouped(content_digest)}"),
                ("Checklist", f"{assessment.form.id} {assessment.form.version}"),
                ("Wording", f"SHA-256 {grouped(assessment.form_digest)}"),
                ("Journal", f"{head.sequence} entries, the last {grouped(head.hash, 8)} …"),
            ]
        )
    )
    if not people:
        return
    answered = Counter(answer.provenance.person for answer in assessment.answers.values() if answer.provenance)
    yield Paragraph("People", Tone.SUBHEADING)
    rows = tuple(
        (person.name, person.role.value.replace("-", " "), person.organisation, str(answered[person.id] or ""))
        for person in people
    )
    yield DataTable("", ("Name", "Role", "Organisation", "Answers given"), rows, beside_question=False)
    yield Paragraph(_DECLARED, Tone.NOTICE)
