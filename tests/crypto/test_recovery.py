# SPDX-License-Identifier: Apache-2.0
"""The recovery words give the data key back, and a slip of the pen is noticed."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from checklistapp.crypto import recovery
from checklistapp.domain.errors import ChecklistError

KEYS = st.binary(min_size=32, max_size=32)
BIP39 = Mnemonic("english")


def refusal(typed: str) -> ChecklistError:
    with pytest.raises(ChecklistError) as caught:
        recovery.data_key(typed)
    return caught.value


@given(KEYS)
def test_the_words_are_those_of_bip_39_and_come_back(key: bytes) -> None:
    words = recovery.words(key)
    assert " ".join(words) == BIP39.to_mnemonic(key)
    numbered = "\r\n".join(f"{place}.  {word[:4].upper()}" for place, word in enumerate(words, start=1))
    assert recovery.data_key(" ".join(words)) == recovery.data_key(numbered) == key


def test_published_vectors() -> None:
    """The first and the last of BIP-39's vectors of 256 bits."""
    assert recovery.words(bytes(32)) == ("abandon",) * 23 + ("art",)
    assert recovery.data_key("zoo " * 23 + "vote") == b"\xff" * 32


@given(KEYS, st.integers(0, 23), st.sampled_from(BIP39.wordlist))
def test_a_wrong_word_never_gives_the_right_key(key: bytes, place: int, word: str) -> None:
    words = list(recovery.words(key))
    assume(words[place] != word)
    words[place] = word
    if BIP39.check(" ".join(words)):  # one time in 256 the checksum cannot tell
        assert recovery.data_key(" ".join(words)) != key
    else:
        assert refusal(" ".join(words)).code == "recovery-words-checksum"


def test_two_swapped_words_are_noticed() -> None:
    words = list(recovery.words(bytes(range(32))))
    words[3], words[4] = words[4], words[3]
    assert refusal(" ".join(words)).code == "recovery-words-checksum"


def test_an_unknown_word_is_named_by_its_place_and_not_repeated() -> None:
    words = list(recovery.words(bytes(range(32))))
    words[6] = "reactorr"
    fault = refusal(" ".join(words))
    assert fault.code == "recovery-word-unknown"
    assert "number 7 " in fault.sentence
    assert "reactorr" not in fault.sentence + fault.hint + repr(fault.__cause__)


@pytest.mark.parametrize("count", [0, 1, 12, 23, 25, 48])
def test_another_number_of_words_is_said(count: int) -> None:
    fault = refusal("abandon " * count)
    assert fault.code == "recovery-words-count"
    assert f"you typed {count}." in fault.sentence


def test_words_typed_back_prove_that_they_were_written_down() -> None:
    words = recovery.words(bytes(range(32)))[4:7]
    assert recovery.typed_back(words, " ".join(words).upper())
    assert not recovery.typed_back(words, " ".join(words[::-1]))
    assert not recovery.typed_back(words, " ".join(words[:2]))
    assert not recovery.typed_back(words, "")


def test_a_data_key_of_another_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        recovery.words(bytes(16))
