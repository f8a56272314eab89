# SPDX-License-Identifier: Apache-2.0
"""Where a line may end: at spaces, and between ideographs, which know none (the chief rules of UAX #14)."""

from collections.abc import Iterator
from itertools import pairwise
from unicodedata import category, east_asian_width

_NEVER_FIRST = {"Pe", "Pf", "Po", "Pd", "Lm", "Mn", "Mc", "Me", "Cf"}
"""Categories of what closes, follows or marks."""
_NEVER_FIRST_KANA = set("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ")
_FIRST_WIDE = "\u1100"
_NEVER_LAST = {"Ps", "Pi", "Sc"}


def stretches(paragraph: str) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch that no line break parts, without the spaces between."""
    start = 0
    for word in paragraph.split(" "):
        if word:
            yield from _within(word, start)
        start += len(word) + 1


def _within(word: str, start: int) -> Iterator[tuple[int, int]]:
    begun = 0
    if max(word) < _FIRST_WIDE:
        yield start, start + len(word)
        return
    for place, (before, after) in enumerate(pairwise(word), 1):
        if (_wide(before) or _wide(after)) and may_part(before, after):
            yield start + begun, start + place
            begun = place
    yield start + begun, start + len(word)


def may_part(before: str, after: str) -> bool:
    """Whether the rules for the first and the last of a line, where it has to be broken, let it be here."""
    return (
        category(after) not in _NEVER_FIRST
        and after not in _NEVER_FIRST_KANA
        and category(before) not in _NEVER_LAST
        and before != "\u200d"
    )


def _wide(char: str) -> bool:
    return char >= _FIRST_WIDE and east_asian_width(char) in "WF"
