# SPDX-License-Identifier: Apache-2.0
"""Levels of text of both directions, against another implementation and against cases of Unicode's own test."""

import pytest
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from checklistapp.documents import bidi

ANY_CLASS = "aZéجםא٣12+-/,.:%$ ()[]<>«»!\u0301\u064e\u200d\u200e\u200f\u061c"
ISOLATES = "\u2066\u2067\u2068\u2069"


def displayed(text: str, base: int) -> str:
    return "".join(bidi.reordered(text, bidi.levels(text, base)))


@given(st.text(st.sampled_from(ANY_CLASS), max_size=30), st.sampled_from([0, 1]))
@settings(max_examples=500)
def test_letters_stand_where_another_implementation_puts_them(text: str, base: int) -> None:
    # Its lines end at the text's end; ours are set without spaces there (L1).
    line = f"x{text}x"
    assert displayed(line, base) == get_display(line, base_dir="LR"[base])


@given(st.text(st.sampled_from("aא1 (-)" + ISOLATES), max_size=20), st.sampled_from([0, 1]))
@settings(max_examples=500)
def test_so_do_isolates(text: str, base: int) -> None:
    line = f"x{text}x"
    assert displayed(line, base) == get_display(line, base_dir="LR"[base])


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("\u0061\u0028\u0062\u0029\u0063", 0, [0, 0, 0, 0, 0]),
        ("\u0061\u0028\u0062\u0029\u0063", 1, [2, 2, 2, 2, 2]),
        ("\u0061\u0028\u05d0\u0029\u0063", 1, [2, 1, 1, 1, 2]),
        ("\u05d0\u0028\u0062\u0029\u05d2", 0, [1, 0, 0, 0, 1]),
        ("\u05d0\u0028\u0062\u0029\u05d2", 1, [1, 1, 2, 1, 1]),
    ],
)
def test_brackets(text: str, base: int, expected: list[int]) -> None:
    assert bidi.levels(text, base) == expected


@pytest.mark.parametrize(
    ("text", "base"),
    [("", 0), ("12 (", 0), ("12 ب a", 1), ("a ب", 0), ("\u2067ب\u2069 a", 0), ("\u200f12", 1), ("\u2069ب", 1)],
)
def test_a_paragraph_goes_the_way_of_its_first_strong_letter(text: str, base: int) -> None:
    assert bidi.base_level(text) == base
