# SPDX-License-Identifier: Apache-2.0
"""Reads the fields of a stranger's PDF with qpdf; runs in a locked process only."""

import codecs
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from checklistapp.previews.field_frames import LONGEST_NAME, MOST_CHARACTERS, MOST_FIELDS, Reason, RefusedError

_DEEPEST = 32
_BIG, _LITTLE, _UTF8, _PDFDOC = (codecs.lookup(name) for name in ("utf-16-be", "utf-16-le", "utf-8", "pdfdoc"))
"""Looked up while that is possible: once locked in, nothing can be imported any more."""
_MULTIPLE = ("two of its buttons are pressed", "what it shows is not what it holds")


class Read(NamedTuple):
    """``shape``: ``text``, ``state`` (of buttons) or ``fault``, where ``text`` says what is wrong."""

    name: str
    shape: str
    text: str


class _At(NamedTuple):
    """A node of the tree of fields, what it has from those above, and how deep it lies."""

    node: pikepdf.Object
    name: str
    kind: pikepdf.Object | None
    value: pikepdf.Object | None
    depth: int


def read_fields(data: bytes) -> list[Read]:
    """Every field that holds a value or could, by full name; RefusedError where the PDF is none that we would fill."""
    try:
        document = pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError:
        raise RefusedError(Reason.ENCRYPTED) from None
    except pikepdf.PdfError:
        raise RefusedError(Reason.BROKEN) from None
    with document:
        form = document.Root.get(Name.AcroForm)
        tree = form.get(Name.Fields) if isinstance(form, Dictionary) else None
        if not isinstance(tree, Array):
            raise RefusedError(Reason.NO_FIELDS)
        return _bounded(_walk(tree))


def _bounded(found: Iterator[Read]) -> list[Read]:
    kept: list[Read] = []
    characters = 0
    for each in found:
        characters += len(each.name) + len(each.text)
        if len(kept) == MOST_FIELDS or characters > MOST_CHARACTERS:
            raise RefusedError(Reason.TOO_LARGE)
        kept.append(each)
    return kept


def _walk(tree: Array) -> Iterator[Read]:
    """Each node once, however the tree is knotted: a second visit is a loop or a field with two parents."""
    seen: set[tuple[int, int]] = set()
    waiting = [_At(node, "", None, None, 0) for node in reversed(_members(tree))]
    steps = 0
    while waiting:
        node, above, kind, value, depth = waiting.pop()
        steps += 1
        if steps > 4 * MOST_FIELDS:
            raise RefusedError(Reason.TOO_LARGE)
        if not isinstance(node, Dictionary) or depth > _DEEPEST or (node.is_indirect and node.objgen in seen):
            raise RefusedError(Reason.BROKEN)
        seen.add(node.objgen)
        own = _text(node.get(Name.T))
        name = ".".join(filter(None, (above, own)))
        if len(name) > LONGEST_NAME:
            raise RefusedError(Reason.BROKEN)
        kind, value = node.get(Name.FT, kind), node.get(Name.V, value)
        kids = [each for each in _members(node.get(Name.Kids)) if isinstance(each, Dictionary)]
        below = [each for each in kids if Name.T in each]
        if len(kids) > MOST_FIELDS:
            raise RefusedError(Reason.TOO_LARGE)
        if below:
            waiting += [_At(each, name, kind, value, depth + 1) for each in reversed(below)]
        elif name and kind is not None:
            yield _read(name, kind, value, kids or [node])


def _members(array: pikepdf.Object | None) -> list[pikepdf.Object]:
    if not isinstance(array, Array):
        return []
    if len(array) > MOST_FIELDS:
        raise RefusedError(Reason.TOO_LARGE)
    return list(array)


def _read(name: str, kind: pikepdf.Object, value: pikepdf.Object | None, widgets: Sequence[pikepdf.Object]) -> Read:
    if kind == Name.Btn:
        return _pressed(name, value, widgets)
    if kind == Name.Sig:
        return Read(name, "fault", "is a signature") if value is not None else Read(name, "text", "")
    if value is None:
        return Read(name, "text", "")
    if isinstance(value, pikepdf.Stream):  # ISO 32000-1, 12.7.4.3: a long text may be a stream
        return Read(name, "text", _decoded(value.read_bytes()))
    if isinstance(value, pikepdf.String):
        return Read(name, "text", _text(value))
    return Read(name, "fault", "holds something that is no text")


def _pressed(name: str, value: pikepdf.Object | None, widgets: Sequence[pikepdf.Object]) -> Read:
    """The state that is held, unless another one is shown: then nobody knows which was meant."""
    if value is not None and not isinstance(value, Name | pikepdf.String):
        return Read(name, "fault", "holds something that is no state of a button")
    held = _state(value)
    shown = {_state(widget.get(Name.AS)) for widget in widgets} - {""}
    if len(shown) > 1:
        return Read(name, "fault", _MULTIPLE[0])
    if shown and held not in shown:
        return Read(name, "fault", _MULTIPLE[1])
    return Read(name, "state", held)


def _state(state: pikepdf.Object | None) -> str:
    """A name; some programs write it as a string, with or without the slash."""
    text = str(state) if isinstance(state, Name) else _text(state)
    text = text.removeprefix("/")
    return "" if text == "Off" else text


def _text(text: pikepdf.Object | None) -> str:
    return _decoded(bytes(text)) if isinstance(text, pikepdf.String) else ""


def _decoded(data: bytes) -> str:
    """A text string (ISO 32000-2, 7.9.2.2) by its mark: UTF-16, UTF-8 or PDFDocEncoding.

    Half characters stay what they are: whoever checks the text names them.
    """
    half = "surrogatepass" if len(data) % 2 == 0 else "replace"
    if data.startswith(codecs.BOM_UTF16_BE):
        return _BIG.decode(data[2:], half)[0]
    if data.startswith(codecs.BOM_UTF16_LE):
        return _LITTLE.decode(data[2:], half)[0]
    if data.startswith(codecs.BOM_UTF8):
        return _UTF8.decode(data[3:], "replace")[0]
    return _PDFDOC.decode(data, "replace")[0]
