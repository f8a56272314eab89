# SPDX-License-Identifier: Apache-2.0
"""Killed while answers are being given: every answer whose "saved" had been painted is there."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from checklistapp.domain.ids import FormId, QuestionId
from checklistapp.services import assessments, opening, people
from checklistapp.services import workspace as workspaces
from tests.ui.conftest import CHEAP, PASSPHRASE


@pytest.mark.parametrize("seconds", [0.15, 0.4, 0.9])
def test_everything_painted_as_saved_is_there(tmp_path: Path, seconds: float) -> None:
    folder, secret = tmp_path / "Ruritania", tmp_path / "passphrase.txt"
    secret.write_text(PASSPHRASE)
    created = opening.create(folder, PASSPHRASE, cost=CHEAP)
    made = created.workspace
    people.confirm_recovery_words(made, " ".join(created.recovery_words))
    started = assessments.start(made, FormId("infcirc869-checklist"), "Ruritania")
    made.close()
    command = [sys.executable, str(Path(__file__).with_name("killed_window.py")), str(folder), str(secret), started.id]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ) as window:
        assert window.stdout is not None
        first = window.stdout.readline()
        time.sleep(seconds)
        window.kill()
        lines = (first + window.stdout.read()).decode().splitlines()
    shown = dict(line.split() for line in lines)
    assert shown
    reopened = opening.unlock(folder, PASSPHRASE)
    try:
        kept = assessments.load(reopened, started.id)
        questions = [question.id for question in kept.form.questions()]
        # Only the question after the last one told may hold an answer that was not shown as saved yet.
        under_way = questions[(questions.index(QuestionId(lines[-1].split()[0])) + 1) % len(questions)]
        for question in questions:
            if question in shown and question != under_way:
                assert kept.answer(question).response.value == shown[question], question
        assert not workspaces.check(reopened)
    finally:
        reopened.close()
