# SPDX-License-Identifier: Apache-2.0
"""Bech32 against the strings that BIP 173 publishes, and against one wrong letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.crypto import bech32

# From BIP 173, without those that only its length limit refuses.
VALID = [
    "A12UEL5L",
    "a12uel5l",
    "?1ezyfcl",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
]
INVALID = [
    " 1nwldj5",
    "\x7f1axkwrx",
    "\x801eym55h",
    "pzry9x0s0muk",
    "1pzry9x0s0muk",
    "x1b4n0q5v",
    "li1dgmt3",
    "de1lg7wt\xff",
    "A1G7SGD8",
    "10a06t8",
    "1qzzfhee",
    "a12UEL5L",
    "",
    "1",
]


@pytest.mark.parametrize("text", VALID)
def test_published_strings_survive_a_round_trip(text: str) -> None:
    assert bech32.encode(*bech32.decode(text)) == text


@pytest.mark.parametrize("text", INVALID)
def test_malformed_strings_are_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(ValueError, match="bech32") as caught:
        bech32.decode(text)
    assert not text or text not in str(caught.value)


@given(prefix=st.sampled_from(["age", "AGE-SECRET-KEY-", "age1pq", "x1y"]), data=st.binary(max_size=1300))
def test_any_data_survives_a_round_trip(prefix: str, data: bytes) -> None:
    assert bech32.decode(bech32.encode(prefix, data)) == (prefix, data)


@given(
    data=st.binary(max_size=40),
    place=st.integers(0, 60),
    replacement=st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"),
)
def test_one_wrong_letter_is_noticed(data: bytes, place: int, replacement: str) -> None:
    text = bech32.encode("age", data)
    place = len("age1") + place % (len(text) - len("age1"))
    changed = text[:place] + replacement + text[place + 1 :]
    if changed != text:
        with pytest.raises(ValueError, match="bech32"):
            bech32.decode(changed)


def test_bits_that_fill_the_last_letter_must_be_zero() -> None:
    text = bech32.encode("age", b"\x01")
    assert text.startswith("age1qy")  # "q" is 00000, "y" is 001 and two bits of padding
    with pytest.raises(ValueError, match="padding"):
        bech32._regroup([0, 0b00101], 5, 8, pad=False)
    with pytest.raises(ValueError, match="padding"):
        bech32._regroup([0, 0b00100, 0], 5, 8, pad=False)
