# SPDX-License-Identifier: Apache-2.0
"""``checklistapp identity``: what a person signs and opens bundles with."""

from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, Session, in_workspace, pin_option, read_pin, read_secret, secret_option
from checklistapp.cli.tokens import chosen_on_token
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.people import Identity
from checklistapp.services import identities as service
from checklistapp.services import people, tokens


@click.group()
def identity() -> None:
    """Identities: signing key and age keys of one person, sealed to that person's passphrase."""


def _document(shown: Identity) -> dict[str, object]:
    return {
        "id": shown.id,
        "person": shown.person,
        "name": shown.name,
        "organisation": shown.organisation,
        "fingerprint": shown.fingerprint,
        "selfMade": shown.self_made,
        "token": shown.token.label if shown.token else "",
        "retired": shown.retired,
    }


def _lines(shown: Identity) -> list[str]:
    kind = f"token {shown.token.label}" if shown.token else "self-made key" if shown.self_made else "certificate"
    return [f"{shown.id}  {shown.name}, {shown.organisation} ({kind})", f"  fingerprint: {shown.fingerprint}"]


def _only_oneself(session: Session, person: str) -> None:
    if person and people.find(session.workspace, person).id != session.workspace.person.id:
        hint = "Open the workspace with that person's passphrase."
        raise ChecklistError("not-yours", "Only its owner can make or use an identity.", hint)


@identity.command()
@in_workspace
@click.option("--person", default="", help="Yourself; others make their own.")
@click.option("--organisation", required=True)
def create(access: Access, as_json: bool, person: str, organisation: str) -> None:
    """Makes a signing key and age keys of your own."""
    with access.open() as session:
        _only_oneself(session, person)
        made = service.create(session.workspace, session.passphrase, organisation)
    answer(as_json, _document(made), _lines(made))


@identity.command("import")
@in_workspace
@click.option("--pkcs12", type=click.Path(path_type=Path, exists=True), help="A .p12 or .pfx file.")
@click.option("--pkcs11", type=click.Path(path_type=Path), metavar="MODULE", help="A token's driver, allowed before.")
@click.option("--label", default="", help="Label or serial number of the token; default: the only one.")
@click.option("--certificate", default="", help="Name in the certificate, or its first fingerprint words.")
@click.option("--organisation", default="")
@secret_option("pin-file", "File whose first line is the PKCS#12 file's passphrase or the token's PIN.")
def import_key(
    access: Access,
    as_json: bool,
    pkcs12: Path | None,
    pkcs11: Path | None,
    label: str,
    certificate: str,
    organisation: str,
    pin_file: Path | None,
) -> None:
    """Takes a signing key with its certificate from a file, or one that stays on its token; age keys are made new."""
    if (pkcs12 is None) == (pkcs11 is None):
        raise click.UsageError("Name a key file with --pkcs12, or a token's driver with --pkcs11.")
    with access.open() as session:
        if pkcs12 is not None:
            secret = read_secret(pin_file, "Passphrase of the PKCS#12 file")
            made = service.import_pkcs12(session.workspace, session.passphrase, pkcs12, secret, organisation)
        elif pkcs11 is not None:
            chosen = chosen_on_token(pkcs11, label, certificate, pin_file)
            made = tokens.add(session.workspace, session.passphrase, chosen.found, organisation)
    answer(as_json, _document(made), _lines(made))


@identity.command("list")
@in_workspace
def list_identities(access: Access, as_json: bool) -> None:
    """All identities of the workspace."""
    with access.open() as session:
        found = service.identities(session.workspace)
    answer(as_json, {"identities": [_document(i) for i in found]}, [line for i in found for line in _lines(i)])


def _export_arguments(command: click.decorators.FC) -> click.decorators.FC:
    return click.argument("identity_id", metavar="ID")(click.argument("out", type=click.Path(path_type=Path))(command))


@identity.command("export-card")
@in_workspace
@_export_arguments
@pin_option
def export_card(access: Access, as_json: bool, identity_id: str, out: Path, pin_file: Path | None) -> None:
    """Writes the card that others seal bundles with; it holds no secret."""
    with access.open() as session:
        shown = service.find(session.workspace, identity_id)
        pin = read_pin(shown, pin_file)
        service.export_card(session.workspace, shown.id, session.passphrase, out, pin)
    lines = [f"Card written to {out}.", f"Fingerprint to compare by telephone: {shown.fingerprint}"]
    answer(as_json, {"path": str(out), "fingerprint": shown.fingerprint}, lines)


@identity.command("export-certificate")
@in_workspace
@_export_arguments
def export_certificate(access: Access, as_json: bool, identity_id: str, out: Path) -> None:
    """Writes the certificate as PEM, for checking with openssl."""
    with access.open() as session:
        shown = service.find(session.workspace, identity_id)
        service.export_certificate(session.workspace, shown.id, out)
    answer(as_json, {"path": str(out), "fingerprint": shown.fingerprint}, [f"Certificate written to {out}."])


@identity.command("export-age")
@in_workspace
@_export_arguments
@click.option("--x25519", is_flag=True, help="The X25519 key instead of the hybrid one.")
def export_age(access: Access, as_json: bool, identity_id: str, out: Path, x25519: bool) -> None:
    """Writes your private age key, protected by your passphrase, as stock age reads it."""
    with access.open() as session:
        shown = service.find(session.workspace, identity_id)
        service.export_age(session.workspace, shown.id, session.passphrase, out, x25519=x25519)
    answer(as_json, {"path": str(out)}, [f"Private key written to {out}. Whoever has it and the passphrase reads all."])
