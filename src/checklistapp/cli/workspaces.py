# SPDX-License-Identifier: Apache-2.0
"""``checklistapp workspace``: create, recover, look at and check."""

from pathlib import Path

import click

from checklistapp.cli import backups
from checklistapp.cli.exports import written_document, written_lines
from checklistapp.cli.keys import key
from checklistapp.cli.output import answer, tell
from checklistapp.cli.recovery_words import (
    hand_over,
    place_for_words,
    recovery_file_option,
    recovery_words,
    require_place,
)
from checklistapp.cli.session import Access, in_workspace, json_option, passphrase_option, read_secret, secret_option
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.people import Person, PersonRole
from checklistapp.services import exports, opening, slips
from checklistapp.services import workspace as service

_ROLES = click.Choice([role.value for role in PersonRole])


@click.group()
def workspace() -> None:
    """Workspaces: one folder, an encrypted database inside."""


@workspace.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="W")
@click.option("--name", default="", help="Name of the workspace; default: the folder's.")
@click.option("--person", default="Person 1", help="Your name or function.")
@click.option("--role", type=_ROLES, default=PersonRole.RESPONDENT.value)
@recovery_file_option
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
    require_place(as_json, recovery_file)
    opening.require_absent(folder)
    passphrase = read_secret(passphrase_file, "New passphrase", confirm=True)
    with place_for_words(recovery_file):
        created = opening.create(
            folder, passphrase, name=name, person=person, role=PersonRole(role), allow_attachments=allow_attachments
        )
    try:
        hand_over(created.workspace, created.recovery_words, recovery_file)
        info = service.info(created.workspace)
    finally:
        created.workspace.close()
    document = {"id": info.id, "path": str(info.path), "recovery": str(recovery_file or "")}
    answer(as_json, document, [f"Created {info.path}."])


@workspace.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="W")
@click.option("--recovery-file", type=click.Path(path_type=Path, exists=True), help="File that holds the words.")
@click.option("--person", default="", help="Who gets the new passphrase; needed where several people have one.")
@secret_option("new-passphrase-file", "File whose first line is the new passphrase.")
@click.option("--why", default="", help="Goes on with a copy that is older than what was known; stays on record.")
@json_option
def recover(
    path: Path, recovery_file: Path | None, person: str, new_passphrase_file: Path | None, why: str, as_json: bool
) -> None:
    """Opens a workspace with its recovery words and sets a new passphrase for one person.

    The others keep theirs, unless the key file keys.json is lost: then each of them needs a new one as well.
    """
    words = read_secret(recovery_file, "Recovery words")
    found = opening.recovery(path, words)
    owner = _owner(found, person)
    locked_out = found.locks_out(owner.id)
    tell([f"{owner.name} gets a new passphrase; their former one and their signing keys stop.", _others(locked_out)])
    passphrase = read_secret(new_passphrase_file, "New passphrase", confirm=True)
    opened = opening.recover(path, words, passphrase, owner.id)
    try:
        decisive = next((concern for concern in opened.concerns if concern.needs_decision), None)
        if decisive is not None:
            if not why:
                hint = f"{decisive.hint} Nothing was changed. To go on with this one: --why REASON"
                raise ChecklistError("recovery-older", decisive.sentence, hint)
            service.accept_older(opened, why)
        info = service.info(opened)
    finally:
        opened.close()
    lines = [f"The new passphrase of {owner.name} is set. The recovery words stay valid."]
    lines += ["To sign, a new identity is needed: the former one cannot be recovered."]
    lines += [f"Needs a new passphrase: {each.name} (workspace key add)" for each in locked_out]
    document = {"id": info.id, "path": str(info.path), "person": owner.id}
    answer(as_json, {**document, "lockedOut": [each.id for each in locked_out]}, lines)


def _owner(found: opening.Recovery, person: str) -> Person:
    try:
        return found.owner(person)
    except ChecklistError as fault:
        if fault.code != "which-person":
            raise
        raise ChecklistError(fault.code, fault.sentence, f"{fault.hint} With: --person NAME") from None


def _others(locked_out: tuple[Person, ...]) -> str:
    names = ", ".join(each.name for each in locked_out)
    return f"The key file is lost, so these lose theirs too: {names}." if names else "Nobody else loses anything."


@workspace.command("recovery-sheet")
@in_workspace
@click.argument("out", type=click.Path(path_type=Path))
def recovery_sheet(access: Access, as_json: bool, out: Path) -> None:
    """A page with numbered blanks to write the recovery words on by hand."""
    with access.open() as session:
        sheet = slips.recovery_sheet(session.workspace)
        written = exports.write(session.workspace, sheet, out, "recovery-sheet")
    answer(as_json, written_document(written), written_lines(written))


@workspace.command()
@in_workspace
def info(access: Access, as_json: bool) -> None:
    """Persons, assessments, journal head and size."""
    with access.open() as session:
        found = service.info(session.workspace)
        concerns, read_only = session.workspace.concerns, session.workspace.is_read_only
    document = {
        "id": found.id,
        "path": str(found.path),
        "name": found.name,
        "persons": [{"id": p.id, "name": p.name, "role": p.role.value, "removed": p.removed} for p in found.persons],
        "assessments": found.assessments,
        "head": {"sequence": found.head.sequence, "hash": found.head.hash},
        "size": found.size,
        "readOnly": read_only,
        "concerns": [
            {"kind": each.kind.value, "code": each.code, "message": each.sentence, "hint": each.hint}
            for each in concerns
        ],
    }
    answer(
        as_json,
        document,
        [
            f"{found.name}  ({found.path})",
            f"  persons: {', '.join(f'{p.name} ({p.role.value})' for p in found.persons if not p.removed)}",
            f"  assessments: {found.assessments}",
            f"  journal: {found.head.sequence} entries, head {found.head.hash[:16]}",
        ],
    )


@workspace.command("allow-attachments")
@in_workspace
@click.option("--none", "ended", is_flag=True, help="References only from now on; what is attached stays.")
def allow_attachments(access: Access, as_json: bool, ended: bool) -> None:
    """Lets files be attached as evidence, each encrypted into the workspace."""
    with access.open() as session:
        service.allow_attachments(session.workspace, not ended)
    line = "Evidence is kept as references only." if ended else "Files may be attached as evidence."
    answer(as_json, {"attachments": not ended}, [line])


@workspace.command()
@in_workspace
def check(access: Access, as_json: bool) -> int:
    """Reads every byte: database pages, journal chain, answers against the journal, evidence files."""
    with access.open() as session:
        findings = service.check(session.workspace)
    document = {"ok": not findings, "findings": [{"kind": f.kind, "message": f.message} for f in findings]}
    answer(as_json, document, [f"{f.kind}: {f.message}" for f in findings] or ["Everything is in order."])
    return 1 if findings else 0


for command in (*backups.COMMANDS, recovery_words, key):
    workspace.add_command(command)
