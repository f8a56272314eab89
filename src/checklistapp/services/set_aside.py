# SPDX-License-Identifier: Apache-2.0
"""Folders that a restoring set aside: full copies beside the workspace, until a person removes them."""

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from checklistapp.domain.errors import ChecklistError
from checklistapp.services.workspace import Workspace
from checklistapp.store import destruction, folder, register
from checklistapp.store.reading import shared_lock
from checklistapp.store.register import KnownWorkspace
from checklistapp.store.store import Store
from checklistapp.system.files import file_faults


@dataclass(frozen=True, slots=True)
class SetAside:
    """``clock`` says when it was set aside, ``size`` is all its files together, in bytes."""

    path: Path
    clock: str
    size: int


def folders(workspace: Workspace) -> list[SetAside]:
    """Those this computer knows and that are there still."""
    return of_store(workspace.store)


def of_store(store: Store) -> list[SetAside]:
    known = register.find(register.workspace_id(store))
    return [
        SetAside(path, each.clock, _size_of(path))
        for each in (known.asides if known else ())
        if folder.is_workspace(path := Path(each.path))
    ]


def remove(workspace: Workspace, path: Path) -> tuple[str, ...]:
    """Keys first, then the rest; nobody may have it open. Returns the names of what stays, being somebody else's."""
    workspace.store.require_writable()
    path = path.absolute()
    if path not in {each.path for each in folders(workspace)}:
        raise ChecklistError(
            "unknown-set-aside",
            f"“{path.name}” is no folder that a restoring of this workspace has set aside.",
            "List the folders set aside and choose one of them.",
        )
    files, left = folder.databases(path), list[str]()
    with ExitStack() as held:
        for file in files:
            held.enter_context(shared_lock(file))
        destruction.remove_keys(path)
        for file in files:
            left = list(destruction.remove_rest(file))

    def without(known: KnownWorkspace) -> KnownWorkspace:
        return replace(known, asides=tuple(each for each in known.asides if each.path != str(path)))

    register.update(register.workspace_id(workspace.store), without)
    return tuple(left)


def _size_of(path: Path) -> int:
    with file_faults(path):
        return sum(file.lstat().st_size for file in path.rglob("*") if file.is_file())
