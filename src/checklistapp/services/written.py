# SPDX-License-Identifier: Apache-2.0
"""What leaves a workspace passes here: never into its own folder, and described by what the disk gives back."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.journal import Act
from checklistapp.services.workspace import Workspace, keep_head
from checklistapp.store import journal
from checklistapp.system.files import atomic_file, file_faults, ordinary_file

_LARGEST_FORMER = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """``path`` is empty for what is kept in the workspace; ``answers`` counts those that are not open."""

    path: str
    sha256: str
    kind: str
    verified: bool
    answers: int = 0
    attachments: int = 0
    signatures: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    answers: int = 0
    attachments: int = 0
    signatures: int = 0


def counted(assessment: Assessment, signatures: int = 0) -> Counts:
    given = list(assessment.answers.values())
    return Counts(
        sum(not answer.response.is_open for answer in given),
        sum(reference.attachment is not None for answer in given for reference in answer.evidence),
        signatures,
    )


def described(data: bytes, path: str, kind: str, counts: Counts, *, verified: bool) -> Written:
    sha256 = hashlib.sha256(data).hexdigest()
    return Written(path, sha256, kind, verified, counts.answers, counts.attachments, counts.signatures)


@contextmanager
def new_file(workspace: Workspace, target: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """A file that becomes ``target`` when the block ends, whole; see ``system.files.atomic_file``."""
    workspace.require_outside(target)
    with atomic_file(target, private=private) as file:
        yield file


def note_saved(workspace: Workspace, of: str, evidence: str = "") -> None:
    """Puts on record that an attached file was saved in the clear; ``of`` is the assessment or submission it lies in.

    Not its digest, which would confirm a guess once the file is forgotten.
    """
    if not workspace.is_read_only:
        store, clock = workspace.store, workspace.clock.reading()
        journal.append(store, workspace.person.id, clock, Act.EXPORTED, f"export:{of}/attachment", remark=evidence)
        keep_head(workspace)


def write_secret(workspace: Workspace, secret: str, target: Path) -> None:
    """One line in a file that nobody else can read."""
    with new_file(workspace, target, private=True) as file:
        file.write(f"{secret}\n".encode())


@contextmanager
def secret_first(workspace: Workspace, secret: str, target: Path) -> Iterator[None]:
    """``secret`` lies in ``target`` before anything in the block needs it; where the block fails, all is as before."""
    workspace.require_outside(target)
    with file_faults(target):
        try:
            with ordinary_file(target) as former:
                before = former.read(_LARGEST_FORMER + 1)
        except FileNotFoundError:
            before = None
    if before is not None and len(before) > _LARGEST_FORMER:
        raise ChecklistError("already-there", f"“{target.name}” is there already, and is large.", "Name another file.")
    write_secret(workspace, secret, target)
    try:
        yield
    except BaseException:
        with suppress(OSError, ChecklistError):  # the first fault is the one to tell
            if before is None:
                target.unlink()
            else:
                with new_file(workspace, target) as file:
                    file.write(before)
        raise


def write(workspace: Workspace, data: bytes, target: Path, kind: str, counts: Counts) -> Written:
    """Writes atomically, reads back what is on the disk and compares."""
    with new_file(workspace, target) as file:
        file.write(data)
    with file_faults(target):
        back = target.read_bytes()
    if back != data:
        raise ChecklistError(
            "write-failed",
            f"“{target.name}” does not read back as it was written.",
            "Do not use this disk; write to another one.",
        )
    return described(back, str(target), kind, counts, verified=True)
