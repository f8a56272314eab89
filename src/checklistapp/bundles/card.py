# SPDX-License-Identifier: Apache-2.0
"""Recipient cards: who somebody says to be, the keys to seal for them, signed by the certificate on the card."""

import base64
from dataclasses import dataclass
from datetime import datetime

import msgspec

from checklistapp.crypto.age_recipients import HybridRecipient, X25519Recipient, parse_recipient
from checklistapp.crypto.cms import check_detached, sign_detached
from checklistapp.crypto.signer import Signer
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


def write(card: Card, signer: Signer, when: datetime) -> bytes:
    """A card as one canonical JSON document, signed with the key of its own certificate.

    :raises ValueError: for names that ``read`` would refuse.
    """
    if not _has_plain_names(card.name, card.organisation):
        raise ValueError("not a sound card")
    body = {
        "format": FORMAT,
        "name": card.name,
        "organisation": card.organisation,
        "recipients": [card.recipient_hybrid, card.recipient_x25519],
        "certificate": base64.b64encode(card.certificate).decode(),
    }
    signature = sign_detached(canonical(body), signer, when)
    return canonical({"card": body, "signature": base64.b64encode(signature).decode()})


def _has_plain_names(name: str, organisation: str) -> bool:
    return bool(name.strip()) and is_plain_line(name) and is_plain_line(organisation)


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
    checked = check_detached(canonical(msgspec.to_builtins(body)), signature)
    hybrid, x25519 = (parse_recipient(each) for each in body.recipients)
    if not (
        body.format == FORMAT
        and checked is not None
        and checked.certificate == certificate
        and isinstance(hybrid, HybridRecipient)
        and isinstance(x25519, X25519Recipient)
        and _has_plain_names(body.name, body.organisation)
    ):
        raise ValueError("not a sound card")
    return Card(body.name, body.organisation, body.recipients[0], body.recipients[1], certificate)
