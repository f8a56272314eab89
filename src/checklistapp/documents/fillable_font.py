# SPDX-License-Identifier: Apache-2.0
"""A whole face inside a PDF, for whatever somebody else types into it."""

import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from checklistapp.documents.fonts import Fonts
from checklistapp.documents.typography import REGULAR


def whole_font(document: pikepdf.Pdf, fonts: Fonts) -> Dictionary:
    """The whole face by glyph (ISO 32000-1, 9.7): a reader may need any of its characters for what is typed."""
    face = fonts.faces[REGULAR].face
    glyphs = {code: glyph for code, glyph in face.charToGlyph.items() if code <= 0xFFFF}
    widths = {glyph: round(face.charWidths.get(code, face.defaultWidth)) for code, glyph in glyphs.items()}
    file = document.make_stream(Path(face.filename).read_bytes())
    file.Length1 = len(file.read_bytes())
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{REGULAR}"),
        Flags=32,  # nonsymbolic
        FontBBox=Array([round(edge) for edge in face.bbox]),
        ItalicAngle=0,
        Ascent=round(face.ascent),
        Descent=round(face.descent),
        CapHeight=round(face.capHeight),
        StemV=80,
        FontFile2=file,
    )
    by_glyph = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(f"/{REGULAR}"),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=document.make_indirect(descriptor),
        DW=round(face.defaultWidth),
        W=_width_array(widths),
        CIDToGIDMap=Name.Identity,
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name(f"/{REGULAR}"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([document.make_indirect(by_glyph)]),
        ToUnicode=document.make_stream(_to_unicode(glyphs)),
    )


def _width_array(widths: Mapping[int, int]) -> Array:
    """Neighbouring glyphs in one run."""
    runs: list[tuple[int, list[int]]] = []
    for glyph in sorted(widths):
        if runs and glyph == runs[-1][0] + len(runs[-1][1]):
            runs[-1][1].append(widths[glyph])
        else:
            runs.append((glyph, [widths[glyph]]))
    return Array([each for first, run in runs for each in (first, Array(run))])


def _to_unicode(glyphs: Mapping[int, int]) -> bytes:
    by_glyph: dict[int, int] = {}
    for code in sorted(glyphs, key=_rarity):
        by_glyph.setdefault(glyphs[code], code)
    pairs = [f"<{glyph:04X}> <{code:04X}>" for glyph, code in sorted(by_glyph.items())]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    maps = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{maps}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode()


def _rarity(code: int) -> tuple[bool, bool, int]:
    """Of characters that share a glyph, readers that search this map backwards must find the one that people type:
    the apostrophe before the modifier letter, the Greek letter before the sign."""
    char = chr(code)
    return unicodedata.category(char) == "Lm", bool(unicodedata.decomposition(char)), code
