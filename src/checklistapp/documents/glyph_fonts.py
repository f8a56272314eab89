# SPDX-License-Identifier: Apache-2.0
"""Fonts in a PDF whose codes stand for glyphs, each with the text it means (ISO 32000-1, 9.7 and 9.10.3)."""

import hashlib
import struct
from collections.abc import Callable, Iterator, Sequence

import uharfbuzz
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObject,
    PDFStream,
    PDFString,
    PDFZCompress,
)

from checklistapp.documents.fonts import ShapedFont

_DROPPED = ("GSUB", "GPOS", "GDEF", "cmap", "name", "OS/2", "post", "gasp")
"""A PDF names glyphs by number and says all else in its own words."""
_SYMBOLIC = 4
_MOST_IN_A_LIST = 100
"""Entries of one list in a character map (Adobe Technical Note 5014)."""


class GlyphFont:
    """The part of a font that one document uses: a code for each glyph and meaning, in order of appearance.

    One glyph may mean several characters, as joined forms of different letters that look the same do, and one
    character may need several glyphs, of which one bears the meaning and the others none.
    """

    def __init__(self, font: ShapedFont, name: str) -> None:
        self.font, self.name = font, name
        self._codes: dict[tuple[int, str], int] = {(0, ""): 0}

    def code(self, glyph: int, meaning: str) -> int:
        return self._codes.setdefault((glyph, meaning), len(self._codes))

    def addObjects(self, document: PDFDocument) -> None:  # noqa: N802  # reportlab calls it when it saves
        reference: Callable[[PDFObject], PDFObject] = document.Reference
        program, places = self._subset()
        name = f"{_tag(program)}+{self.font.name}"
        widths = [round(self.font.scaled.get_glyph_h_advance(glyph)) for glyph, _ in self._codes]
        mapping = b"".join(struct.pack(">H", places[glyph]) for glyph, _ in self._codes)
        descendant = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("CIDFontType2"),
                "BaseFont": PDFName(name),
                "CIDSystemInfo": PDFDictionary(
                    {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": reference(self._descriptor(name, program, document)),
                "DW": 1000,
                "W": PDFArray([0, PDFArray(widths)]),
                "CIDToGIDMap": reference(_stream(mapping)),
            }
        )
        text_map = "\n".join(_text_map([meaning for _, meaning in self._codes])).encode()
        font = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("Type0"),
                "BaseFont": PDFName(name),
                "Encoding": PDFName("Identity-H"),
                "DescendantFonts": PDFArray([reference(descendant)]),
                "ToUnicode": reference(_stream(text_map)),
            }
        )
        document.idToObject["BasicFonts"].dict[self.name] = reference(font)  # type: ignore[attr-defined]  # the stub leaves it out

    def _subset(self) -> tuple[bytes, dict[int, int]]:
        """The font with the used glyphs alone, and where each of them now is."""
        wanted = uharfbuzz.SubsetInput()
        wanted.glyph_set.update(glyph for glyph, _ in self._codes)
        wanted.drop_table_tag_set.update(int.from_bytes(table.encode(), "big") for table in _DROPPED)
        wanted.flags = uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
        plan = uharfbuzz.SubsetPlan(self.font.face, wanted)
        return bytes(plan.execute().blob.data), dict(plan.old_to_new_glyph_mapping)

    def _descriptor(self, name: str, program: bytes, document: PDFDocument) -> PDFDictionary:
        reference: Callable[[PDFObject], PDFObject] = document.Reference
        face = self.font.face
        scale = 1000 / face.upem
        box = struct.unpack(">4h", bytes(face.reference_table("head").data)[36:44])
        extents = self.font.scaled.get_font_extents("ltr")
        file = _stream(program)
        file.dictionary["Length1"] = len(program)
        return PDFDictionary(
            {
                "Type": PDFName("FontDescriptor"),
                "FontName": PDFName(name),
                "Flags": _SYMBOLIC,
                "FontBBox": PDFArray([round(edge * scale) for edge in box]),
                "ItalicAngle": 0,
                "Ascent": round(extents.ascender),
                "Descent": round(extents.descender),
                "CapHeight": 714,
                "StemV": 87,
                "FontFile2": reference(file),
            }
        )


def _tag(program: bytes) -> str:
    """Six capitals that tell subsets apart (9.6.4)."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(program).digest()[:6])


def _stream(content: bytes) -> PDFStream:
    return PDFStream(content=content, filters=[PDFZCompress])


def _text_map(meanings: Sequence[str]) -> Iterator[str]:
    yield "/CIDInit /ProcSet findresource begin 12 dict begin begincmap"
    yield "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def"
    yield "/CMapName /Adobe-Identity-UCS def /CMapType 2 def"
    yield "1 begincodespacerange <0000> <FFFF> endcodespacerange"
    known = [f"<{code:04X}> <{_utf16(meaning)}>" for code, meaning in enumerate(meanings) if meaning]
    for start in range(0, len(known), _MOST_IN_A_LIST):
        listed = known[start : start + _MOST_IN_A_LIST]
        yield f"{len(listed)} beginbfchar"
        yield from listed
        yield "endbfchar"
    yield "endcmap CMapName currentdict /CMap defineresource pop end end"


def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()
