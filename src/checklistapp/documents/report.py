# SPDX-License-Identifier: Apache-2.0
"""A document as data, before any page exists: what it says, in what order, in which words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from checklistapp.domain.form import Form


class Kind(StrEnum):
    SUBMISSION = "Submission"
    PUBLIC_EDITION = "Public edition"
    REVIEW_COPY = "Review copy"
    BLANK_FORM = "Blank form"
    APPROVAL_PAGE = "Approval page"
    RECEIPT = "Receipt"


class Mark(StrEnum):
    """The word that stands where an answer stands; ``BOXES`` leaves Yes and No to a pen."""

    YES = "Yes"
    PARTLY = "Partly"
    NO = "No"
    NOT_APPLICABLE = "Not applicable"
    WITHHELD = "Withheld"
    ANSWERED = "Answered"
    OPEN = "Not answered"
    NOT_ASKED = "Not asked"
    NOT_RELEASED = "Not released"
    BLANK = ""
    BOXES = "Yes / No"


class Tone(StrEnum):
    BODY = "body"
    NOTICE = "notice"
    SUBHEADING = "subheading"


Fact = tuple[str, str]
"""Label and value."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Opens a section: ``tag`` is its short id, ``bookmark`` what contents and outline point to."""

    bookmark: str
    tag: str
    title: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    tone: Tone = Tone.BODY


@dataclass(frozen=True, slots=True)
class Facts:
    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One section in the contents; ``answered`` of ``total`` where its completion is shown."""

    bookmark: str
    tag: str
    title: str
    answered: int | None = None
    total: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """Contents with page numbers and, quietly, how far each section is."""

    title: str
    rows: tuple[OverviewRow, ...]


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One source question. ``claim`` is empty for a claim about the present state; ``brief`` cuts it to one line."""

    id: str
    text: str
    mark: Mark
    claim: str = ""
    brief: bool = False


@dataclass(frozen=True, slots=True)
class PartLine:
    id: str
    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text below its question; ``line`` is the line id that handwriting can name, empty for none."""

    label: str
    text: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class DataTable:
    """``line`` as in ``Labelled``; ``beside_question`` sets it in the column of the texts."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: str = ""
    beside_question: bool = True


@dataclass(frozen=True, slots=True)
class WriteLines:
    """Ruled lines for a pen."""

    label: str
    count: int
    line: str = ""


@dataclass(frozen=True, slots=True)
class SignatureField:
    """``name`` is the field's name inside the PDF; ``title`` and ``text`` are printed with it."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SignatureArea:
    fields: tuple[SignatureField, ...]


@dataclass(frozen=True, slots=True)
class PenSignature:
    """Lines to sign in ink."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = (
    Heading
    | Paragraph
    | Facts
    | Overview
    | QuestionLine
    | PartLine
    | Labelled
    | DataTable
    | WriteLines
    | SignatureArea
    | PenSignature
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Report:
    """``digest`` holds the first groups of the content digest; ``compact`` asks for a small title block."""

    kind: Kind
    marking: str
    language: str
    title: str
    organisation: str
    cycle: str
    document_id: str
    digest: str
    facts: tuple[Fact, ...]
    blocks: tuple[Block, ...]
    watermark: str = ""
    compact: bool = False


def grouped(digest: str, groups: int | None = None) -> str:
    """A hexadecimal digest in groups of four that can be read aloud; the first ``groups`` of them, or all."""
    shown = digest if groups is None else digest[: 4 * groups]
    return " ".join(shown[start : start + 4] for start in range(0, len(shown), 4))


def stated(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts that have a value."""
    return tuple(fact for fact in facts if fact[1].strip())


def sources(form: Form) -> tuple[Block, ...]:
    """What the checklist rests on, one document a line."""
    titles = "\n".join(document.title for document in form.source_documents)
    return (Paragraph("Sources", Tone.SUBHEADING), Paragraph(titles, Tone.NOTICE)) if titles else ()


def signature_fields(approvers: int, approval: str) -> SignatureArea:
    """The preparer's field and one per expected approver: ``approver``, ``approver-2`` …; ``approval`` says of what."""
    fields = [SignatureField("preparer", "Preparer", "Certifies that this document stands as it was drawn up.")]
    for number in range(1, approvers + 1):
        suffix, ordinal = (f"-{number}", f" {number}") if number > 1 else ("", "")
        fields.append(SignatureField(f"approver{suffix}", f"Approver{ordinal}", approval))
    return SignatureArea(tuple(fields))
