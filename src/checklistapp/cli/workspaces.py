# SPDX-License-Identifier: Apache-2.0
"""``checklistapp workspace``: create, recover, look at, check, back up and restore."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, in_workspace, json_option, passphrase_option, read_secret, secret_option
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.people import PersonRole
from checklistapp.services import backups, opening
from checklistapp.services import people as people_service
from checklistapp.services import workspace as service
from checklistapp.system.files import file_faults, ordinary_file, write_atomic

_ROLES = click.Choice([role.value for role in PersonRole])


@click.group()
def workspace() -> None:
    """Workspaces: one folder, an encrypted database inside."""


@workspace.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="W")
@click.option("--name", default="", help="Name of the workspace; default: the folder's.")
@click.option("--person", default="Person 1", help="Your name or function.")
@click.option("--role", type=_ROLES, default=PersonRole.RESPONDENT.value)
@click.option("--recovery-file", type=click.Path(path_type=Path), help="File to write the recovery words to.")
@click.option("--allow-attachments", is_flag=True, help="Files may be attached as evidence, not only named.")
@passphrase_option
@json_option
def create(
    folder: Path,
    name: str,
    person: str,
    role: str,
    recovery_file: Path | None,
    allow_attachments: bool,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Makes a new workspace. Without its passphrase and its recovery words nothing opens it."""
    if as_json and recovery_file is None:
        raise click.UsageError("--json needs --recovery-file: the words must not end in a log.")
    opening.require_absent(folder)
    passphrase = read_secret(passphrase_file, "New passphrase", confirm=True)
    with _place_for_words(recovery_file):
        created = opening.create(
            folder, passphrase, name=name, person=person, role=PersonRole(role), allow_attachments=allow_attachments
        )
    try:
        _hand_over(created.recovery_words, recovery_file)
        info = service.info(created.workspace)
    finally:
        created.workspace.close()
    document = {"id": info.id, "path": str(info.path), "recovery": str(recovery_file or "")}
    answer(as_json, document, [f"Created {info.path}."])


@contextmanager
def _place_for_words(recovery_file: Path | None) -> Iterator[None]:
    """Proves that the words can be written before there are any: a workspace without its words must not come to be."""
    if recovery_file is None:
        yield
        return
    before = _content(recovery_file)
    write_atomic(recovery_file, before or b"", private=True)
    try:
        yield
    except BaseException:
        if before is None:
            recovery_file.unlink(missing_ok=True)
        raise


def _content(file: Path) -> bytes | None:
    with file_faults(file):
        try:
            with ordinary_file(file) as stream:
                return stream.read()
        except FileNotFoundError:
            return None


def _hand_over(words: tuple[str, ...], recovery_file: Path | None) -> None:
    """To a file nobody else can read, or to the screen and typed back in part."""
    if recovery_file is not None:
        write_atomic(recovery_file, (" ".join(words) + "\n").encode(), private=True)
        return
    click.echo("Write down these recovery words and keep them apart from this computer:\n")
    for row in range(0, len(words), 6):
        click.echo("  " + "  ".join(f"{row + k + 1:2} {word:9}" for k, word in enumerate(words[row : row + 6])))
    asked = sorted(secrets.SystemRandom().sample(range(len(words)), 3))
    while True:
        typed = click.prompt("\nType words " + ", ".join(str(k + 1) for k in asked) + " to show that you have them")
        if typed.lower().split() == [words[k] for k in asked]:
            return
        click.echo("These are not the words. Look at your note once more.")


@workspace.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="W")
@click.option("--recovery-file", type=click.Path(path_type=Path, exists=True), help="File that holds the words.")
@click.option("--person", default="", help="Who gets the new passphrase; default: the first person.")
@secret_option("new-passphrase-file", "File whose first line is the new passphrase.")
@json_option
def recover(
    path: Path, recovery_file: Path | None, person: str, new_passphrase_file: Path | None, as_json: bool
) -> None:
    """Opens a workspace with its recovery words and sets a new passphrase."""
    words = read_secret(recovery_file, "Recovery words")
    passphrase = read_secret(new_passphrase_file, "New passphrase", confirm=True)
    opened = opening.recover(path, words, passphrase, person)
    try:
        info = service.info(opened)
    finally:
        opened.close()
    lines = ["The new passphrase is set. The recovery words stay valid.", "Old signing keys cannot be recovered."]
    answer(as_json, {"id": info.id, "path": str(info.path)}, lines)


@workspace.command()
@in_workspace
def info(access: Access, as_json: bool) -> None:
    """Persons, assessments, journal head and size."""
    with access.open() as session:
        found = service.info(session.workspace)
    document = {
        "id": found.id,
        "path": str(found.path),
        "name": found.name,
        "persons": [{"id": p.id, "name": p.name, "role": p.role.value} for p in found.persons],
        "assessments": found.assessments,
        "head": {"sequence": found.head.sequence, "hash": found.head.hash},
        "size": found.size,
    }
    answer(
        as_json,
        document,
        [
            f"{found.name}  ({found.path})",
            f"  persons: {', '.join(f'{p.name} ({p.role.value})' for p in found.persons)}",
            f"  assessments: {found.assessments}",
            f"  journal: {found.head.sequence} entries, head {found.head.hash[:16]}",
        ],
    )


@workspace.command()
@in_workspace
def check(access: Access, as_json: bool) -> int:
    """Reads every byte: database pages, journal chain, answers against the journal, evidence files."""
    with access.open() as session:
        findings = service.check(session.workspace)
    document = {"ok": not findings, "findings": [{"kind": f.kind, "message": f.message} for f in findings]}
    answer(as_json, document, [f"{f.kind}: {f.message}" for f in findings] or ["Everything is in order."])
    return 1 if findings else 0


@workspace.command()
@in_workspace
@click.argument("out", type=click.Path(path_type=Path), metavar="FILE")
def backup(access: Access, as_json: bool, out: Path) -> None:
    """Writes one file, encrypted like the workspace, to carry or keep."""
    with access.open() as session:
        backups.backup(session.workspace, out)
    answer(as_json, {"path": str(out), "size": out.stat().st_size}, [f"Backup written to {out}."])


@workspace.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True), metavar="FILE")
@click.argument("folder", type=click.Path(path_type=Path), metavar="W")
@json_option
def restore(source: Path, folder: Path, as_json: bool) -> None:
    """Unpacks a backup copy into a new folder; the passphrases of the copy open it."""
    backups.restore(source, folder)
    answer(as_json, {"path": str(folder)}, [f"Restored to {folder}."])


@workspace.group("key")
def key() -> None:
    """Key slots: who can open the workspace."""


@key.command("list")
@in_workspace
def list_keys(access: Access, as_json: bool) -> None:
    """Persons and whether they have a passphrase of their own."""
    with access.open() as session:
        persons = people_service.persons(session.workspace)
    document = {"keys": [{"person": p.id, "name": p.name, "slot": p.slot} for p in persons if p.slot]}
    answer(as_json, document, [f"{p.name}: {'has a passphrase' if p.slot else 'no passphrase'}" for p in persons])


@key.command("add")
@in_workspace
@click.option("--person", required=True, help="Name or id of a person of this workspace.")
@secret_option("new-passphrase-file", "File whose first line is that person's passphrase.")
def add_key(
    access: Access,
    as_json: bool,
    person: str,
    new_passphrase_file: Path | None,
) -> None:
    """Gives a person a passphrase of their own."""
    with access.open() as session:
        found = people_service.find(session.workspace, person)
        passphrase = read_secret(new_passphrase_file, f"New passphrase of {found.name}", confirm=True)
        added = people_service.add_slot(session.workspace, found.id, session.passphrase, passphrase)
    answer(as_json, {"person": added.id, "slot": added.slot}, [f"{added.name} can now open the workspace."])


@key.command("change")
@in_workspace
@click.option("--person", default="", help="Yourself; others change their own.")
@secret_option("new-passphrase-file", "File whose first line is the new passphrase.")
def change_key(
    access: Access,
    as_json: bool,
    person: str,
    new_passphrase_file: Path | None,
) -> None:
    """Changes your own passphrase."""
    with access.open() as session:
        own = session.workspace.person
        if person and people_service.find(session.workspace, person).id != own.id:
            raise ChecklistError("not-yours", "Only its owner can change a passphrase.", "Open it as that person.")
        new = read_secret(new_passphrase_file, "New passphrase", confirm=True)
        people_service.change_passphrase(session.workspace, session.passphrase, new)
    answer(as_json, {"person": own.id, "slot": own.slot}, ["Changed. Backup copies keep the old passphrase."])
