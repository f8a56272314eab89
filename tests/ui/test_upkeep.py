# SPDX-License-Identifier: Apache-2.0
"""Between other work: the check tells its progress and lets saves through, and the head is kept when nobody goes on."""

import time

import pytest
from PySide6.QtWidgets import QApplication

from checklistapp.domain.answer import Answer
from checklistapp.domain.journal import Head
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal, register
from checklistapp.ui import upkeep
from checklistapp.ui.models.save_state import SaveState
from checklistapp.ui.pages.library import LibraryPage
from tests.ui.conftest import Program
from tests.ui.kept_workspace import FIRST, make, opened, unlock
from tests.ui.test_beside_answering import run


def heads(program: Program) -> tuple[Head, Head]:
    """The one kept and the one there."""
    found: list[Head] = []

    def look(workspace: Workspace) -> None:
        known = register.find(register.workspace_id(workspace.store))
        found.extend((known.head if known else Head(), journal.head(workspace.store)))

    run(program, look)
    return found[0], found[1]


def test_the_check_tells_its_progress_and_ends(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "BEFORE_CHECK", 10)
    monkeypatch.setattr(upkeep, "AT_ONCE", 0)
    seen: list[str] = []
    program.flow.whole.upkeep.progressed.connect(lambda percent, part: seen.append(part))
    unlock(program, make(program.folder), LibraryPage)
    program.qtbot.waitUntil(lambda: program.window.status.check_text.startswith("Workspace checked"), timeout=20_000)
    assert list(dict.fromkeys(seen)) == ["Pages", "Tables", "Journal", "Answers", "Key file", "Attached files"]


def test_saves_pass_between_the_steps(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step is as long as allowed and there is no end of them: a save waits for one of them, not for all."""
    monkeypatch.setattr(upkeep, "BEFORE_CHECK", 10)
    page = opened(program, make(program.folder))

    def endless(workspace: Workspace, begun: object) -> tuple[object, list[object]]:
        time.sleep(upkeep.AT_ONCE)
        from checklistapp.services.operation import Progress
        from checklistapp.services.workspace import CheckStep

        return begun, [CheckStep(Progress(1, 2, "Pages"), ())]

    monkeypatch.setattr(upkeep, "_piece", endless)
    program.flow.whole.upkeep.begin()
    program.qtbot.waitUntil(lambda: "Pages" in program.window.status.check_text, timeout=20_000)
    waits = []
    for number in range(5):
        page.answering.change(FIRST, Answer(note=f"note {number}"))
        begun = time.monotonic()
        page.answering.flush()
        program.qtbot.waitUntil(lambda: page.answering.state is SaveState.SAVED, timeout=20_000)
        waits.append(time.monotonic() - begun)
    assert min(waits) < 0.15
    program.flow.way_out.lock()
    assert program.window.status.check_text == ""
    QApplication.processEvents()
    assert not program.flow.whole.upkeep._before_check.isActive()


def test_the_head_is_kept_a_little_after_the_last_answer_and_when_the_window_is_left(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "AFTER_SAVING", 300)
    page = opened(program, make(program.folder))
    for number in range(2):
        page.answering.change(FIRST, Answer(note=f"note {number}"))
        page.answering.flush()
        program.qtbot.waitUntil(lambda: page.answering.state is SaveState.SAVED, timeout=20_000)
    kept, there = heads(program)
    assert kept.sequence < there.sequence
    program.qtbot.wait(600)
    kept, there = heads(program)
    assert kept == there
    page.answering.change(FIRST, Answer(note="last"))
    page.answering.flush()
    program.window.deactivated.emit()
    program.qtbot.waitUntil(lambda: page.answering.state is SaveState.SAVED, timeout=20_000)
    kept, there = heads(program)
    assert kept == there
