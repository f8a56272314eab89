# SPDX-License-Identifier: Apache-2.0
"""A certificate's fingerprint as eight words that two people compare by telephone or on paper."""

import hashlib
import hmac

from checklistapp.crypto import wordlist

COUNT = 8
_SIZE = COUNT * wordlist.BITS_PER_WORD // 8


def words(certificate: bytes) -> str:
    """The first 88 bits of the SHA-256 of the DER certificate, the words parted by spaces."""
    digest = hashlib.sha256(certificate).digest()
    return " ".join(wordlist.encode(int.from_bytes(digest[:_SIZE], "big"), COUNT))


def matches(certificate: bytes, typed: str) -> bool:
    """Case, spaces and hyphens do not matter; in constant time."""
    return hmac.compare_digest(repr(wordlist.read(words(certificate))), repr(wordlist.read(typed)))
