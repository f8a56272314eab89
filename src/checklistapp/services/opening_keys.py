# SPDX-License-Identifier: Apache-2.0
"""What opens a bundle: the keys of a workspace's person, an identity file, or the passphrase it was sealed with."""

from dataclasses import dataclass
from pathlib import Path

from checklistapp.crypto.age import read_identity_file
from checklistapp.crypto.age_recipients import Identity as AgeIdentity
from checklistapp.crypto.age_recipients import Passphrase
from checklistapp.services import identities, verification
from checklistapp.services.workspace import Workspace
from checklistapp.system.files import file_faults, given_file

_LARGEST_KEY_FILE = 64 << 10


@dataclass(frozen=True, slots=True)
class OpeningKeys:
    """What opens a bundle without a workspace: an identity file (id.age) or the bundle's own passphrase."""

    identity_file: Path | None = None
    identity_passphrase: str = ""
    bundle_passphrase: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Keys to try, and SHA-256 of the recipients that are oneself."""

    keys: tuple[AgeIdentity, ...] = ()
    recipients: frozenset[str] = frozenset()


def held(workspace: Workspace | None, passphrase: str, keys: OpeningKeys) -> Held:
    return _combined(_own(workspace, passphrase), _given(keys))


def _own(workspace: Workspace | None, passphrase: str) -> Held:
    if workspace is None:
        return Held()
    keys: list[AgeIdentity] = []
    for identity in identities.own(workspace) if passphrase else ():
        held = identities.unseal(workspace, identity.id, passphrase)
        keys += [held.hybrid, held.x25519]
    recipients = frozenset(
        verification.recipient_digest(text)
        for identity in identities.identities(workspace)
        for text in (identity.recipient_hybrid, identity.recipient_x25519)
    )
    return Held(tuple(keys), recipients)


def _given(keys: OpeningKeys) -> Held:
    opening: list[AgeIdentity] = []
    recipients: frozenset[str] = frozenset()
    if keys.identity_file is not None:
        with file_faults(keys.identity_file), given_file(keys.identity_file) as source:
            identity = read_identity_file(source.read(_LARGEST_KEY_FILE), keys.identity_passphrase)
        opening.append(identity)
        recipients = frozenset({verification.recipient_digest(identity.recipient().encode())})
    if keys.bundle_passphrase:
        opening.append(Passphrase(keys.bundle_passphrase))
    return Held(tuple(opening), recipients)


def _combined(*parts: Held) -> Held:
    keys = tuple(key for part in parts for key in part.keys)
    return Held(keys, frozenset().union(*(part.recipients for part in parts)))
