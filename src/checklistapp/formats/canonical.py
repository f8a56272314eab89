# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON (RFC 8785) and the SHA-256 digests taken over it."""

import hashlib
from collections.abc import Mapping, Sequence

import rfc8785

from checklistapp.domain.ids import Digest

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
"""What our files hold; numbers with a fraction travel as text, so that no reader rounds them."""


def canonical(value: Json) -> bytes:
    """The one RFC 8785 encoding of ``value``; ValueError for lone surrogates and integers above 2**53."""
    return rfc8785.dumps(value)


def digest(data: bytes) -> Digest:
    return Digest(hashlib.sha256(data).hexdigest())


def digest_of(value: Json) -> Digest:
    return digest(canonical(value))
