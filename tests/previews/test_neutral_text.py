# SPDX-License-Identifier: Apache-2.0
"""Texts that would hide, reorder or pile up are shown as what they are."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.previews.neutral_text import MARK, neutral


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\nlines", "plain\ttext\nlines"),
        ("a\r\nb\rc\fd\u2028e", "a\nb\nc\nd\ne"),
        ("invoice\u202efdp.exe", f"invoice{MARK}fdp.exe"),
        ("\u2066left\u2069", f"{MARK}left{MARK}"),
        ("bell\a escape\x1b[31m", f"bell{MARK} escape{MARK}[31m"),
        ("a\u00a0b\u3000c", "a b c"),
        ("zero\u200bwidth", f"zero{MARK}width"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ue000\U000e0041", MARK * 2),
        ("e" + "\u0301" * 6, "e" + "\u0301" * 6),
        ("e" + "\u0301" * 8, "e" + "\u0301" * 6 + MARK * 2),
        ("x" * 2500, f"{'x' * 1000}\n{'x' * 1000}\n{'x' * 500}"),
        ("x" * 1000 + "\ny", "x" * 1000 + "\ny"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert neutral(text) == shown


@given(st.text())
def test_nothing_unseen_is_left(text: str) -> None:
    shown = neutral(text)
    kept = {"\n", "\t", "\N{SOFT HYPHEN}", "\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}"}
    assert all(unicodedata.category(each)[0] != "C" for each in shown if each not in kept)
    assert all(len(line) <= 1000 for line in shown.split("\n"))
    assert neutral(shown) == shown
