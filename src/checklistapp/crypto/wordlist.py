# SPDX-License-Identifier: Apache-2.0
"""Turns bits into words that people can write down, read aloud and type back (the English list of BIP-39)."""

import re
import unicodedata
from functools import cache

from mnemonic import Mnemonic

BITS_PER_WORD = 11
_PREFIX = 4  # BIP-39: the first four letters tell any two words of the list apart


@cache
def _words() -> tuple[str, ...]:
    return tuple(Mnemonic("english").wordlist)


@cache
def _numbers() -> dict[str, int]:
    numbers = {word[:length]: number for number, word in enumerate(_words()) for length in range(_PREFIX, len(word))}
    return numbers | {word: number for number, word in enumerate(_words())}


def encode(bits: int, count: int) -> tuple[str, ...]:
    """``count`` words for a number of ``11 * count`` bits, the highest bits first."""
    return tuple(_words()[bits >> BITS_PER_WORD * place & 2047] for place in reversed(range(count)))


def read(typed: str) -> list[int | None]:
    """The number of each word typed, None for one not in the list.

    Case, numbering and whatever stands between words do not matter; the first four letters of a word will do.
    """
    found = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", typed).casefold())
    return [_numbers().get(word) for word in found]
