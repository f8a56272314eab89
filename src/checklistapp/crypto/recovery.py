# SPDX-License-Identifier: Apache-2.0
"""The data key of a workspace as 24 recovery words with a checksum (the encoding of BIP-39)."""

import hashlib
import hmac
from collections.abc import Sequence

from checklistapp.crypto import wordlist
from checklistapp.domain.errors import ChecklistError

COUNT = 24
_KEY_SIZE = 32


def words(data_key: bytes) -> tuple[str, ...]:
    if len(data_key) != _KEY_SIZE:
        raise ValueError("a data key is 32 bytes")
    checked = data_key + hashlib.sha256(data_key).digest()[:1]
    return wordlist.encode(int.from_bytes(checked, "big"), COUNT)


def data_key(typed: str) -> bytes:
    """Names a wrong word by its place only: a mistyped word is still part of a secret."""
    numbers = wordlist.read(typed)
    unknown = [str(place) for place, number in enumerate(numbers, start=1) if number is None]
    if unknown:
        raise ChecklistError(
            "recovery-word-unknown",
            f"Not in the list of recovery words: number {', '.join(unknown[:COUNT])} of the words you typed.",
            "Compare it with what was written down; the first four letters of a word are enough.",
        )
    known = [number for number in numbers if number is not None]
    if len(known) != COUNT:
        raise ChecklistError(
            "recovery-words-count",
            f"There are {COUNT} recovery words, and you typed {len(known)}.",
            "Type all of them in their order.",
        )
    bits = 0
    for number in known:
        bits = bits << wordlist.BITS_PER_WORD | number
    key, checksum = (bits >> 8).to_bytes(_KEY_SIZE, "big"), bits & 255
    if hashlib.sha256(key).digest()[0] != checksum:
        raise ChecklistError(
            "recovery-words-checksum",
            "These words do not belong together: one of them is wrong, or two are swapped.",
            "Compare each word and the order with what was written down.",
        )
    return key


def typed_back(expected: Sequence[str], typed: str) -> bool:
    """Whether a person typed exactly these words: the proof that they were written down."""
    return hmac.compare_digest(repr(wordlist.read(" ".join(expected))), repr(wordlist.read(typed)))
