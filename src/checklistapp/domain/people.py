# SPDX-License-Identifier: Apache-2.0
"""Persons of a workspace: declared, not proven, and said so."""

from dataclasses import dataclass
from enum import StrEnum

from checklistapp.domain.ids import ContactId, PersonId

MOST_APPROVERS = 5
UNNAMED = "Person 1"
"""The first person of a workspace until a signature needs a name."""


class PersonRole(StrEnum):
    """Declared, not proven."""

    RESPONDENT = "respondent"
    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    FOCAL_POINT = "focal-point"
    APPROVER = "approver"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Person:
    """``slot`` is the key slot this person unlocks with, empty for a person only declared.

    Whoever was ``removed`` keeps the name under what they answered and signed, and does nothing more.
    """

    id: PersonId
    name: str
    role: PersonRole = PersonRole.RESPONDENT
    organisation: str = ""
    slot: str = ""
    removed: bool = False


class Confirmation(StrEnum):
    """A card proves nothing about who made it: sealing to and importing from a contact need ``CONFIRMED``."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who sends or receives bundles; ``certificate`` is DER, ``fingerprint`` eight words."""

    id: ContactId
    name: str
    organisation: str
    certificate: bytes
    fingerprint: str
    recipient_hybrid: str
    recipient_x25519: str
    confirmation: Confirmation


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a key lies that never leaves its smart card or token.

    ``driver`` is the PKCS #11 library's path, ``label`` and ``serial`` are the token's as the driver tells them,
    ``key`` the CKA_ID in hexadecimal.
    """

    driver: str
    label: str
    serial: str
    key: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What one person signs and opens bundles with; the secret halves never stand here.

    With a ``token`` the signing key lies there, and using it takes the token's PIN besides the passphrase.
    """

    id: str
    person: PersonId
    name: str
    organisation: str
    certificate: bytes
    fingerprint: str
    self_made: bool
    recipient_hybrid: str
    recipient_x25519: str
    retired: bool = False
    token: TokenPlace | None = None
