# SPDX-License-Identifier: Apache-2.0
"""An answer until it is durably saved, beside the disk alone and beside a password manager's command line."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

from benchmarks import peers, synthetic
from benchmarks.measuring import WALL, Attempt, Contest, Measures, Row, Setting, process, progress, timed
from checklistapp.services import assessments

QUESTIONS = 5_000
_BLOCK = b"x" * 4096
_OURS, _DISK, _KEEPASS = "checklistapp", "write 4 KiB + fdatasync", "keepassxc-cli add"
_COMMITS_PER_RUN = 20


def run(setting: Setting) -> list[Row]:
    workspace = synthetic.new_workspace(setting.scratch / "save")
    try:
        progress("save: answering 5,000 questions once")
        assessment = synthetic.answered(workspace, QUESTIONS)
        questions = list(assessment.form.by_id)
        turn = count()

        def save() -> None:
            number = next(turn)
            question = questions[number * 37 % QUESTIONS]
            changed = replace(assessment.answer(question), note=f"Changed {number}; seen by the inspector again.")
            assessments.save_answer(workspace, assessment.id, question, changed)

        with _appended(setting.scratch / "floor") as block:
            durable = Contest(setting.runs * _COMMITS_PER_RUN, warm_up=_COMMITS_PER_RUN)
            durable.enter(_OURS, lambda: timed(save))
            durable.enter(_DISK, lambda: timed(block))
            durable.run()
        contest = Contest(setting.runs)
        contest.enter(_OURS, lambda: timed(save))
        contest.enter(_KEEPASS, lambda: _keepass(setting.scratch))
        progress("save: beside keepassxc-cli")
        contest.run()
    finally:
        workspace.close()
    what = "answer to durably saved, among 5,000"
    return [
        durable.row(what, (_OURS, WALL), (_DISK, WALL), 1.5),
        contest.row(what, (_OURS, WALL), (_KEEPASS, WALL), 1 / 200),
    ]


@contextmanager
def _appended(file: Path) -> Iterator["AppendedBlock"]:
    handle = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    try:
        yield AppendedBlock(handle)
    finally:
        os.close(handle)


class AppendedBlock:
    """The least a durable change costs on this disk."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def __call__(self) -> None:
        os.write(self._handle, _BLOCK)
        os.fdatasync(self._handle)


def _keepass(scratch: Path) -> Attempt:
    """A database of as many entries, and the cheapest key derivation that it offers."""
    command = peers.command("keepassxc-cli", "keepassxc")
    database = peers.keepass_database(scratch, command, QUESTIONS)
    numbers = count()

    def add() -> Measures:
        entry = f"Added {next(numbers)}"
        return process([command, "add", "-q", "-u", "yes", database, entry], synthetic.PASSPHRASE + "\n").measures

    return add
