# SPDX-License-Identifier: Apache-2.0
"""``checklistapp workspace key``: who can open a workspace, and new keys for it."""

from contextlib import suppress
from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.recovery_words import hand_over, place_for_words, recovery_file_option, require_place
from checklistapp.cli.session import Access, in_workspace, read_secret, secret_option
from checklistapp.domain.errors import ChecklistError
from checklistapp.services import backups, set_aside
from checklistapp.services import people as service
from checklistapp.services.workspace import Workspace

_OLD_COPIES = (
    "Older copies of the workspace, backup copies included, open for ever with the passphrases and the recovery words"
    " of their time. Destroy those that nobody needs."
)


@click.group()
def key() -> None:
    """Key slots: who can open the workspace."""


@key.command("list")
@in_workspace
def list_keys(access: Access, as_json: bool) -> None:
    """Persons and whether they have a passphrase of their own."""
    with access.open() as session:
        persons = service.persons(session.workspace)
    document = {"keys": [{"person": p.id, "name": p.name, "slot": p.slot} for p in persons if p.slot]}
    words = {False: "no passphrase", True: "has a passphrase"}
    answer(as_json, document, [f"{p.name}: {'removed' if p.removed else words[bool(p.slot)]}" for p in persons])


@key.command()
@in_workspace
@click.option("--person", required=True, help="Name or id of a person of this workspace.")
@secret_option("new-passphrase-file", "File whose first line is that person's passphrase.")
def add(access: Access, as_json: bool, person: str, new_passphrase_file: Path | None) -> None:
    """Gives a person a passphrase of their own."""
    with access.open() as session:
        found = service.find(session.workspace, person)
        passphrase = read_secret(new_passphrase_file, f"New passphrase of {found.name}", confirm=True)
        added = service.add_slot(session.workspace, found.id, session.passphrase, passphrase)
    answer(as_json, {"person": added.id, "slot": added.slot}, [f"{added.name} can now open the workspace."])


@key.command()
@in_workspace
@click.option("--person", default="", help="Yourself; others change their own.")
@secret_option("new-passphrase-file", "File whose first line is the new passphrase.")
def change(access: Access, as_json: bool, person: str, new_passphrase_file: Path | None) -> None:
    """Changes your own passphrase."""
    with access.open() as session:
        own = session.workspace.person
        if person and service.find(session.workspace, person).id != own.id:
            raise ChecklistError("not-yours", "Only its owner can change a passphrase.", "Open it as that person.")
        new = read_secret(new_passphrase_file, "New passphrase", confirm=True)
        service.change_passphrase(session.workspace, session.passphrase, new)
    line = "Changed. Backup copies and copies of the folder made before open with the old passphrase for ever."
    answer(as_json, {"person": own.id, "slot": own.slot}, [line])


@key.command()
@in_workspace
@click.option("--person", required=True, help="Name or id of another person of this workspace.")
@recovery_file_option
def remove(access: Access, as_json: bool, person: str, recovery_file: Path | None) -> None:
    """Removes a person and puts the workspace under new keys, with new recovery words."""
    with access.open() as session:
        found = service.find(session.workspace, person)
        if found.slot:
            require_place(as_json, recovery_file)
        with place_for_words(recovery_file if found.slot else None, session.workspace):
            words = service.remove_person(session.workspace, found.id, session.passphrase)
            if words:
                hand_over(session.workspace, words, recovery_file)
        copies = _copies(session.workspace) if words else []
    document = {
        "person": found.id,
        "rekeyed": bool(words),
        "recovery": str(recovery_file or "") if words else "",
        "copies": copies,
    }
    lines = [f"{found.name} was removed; answers and signatures keep the name."]
    answer(as_json, document, [*lines, *_told(copies)] if words else lines)


@key.command()
@in_workspace
@recovery_file_option
def renew(access: Access, as_json: bool, recovery_file: Path | None) -> None:
    """Makes new keys and new recovery words; every passphrase stays."""
    require_place(as_json, recovery_file)
    with access.open(remind=False) as session:
        with place_for_words(recovery_file, session.workspace):
            words = service.renew_keys(session.workspace, session.passphrase)
            hand_over(session.workspace, words, recovery_file)
        copies = _copies(session.workspace)
    lines = ["The keys are new. Destroy the sheet with the old recovery words.", *_told(copies)]
    answer(as_json, {"recovery": str(recovery_file or ""), "copies": copies}, lines)


def _copies(workspace: Workspace) -> list[str]:
    """Those this computer knows of, folders set aside included; nothing where it cannot read what it knew."""
    with suppress(ChecklistError):
        copies = [copy.path for copy in backups.copies(workspace)]
        return [str(path) for path in (*copies, *(folder.path for folder in set_aside.folders(workspace)))]
    return []


def _told(copies: list[str]) -> list[str]:
    return [_OLD_COPIES, *(f"  {copy}" for copy in copies)]
