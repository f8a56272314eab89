# SPDX-License-Identifier: Apache-2.0
"""A stranger's text made harmless to show: nothing in it hides, reorders or piles up what is read."""

import unicodedata

MARK = "\N{REPLACEMENT CHARACTER}"

_LONGEST_LINE = 1000
_MOST_ACCENTS = 6
_KEPT = "\t\N{SOFT HYPHEN}\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
"""Invisible, but Persian and Indic scripts are misspelt without the joiners."""
_LINE_ENDS = "\n\v\f\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"


def neutral(text: str) -> str:
    """Control, direction and unassigned characters become U+FFFD; overlong lines are broken, for laying them out takes
    time that grows faster than they do."""
    made: list[str] = []
    width = accents = 0
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        category = unicodedata.category(character)
        accents = accents + 1 if category[0] == "M" else 0
        if character in _LINE_ENDS:
            made.append("\n")
            width = 0
            continue
        if width == _LONGEST_LINE:
            made.append("\n")
            width = 0
        width += 1
        if category == "Zs":
            made.append(" ")
        elif character not in _KEPT and (category[0] == "C" or accents > _MOST_ACCENTS):
            made.append(MARK)
        else:
            made.append(character)
    return "".join(made)
