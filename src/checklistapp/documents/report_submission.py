# SPDX-License-Identifier: Apache-2.0
"""The submission for the receiver and the review copy for colleagues: whole answers, section by section."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from checklistapp.documents.report import (
    Block,
    DataTable,
    Fact,
    Facts,
    Heading,
    Kind,
    Listing,
    Mark,
    Overview,
    OverviewRow,
    PageBreak,
    Paragraph,
    PenSignature,
    QuestionLine,
    Report,
    Share,
    Tally,
    TallyRow,
    Tone,
    grouped,
    in_columns,
    signature_fields,
    sources,
    stated,
    without_number,
)
from checklistapp.documents.report_questions import Choice, answered_blocks, by_mark
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import Question
from checklistapp.domain.ids import Digest
from checklistapp.domain.journal import Head
from checklistapp.domain.people import Person

SIGNATURES = "signatures"
READERS_MARGIN = 62.0
PREVIEW = "PREVIEW, NOT SIGNED"
_RECORD_TITLE = "Signatures and record"
_LISTED = (Mark.NO, Mark.PARTLY)
_MOST_NAMED = 60
_MOST_BEGUN = 64
"""Characters, less than the shortest question of the shipped checklists."""
_BRIEF_FACTS = ("Country", "Facility", "Dated", "Checklist")
_DECLARED = "Names and roles are declared by those who used the program; it does not prove them."
_SOURCE_WORDS = (
    "Answers stand in the words of the source: Yes, No or blank. An answer that is true in part stands as No, "
    "with its explanation."
)
_FOR_READERS = (
    "Each line has an id in small type at its left: name it in a remark. The margin at the right is for handwriting."
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
    prepared_by: str = "",
) -> Report:
    """Everything for the receiver: never working notes, review remarks or history.

    ``dated`` is the date the signer confirmed, as it shall be printed; ``people`` are those on record.
    """
    choice = Choice(source_format=source_format)
    blocks: list[Block] = []
    if source_format:
        blocks.append(Paragraph(_SOURCE_WORDS, Tone.NOTICE))
    else:
        blocks.extend(_summary(assessment, [OverviewRow(SIGNATURES, "", _RECORD_TITLE)]))
        blocks.append(PageBreak())
        blocks.extend(_not_yes(assessment))
    blocks.extend(_sections(assessment, choice))
    blocks.append(PageBreak())
    blocks.append(Heading(SIGNATURES, "", _RECORD_TITLE))
    blocks.append(Paragraph("Each signature covers the whole document as it stands here.", Tone.NOTICE))
    blocks.append(signature_fields(approvers, "Approves its submission."))
    blocks.extend(_record(assessment, content_digest, document_id, journal_head, people))
    blocks.extend(sources(assessment.form))
    whole = [
        *_about(assessment),
        ("Prepared by", prepared_by),
        ("Approved by", _approval(approvers)),
        ("Dated", dated),
        *_checklist(assessment, content_digest),
    ]
    return Report(
        kind=Kind.SUBMISSION,
        marking=assessment.marking,
        language=assessment.language,
        title=assessment.form.title,
        organisation=assessment.organisation,
        cycle=assessment.cycle,
        document_id=document_id,
        digest=grouped(content_digest, 4),
        facts=stated([each for each in whole if each[0] in _BRIEF_FACTS] if source_format else whole),
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
    words = f"REVIEW COPY, NOT SIGNED, COPY {copy} OF {of}"
    blocks: list[Block] = [
        *_summary(assessment, []),
        Paragraph(_FOR_READERS, Tone.NOTICE),
        PenSignature(("Reader", "Date")),
        PageBreak(),
        *_not_yes(assessment),
        *_sections(assessment, Choice(working_notes=working_notes, lines=True)),
    ]
    return Report(
        kind=Kind.REVIEW_COPY,
        marking=_marked(assessment.marking, words),
        language=assessment.language,
        title=assessment.form.title,
        organisation=assessment.organisation,
        cycle=assessment.cycle,
        document_id=document_id,
        digest=grouped(content_digest, 4),
        facts=stated([*_about(assessment), ("Dated", dated), *_checklist(assessment, content_digest)]),
        blocks=tuple(blocks),
        watermark=words,
        margin=READERS_MARGIN,
    )


def preview(report: Report) -> Report:
    """The same pages for whoever reads before signing, marked as nothing that anybody signed."""
    return replace(report, marking=_marked(report.marking, PREVIEW), watermark=PREVIEW)


def _marked(marking: str, words: str) -> str:
    return f"{marking.upper()} · {words}" if marking else words


def _about(assessment: Assessment) -> list[Fact]:
    return [
        ("Organisation", assessment.organisation),
        ("Country", assessment.country),
        ("Facility", assessment.facility),
        ("Cycle", assessment.cycle),
        ("Marking", assessment.marking),
    ]


def _checklist(assessment: Assessment, content_digest: Digest) -> list[Fact]:
    form = assessment.form
    return [
        ("Checklist", f"{form.title}, version {form.version}, published by {form.publisher}"),
        ("Wording", f"digest {grouped(assessment.form_digest, 8)} …"),
        ("Content", f"digest {grouped(content_digest, 8)} …"),
    ]


def _approval(approvers: int) -> str:
    """The pages are fixed before anybody approves, so they can only say where an approval will stand."""
    if approvers == 0:
        return ""
    awaited = "the approver’s signature" if approvers == 1 else f"the signatures of {approvers} approvers"
    return f"Complete with {awaited} under “{_RECORD_TITLE}”"


def _summary(assessment: Assessment, further: list[OverviewRow]) -> Iterator[Block]:
    """Contents with the answers of each section, then how many stand how: never a rating."""
    rows = [
        OverviewRow(
            f"section-{section.id}",
            section.id,
            without_number(section.id, section.title),
            tuple(Share(mark, len(known)) for mark, known in by_mark(assessment, section.questions).items()),
        )
        for section in assessment.form.sections
    ]
    yield Overview("Contents and answers", (*rows, *further))
    marked = by_mark(assessment, assessment.form.questions())
    yield Tally(tuple(TallyRow(Share(mark, len(known)), _named(known, mark)) for mark, known in marked.items()))


def _not_yes(assessment: Assessment) -> Iterator[Block]:
    """What a reader asks for first."""
    marked = by_mark(assessment, assessment.form.questions())
    for mark in _LISTED:
        if mark in marked:
            lines = tuple(QuestionLine(each.id, _begun(each.text), mark) for each in marked[mark])
            yield Listing(f"Answered {mark.value}", lines)


def _begun(text: str) -> str:
    """Enough to know the question by: in full it stands once in a document, beside its answer."""
    if len(text) <= _MOST_BEGUN:
        return text
    return f"{text[:_MOST_BEGUN].rsplit(maxsplit=1)[0].rstrip(',;:')} …"


def _named(questions: list[Question], mark: Mark) -> str:
    """Ids of what is neither expected nor listed."""
    told = mark in (Mark.YES, Mark.ANSWERED, *_LISTED) or len(questions) > _MOST_NAMED
    return "" if told else ", ".join(each.id for each in questions)


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
                ("Checklist", f"{assessment.form.id} {assessment.form.version}"),
                ("Content, SHA-256", in_columns(content_digest)),
                ("Wording, SHA-256", in_columns(assessment.form_digest)),
                ("Journal", f"{head.sequence} entries, the last {grouped(head.hash, 8)} …"),
            ]
        )
    )
    if not people:
        return
    answered = Counter(answer.provenance.person for answer in assessment.answers.values() if answer.provenance)
    yield Paragraph("People", Tone.SUBHEADING)
    rows = tuple(
        (
            person.name,
            person.role.value.replace("-", " ").capitalize(),
            person.organisation or assessment.organisation,
            str(answered[person.id]),
        )
        for person in people
    )
    yield DataTable("", ("Name", "Role", "Organisation", "Answers given"), rows, beside_question=False)
    yield Paragraph(_DECLARED, Tone.NOTICE)
