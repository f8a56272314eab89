# SPDX-License-Identifier: Apache-2.0
"""Contacts: those who send or receive bundles, and whether a person compared their fingerprint."""

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import ContactId, PersonId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Confirmation, Contact
from checklistapp.store import records, rows
from checklistapp.store.store import Store


def put(store: Store, person: PersonId, clock: str, contact: Contact, act: Act) -> None:
    """Add the contact or replace the row with its id; ``act`` says which: added, confirmed or retired."""
    row: rows.Row = {
        "id": contact.id,
        "name": contact.name,
        "organisation": contact.organisation,
        "certificate": contact.certificate,
        "fingerprint": contact.fingerprint,
        "recipient_hybrid": contact.recipient_hybrid,
        "recipient_x25519": contact.recipient_x25519,
        "confirmation": contact.confirmation.value,
    }
    rows.put(store, person, clock, act, "contact", row)


def contacts(store: Store) -> list[Contact]:
    """In the order in which they were added, retired ones included."""
    return [_contact(row) for row in rows.select(store, "contact", "TRUE ORDER BY rowid")]


def find(store: Store, contact_id: ContactId) -> Contact:
    row = rows.find(store, "contact", contact_id)
    if row is None:
        raise ChecklistError(
            "unknown-contact", "This workspace holds no such contact.", "List its contacts and choose one."
        )
    return _contact(row)


@records.readable()
def _contact(row: rows.Row) -> Contact:
    return Contact(
        ContactId(str(row["id"])),
        str(row["name"]),
        str(row["organisation"]),
        records.blob(row["certificate"]),
        str(row["fingerprint"]),
        str(row["recipient_hybrid"]),
        str(row["recipient_x25519"]),
        Confirmation(str(row["confirmation"])),
    )
