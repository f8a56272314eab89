# SPDX-License-Identifier: Apache-2.0
"""``checklistapp contact``: other people's cards, and whether their fingerprints were compared."""

from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, fingerprint_option, in_workspace
from checklistapp.domain.people import Contact
from checklistapp.services import contacts as service


@click.group()
def contact() -> None:
    """Contacts: sealing to and receiving from one needs a confirmed fingerprint."""


def _document(shown: Contact) -> dict[str, str]:
    return {
        "id": shown.id,
        "name": shown.name,
        "organisation": shown.organisation,
        "fingerprint": shown.fingerprint,
        "state": shown.confirmation.value,
    }


def _lines(shown: Contact) -> list[str]:
    return [
        f"{shown.id}  {shown.name}, {shown.organisation} ({shown.confirmation.value})",
        f"  fingerprint: {shown.fingerprint}",
    ]


@contact.command()
@in_workspace
@click.argument("card", type=click.Path(path_type=Path, exists=True))
@fingerprint_option
def add(access: Access, as_json: bool, card: Path, fingerprint: str) -> None:
    """Adds a card; with the fingerprint its owner read out it is confirmed at once."""
    with access.open() as session:
        added = service.add(session.workspace, card, fingerprint)
    answer(as_json, _document(added), _lines(added))


@contact.command()
@in_workspace
@click.argument("contact_id", metavar="CONTACT")
@click.option("--fingerprint", required=True, help="The eight words its owner read out.")
def confirm(access: Access, as_json: bool, contact_id: str, fingerprint: str) -> None:
    """Confirms a contact after its fingerprint was compared."""
    with access.open() as session:
        found = service.find(session.workspace, contact_id)
        confirmed = service.confirm(session.workspace, found.id, fingerprint)
    answer(as_json, _document(confirmed), _lines(confirmed))


@contact.command()
@in_workspace
@click.argument("contact_id", metavar="CONTACT")
def retire(access: Access, as_json: bool, contact_id: str) -> None:
    """Stops sealing to and receiving from a contact."""
    with access.open() as session:
        found = service.find(session.workspace, contact_id)
        retired = service.retire(session.workspace, found.id)
    answer(as_json, _document(retired), _lines(retired))


@contact.command("list")
@in_workspace
def list_contacts(access: Access, as_json: bool) -> None:
    """All contacts of the workspace."""
    with access.open() as session:
        found = service.contacts(session.workspace)
    answer(as_json, {"contacts": [_document(c) for c in found]}, [line for c in found for line in _lines(c)])
