# SPDX-License-Identifier: Apache-2.0
"""Authorities whose certificates are believed here, and what they revoked: taken from files, by people who compared."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from checklistapp.crypto import fingerprint as fingerprints
from checklistapp.crypto import pinned as crypto_pinned
from checklistapp.crypto.signer import describe
from checklistapp.domain.errors import ChecklistError
from checklistapp.services import contacts, lookup
from checklistapp.services.workspace import Workspace
from checklistapp.store import pinned as store_pinned
from checklistapp.store.pinned import Pinned, PinnedKind
from checklistapp.system.files import file_faults, given_file

_LARGEST = 16 << 20


class Standing(StrEnum):
    """Whether the dates of a certificate or a list fit today."""

    IN_TIME = "in-time"
    NOT_YET = "not-yet"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Believed:
    """A pinned authority or a revocation list. ``fingerprint``: eight words, empty for a list; ``until`` may be empty.

    ``revoked`` counts what a list names. A list that is ``OVER`` still counts, but the next one is due.
    """

    id: str
    kind: PinnedKind
    name: str
    organisation: str
    since: str
    until: str
    standing: Standing
    fingerprint: str = ""
    revoked: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds, before anybody decided. ``certificate`` is DER; of a signer it makes a contact."""

    kind: PinnedKind | None
    name: str
    organisation: str
    until: str
    fingerprint: str
    data: bytes


def believed(workspace: Workspace) -> list[Believed]:
    """Authorities first, then lists, each in the order in which they were added."""
    found = [_described(workspace, each) for each in store_pinned.all_pinned(workspace.store)]
    return sorted(found, key=lambda each: each.kind is not PinnedKind.AUTHORITY)


def look(file: Path) -> Found:
    """Only reads: a certificate of an authority, of a signer (``kind`` None), or a revocation list."""
    with file_faults(file), given_file(file) as source:
        data = source.read(_LARGEST)
    revoking = crypto_pinned.revocation_list(data)
    if revoking is not None:
        said = crypto_pinned.describe_list(revoking)
        until = said.next_update.date().isoformat() if said.next_update else ""
        return Found(PinnedKind.REVOCATIONS, said.issuer, "", until, "", revoking)
    certificate = crypto_pinned.certificate_from(data)
    facts = describe(certificate)
    kind = PinnedKind.AUTHORITY if crypto_pinned.may_issue(certificate) else None
    until = facts.not_after.date().isoformat()
    words = fingerprints.words(certificate)
    return Found(kind, facts.common_name or facts.organisation, facts.organisation, until, words, certificate)


def add(workspace: Workspace, file: Path, fingerprint: str = "") -> Believed | None:
    """Takes in what the file holds. Certificates need the eight words as their owner reads them out.

    None where it was a signer's: that one is a confirmed contact from now on. A list needs no words, for the authority
    that signed it must be known here.
    """
    found = look(file)
    if found.kind is PinnedKind.REVOCATIONS:
        return _take_list(workspace, found)
    _require_match(found, fingerprint)
    if found.kind is None:
        contacts.add_signer(workspace, found.data, found.name, found.organisation, fingerprint)
        return None
    return _put(workspace, Pinned(_id(found.data), PinnedKind.AUTHORITY, found.data))


def remove(workspace: Workspace, wanted: str) -> Believed:
    """An authority vouches for nobody any more; without a list, what it revoked is believed again."""
    gone = find(workspace, wanted)
    store = workspace.store
    store_pinned.remove(store, workspace.person.id, workspace.clock.reading(), store_pinned.find(store, gone.id))
    return gone


def find(workspace: Workspace, wanted: str) -> Believed:
    """By id, by a unique beginning of one, or by exact name."""
    unknown = ChecklistError(
        "unknown-pinned", "Nothing of that name or id is believed here.", "List what is, and choose one."
    )
    return lookup.only(believed(workspace), wanted, unknown, id_of=lambda each: each.id, name_of=lambda each: each.name)


def known_lists(workspace: Workspace) -> tuple[bytes, ...]:
    """What travels with every bundle, so that receivers know of it, too."""
    kept = store_pinned.all_pinned(workspace.store)
    return tuple(each.data for each in kept if each.kind is PinnedKind.REVOCATIONS)


def _take_list(workspace: Workspace, found: Found) -> Believed:
    """One list of each authority: the newest. An older one could hide what was revoked since."""
    kept = store_pinned.all_pinned(workspace.store)
    authorities = tuple(each.data for each in kept if each.kind is PinnedKind.AUTHORITY)
    issuer = crypto_pinned.list_issuer(found.data, authorities)
    if issuer is None:
        raise ChecklistError(
            "list-of-a-stranger",
            f"This revocation list of “{found.name}” is signed by no authority that is trusted here.",
            "Add the authority's own certificate first, then its list.",
        )
    former = [
        each
        for each in kept
        if each.kind is PinnedKind.REVOCATIONS and crypto_pinned.list_issuer(each.data, (issuer,)) is not None
    ]
    issued = crypto_pinned.describe_list(found.data).issued
    if any(crypto_pinned.describe_list(each.data).issued > issued for each in former):
        raise ChecklistError(
            "list-older", "A newer list of this authority is here already.", "Keep the newer one; nothing was changed."
        )
    return _put(workspace, Pinned(former[0].id if former else _id(found.data), PinnedKind.REVOCATIONS, found.data))


def _put(workspace: Workspace, pinned: Pinned) -> Believed:
    if pinned not in store_pinned.all_pinned(workspace.store):
        store_pinned.put(workspace.store, workspace.person.id, workspace.clock.reading(), pinned)
    return _described(workspace, pinned)


def _id(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _require_match(found: Found, fingerprint: str) -> None:
    if not fingerprint.strip():
        raise ChecklistError(
            "fingerprint-needed",
            f"“{found.name}” is believed only once somebody compared its fingerprint.",
            "Ask its owner for the eight words, by telephone or on paper, and give them.",
        )
    if not fingerprints.matches(found.data, fingerprint):
        raise ChecklistError(
            "fingerprint-differs",
            "These eight words are not the fingerprint of this certificate.",
            "Compare once more by telephone; if they still differ, the file is from somebody else.",
        )


def _described(workspace: Workspace, pinned: Pinned) -> Believed:
    now = workspace.clock.now()
    if pinned.kind is PinnedKind.REVOCATIONS:
        said = crypto_pinned.describe_list(pinned.data)
        over = said.next_update is not None and said.next_update < now
        return Believed(
            pinned.id,
            pinned.kind,
            said.issuer,
            "",
            said.issued.date().isoformat(),
            said.next_update.date().isoformat() if said.next_update else "",
            Standing.OVER if over else Standing.IN_TIME,
            revoked=said.revoked,
        )
    facts = describe(pinned.data)
    early, late = now < facts.not_before, now > facts.not_after
    return Believed(
        pinned.id,
        pinned.kind,
        facts.common_name or facts.organisation,
        facts.organisation,
        facts.not_before.date().isoformat(),
        facts.not_after.date().isoformat(),
        Standing.NOT_YET if early else Standing.OVER if late else Standing.IN_TIME,
        fingerprint=fingerprints.words(pinned.data),
    )
