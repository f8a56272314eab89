# SPDX-License-Identifier: Apache-2.0
"""What was made: where it is, its digest, and what was found when it was opened again."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.system.files import file_faults, write_atomic


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


def write(data: bytes, target: Path, kind: str, counts: Counts) -> Written:
    """Writes atomically, reads back what is on the disk and compares."""
    write_atomic(target, data)
    with file_faults(target):
        back = target.read_bytes()
    if back != data:
        raise ChecklistError(
            "write-failed",
            f"“{target.name}” does not read back as it was written.",
            "Do not use this disk; write to another one.",
        )
    return described(back, str(target), kind, counts, verified=True)
