# SPDX-License-Identifier: Apache-2.0
"""Recipient cards: who somebody says to be, the keys to seal for them, signed by the certificate on the card."""

import base64
from dataclasses import dataclass

import msgspec

from checklistapp.crypto.age_recipients import HybridRecipient, X25519Recipient, parse_recipient
from checklistapp.crypto.cms import sign_detached, verify_detached
from checklistapp.crypto.signer import Signer
from checklistapp.crypto.trust import Trust
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.plain_line import is_plain_line
from checklistapp.formats.canonical import canonical

FORMAT = "checklistapp/card/1"
_LARGEST = 64 << 10


@dataclass(frozen=True, slots=True)
class Card:
    """``certificate`` is DER. A card proves nothing about who made it: fingerprints are compared by people."""

    name: str
    organisation: str
    recipient_hybrid: str
    recipient_x25519: str
    certificate: bytes


class _Body(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    format: str
    name: str
    organisation: str
    recipients: tuple[str, str]
    certificate: str


class _Signed(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    card: _Body
    signature: str


def write(card: Card, signer: Signer) -> bytes:
    """A card as one canonical JSON document, signed with the key of its own certificate."""
    body = {
        "format": FORMAT,
        "name": card.name,
        "organisation": card.organisation,
        "recipients": [card.recipient_hybrid, card.recipient_x25519],
        "certificate": base64.b64encode(card.certificate).decode(),
    }
    signature = sign_detached(canonical(body), signer)
    return canonical({"card": body, "signature": base64.b64encode(signature).decode()})


def read(data: bytes) -> Card:
    """The card in ``data``; refuses one whose signature does not fit its own certificate."""
    try:
        return _read(data)
    except (ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise ChecklistError(
            "card-altered",
            "This is not a recipient card, or it was changed after it was made.",
            "Ask its owner for a new copy of the card.",
        ) from error


def _read(data: bytes) -> Card:
    if len(data) > _LARGEST:
        raise ValueError("too large for a card")
    signed = msgspec.json.decode(data, type=_Signed)
    body = signed.card
    certificate = base64.b64decode(body.certificate, validate=True)
    signature = base64.b64decode(signed.signature, validate=True)
    verdict = verify_detached(canonical(msgspec.to_builtins(body)), signature, Trust(frozenset({certificate})))
    hybrid, x25519 = (parse_recipient(each) for each in body.recipients)
    if not (
        body.format == FORMAT
        and verdict.certificate == certificate
        and isinstance(hybrid, HybridRecipient)
        and isinstance(x25519, X25519Recipient)
        and body.name.strip()
        and is_plain_line(body.name)
        and is_plain_line(body.organisation)
    ):
        raise ValueError("not a sound card")
    return Card(body.name, body.organisation, body.recipients[0], body.recipients[1], certificate)
