# SPDX-License-Identifier: Apache-2.0
"""``checklistapp trust``: authorities and revocation lists that this workspace believes."""

from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, fingerprint_option, in_workspace
from checklistapp.services import authorities as service
from checklistapp.services import contacts
from checklistapp.services.authorities import Believed

_STANDING = {"in-time": "", "not-yet": ", not valid yet", "over": ", out of date"}


@click.group()
def trust() -> None:
    """Whom this workspace believes besides its contacts: authorities, and the lists of what they revoked."""


def _document(shown: Believed) -> dict[str, object]:
    return {
        "id": shown.id,
        "kind": shown.kind.value,
        "name": shown.name,
        "organisation": shown.organisation,
        "since": shown.since,
        "until": shown.until,
        "standing": shown.standing.value,
        "fingerprint": shown.fingerprint,
        "revoked": shown.revoked,
    }


def _lines(shown: Believed) -> list[str]:
    if not shown.fingerprint:
        due = f", next one due {shown.until}" if shown.until else ""
        return [f"{shown.id}  list of {shown.name}: {shown.revoked} revoked, of {shown.since}{due}"]
    dates = f"{shown.since} to {shown.until}{_STANDING[shown.standing.value]}"
    return [f"{shown.id}  authority {shown.name} ({dates})", f"  fingerprint: {shown.fingerprint}"]


@trust.command()
@in_workspace
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@fingerprint_option
def add(access: Access, as_json: bool, file: Path, fingerprint: str) -> None:
    """Takes in a certificate, compared by its fingerprint, or a revocation list; a signer's becomes a contact."""
    with access.open() as session:
        added = service.add(session.workspace, file, fingerprint)
        found = service.look(file)
        signer = [each for each in contacts.contacts(session.workspace) if each.certificate == found.data]
    if added is not None:
        answer(as_json, _document(added), _lines(added))
    else:
        shown = {"contact": signer[0].id, "name": signer[0].name, "fingerprint": signer[0].fingerprint}
        answer(as_json, shown, [f"{signer[0].name} is a confirmed contact from now on."])


@trust.command()
@in_workspace
@click.argument("pinned", metavar="ID")
def remove(access: Access, as_json: bool, pinned: str) -> None:
    """Believes an authority, or a list, no more."""
    with access.open() as session:
        gone = service.remove(session.workspace, pinned)
    answer(as_json, _document(gone), [f"{gone.name} is believed no more."])


@trust.command("list")
@in_workspace
def list_believed(access: Access, as_json: bool) -> None:
    """All authorities and lists, with their dates; confirmed contacts are listed by “contact list”."""
    with access.open() as session:
        found = service.believed(session.workspace)
    lines = [line for each in found for line in _lines(each)]
    answer(as_json, {"believed": [_document(each) for each in found]}, lines or ["No authority is trusted here yet."])
