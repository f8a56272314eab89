# SPDX-License-Identifier: Apache-2.0
"""Form fields (AcroForm, ISO 32000-1, 12.7) on pages that are laid out already: every state drawn, no script."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from checklistapp import __version__
from checklistapp.documents import typography as type_
from checklistapp.documents.fillable_font import whole_font
from checklistapp.documents.fillable_rows import BUTTON, BUTTON_MARK
from checklistapp.documents.fonts import Fonts
from checklistapp.documents.layout import LaidOut, Rectangle
from checklistapp.documents.sheet import BY_HAND, HEIGHT, WIDTH, rgb
from checklistapp.formats.fill_in import CHECKED, MARK, MARKING, Field, FieldKind

_FONT = "NotoSans"
_SIZE = 9
_PAPER = "#f4f7fb"
_EDGE = "#c3ccda"
# ISO 32000-1, tables 165, 221, 226, 228
_PRINTED, _HIDDEN = 1 << 2, 1 << 1
_READ_ONLY, _MULTILINE, _RADIO, _NO_SPELLING = 1, 1 << 12, 1 << 15, 1 << 22
_LONGEST_MARKING = 60
_MARKING_X = 276.0


def add_fields(
    laid_out: LaidOut, fields: Mapping[str, Field], fonts: Fonts, *, title: str, language: str, mark: str
) -> bytes:
    """``mark`` says in a hidden field which form this is. The same arguments give the same bytes.

    No NeedAppearances: each state has its picture, and a reader that fills in makes that of the new text.
    """
    with pikepdf.open(BytesIO(laid_out.pdf)) as document:
        tree = _Tree(document)
        font = document.make_indirect(whole_font(document, fonts))
        tree.add(_hidden(document, mark))
        widgets = _Widgets(document, tree, fields)
        for name, page, place in _in_reading_order(laid_out):
            widgets.place(name, document.pages[page], place)
        for each in document.pages:
            each.obj.Tabs = Name.R  # row by row; the structure order of /S would need a tagged document
        document.Root.AcroForm = document.make_indirect(
            Dictionary(
                Fields=Array(tree.roots()),
                DR=Dictionary(Font=Dictionary({f"/{_FONT}": font})),
                DA=String(_appearance()),
            )
        )
        _describe(document, title, language, mark)
        written = BytesIO()
        document.save(
            written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True
        )
        return written.getvalue()


def _in_reading_order(laid_out: LaidOut) -> list[tuple[str, int, Rectangle]]:
    """With the marking above and below each page, where the rules for a pen stand."""
    found: list[tuple[str, int, Rectangle]] = []
    for page in range(laid_out.pages):
        at = _MARKING_X, WIDTH - _MARKING_X + BY_HAND / 2
        found.append((MARKING, page, (at[0], HEIGHT - 36, at[1], HEIGHT - 22)))
        found += [each for each in laid_out.signature_fields if each[1] == page]
        found.append((MARKING, page, (at[0], 24, at[1], 38)))
    return found


def _appearance() -> str:
    return f"/{_FONT} {_SIZE} Tf {rgb(type_.INK)} rg"


@dataclass(slots=True)
class _Node:
    """A stretch of a field's name: full names are joined with dots, so no stretch holds one."""

    object: pikepdf.Object
    below: dict[str, "_Node"] = field(default_factory=dict)


class _Tree:
    def __init__(self, document: pikepdf.Pdf) -> None:
        self._document = document
        self._roots: dict[str, _Node] = {}

    def roots(self) -> list[pikepdf.Object]:
        return [node.object for node in self._roots.values()]

    def add(self, terminal: pikepdf.Object) -> pikepdf.Object:
        """Puts a field with its full name in /T below the nodes of its name."""
        *above, last = str(terminal.T).split(".")
        terminal.T = String(last)
        siblings, parent = self._roots, None
        for stretch in above:
            if stretch not in siblings:
                siblings[stretch] = _Node(self._node(stretch, parent))
            parent, siblings = siblings[stretch].object, siblings[stretch].below
        if last in siblings:
            raise ValueError("two fields of one name")
        siblings[last] = _Node(terminal)
        if parent is not None:
            terminal.Parent = parent
            parent.Kids.append(terminal)
        return terminal

    def _node(self, stretch: str, parent: pikepdf.Object | None) -> pikepdf.Object:
        node = self._document.make_indirect(Dictionary(T=String(stretch), Kids=Array()))
        if parent is not None:
            node.Parent = parent
            parent.Kids.append(node)
        return node


class _Widgets:
    def __init__(self, document: pikepdf.Pdf, tree: _Tree, fields: Mapping[str, Field]) -> None:
        self._document, self._tree, self._fields = document, tree, fields
        self._drawn: dict[str, pikepdf.Object] = {}
        self._groups: dict[str, pikepdf.Object] = {}

    def place(self, name: str, page: pikepdf.Page, rect: Rectangle) -> None:
        if name == MARKING:
            widget = self._kid(self._marking(), page, rect)
            widget.AP = Dictionary(N=self._picture("", rect))
        elif BUTTON_MARK in name:
            group, _, state = name.partition(BUTTON_MARK)
            known = self._fields[group]
            widget = self._kid(self._group(known), page, rect)
            widget.Contents = String(f"{dict(known.states)[state]} ({known.label})")
            self._button(widget, state, rect, is_round=True)
        elif self._fields[name].kind is FieldKind.CHECK:
            widget = self._widget(page, rect, self._named(self._fields[name]))
            widget.FT = Name.Btn
            self._button(widget, CHECKED, rect, is_round=False)
            self._tree.add(widget)
        else:
            widget = self._text(self._fields[name], page, rect)
            self._tree.add(widget)
        if Name.Annots not in page:
            page.Annots = Array()
        page.Annots.append(widget)

    def _named(self, known: Field) -> Dictionary:
        return Dictionary(T=String(known.name), TU=String(known.label))

    def _widget(self, page: pikepdf.Page, rect: Rectangle, members: Dictionary) -> pikepdf.Object:
        widget = self._document.make_indirect(members)
        widget.Type, widget.Subtype, widget.F = Name.Annot, Name.Widget, _PRINTED
        widget.Rect, widget.P = Array([round(edge, 2) for edge in rect]), page.obj
        return widget

    def _text(self, known: Field, page: pikepdf.Page, rect: Rectangle) -> pikepdf.Object:
        widget = self._widget(page, rect, self._named(known))
        widget.FT, widget.DA = Name.Tx, String(_appearance())
        widget.Ff = _NO_SPELLING | (_MULTILINE if known.kind is FieldKind.TEXT else 0)
        widget.MaxLen = known.longest
        widget.MK = Dictionary(BG=_channels(_PAPER), BC=_channels(_EDGE))
        widget.BS = Dictionary(W=1, S=Name.S)
        widget.AP = Dictionary(N=self._picture("text", rect))
        return widget

    def _marking(self) -> pikepdf.Object:
        """One field that stands on every page, above and below."""
        if MARKING not in self._groups:
            group = Dictionary(T=String(MARKING), TU=String("Marking of this document"), FT=Name.Tx, Kids=Array())
            group.Ff, group.MaxLen, group.DA = _NO_SPELLING, _LONGEST_MARKING, String(_appearance())
            self._groups[MARKING] = self._tree.add(self._document.make_indirect(group))
        return self._groups[MARKING]

    def _group(self, known: Field) -> pikepdf.Object:
        if known.name not in self._groups:
            # without NoToggleToOff a second click takes an answer back
            group = self._named(known)
            group.FT, group.Ff, group.V, group.Kids = Name.Btn, _RADIO, Name.Off, Array()
            self._groups[known.name] = self._tree.add(self._document.make_indirect(group))
        return self._groups[known.name]

    def _kid(self, parent: pikepdf.Object, page: pikepdf.Page, rect: Rectangle) -> pikepdf.Object:
        widget = self._widget(page, rect, Dictionary(Parent=parent))
        parent.Kids.append(widget)
        return widget

    def _button(self, widget: pikepdf.Object, state: str, rect: Rectangle, *, is_round: bool) -> None:
        shape = "round" if is_round else "square"
        pictures = {f"/{state}": self._picture(f"{shape} on", rect), "/Off": self._picture(f"{shape} off", rect)}
        widget.AP = Dictionary(N=Dictionary(pictures))
        widget.AS = Name.Off
        widget.MK = Dictionary(CA=String("l" if is_round else "4"), BG=_channels("#ffffff"), BC=_channels(type_.INK))
        if not is_round:
            widget.V = Name.Off

    def _picture(self, shape: str, rect: Rectangle) -> pikepdf.Object:
        """Buttons share theirs. A text has its own: some programs write the new text into the object that is there."""
        width, height = round(rect[2] - rect[0], 2), round(rect[3] - rect[1], 2)
        known = self._drawn.get(shape)
        if known is None:
            known = self._document.make_stream(
                _DRAWINGS[shape](width, height).encode(),
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, width, height]),
                Resources=Dictionary(),
            )
            if shape in _SHARED:
                self._drawn[shape] = known
        return known


def _field_box(width: float, height: float) -> str:
    inside = f"0.5 0.5 {width - 1:.2f} {height - 1:.2f} re"
    return f"q {rgb(_PAPER)} rg {rgb(_EDGE)} RG 1 w {inside} B Q /Tx BMC EMC"


def _circle(radius: float, paint: str) -> str:
    """Around the middle of a button, of four curves (0.5523 of the radius makes them round to 0.03 %)."""
    middle, arm = BUTTON / 2, radius * 0.5523
    low, high = middle - radius, middle + radius
    near, far = middle - arm, middle + arm
    return (
        f"{high:.3f} {middle:.3f} m {high:.3f} {far:.3f} {far:.3f} {high:.3f} {middle:.3f} {high:.3f} c "
        f"{near:.3f} {high:.3f} {low:.3f} {far:.3f} {low:.3f} {middle:.3f} c "
        f"{low:.3f} {near:.3f} {near:.3f} {low:.3f} {middle:.3f} {low:.3f} c "
        f"{far:.3f} {low:.3f} {high:.3f} {near:.3f} {high:.3f} {middle:.3f} c {paint}"
    )


_RING = f"q 1 1 1 rg {rgb(type_.INK)} RG 0.8 w {_circle(BUTTON / 2 - 0.6, 'b')} Q"
_DOT = f"q {rgb(type_.ACCENT)} rg {_circle(BUTTON / 2 - 2.8, 'f')} Q"
_SQUARE = f"q 1 1 1 rg {rgb(type_.INK)} RG 0.8 w 1 1 {BUTTON - 2} {BUTTON - 2} re B Q"
_CROSS = f"q {rgb(type_.ACCENT)} RG 1.6 w 1 J 3 5.4 m 4.9 3.3 l 8.2 7.9 l S Q"
_DRAWINGS: dict[str, Callable[[float, float], str]] = {
    "": lambda width, height: "/Tx BMC EMC",
    "text": _field_box,
    "round off": lambda width, height: _RING,
    "round on": lambda width, height: f"{_RING} {_DOT}",
    "square off": lambda width, height: _SQUARE,
    "square on": lambda width, height: f"{_SQUARE} {_CROSS}",
}
_SHARED = _DRAWINGS.keys() - {"", "text"}


def _hidden(document: pikepdf.Pdf, mark: str) -> pikepdf.Object:
    page = document.pages[0]
    blank = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 0, 0]))
    widget = document.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            Ff=_READ_ONLY,
            T=String(MARK),
            TU=String("Which form this is"),
            V=String(mark),
            DA=String(_appearance()),
            F=_HIDDEN,
            Rect=Array([0, 0, 0, 0]),
            P=page.obj,
            AP=Dictionary(N=blank),
        )
    )
    page.Annots = page.obj.get(Name.Annots, Array())
    page.Annots.append(widget)
    return widget


def _channels(colour: str) -> Array:
    return Array([round(int(colour[start : start + 2], 16) / 255, 3) for start in (1, 3, 5)])


def _describe(document: pikepdf.Pdf, title: str, language: str, mark: str) -> None:
    for date in (Name.CreationDate, Name.ModDate):  # the layout's, which are the same for ever
        del document.docinfo[date]
    document.Root.Lang = String(language)
    document.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = {language}
        metadata["dc:identifier"] = mark
        metadata["xmp:CreatorTool"] = f"checklistapp {__version__}"
