# SPDX-License-Identifier: Apache-2.0
"""Contacts: taking cards in, comparing fingerprints, and whom this workspace therefore trusts."""

import secrets
from dataclasses import replace
from pathlib import Path

from checklistapp.bundles import card as cards
from checklistapp.crypto import fingerprint as fingerprints
from checklistapp.crypto.trust import Trust
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import ContactId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Confirmation, Contact
from checklistapp.services import lookup
from checklistapp.services.workspace import Workspace
from checklistapp.store import contacts as store_contacts
from checklistapp.store import identities as store_identities
from checklistapp.store import pinned as store_pinned
from checklistapp.store.pinned import PinnedKind
from checklistapp.system.files import file_faults, given_file

_LARGEST_CARD = 64 << 10


def contacts(workspace: Workspace) -> list[Contact]:
    """All contacts, retired ones included."""
    return store_contacts.contacts(workspace.store)


def find(workspace: Workspace, wanted: str) -> Contact:
    """By id, by a unique beginning of one, or by exact name."""
    unknown = ChecklistError(
        "unknown-contact",
        "No single contact of this workspace has that name or id.",
        "List the contacts and choose one of them.",
    )
    return lookup.only(contacts(workspace), wanted, unknown, id_of=lambda each: each.id, name_of=lambda each: each.name)


def add(workspace: Workspace, card: Path, fingerprint: str = "") -> Contact:
    """Takes a card in; unconfirmed unless ``fingerprint`` is given and matches. The same card twice adds nothing."""
    with file_faults(card):
        if card.stat().st_size > _LARGEST_CARD:
            raise ChecklistError("card-altered", f"“{card.name}” is too large for a card.", "Check the file.")
        with given_file(card) as source:
            read = cards.read(source.read(_LARGEST_CARD))
    known = [each for each in contacts(workspace) if each.certificate == read.certificate]
    contact = replace(
        known[0] if known else _new(read.certificate),
        name=read.name,
        organisation=read.organisation,
        recipient_hybrid=read.recipient_hybrid,
        recipient_x25519=read.recipient_x25519,
    )
    if fingerprint:
        _require_match(contact, fingerprint)
        contact = replace(contact, confirmation=Confirmation.CONFIRMED)
    if not known or known[0] != contact:
        _put(workspace, contact, Act.CONTACT_CONFIRMED if fingerprint else Act.CONTACT_ADDED)
    return contact


def add_signer(workspace: Workspace, certificate: bytes, name: str, organisation: str, fingerprint: str) -> Contact:
    """Confirms the sender of a bundle by fingerprint; without a card there are no keys to seal for them yet."""
    known = [each for each in contacts(workspace) if each.certificate == certificate]
    contact = known[0] if known else replace(_new(certificate), name=name, organisation=organisation)
    _require_match(contact, fingerprint)
    contact = replace(contact, confirmation=Confirmation.CONFIRMED)
    _put(workspace, contact, Act.CONTACT_CONFIRMED)
    return contact


def confirm(workspace: Workspace, contact: ContactId, fingerprint: str) -> Contact:
    """After the eight words were compared by telephone or on paper."""
    found = store_contacts.find(workspace.store, contact)
    _require_match(found, fingerprint)
    confirmed = replace(found, confirmation=Confirmation.CONFIRMED)
    _put(workspace, confirmed, Act.CONTACT_CONFIRMED)
    return confirmed


def retire(workspace: Workspace, contact: ContactId) -> Contact:
    """No sealing to and no receiving from this contact any more."""
    retired = replace(store_contacts.find(workspace.store, contact), confirmation=Confirmation.RETIRED)
    _put(workspace, retired, Act.CONTACT_RETIRED)
    return retired


def trust(workspace: Workspace) -> Trust:
    """One's own identities, confirmed contacts and pinned authorities, as of now by the workspace's clock."""
    own = (each.certificate for each in store_identities.identities(workspace.store))
    confirmed = (each.certificate for each in contacts(workspace) if each.confirmation is Confirmation.CONFIRMED)
    kept = store_pinned.all_pinned(workspace.store)
    roots = tuple(each.data for each in kept if each.kind is PinnedKind.AUTHORITY)
    crls = tuple(each.data for each in kept if each.kind is PinnedKind.REVOCATIONS)
    return Trust(workspace.clock.now(), frozenset([*own, *confirmed]), roots, crls)


def retired(workspace: Workspace) -> frozenset[bytes]:
    """Certificates of those whom somebody retired: a fingerprint alone does not bring them back."""
    return frozenset(each.certificate for each in contacts(workspace) if each.confirmation is Confirmation.RETIRED)


def _new(certificate: bytes) -> Contact:
    words = fingerprints.words(certificate)
    return Contact(ContactId(secrets.token_hex(16)), "", "", certificate, words, "", "", Confirmation.UNCONFIRMED)


def _require_match(contact: Contact, fingerprint: str) -> None:
    if not fingerprints.matches(contact.certificate, fingerprint):
        raise ChecklistError(
            "fingerprint-differs",
            "These eight words are not the fingerprint of this contact.",
            "Compare once more by telephone; if they still differ, the card or bundle is from somebody else.",
        )


def _put(workspace: Workspace, contact: Contact, act: Act) -> None:
    store_contacts.put(workspace.store, workspace.person.id, workspace.clock.reading(), contact, act)
