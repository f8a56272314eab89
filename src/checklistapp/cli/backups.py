# SPDX-License-Identifier: Apache-2.0
"""``checklistapp workspace``: backup copies, their place, their testing and restoring, and accepting an older state."""

from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, in_workspace, json_option, passphrase_option, read_secret
from checklistapp.services import backup_copies, set_aside
from checklistapp.services import backups as service
from checklistapp.services import workspace as workspaces

_COPY = click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")


@click.command()
@in_workspace
@click.argument("out", type=click.Path(path_type=Path), metavar="FILE")
def backup(access: Access, as_json: bool, out: Path) -> None:
    """Writes one file, encrypted like the workspace, to carry or keep."""
    with access.open() as session:
        service.backup(session.workspace, out)
    answer(as_json, {"path": str(out), "size": out.stat().st_size}, [f"Backup written to {out}."])


@click.command("backup-place")
@in_workspace
@click.argument("folder", type=click.Path(path_type=Path), metavar="[FOLDER]", required=False)
@click.option("--none", "ended", is_flag=True, help="No automatic copies any more.")
def backup_place(access: Access, as_json: bool, folder: Path | None, ended: bool) -> None:
    """Shows or chooses the folder for automatic copies: made when a day's work begins and when the window closes."""
    remarks: tuple[str, ...] = ()
    with access.open() as session:
        if folder is not None or ended:
            remarks = service.set_place(session.workspace, None if ended else folder)
        place = service.place(session.workspace)
    lines = [f"Automatic backup copies go to {place}." if place else "No automatic backup copies are made.", *remarks]
    answer(as_json, {"place": str(place or ""), "remarks": list(remarks)}, lines)


@click.command("backups")
@in_workspace
def list_backups(access: Access, as_json: bool) -> None:
    """The copies this computer knows, whether each was tested, and folders set aside when one was restored."""
    with access.open() as session:
        found = service.copies(session.workspace)
        aside = set_aside.folders(session.workspace)
    document = [
        {
            "path": str(copy.path),
            "clock": copy.clock,
            "sequence": copy.sequence,
            "size": copy.size,
            "automatic": copy.automatic,
            "tested": copy.tested,
            "failed": copy.failed,
            "present": copy.present,
        }
        for copy in found
    ]
    lines = [_line(copy) for copy in found] or ["No backup copy is known."]
    lines += [f"{each.clock}  set aside when a copy was restored, {each.size} bytes  {each.path}" for each in aside]
    folders = [{"path": str(each.path), "clock": each.clock, "size": each.size} for each in aside]
    answer(as_json, {"backups": document, "setAside": folders}, lines)


def _line(copy: service.BackupCopy) -> str:
    tested = f"tested {copy.tested}" if copy.tested else "never tested"
    if copy.failed:
        tested = f"failed its test {copy.failed}"
    gone = "" if copy.present else ", not there now"
    return f"{copy.clock or 'made elsewhere'}  {copy.sequence} changes  {tested}{gone}  {copy.path}"


@click.command("remove-set-aside")
@in_workspace
@click.argument("folder", type=click.Path(path_type=Path))
def remove_set_aside(access: Access, as_json: bool, folder: Path) -> None:
    """Removes a folder that was set aside when a copy was restored: a full copy of the workspace as it was."""
    with access.open() as session:
        left = set_aside.remove(session.workspace, folder)
    lines = [f"{folder} is removed."] if not left else [f"Left in it, for it is not the workspace's: {', '.join(left)}"]
    answer(as_json, {"path": str(folder), "left": list(left)}, lines)


@click.command("test-backup")
@_COPY
@passphrase_option
@json_option
def test_backup(source: Path, passphrase_file: Path | None, as_json: bool) -> int:
    """Reads a copy to its last byte and proves that it would restore; needs the passphrase it was made with."""
    proof = backup_copies.prove(source, passphrase=read_secret(passphrase_file, "Passphrase"))
    document = {
        "ok": not proof.findings,
        "relation": proof.relation.value,
        "sequence": proof.head.sequence,
        "findings": [{"kind": finding.kind, "message": finding.message} for finding in proof.findings],
    }
    sound = f"Everything in it would come back: {proof.head.sequence} changes, the last of {proof.clock}."
    answer(as_json, document, [f"{finding.kind}: {finding.message}" for finding in proof.findings] or [sound])
    return 1 if proof.findings else 0


@click.command("preview-backup")
@_COPY
@click.option("--against", type=click.Path(path_type=Path, exists=True), metavar="W", help="Workspace to compare with.")
@passphrase_option
@json_option
def preview_backup(source: Path, against: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """What a copy holds, and whether it is older or newer than the workspace."""
    found = backup_copies.preview(source, read_secret(passphrase_file, "Passphrase"), folder=against)
    document = {
        "id": found.id,
        "name": found.name,
        "persons": list(found.persons),
        "readmitted": list(found.readmitted),
        "assessments": [
            {"id": each.id, "title": each.title, "cycle": each.cycle, "answered": each.answered, "total": each.total}
            for each in found.assessments
        ],
        "head": {"sequence": found.head.sequence, "hash": found.head.hash},
        "clock": found.clock,
        "relation": found.relation.value,
    }
    lines = [f"{found.name}: {', '.join(found.persons)}"]
    for each in found.assessments:
        named = ", ".join(filter(None, (each.title, each.organisation, each.cycle)))
        lines.append(f"  {named}: {each.answered} of {each.total} answered")
    lines += [f"  {each}, removed since, can open this copy" for each in found.readmitted]
    lines += [f"  {found.relation.value}; {found.head.sequence} changes, the last of {found.clock}"]
    answer(as_json, document, lines)


@click.command()
@_COPY
@click.argument("folder", type=click.Path(path_type=Path), metavar="W")
@click.option("--replace", "over", is_flag=True, help="In the place of the workspace there, which is set aside.")
@click.option("--accept-loss", is_flag=True, help="With --replace: also where the workspace there is newer.")
@passphrase_option
@json_option
def restore(
    source: Path, folder: Path, over: bool, accept_loss: bool, passphrase_file: Path | None, as_json: bool
) -> None:
    """Unpacks a backup copy into a new folder; the passphrases of the copy open it."""
    aside = ""
    if over:
        passphrase = read_secret(passphrase_file, "Passphrase of the copy")
        aside = str(service.restore_over(source, folder, passphrase, accept_loss=accept_loss))
    else:
        service.restore(source, folder)
    lines = [f"Restored to {folder}."] + ([f"What was there is now {aside}."] if aside else [])
    answer(as_json, {"path": str(folder), "aside": aside}, lines)


@click.command()
@in_workspace
@click.option("--why", required=True, help="Stays on record.")
def accept(access: Access, as_json: bool, why: str) -> None:
    """Goes on with a workspace that is older than, or not the one, this computer knew."""
    with access.open() as session:
        workspaces.accept_older(session.workspace, why)
        head = workspaces.info(session.workspace).head
    answer(as_json, {"sequence": head.sequence, "hash": head.hash}, [f"Accepted as entry {head.sequence}."])


COMMANDS = (backup, backup_place, list_backups, remove_set_aside, test_backup, preview_backup, restore, accept)
