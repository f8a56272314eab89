# SPDX-License-Identifier: Apache-2.0
"""Operations with backup copies: made by hand and by themselves, restored beside a workspace and over it."""

from functools import partial
from pathlib import Path

from checklistapp.services import backups, opening
from tests.crash import scenes
from tests.crash.content_operations import verify_answer
from tests.crash.findings import attached, found_answer, opened, restored_answer
from tests.crash.scenes import BACKUP, CONTENTS, NAME, PASSPHRASE, SAFE
from tests.crash.settings import settings_in
from tests.crash.witness import History, Witness


def back_up(root: Path, witness: Witness) -> None:
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    try:
        before = found_answer(workspace)
        if (root / BACKUP).exists():
            witness.say("done", f"backup {restored_answer(root / BACKUP)}")
        for number in (before + 1, before + 2):
            witness.attempt(f"answer {number}", partial(scenes.save, workspace, number))
            kept = found_answer(workspace)  # where the answer was refused, the former one
            witness.attempt(f"backup {kept}", partial(backups.backup, workspace, root / BACKUP))
    finally:
        workspace.close()


def verify_backup(root: Path, said: History) -> None:
    verify_answer(root, said)
    last, _ = said.newest("backup")
    if last is not None or (root / BACKUP).exists():
        # A copy that was refused at its very end may be there, whole: it takes nothing away.
        assert restored_answer(root / BACKUP) >= (last or 0), "the newest copy is gone"


def back_up_by_itself(root: Path, witness: Witness) -> None:
    """As on closing: a new copy each time, and the superseded ones go."""
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    try:
        backups.set_place(workspace, root / SAFE)
        for number in range(found_answer(workspace) + 1, found_answer(workspace) + 3):
            witness.attempt(f"answer {number}", partial(scenes.save, workspace, number))
            witness.attempt(f"copy {found_answer(workspace)}", partial(backups.make_automatic, workspace))
    finally:
        workspace.close()


def verify_own_copies(root: Path, said: History) -> None:
    verify_answer(root, said)
    found = [restored_answer(copy) for copy in (root / SAFE).glob("*.checklist-backup")]
    last, _ = said.newest("copy")
    assert last is None or last in found, "the newest copy is gone"


def restore(root: Path, witness: Witness) -> None:
    for name in ("restored", "new/restored"):
        witness.attempt(name, partial(backups.restore, root / BACKUP, root / name))


def verify_restored(root: Path, said: History) -> None:
    for name in said.begun:
        if name in said.done or (root / name).exists():
            with settings_in(root / f"computer-{said.begun.index(name)}"):  # where both are open, the older one is told
                workspace = opened(root / name, PASSPHRASE)
                assert found_answer(workspace) == 0
                assert attached(workspace) == {"small": CONTENTS["small"]}
                workspace.close()


def restore_over(root: Path, witness: Witness) -> None:
    """The copy is older than the workspace, which is set aside; a person has accepted that."""
    over = partial(backups.restore_over, root / BACKUP, root / NAME, PASSPHRASE, accept_loss=True)
    witness.attempt("restored", over)


def verify_restored_over(root: Path, said: History) -> None:
    assert (root / NAME / "keys.json").exists(), "there is no workspace any more"
    found = {NAME: _found(root, NAME)}  # opening it finishes what was begun
    for folder in root.iterdir():
        if (folder / "keys.json").exists() and not folder.name.startswith("."):
            found[folder.name] = _found(root, folder.name)
    assert found[NAME] == 0 or "restored" not in said.done, "the copy is not in its place"
    assert 1 in found.values(), "what was newer is gone"


def _found(root: Path, name: str) -> int:
    """As on a computer of its own: where two copies are opened, the older one is told."""
    with settings_in(root / f"computer of {name}"):
        workspace = opened(root / name, PASSPHRASE)
        number = found_answer(workspace)
        workspace.close()
    return number
