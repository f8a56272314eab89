# SPDX-License-Identifier: Apache-2.0
"""Pages whose words say what they are: each belongs to an element of the structure, furniture and drawings to none."""

from reportlab.pdfbase.pdfdoc import LinkAnnotation

from checklistapp.documents.fonts import Fonts
from checklistapp.documents.lines import Line
from checklistapp.documents.report import Report
from checklistapp.documents.sheet import LEFT, Sheet
from checklistapp.documents.structure import TAB_ORDER, Annotation, Element, Place, write_tree
from checklistapp.documents.typography import Style

_ARTIFACT = "/Artifact BMC"
_END = "EMC"
_SHOWN = ") Tj"


class TaggedSheet(Sheet):
    """``belonging`` is the element of what is written from now on; None for what no reader needs to be told."""

    def __init__(self, report: Report, fonts: Fonts, tree: Element) -> None:
        self.belonging: Element | None = None
        self._tree = tree
        self._marked: Element | None = None
        self._is_open = False
        self._marks = 0
        self._keys = 0
        self._page_keys: list[int] = []
        super().__init__(report, fonts)

    def open_page(self) -> None:
        self.belonging, self._marks = None, 0
        self._page_keys.append(self._next_key())
        self.addLiteral(_ARTIFACT)
        super().open_page()
        self.addLiteral(_END)

    def close_page(self) -> None:
        self._end()
        if self._under:
            self._under = [_ARTIFACT, *self._under, _END]
        super().close_page()
        page = self._doc.Pages.pages[-1]  # type: ignore[attr-defined]  # the stub leaves Pages out
        page.__Defaults__ = {**page.__Defaults__, "StructParents": self._page_keys[-1], "Tabs": TAB_ORDER}

    def finish(self) -> bytes:
        self.belonging = None
        return super().finish()

    def save(self) -> None:
        write_tree(self._doc, self._tree, self._page_keys)
        super().save()

    def write(self, x: float, y: float, style: Style, line: Line) -> None:
        if not self._is_open or self._marked is not self.belonging:
            self._end()
            self._text.append(_ARTIFACT if self.belonging is None else self._begin(self.belonging))
            self._marked, self._is_open = self.belonging, True
        super().write(x, y, style, line)
        # A line break is no character: without a space, a reader aloud runs two words together. Every subset of a plain
        # font has its space at 32; lines of other scripts end as their script ends them.
        last = self._text[-1]
        if last.endswith(_SHOWN):
            self._text[-1] = f"{last.removesuffix(_SHOWN)} {_SHOWN}"

    def _reference(self, name: str, x: float, y: float) -> None:
        """A number known at the end; the page total is part of the furniture."""
        if self.belonging is None:
            super()._reference(name, x, y)
            return
        self.addLiteral(self._begin(self.belonging))
        super()._reference(name, x, y)
        self.addLiteral(_END)

    def link_to(self, key: str, y: float, height: float) -> None:
        print_flag = 4  # PDF/A wants every annotation to print
        spoken = self._plain(self.belonging.alternative) if self.belonging else ""
        own, place = self._next_key(), (LEFT, y, self.right, y + height)
        self.linkRect(spoken, key, place, relative=0, F=print_flag)
        name = self._annotationrefs[-1].name  # type: ignore[attr-defined]  # the stub leaves it out
        link = self._doc.idToObject[name]
        if not isinstance(link, LinkAnnotation):
            raise TypeError("a link is registered as something else")
        link.otherkw["StructParent"], link.permitted = own, (*link.permitted, "StructParent")
        if self.belonging is not None:
            self.belonging.kids.append(Annotation(self.page_index, name, own))

    def _next_key(self) -> int:
        self._keys += 1
        return self._keys - 1

    def _begin(self, element: Element) -> str:
        place = Place(self.page_index, self._marks)
        element.kids.append(place)
        self._marks += 1
        return f"/{element.role} <</MCID {place.mark}>> BDC"

    def _end(self) -> None:
        if self._is_open:
            self._text.append(_END)
        self._is_open = False
