# SPDX-License-Identifier: Apache-2.0
"""A document as data, before any page exists: what it says, in what order, in which words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from checklistapp.domain.form import Form


class Kind(StrEnum):
    SUBMISSION = "Submission"
    PUBLIC_EDITION = "Public edition"
    REVIEW_COPY = "Review copy"
    BLANK_FORM = "Blank form"
    FILL_IN_FORM = "Form to fill in"
    APPROVAL_PAGE = "Approval page"
    RECEIPT = "Receipt"
    RECOVERY_SHEET = "Recovery sheet"
    COVER_SLIP = "Cover slip"


class Mark(StrEnum):
    """The word that stands where an answer stands."""

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


class Tone(StrEnum):
    BODY = "body"
    NOTICE = "notice"
    SUBHEADING = "subheading"
    ITEM = "item"


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
class Share:
    """How many questions stand with this mark."""

    mark: Mark
    count: int


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One section in the contents; ``shares`` where its answers are drawn as a bar."""

    bookmark: str
    tag: str
    title: str
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """Contents with page numbers and, quietly, how the answers of each section stand."""

    title: str
    rows: tuple[OverviewRow, ...]


@dataclass(frozen=True, slots=True)
class TallyRow:
    share: Share
    questions: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions stand with each mark, and which: the key to the bars of an overview."""

    rows: tuple[TallyRow, ...]


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One source question. ``claim`` is empty for a claim about the present state; ``aside`` is said below the mark.

    ``boxes`` are words to tick in place of a mark.
    """

    id: str
    text: str
    mark: Mark
    claim: str = ""
    aside: str = ""
    boxes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Questions on what is left of one page: in full if they fit, else cut, else the last of them by id alone."""

    questions: tuple[QuestionLine, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Questions that stand in one way, gathered from all sections: where to read each answer."""

    title: str
    questions: tuple[QuestionLine, ...]


@dataclass(frozen=True, slots=True)
class PartLine:
    """``boxes`` as in ``QuestionLine``."""

    id: str
    text: str
    mark: Mark
    boxes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text below its question; ``line`` is the line id that handwriting can name, empty for none.

    ``asked`` is the smaller question that the text answers, ``detail`` what is known besides; ``aside`` marks a text
    that is nobody's answer.
    """

    label: str
    text: str
    line: str = ""
    asked: str = ""
    detail: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class DataTable:
    """``line`` as in ``Labelled``; ``beside_question`` sets it in the column of the texts, if its words fit there."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: str = ""
    beside_question: bool = True


@dataclass(frozen=True, slots=True)
class WriteLines:
    """Ruled lines for a pen; ``is_label`` sets the words beside them, not above."""

    label: str
    count: int
    line: str = ""
    is_label: bool = False


class Blank(StrEnum):
    """What a short answer by pen looks like."""

    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class WriteIn:
    """A short answer by pen: ``boxes`` to tick, or a blank with its ``unit``."""

    asked: str
    line: str
    boxes: tuple[str, ...] = ()
    blank: Blank | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class WriteGrid:
    """An empty table for a pen, of so many rows."""

    asked: str
    columns: tuple[str, ...]
    rows: int
    line: str


@dataclass(frozen=True, slots=True)
class WordBlanks:
    """So many numbered blanks, a word each."""

    count: int


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
    """Lines to sign in ink; with a ``statement``, what is signed stands above them and both at the page's foot."""

    labels: tuple[str, ...]
    statement: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = (
    Heading
    | Paragraph
    | Facts
    | Overview
    | Tally
    | QuestionLine
    | Shortlist
    | Listing
    | PartLine
    | Labelled
    | DataTable
    | WriteLines
    | WriteIn
    | WriteGrid
    | WordBlanks
    | SignatureArea
    | PenSignature
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Report:
    """``digest`` holds the first groups of the content digest; ``compact`` asks for a small title block.

    ``reference`` stands at the foot where there is no digest; ``by_hand`` leaves the marking to a pen, and
    ``margin`` so many points beside the text to handwriting.
    """

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
    reference: str = ""
    by_hand: bool = False
    margin: float = 0


def grouped(digest: str, groups: int | None = None) -> str:
    """A hexadecimal digest in groups of four that can be read aloud; the first ``groups`` of them, or all."""
    shown = digest if groups is None else digest[: 4 * groups]
    return " ".join(shown[start : start + 4] for start in range(0, len(shown), 4))


def in_columns(digest: str) -> str:
    """A whole digest as lines of eight groups that stand below each other."""
    groups = grouped(digest).split()
    return "\n".join("\t".join(groups[start : start + 8]) for start in range(0, len(groups), 8))


def joined(parts: Iterable[str]) -> str:
    """What is known, on one line that never breaks before a dot."""
    return "\u00a0· ".join(part for part in parts if part.strip())


def without_number(tag: str, title: str) -> str:
    """The title without “Commitment 1:” where the tag C1 has said so."""
    number = re.search(r"\d+$", tag)
    return re.sub(rf"^\w+ {number[0]}: ", "", title) if number else title


def stated(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts that have a value."""
    return tuple(fact for fact in facts if fact[1].strip())


def sources(form: Form) -> tuple[Block, ...]:
    """What the checklist rests on, one document an item."""
    items = [Paragraph(document.title, Tone.ITEM) for document in form.source_documents]
    return (Paragraph("Sources", Tone.SUBHEADING), *items) if items else ()


def signature_fields(
    approvers: int,
    approval: str = "",
    *,
    first: str = "Preparer",
    certification: str = "Certifies that this document stands as it was drawn up.",
) -> SignatureArea:
    """The ``first`` field and one per expected approver: ``approver``, ``approver-2`` …; ``approval`` says of what."""
    fields = [SignatureField("preparer", first, certification)]
    for number in range(1, approvers + 1):
        suffix, ordinal = (f"-{number}", f" {number}") if number > 1 else ("", "")
        fields.append(SignatureField(f"approver{suffix}", f"Approver{ordinal}", approval))
    return SignatureArea(tuple(fields))
