# SPDX-License-Identifier: Apache-2.0
"""Set lines of text: what stands in them and how wide it is."""

from collections.abc import Iterable
from dataclasses import dataclass

Glyphs = tuple[tuple[int, str], ...]
"""Glyphs by their codes: thousandths of the size above the baseline, and operand of ``TJ``."""

Piece = tuple[str, str | Glyphs]
"""PDF name of a font, and codes of a subset as the inside of a PDF literal string, or glyphs."""

Word = tuple[float, tuple[Piece, ...], str | None]
"""Width for a size of one point, how it is drawn, and its codes alone where they are all in the face's first subset."""

Mark = tuple[float, float, str]
"""Place from the start of the line's baseline, and path to fill, all in thousandths of the size."""


@dataclass(slots=True)
class Line:
    """One set line; width in points, ``indent`` from the left edge of the measure it was set for."""

    width: float
    pieces: tuple[Piece, ...]
    indent: float = 0
    marks: tuple[Mark, ...] = ()

    @property
    def end(self) -> float:
        """Points from the left edge of the measure to where something may follow."""
        return self.indent + self.width


def merged(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbours in the same font become one where they can."""
    found: list[Piece] = []
    for font, codes in pieces:
        before = found[-1][1] if found and found[-1][0] == font else None
        if isinstance(before, str) and isinstance(codes, str):
            found[-1] = (font, before + codes)
        elif isinstance(before, tuple) and isinstance(codes, tuple) and before[-1][0] == codes[0][0]:
            rise, operand = before[-1]
            joined = (rise, (operand + codes[0][1]).replace("><", ""))
            found[-1] = (font, (*before[:-1], joined, *codes[1:]))
        else:
            found.append((font, codes))
    return tuple(found)
