# SPDX-License-Identifier: Apache-2.0
"""Backup copies: made when asked and by themselves, kept ever further apart, restored without losing what was there."""

import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from checklistapp.domain.errors import ChecklistError
from checklistapp.services import backup_copies, rotation
from checklistapp.services.backup_copies import BackupPreview, Relation
from checklistapp.services.operation import CancelledError, Report, silently, watching
from checklistapp.services.workspace import Workspace, keep_head
from checklistapp.store import backup as making
from checklistapp.store import folder as folders
from checklistapp.store import journal, register, restoring
from checklistapp.store.check import told
from checklistapp.store.register import KnownBackup, KnownWorkspace
from checklistapp.system.clock import Clock
from checklistapp.system.files import clear_unfinished, file_faults, is_fat_path

SUFFIX = making.SUFFIX

_DOUBTFUL = "backup-doubtful"

_LARGEST_ON_FAT = (4 << 30) - 1
_NOT_ON_FAT = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_"))


@dataclass(frozen=True, slots=True)
class BackupCopy:
    """A copy this computer knows; ``tested`` and ``failed`` tell when its last test proved that it would restore or
    would not, both empty where it was never tested."""

    path: Path
    clock: str
    sequence: int
    size: int
    automatic: bool
    tested: str
    failed: str
    present: bool


def backup(workspace: Workspace, target: Path, report: Report = silently) -> None:
    """One file, encrypted like the workspace; "backup-doubtful" where it was made of one that is not sound."""
    _make(workspace, target, report, automatic=False)


def place(workspace: Workspace) -> Path | None:
    """The folder for automatic copies."""
    chosen = _known(workspace).place
    return Path(chosen) if chosen else None


def set_place(workspace: Workspace, folder: Path | None) -> tuple[str, ...]:
    """Chosen once, for this computer; None ends the automatic copies. Returns what is to be known about the folder."""
    workspace.store.require_writable()
    if folder is None:
        register.update(_id(workspace), lambda known: replace(known, place="", failed=""))
        return ()
    folder = folder.absolute()
    workspace.require_outside(folder)
    with file_faults(folder):
        if not folder.is_dir():
            raise ChecklistError(
                "not-a-folder", f"“{folder.name}” is not a folder.", "Make it first, or choose another."
            )
        with tempfile.TemporaryFile(dir=folder):
            pass
        remarks = _remarks_on(folder, workspace)
    text = _text(folder)
    if is_fat_path(folder) and _size_of(workspace) > _LARGEST_ON_FAT:
        raise ChecklistError(
            "file-too-large",
            "The workspace is larger than 4 GB, which a disk formatted as FAT cannot hold as one file.",
            "Choose a folder on another disk.",
        )
    register.update(_id(workspace), lambda known: replace(known, place=text, failed=""))
    return remarks


def place_remarks(workspace: Workspace) -> tuple[str, ...]:
    """What is to be known about the chosen folder as it is now."""
    folder = place(workspace)
    try:
        return _remarks_on(folder, workspace) if folder else ()
    except OSError:
        return ("This folder is not there now, so no copy goes there. Plug the disk in, or choose another folder.",)


def _remarks_on(folder: Path, workspace: Workspace) -> tuple[str, ...]:
    remarks = []
    if folder.stat().st_dev == workspace.folder.stat().st_dev:
        remarks.append("This folder is on the same disk as the workspace: if the disk breaks, both are gone.")
    if is_fat_path(folder):
        remarks.append("This disk is formatted as FAT: it takes no copy larger than 4 GB.")
    return tuple(remarks)


def copies(workspace: Workspace) -> list[BackupCopy]:
    """In the order in which they were made, also such as are gone or on a disk that is not plugged in."""
    return _copies(_known(workspace))


def copies_of_closed(folder: Path) -> list[BackupCopy]:
    """The same for a workspace that does not open, told by its keys.json; none where that was changed elsewhere."""
    try:
        key_file = folders.read_key_file(folder)
        stamp = key_file.rev, key_file.mac.hex()
        known = register.search(lambda known: (known.rev, known.mac) == stamp)
    except ChecklistError:
        return []
    return _copies(known) if known else []


def _copies(known: KnownWorkspace) -> list[BackupCopy]:
    return [
        BackupCopy(
            Path(copy.path),
            copy.clock,
            copy.sequence,
            copy.size,
            copy.automatic,
            copy.tested,
            copy.failed,
            _is_present(copy),
        )
        for copy in known.backups
    ]


def due(workspace: Workspace, *, closing: bool = False) -> bool:
    """Whether an automatic copy is to be made: something changed since the last, and it closes or a new day began."""
    known = _known(workspace)
    if not known.place or workspace.is_read_only:
        return False
    last = next((copy for copy in reversed(known.backups) if copy.automatic), None)
    if last is None:
        return True
    changed = last.sequence != journal.head(workspace.store).sequence
    return changed and (closing or last.clock[:10] != workspace.clock.reading()[:10])


def make_automatic(workspace: Workspace, report: Report = silently) -> Path:
    """A new copy in the chosen place, under a name never used there; then the superseded ones go."""
    folder = place(workspace)
    if folder is None:
        raise ChecklistError("no-backup-place", "No folder for backup copies was chosen.", "Choose one first.")
    clear_unfinished(folder)
    target = _free_name(workspace, folder)
    _make(workspace, target, report, automatic=True)
    _rotate(workspace)
    return target


def before_leaving(workspace: Workspace, report: Report = silently, *, closing: bool = True) -> str:
    """Makes the automatic copy if it is due. Never stops anybody: what failed is told now, and at the next opening."""
    try:
        if not due(workspace, closing=closing):
            return ""
        make_automatic(workspace, report)
    except CancelledError:
        sentence = "it was given up."
    except ChecklistError as fault:
        sentence = fault.sentence
        if fault.code == _DOUBTFUL:
            return _noted(workspace, f"{_when(workspace)}: {sentence}")
    else:
        return ""
    return _noted(workspace, f"The automatic backup copy of {_when(workspace)} was not made: {sentence}")


def _when(workspace: Workspace) -> str:
    """To the minute; kept as text, for it is read at the next opening."""
    return workspace.clock.reading()[:16].replace("T", " ") + " UTC"


def _noted(workspace: Workspace, said: str) -> str:
    """For the next opening."""
    said = said[:1000]
    with suppress(ChecklistError):
        register.update(_id(workspace), lambda known: replace(known, failed=said))
    return said


def restore(source: Path, path: Path, report: Report = silently) -> None:
    """Unpacks a backup copy into a new folder, never over a workspace."""
    restoring.restore(source, path, Clock().reading(), watching(report, "Restoring"))


def restore_over(
    source: Path, folder: Path, passphrase: str = "", *, accept_loss: bool = False, report: Report = silently
) -> Path:
    """Puts the copy in the place of the workspace in ``folder``, which is set aside beside it; returns where.

    Refused without ``accept_loss`` where the workspace has what the copy has not, or where that cannot be told:
    without the copy's passphrase, or on a computer that never had it open.
    """
    folder = folders.folder_of(folder).absolute()
    if not folders.is_workspace(folder):
        raise ChecklistError("not-a-workspace", f"“{folder.name}” is not a workspace.", "Restore to a new folder.")
    looked = backup_copies.preview(source, passphrase, folder=folder) if passphrase else None
    relation = looked.relation if looked else Relation.UNKNOWN
    if relation is Relation.FOREIGN:
        raise ChecklistError(
            "backup-foreign",
            "This backup copy is of another workspace than the one in this folder.",
            "Restore it to a new folder.",
        )
    if not accept_loss and relation not in (Relation.SAME, Relation.NEWER):
        raise ChecklistError(f"backup-{relation.value}", _LOSS[relation], _LOSS_HINT)
    aside = restoring.restore_over(source, folder, Clock().reading(), watching(report, "Restoring"))
    if looked is not None and accept_loss:
        with suppress(ChecklistError):  # then the next opening asks once more
            _accept(looked)
    return aside


_LOSS = {
    Relation.OLDER: "The workspace in this folder is newer than the backup copy.",
    Relation.DIVERGED: "The workspace in this folder and the backup copy each hold what the other does not.",
    Relation.UNKNOWN: "It cannot be told whether the workspace in this folder is newer than the backup copy.",
}
_LOSS_HINT = "Restore to a new folder and compare; or say that what is newer may be set aside: --accept-loss"


def _accept(looked: BackupPreview) -> None:
    """A person chose the older state, so opening it is no surprise."""
    clock = Clock().reading()

    def accepted(known: KnownWorkspace) -> KnownWorkspace:
        head = looked.head
        return replace(known, sequence=head.sequence, hash=head.hash, rev=looked.rev, mac=looked.mac, clock=clock)

    register.update(looked.id, accepted)


def _make(workspace: Workspace, target: Path, report: Report, *, automatic: bool) -> None:
    text = _text(target.absolute())
    found = making.backup(workspace.store, target, watching(report, "Copying"))
    with file_faults(target):
        size = target.stat().st_size
    sequence = journal.head(workspace.store).sequence
    clock = workspace.clock.reading()
    made = KnownBackup(text, clock, sequence, size, automatic, failed=clock if found else "")

    def noted(known: KnownWorkspace) -> KnownWorkspace:
        others = tuple(copy for copy in known.backups if copy.path != text)
        return replace(known, backups=(*others, made), failed="" if automatic else known.failed)

    with suppress(ChecklistError):  # the copy is there, which matters more than the note of it
        register.update(_id(workspace), noted)
    keep_head(workspace)
    if found:
        lacks = all(finding.kind == "evidence" for finding in found)
        doubt = "it lacks attached files" if lacks else "the workspace is damaged, and so is the copy"
        raise ChecklistError(
            _DOUBTFUL,
            f"A backup copy was made, but {doubt}. {told(found)}",
            "Keep the older backup copies: none of them was removed.",
        )


def _rotate(workspace: Workspace) -> None:
    """Only files that are still as they were made; whatever else lies there is left alone."""
    here = place(workspace)
    mine = [copy for copy in _known(workspace).backups if Path(copy.path).parent == here and _is_present(copy)]
    gone, mine = set(), _surely_tested(mine)
    for copy in rotation.superseded(mine):
        with suppress(OSError):
            Path(copy.path).unlink()
            gone.add(copy.path)

    def without(known: KnownWorkspace) -> KnownWorkspace:
        return replace(known, backups=tuple(copy for copy in known.backups if copy.path not in gone))

    with suppress(ChecklistError):
        register.update(_id(workspace), without)


def _surely_tested(mine: list[KnownBackup]) -> list[KnownBackup]:
    """Others go on the word of a tested copy: only of the newest one that is still the file that was tested."""
    for surely in reversed([copy for copy in mine if copy.tested]):
        with suppress(OSError):
            if backup_copies.sha256_of(Path(surely.path)) == surely.sha256:
                return [copy if copy is surely else replace(copy, tested="") for copy in mine]
    return [replace(copy, tested="") for copy in mine]


def _free_name(workspace: Workspace, folder: Path) -> Path:
    """``Ruritania 000042 2026-01-31 120000.checklist-backup``: the journal's length, then the clock's claim."""
    clock = workspace.clock.reading().replace("T", " ").replace(":", "").rstrip("Z")
    name = workspace.folder.name[:60].translate(_NOT_ON_FAT)
    stem = f"{name} {journal.head(workspace.store).sequence:06} {clock}"
    used = {copy.path for copy in _known(workspace).backups}
    number = 1
    while True:
        target = folder / f"{stem}{f' {number}' if number > 1 else ''}{SUFFIX}"
        if str(target) not in used and not target.exists() and not target.is_symlink():
            return target
        number += 1


def _known(workspace: Workspace) -> KnownWorkspace:
    return register.find(_id(workspace)) or KnownWorkspace(_id(workspace))


def _id(workspace: Workspace) -> str:
    return register.workspace_id(workspace.store)


def _is_present(copy: KnownBackup) -> bool:
    path = Path(copy.path)
    with suppress(OSError):
        return path.is_file() and not path.is_symlink() and path.stat().st_size == copy.size
    return False


def _size_of(workspace: Workspace) -> int:
    return sum(file.stat().st_size for file in workspace.folder.rglob("*") if file.is_file())


def _text(path: Path) -> str:
    """As the register can hold it."""
    text = str(path)
    if not text.isprintable() or len(text) > 4000:
        raise ChecklistError("name-unfit", "This path holds characters that cannot be noted.", "Choose another folder.")
    return text
