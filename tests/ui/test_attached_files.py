# SPDX-License-Identifier: Apache-2.0
"""Attached files in the real window: no undo takes one away or brings one back, and removing asks once."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from checklistapp.domain.answer import Answer
from checklistapp.domain.ids import QuestionId
from checklistapp.services import assessments
from checklistapp.ui import evidence_files
from checklistapp.ui.models.save_state import SaveState
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.start import StartPage
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.message import Message
from tests.ui.conftest import Program
from tests.ui.kept_workspace import shown
from tests.ui.test_beside_answering import choose, run
from tests.ui.test_first_hour import create
from tests.ui.test_stopping import Stopped

Q = QuestionId("C1.Q1")


def started(program: Program) -> AssessmentPage:
    start = program.page(StartPage)
    assert isinstance(start, StartPage)
    start.attachments.setChecked(True)
    create(program)
    page = program.page(AssessmentPage)
    assert isinstance(page, AssessmentPage)
    page.go_to(Q)
    return page


def attach(program: Program, page: AssessmentPage) -> None:
    source = program.folder / "plan.txt"
    source.write_text("The plan.")
    page.attach_wanted.emit(Q, str(source))
    program.qtbot.waitUntil(lambda: bool(page.answering.assessment.answer(Q).evidence), timeout=20_000)


def write_note(program: Program, page: AssessmentPage, text: str) -> None:
    page._card._note.setFocus()
    QTest.keyClicks(page._card._note, text)
    program.qtbot.waitUntil(lambda: page.answering.state is SaveState.SAVED, timeout=20_000)


def undo(program: Program, page: AssessmentPage) -> None:
    page.answering.undo()
    page.answering.flush()
    program.qtbot.waitUntil(lambda: not page.answering.has_unsaved, timeout=20_000)
    assert page.answering.state is SaveState.SAVED


def kept(program: Program, page: AssessmentPage) -> Answer:
    found: list[Answer] = []
    run(program, lambda ws: found.append(assessments.load(ws, page.answering.assessment.id).answer(Q)))
    return found[0]


def files(program: Program) -> list[Path]:
    folder = program.session.opened
    assert folder is not None
    return [each for each in (folder.path / "evidence").iterdir() if each.is_file()]


def removal(program: Program, page: AssessmentPage, answer: str) -> None:
    page.go_to(Q)
    offered = [action for menu in page.findChildren(QMenu) for action in menu.actions()]
    next(each for each in offered if each.text().startswith("&Remove")).trigger()
    box = shown(program, Message)
    assert isinstance(box, Message)
    assert "cannot be undone" in box.text
    next(each for each in box.findChildren(Button) if answer in each.text().replace("&", "")).click()


def test_undoing_a_note_keeps_the_file(program: Program) -> None:
    page = started(program)
    write_note(program, page, "before")
    attach(program, page)
    undo(program, page)
    answer = kept(program, page)
    assert (answer.note, [each.title for each in answer.evidence]) == ("", ["plan.txt"])
    assert len(files(program)) == 1


def test_a_file_is_removed_after_one_question_and_for_good(program: Program) -> None:
    page = started(program)
    attach(program, page)
    write_note(program, page, "after")
    removal(program, page, "Cancel")
    assert len(kept(program, page).evidence) == 1
    removal(program, page, "Remove")
    program.qtbot.waitUntil(lambda: not page.answering.assessment.answer(Q).evidence, timeout=20_000)
    assert "Ctrl+Z" in program.window.status.saved_text
    assert files(program) == []
    undo(program, page)
    assert replace(kept(program, page), provenance=None) == Answer()


def test_saving_a_copy_can_be_stopped(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    page = started(program)
    attach(program, page)
    target = program.folder / "copy.txt"
    choose(monkeypatch, evidence_files, target)
    (reference,) = page.answering.assessment.answer(Q).evidence
    stopped = Stopped(program, monkeypatch, evidence_files)
    stopped.hold()
    page.copy_wanted.emit(reference.id)
    stopped.wait()
    assert not target.exists()
    monkeypatch.setattr(evidence_files, "WorkingDialog", lambda task, parent: None)
    page.copy_wanted.emit(reference.id)
    program.qtbot.waitUntil(lambda: "readable copy" in program.window.status.saved_text, timeout=20_000)
    assert target.read_text() == "The plan."


def test_a_save_under_way_does_not_take_the_new_file_away(program: Program) -> None:
    page = started(program)
    (program.folder / "plan.txt").write_text("The plan.")
    page.attach_wanted.emit(Q, str(program.folder / "plan.txt"))
    page.answering.change(Q, Answer(note="typed at once"))
    page.answering.flush()
    program.qtbot.waitUntil(lambda: page.answering.state is SaveState.SAVED, timeout=20_000)
    answer = kept(program, page)
    assert (answer.note, [each.title for each in answer.evidence]) == ("typed at once", ["plan.txt"])
    assert page.answering.assessment.answer(Q) == answer
    assert len(files(program)) == 1
