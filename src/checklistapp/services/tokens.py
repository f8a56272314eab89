# SPDX-License-Identifier: Apache-2.0
"""Identities whose signing key stays on a smart card or token."""

from dataclasses import dataclass
from pathlib import Path

from checklistapp.crypto import fingerprint, token, token_faults
from checklistapp.crypto.signer import describe
from checklistapp.crypto.token import Token, TokenCertificate
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.people import Identity
from checklistapp.services import drivers, identities
from checklistapp.services.workspace import Workspace

__all__ = ["Offered", "Token", "add", "choose", "offered", "tokens"]


@dataclass(frozen=True, slots=True)
class Offered:
    """A certificate that a token can sign with, in words to choose by."""

    found: TokenCertificate
    name: str
    organisation: str
    until: str
    fingerprint: str


def tokens(driver: Path) -> list[Token]:
    """What is plugged in; only with a driver that a person allowed here."""
    return token.tokens(_allowed(driver))


def choose(found: list[Token], wanted: str) -> Token:
    """The one of that label or serial number, or the only one."""
    named = [each for each in found if wanted in ("", each.label, each.serial)]
    if not found:
        raise token_faults.token_missing(wanted)
    if len(named) == 1:
        return named[0]
    names = ", ".join(f"{each.label} ({each.serial})" for each in found)
    raise ChecklistError(
        "which-token" if named else "unknown-token",
        "More than one token is plugged in." if named else "No token of that name is plugged in.",
        f"Name one of them by its label or serial number: {names}.",
    )


def offered(driver: Path, serial: str, pin: str) -> list[Offered]:
    """At least one."""
    made = []
    for found in token.certificates(_allowed(driver), serial, pin):
        facts = describe(found.certificate)
        words, until = fingerprint.words(found.certificate), facts.not_after.date().isoformat()
        made.append(Offered(found, facts.common_name, facts.organisation, until, words))
    return made


def add(workspace: Workspace, passphrase: str, found: TokenCertificate, organisation: str = "") -> Identity:
    """The token signs; the age keys are made new and sealed to the passphrase like any other's."""
    return identities.keep(
        workspace,
        passphrase,
        organisation or describe(found.certificate).organisation,
        certificate=found.certificate,
        chain=found.chain,
        private=b"",
        token=found.place,
    )


def _allowed(driver: Path) -> str:
    path = str(driver.resolve())
    if path not in drivers.usable(path):
        raise token_faults.driver_not_allowed(path)
    return path
