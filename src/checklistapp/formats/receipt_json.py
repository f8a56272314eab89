# SPDX-License-Identifier: Apache-2.0
"""``checklistapp/receipt/1``: what a receiver confirms about one bundle, as a program reads it."""

from dataclasses import dataclass

import msgspec

from checklistapp.formats.canonical import canonical

FORMAT = "checklistapp/receipt/1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """``manifest`` is the SHA-256 of the bundle's signed root (tagmanifest); ``register`` the receiver's own number.

    ``received`` is the day, ISO 8601; ``certificate`` the SHA-256 of the sender's certificate.
    """

    manifest: str
    kind: str
    assessment: str
    sequence: int
    sender: str
    organisation: str
    certificate: str
    form: str
    verdict: str
    received: str
    register: str


def write(receipt: Receipt) -> bytes:
    """Canonical JSON (RFC 8785)."""
    return canonical({"format": FORMAT, **msgspec.to_builtins(receipt)})
