# SPDX-License-Identifier: Apache-2.0
"""What the words on the pages are, for readers aloud: the structure tree of a tagged PDF (ISO 32000-1, 14.7, 14.8)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFName, PDFObject

from checklistapp.documents.report import (
    Block,
    DataTable,
    Facts,
    Heading,
    Listing,
    Overview,
    Paragraph,
    QuestionLine,
    SignatureArea,
    Tally,
    Tone,
)

if TYPE_CHECKING:
    from checklistapp.documents.rows import Paint, Row
    from checklistapp.documents.sheet import Sheet


class Role(StrEnum):
    """The standard structure types in use."""

    DOCUMENT = "Document"
    SECTION = "Sect"
    TITLE = "H1"
    HEADING = "H2"
    QUESTION = "H3"
    PARAGRAPH = "P"
    LIST = "L"
    ITEM = "LI"
    LABEL = "Lbl"
    BODY = "LBody"
    CONTENTS = "TOC"
    ENTRY = "TOCI"
    LINK = "Link"
    FIGURE = "Figure"
    TABLE = "Table"
    CAPTION = "Caption"
    TABLE_ROW = "TR"
    TABLE_HEAD = "TH"
    CELL = "TD"


@dataclass(frozen=True, slots=True)
class Place:
    """Marked content of a page: its index from 0, and its number there."""

    page: int
    mark: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """``name`` as the document registered it, ``key`` as it names itself in the parent tree."""

    page: int
    name: str
    key: int


@dataclass(eq=False, slots=True)
class Element:
    """``alternative`` is said in place of what is drawn."""

    role: Role
    alternative: str = ""
    kids: list["Element | Place | Annotation"] = field(default_factory=list)

    def child(self, role: Role, alternative: str = "") -> "Element":
        made = Element(role, alternative)
        self.kids.append(made)
        return made

    @property
    def is_empty(self) -> bool:
        """Nothing was written for it; a cell counts all the same, for its row needs it."""
        is_cell = self.role in (Role.CELL, Role.TABLE_HEAD)
        return not is_cell and all(isinstance(kid, Element) and kid.is_empty for kid in self.kids)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A paint whose words belong to another element than the block it stands in."""

    element: Element
    paint: "Paint"

    def __call__(self, sheet: "Sheet", top: float) -> None:
        self.paint(sheet, top)


def tagged(element: Element, rows: "Iterable[Row]") -> "Iterator[Row]":
    for row in rows:
        row.paints = [Tagged(element, paint) for paint in row.paints]
        yield row


class Outline:
    """Grows the tree block by block."""

    def __init__(self) -> None:
        self.document = Element(Role.DOCUMENT)
        self._section = self.document

    def element(self, block: Block) -> Element:
        """Where the words of ``block`` belong; asked once for each block, in their order."""
        match block:
            case Heading():
                self._section = self.document.child(Role.SECTION)
                return self._section.child(Role.HEADING)
            case QuestionLine():
                return self._section.child(Role.QUESTION)
            case Paragraph(tone=Tone.SUBHEADING):
                return self._section.child(Role.HEADING if self._section is self.document else Role.QUESTION)
            case Facts() | Tally():
                return self._section.child(Role.LIST)
            case DataTable():
                return self._section.child(Role.TABLE)
            case Overview() | Listing() | SignatureArea():
                return self._section
        return self._section.child(Role.PARAGRAPH)


class _Object(PDFObject):
    """An object whose text is known once all have their numbers."""

    def __init__(self) -> None:
        self.text = ""

    def format(self, document: PDFDocument) -> bytes:
        del document
        return self.text.encode("ascii")


def write_tree(document: PDFDocument, tree: Element, page_keys: Sequence[int]) -> None:
    """Puts the tree into the catalog; ``page_keys`` are those by which the pages name themselves in the parent tree."""
    writer = _Writer(document, page_keys)
    root = _Object()
    top = writer.element(tree, writer.register(root))
    root.text = f"<</Type/StructTreeRoot/K {top} 0 R/ParentTree <</Nums[{writer.parents()}]>>>>"
    catalog = document.Catalog  # type: ignore[attr-defined]  # the stub leaves it out
    catalog.StructTreeRoot = root
    catalog.MarkInfo = PDFDictionary({"Marked": "true"})


class _Writer:
    def __init__(self, document: PDFDocument, page_keys: Sequence[int]) -> None:
        self._document, self._page_keys = document, page_keys
        self._pages = [self._number(f"Page{page + 1}") for page in range(len(page_keys))]
        self._marks: list[list[int]] = [[] for _ in page_keys]
        self._annotations: dict[int, int] = {}

    def register(self, made: PDFObject) -> int:
        reference = self._document.Reference(made)  # type: ignore[no-untyped-call]  # the stub has no types here
        return self._number(reference.name)

    def _number(self, name: str) -> int:
        number: int = self._document.idToObjectNumberAndVersion[name][0]
        return number

    def element(self, element: Element, parent: int) -> int:
        made = _Object()
        number = self.register(made)
        first = next((kid.page for kid in element.kids if isinstance(kid, Place)), None)
        kids = [
            self._kid(kid, number, first) for kid in element.kids if not (isinstance(kid, Element) and kid.is_empty)
        ]
        page = "" if first is None else f"/Pg {self._pages[first]} 0 R"
        spoken = f"/Alt {text_string(element.alternative)}" if element.alternative else ""
        scope = "/A<</O/Table/Scope/Column>>" if element.role is Role.TABLE_HEAD else ""
        made.text = f"<</Type/StructElem/S/{element.role}/P {parent} 0 R{page}{spoken}{scope}/K[{' '.join(kids)}]>>"
        return number

    def _kid(self, kid: Element | Place | Annotation, parent: int, page: int | None) -> str:
        if isinstance(kid, Element):
            return f"{self.element(kid, parent)} 0 R"
        if isinstance(kid, Annotation):
            self._annotations[kid.key] = parent
            return f"<</Type/OBJR/Pg {self._pages[kid.page]} 0 R/Obj {self._number(kid.name)} 0 R>>"
        marks = self._marks[kid.page]
        marks.extend([0] * (kid.mark + 1 - len(marks)))
        marks[kid.mark] = parent
        return str(kid.mark) if kid.page == page else f"<</Type/MCR/Pg {self._pages[kid.page]} 0 R/MCID {kid.mark}>>"

    def parents(self) -> str:
        """Of the marked content of each page, and of each annotation, in the order of their keys."""
        found = {key: f"{parent} 0 R" for key, parent in self._annotations.items()}
        for key, marks in zip(self._page_keys, self._marks, strict=True):
            found[key] = f"[{' '.join(f'{each} 0 R' for each in marks)}]"
        return " ".join(f"{key} {found[key]}" for key in sorted(found))


def text_string(words: str) -> str:
    """A text string (ISO 32000-1, 7.9.2.2) in hexadecimal, which needs no escapes."""
    return f"<FEFF{words.encode('utf-16-be', 'replace').hex().upper()}>"


TAB_ORDER = PDFName("S")
"""Annotations of a page are reached in the order of the structure."""
