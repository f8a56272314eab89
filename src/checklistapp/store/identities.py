# SPDX-License-Identifier: Apache-2.0
"""Identities: what a person signs and opens bundles with, its secret half sealed to that person's key slot."""

from dataclasses import asdict

import msgspec

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Identity, TokenPlace
from checklistapp.store import records, rows
from checklistapp.store.store import Store


def add(store: Store, person: PersonId, clock: str, identity: Identity, chain: bytes, sealed_secrets: bytes) -> None:
    """``chain`` holds the certificates above its own, as the caller encodes them; the secrets come sealed."""
    row: rows.Row = {
        "id": identity.id,
        "person": identity.person,
        "name": identity.name,
        "organisation": identity.organisation,
        "certificate": identity.certificate,
        "chain": chain,
        "fingerprint": identity.fingerprint,
        "self_made": int(identity.self_made),
        "recipient_hybrid": identity.recipient_hybrid,
        "recipient_x25519": identity.recipient_x25519,
        "secrets": sealed_secrets,
        "retired": int(identity.retired),
        "token": None if identity.token is None else msgspec.json.encode(asdict(identity.token)).decode(),
    }
    rows.put(store, person, clock, Act.IDENTITY_ADDED, "identity", row)


def retire(store: Store, person: PersonId, clock: str, identity_id: str) -> None:
    """It stays readable for what it signed; it signs nothing more."""
    with store.transaction():
        row = _row(store, identity_id)
        row.pop("salt")
        rows.put(store, person, clock, Act.IDENTITY_RETIRED, "identity", {**row, "retired": 1})


def identities(store: Store) -> list[Identity]:
    """In the order in which they were added, retired ones included."""
    return [_identity(row) for row in rows.select(store, "identity", "TRUE ORDER BY rowid")]


def find(store: Store, identity_id: str) -> Identity:
    return _identity(_row(store, identity_id))


def sealed_secrets(store: Store, identity_id: str) -> bytes:
    return records.blob(_row(store, identity_id)["secrets"])


def chain(store: Store, identity_id: str) -> bytes:
    return records.blob(_row(store, identity_id)["chain"])


def _row(store: Store, identity_id: str) -> dict[str, rows.Cell]:
    row = rows.find(store, "identity", identity_id)
    if row is None:
        raise ChecklistError(
            "unknown-identity", "This workspace holds no such identity.", "List its identities and choose one."
        )
    return row


@records.readable()
def _identity(row: rows.Row) -> Identity:
    return Identity(
        str(row["id"]),
        PersonId(str(row["person"])),
        str(row["name"]),
        str(row["organisation"]),
        records.blob(row["certificate"]),
        str(row["fingerprint"]),
        row["self_made"] == 1,
        str(row["recipient_hybrid"]),
        str(row["recipient_x25519"]),
        row["retired"] == 1,
        None if row["token"] is None else msgspec.json.decode(str(row["token"]), type=TokenPlace),
    )
