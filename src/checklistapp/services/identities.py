# SPDX-License-Identifier: Apache-2.0
"""Identities: making them, using their secret halves with the owner's passphrase, and handing out public halves."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from checklistapp.bundles import card
from checklistapp.crypto import age, fingerprint, keyslots
from checklistapp.crypto.age_recipients import HybridIdentity, Passphrase, X25519Identity, parse_identity
from checklistapp.crypto.signer import Signer, SoftwareSigner, certificates_in, describe, load_pkcs12, make_self_made
from checklistapp.crypto.token import TokenSigner
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.naming import require_line, require_name
from checklistapp.domain.people import Identity, TokenPlace
from checklistapp.services import drivers, lookup, people
from checklistapp.services.workspace import Workspace
from checklistapp.services.written import new_file
from checklistapp.store import identities as store_identities
from checklistapp.system.files import file_faults, given_file

_LARGEST_KEY_FILE = 1 << 20


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secret halves of one identity, in memory only while they are used; a token keeps its own half."""

    signer: Signer = field(repr=False)
    hybrid: HybridIdentity = field(repr=False)
    x25519: X25519Identity = field(repr=False)


class _Sealed(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    signer: bytes
    hybrid: str
    x25519: str


def create(workspace: Workspace, passphrase: str, organisation: str, *, name: str = "") -> Identity:
    """A self-made signing key and age keys of the acting person.

    Where ``name`` is given, the person bears it and belongs to ``organisation`` from then on: both acts, or none.
    """
    before = workspace.person
    _require_plain(name or before.name, organisation)
    signer = make_self_made(name or before.name, organisation)
    if not name:
        return _add(workspace, passphrase, signer, organisation)
    try:
        with workspace.store.transaction():
            made = _add(workspace, passphrase, signer, organisation)
            people.change_person(workspace, before.id, name=name, organisation=organisation)
    except BaseException:
        workspace.person = before
        raise
    return made


def import_pkcs12(
    workspace: Workspace, passphrase: str, file: Path, file_passphrase: str, organisation: str = ""
) -> Identity:
    """A signing key from a PKCS #12 file, with age keys made new; the file itself stays where it is."""
    with file_faults(file):
        if file.stat().st_size > _LARGEST_KEY_FILE:
            raise ChecklistError("key-file", f"“{file.name}” is too large for a key file.", "Choose a .p12 file.")
        with given_file(file) as source:
            data = source.read(_LARGEST_KEY_FILE)
    signer = load_pkcs12(data, file_passphrase)
    return _add(workspace, passphrase, signer, organisation or describe(signer.certificate).organisation)


def _require_plain(name: str, organisation: str) -> None:
    """They stand on cards, in bundles and on paper, where every receiver holds them to this."""
    require_name(name, "The name of the identity")
    require_line(organisation, "The organisation of the identity")


def _add(workspace: Workspace, passphrase: str, signer: SoftwareSigner, organisation: str) -> Identity:
    private = signer.to_private_bytes()
    return keep(
        workspace, passphrase, organisation, certificate=signer.certificate, chain=signer.chain, private=private
    )


def keep(
    workspace: Workspace,
    passphrase: str,
    organisation: str,
    *,
    certificate: bytes,
    chain: Iterable[bytes],
    private: bytes,
    token: TokenPlace | None = None,
) -> Identity:
    """A new identity with age keys made for it; ``private`` is empty where a ``token`` holds the signing key."""
    store, facts = workspace.store, describe(certificate)
    _require_plain(facts.common_name or workspace.person.name, organisation)
    keyslots.unlock(store.key_file, passphrase, workspace.slot)
    _require_own_slot(workspace)
    hybrid, x25519 = HybridIdentity.generate(), X25519Identity.generate()
    identity = Identity(
        secrets.token_hex(16),
        workspace.person.id,
        facts.common_name or workspace.person.name,
        organisation,
        certificate,
        fingerprint.words(certificate),
        facts.self_made,
        hybrid.recipient().encode(),
        x25519.recipient().encode(),
        token=token,
    )
    held = msgspec.json.encode(_Sealed(private, hybrid.encode(), x25519.encode()))
    slot = keyslots.slot_of(store.key_file, workspace.slot)
    sealed = keyslots.seal_to_slot(slot.pub, held, identity.id.encode())
    store_identities.add(store, workspace.person.id, workspace.clock.reading(), identity, b"".join(chain), sealed)
    return identity


def _require_own_slot(workspace: Workspace) -> None:
    if workspace.person.slot != workspace.slot:
        raise ChecklistError(
            "not-yours",
            "An identity belongs to the person whose passphrase opened the workspace.",
            "Open the workspace with that person's own passphrase.",
        )


def unseal(workspace: Workspace, identity_id: str, passphrase: str, pin: str = "") -> Secrets:
    """The secret halves of the acting person's identity; the passphrase is asked for again each time.

    ``pin`` is for a token, which is looked for only when something is signed.
    """
    store = workspace.store
    identity = store_identities.find(store, identity_id)
    if identity.person != workspace.person.id or identity.retired:
        raise ChecklistError("not-yours", "Only its owner can use an identity.", "Open the workspace as that person.")
    unlocked = keyslots.unlock(store.key_file, passphrase, workspace.slot)
    sealed = store_identities.sealed_secrets(store, identity_id)
    plain = keyslots.open_with_slot(unlocked.slot_private_key, sealed, identity_id.encode())
    held = _opened(plain, _token_signer(workspace, identity, pin))
    public = (held.signer.certificate, held.hybrid.recipient().encode(), held.x25519.recipient().encode())
    # Anybody in the workspace can seal other keys to the owner's slot.
    if public != (identity.certificate, identity.recipient_hybrid, identity.recipient_x25519):
        raise _altered()
    return held


def _token_signer(workspace: Workspace, identity: Identity, pin: str) -> TokenSigner | None:
    """Only drivers allowed on this computer: anybody in the workspace could name one of their own in it."""
    if identity.token is None:
        return None
    chain = certificates_in(store_identities.chain(workspace.store, identity.id))
    return TokenSigner(identity.token, identity.certificate, chain, drivers.usable(identity.token.driver), pin)


def _opened(plaintext: bytes, on_token: TokenSigner | None) -> Secrets:
    try:
        held = msgspec.json.decode(plaintext, type=_Sealed)
        hybrid, x25519 = parse_identity(held.hybrid), parse_identity(held.x25519)
        signer = on_token or SoftwareSigner.from_private_bytes(held.signer)
    except (msgspec.MsgspecError, ValueError, ChecklistError) as fault:
        raise _altered() from fault
    if not isinstance(hybrid, HybridIdentity) or not isinstance(x25519, X25519Identity):
        raise _altered()
    return Secrets(signer, hybrid, x25519)


def _altered() -> ChecklistError:
    return ChecklistError(
        "identity-altered",
        "The secret keys of this identity were exchanged: they do not belong to its certificate.",
        "Do not use it any more. Restore a backup copy, or make a new identity and tell those who trusted this one.",
    )


def identities(workspace: Workspace) -> list[Identity]:
    """All identities of the workspace, retired ones included."""
    return store_identities.identities(workspace.store)


def own(workspace: Workspace) -> list[Identity]:
    """What the acting person can sign with."""
    return [each for each in identities(workspace) if each.person == workspace.person.id and not each.retired]


def signers(workspace: Workspace) -> list[Identity]:
    """The same, where something is about to be signed: refused where there is nothing to sign with."""
    mine = own(workspace)
    if not mine:
        raise ChecklistError(
            "no-identity",
            f"{workspace.person.name} has no identity to sign with yet.",
            "Make one, or import a key file.",
        )
    return mine


def find(workspace: Workspace, wanted: str) -> Identity:
    """By id or by a unique beginning of one."""
    unknown = ChecklistError(
        "unknown-identity",
        "No single identity of this workspace has that id.",
        "List the identities and choose one of them.",
    )
    return lookup.only(identities(workspace), wanted, unknown, id_of=lambda each: each.id)


def signer_of(workspace: Workspace, wanted: str = "") -> Identity:
    """The identity that signs: the one named, or the acting person's only one."""
    if wanted:
        return find(workspace, wanted)
    mine = signers(workspace)
    if len(mine) > 1:
        raise ChecklistError("which-identity", "There is more than one identity to sign with.", "Name one of them.")
    return mine[0]


def require_in_time(identity: Identity, when: datetime) -> None:
    """What a certificate signs before or after its time would be held by every receiver."""
    facts = describe(identity.certificate)
    if not facts.valid_at(when):
        first, last = facts.not_before.date().isoformat(), facts.not_after.date().isoformat()
        how = f"is not valid before {first}" if when < facts.not_before else f"expired on {last}"
        raise ChecklistError(
            "certificate-out-of-date",
            f"The certificate of {identity.name} {how}.",
            "Set the clock of this computer or the date right if they are wrong; else sign with another identity.",
        )


def export_card(workspace: Workspace, identity_id: str, passphrase: str, target: Path, pin: str = "") -> None:
    """The card that others seal for and confirm; it is signed, so the passphrase is needed."""
    identity = store_identities.find(workspace.store, identity_id)
    _require_plain(identity.name, identity.organisation)
    held = unseal(workspace, identity_id, passphrase, pin)
    shown = card.Card(
        identity.name,
        identity.organisation,
        identity.recipient_hybrid,
        identity.recipient_x25519,
        identity.certificate,
    )
    with new_file(workspace, target) as file:
        file.write(card.write(shown, held.signer, workspace.clock.now()))


def export_certificate(workspace: Workspace, identity_id: str, target: Path) -> None:
    """The certificate as PEM, as openssl reads it."""
    identity = store_identities.find(workspace.store, identity_id)
    lines = base64.encodebytes(identity.certificate).decode().replace("\n", "")
    body = "\n".join(lines[k : k + 64] for k in range(0, len(lines), 64))
    with new_file(workspace, target) as file:
        file.write(f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode())


def export_age(workspace: Workspace, identity_id: str, passphrase: str, target: Path, *, x25519: bool = False) -> None:
    """The private age key under the owner's passphrase, as stock ``age -i`` takes it."""
    held = unseal(workspace, identity_id, passphrase)
    key = held.x25519 if x25519 else held.hybrid
    with new_file(workspace, target, private=True) as file:
        file.write(age.identity_file(key, Passphrase(passphrase)))
