# SPDX-License-Identifier: Apache-2.0
"""Words are read back however people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.crypto import wordlist


@given(st.integers(0, 2**88 - 1))
def test_words_read_back_as_the_bits_they_stand_for(bits: int) -> None:
    words = wordlist.encode(bits, 8)
    numbers = wordlist.read(" ".join(words))
    assert sum((number or 0) << 11 * place for place, number in enumerate(reversed(numbers))) == bits
    assert wordlist.read(" ".join(word[:4] for word in words)) == numbers


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("abandon", [0]),
        ("ABAN", [0]),
        ("1. abandon\n2) ability,zoo", [0, 1, 2047]),
        ("abandon-ability_zoo", [0, 1, 2047]),
        ("ａｂａｎｄｏｎ", [0]),
        ("act acti acto", [19, 20, 21]),
        ("aba abandonn abandom ключ", [None] * 4),
        ("24", []),
    ],
)
def test_typing_habits(typed: str, numbers: list[int | None]) -> None:
    assert wordlist.read(typed) == numbers
