# SPDX-License-Identifier: Apache-2.0
"""Attaching a large file and saving it out again, beside age and the disk alone; and the memory that it takes."""

import os
from itertools import count
from pathlib import Path

from benchmarks import peers, synthetic
from benchmarks.bundle import copy_durably
from benchmarks.measuring import (
    WALL,
    Attempt,
    Contest,
    Measures,
    Row,
    Setting,
    isolated,
    peak,
    process,
    progress,
    reset_peak,
    timed,
)
from checklistapp.domain.ids import AssessmentId, QuestionId
from checklistapp.services import assessments, evidence, opening
from checklistapp.services.workspace import Workspace

_MIB = 1 << 20
_OURS, _AGE, _DISK = "checklistapp", "age", "copy + fsync"
_ALLOWANCE = 16 * _MIB


def run(setting: Setting) -> list[Row]:
    size = 1024 if setting.large else 256
    folder = setting.scratch / "evidence"
    folder.mkdir()
    plain = folder / "plain"
    progress(f"evidence: a file of {size} MiB")
    with plain.open("wb") as file:
        for _ in range(size):
            file.write(os.urandom(_MIB))
    workspace = synthetic.new_workspace(folder / "workspace", attachments=True)
    assessment = synthetic.answered(workspace, 37)
    try:
        contest = _contest(setting, workspace, assessment.id, plain)
    finally:
        workspace.close()
    memory = isolated(peaks, workspace.folder, assessment.id, plain)
    what = f"attach {size} MiB: encrypted, hashed, fsynced"
    return [
        contest.row(what, (_OURS, WALL), (_AGE, WALL), None),
        contest.row(what, (_OURS, WALL), (_DISK, WALL), None),
        *(
            Row(f"{name} {size} MiB: memory over idle", [most], "16 MiB", [float(_ALLOWANCE)], 1.0, is_memory=True)
            for name, most in memory.items()
        ),
    ]


def _contest(setting: Setting, workspace: Workspace, assessment: AssessmentId, plain: Path) -> Contest:
    question = next(iter(assessments.load(workspace, assessment).form.by_id))
    contest = Contest(setting.runs)
    contest.enter(_OURS, lambda: lambda: _attach(workspace, assessment, question, plain))
    contest.enter(_AGE, lambda: _age(plain))
    contest.enter(_DISK, lambda: timed(lambda: copy_durably(plain, plain.with_name("copy"))))
    contest.run()
    return contest


def _attach(workspace: Workspace, assessment: AssessmentId, question: QuestionId, plain: Path) -> Measures:
    """Once more each time: what is attached already would only be compared."""
    os.sync()
    measures = timed(lambda: evidence.attach(workspace, assessment, question, plain))()
    for reference in assessments.load(workspace, assessment).answer(question).evidence:
        evidence.remove(workspace, assessment, reference.id)
    return measures


def peaks(folder: Path, assessment: AssessmentId, plain: Path) -> Measures:
    """For a fresh interpreter: the most over idle while attaching, attaching the same again, and saving out."""
    workspace = opening.unlock(folder, synthetic.PASSPHRASE)
    try:
        first, second, *_ = assessments.load(workspace, assessment).form.by_id
        found = {}
        for name, question in (("attaching", first), ("attaching again", second)):
            idle = reset_peak()
            attached = evidence.attach(workspace, assessment, question, plain).evidence[-1]
            found[name] = float(peak() - idle)
        idle = reset_peak()
        evidence.save_attachment(workspace, assessment, attached.id, plain.with_name("out"))
        found["saving out"] = float(peak() - idle)
        return found
    finally:
        workspace.close()


def _age(plain: Path) -> Attempt:
    age, keygen = peers.command("age", "age"), peers.command("age-keygen", "age")
    key, numbers = plain.with_name("age-key"), count()
    process([keygen, "-o", key])
    recipient = process([keygen, "-y", key]).output.strip()

    def encrypt() -> Measures:
        os.sync()
        target = plain.with_name(f"{next(numbers)}.age")
        measures = process([age, "-r", recipient, "-o", target, plain]).measures
        target.unlink()
        return measures

    return encrypt
