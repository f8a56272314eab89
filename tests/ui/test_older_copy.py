# SPDX-License-Identifier: Apache-2.0
"""An older copy, damage and a newer program: told honestly, nothing changed before somebody decides, each way out."""

from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from checklistapp.domain.errors import ChecklistError
from checklistapp.services import assessments, backups
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.ui import upkeep
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.comparison import ComparisonDialog
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.older_copy import Choice, TroubleDialog
from checklistapp.ui.pages.people import PeoplePage
from checklistapp.ui.pages.restoring import RestoreDialog
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.message import Message
from checklistapp.ui.widgets.questions_dialog import QuestionsDialog
from tests.ui.conftest import PASSPHRASE, Program
from tests.ui.kept_workspace import (
    FIRST,
    SECOND,
    answer,
    break_open,
    change,
    damage,
    make,
    put_older_back,
    shown,
    unlock,
)
from tests.ui.test_beside_answering import run


def texts(widget: object) -> str:
    assert hasattr(widget, "findChildren")
    return "\n".join(each.text() for each in widget.findChildren(Label))


def trouble(program: Program) -> TroubleDialog:
    found = shown(program, TroubleDialog)
    assert isinstance(found, TroubleDialog)
    return found


def entries(program: Program) -> list[str]:
    """The acts of the journal, the newest last."""
    found: list[str] = []
    run(program, lambda ws: found.extend(row[0] for row in ws.store.query("SELECT act FROM journal ORDER BY sequence")))
    return found


def opened_older(program: Program) -> TroubleDialog:
    path = make(program.folder)
    put_older_back(path)
    unlock(program, path, LibraryPage)
    return trouble(program)


def test_an_older_copy_is_told_with_both_states_and_only_looked_at(program: Program) -> None:
    asked = opened_older(program)
    said = texts(asked)
    assert "older copy" in said
    assert said.count(" changes, the last ") == 2
    asked.buttons[Choice.LOOK].click()
    banner = program.window.read_only
    assert banner.isVisible()
    assert banner.text.text().startswith("Read-only: ")
    library = program.page(LibraryPage)
    assert isinstance(library, LibraryPage)
    assert not library._start.isEnabled()
    before = entries(program)
    (summary,) = library._own
    program.flow.desk.open(summary.id)
    page = program.page(AssessmentPage)
    assert isinstance(page, AssessmentPage)
    page.go_to(FIRST)
    assert page._card._note.isReadOnly()
    assert not page._card._buttons.isEnabled()
    QTest.keyClick(page, Qt.Key.Key_N)
    assert page.answering.assessment.answer(FIRST).response.state == "yes"
    program.flow.desk.show_people()
    people = program.page(PeoplePage)
    assert isinstance(people, PeoplePage)
    assert not people._persons.isEnabled()
    assert entries(program) == before
    banner.decide.click()
    assert trouble(program).isVisible()


def test_going_on_takes_a_reason_and_stays_on_record(program: Program) -> None:
    opened_older(program).buttons[Choice.ACCEPT].click()
    asked = shown(program, QuestionsDialog)
    assert isinstance(asked, QuestionsDialog)
    asked.act.click()
    assert asked.complaint.text
    QTest.keyClicks(asked.fields["why"], "The disk was exchanged.")
    asked.act.click()
    program.qtbot.waitUntil(lambda: not program.window.read_only.isVisible(), timeout=20_000)
    assert entries(program)[-1] == "rollback-accepted"
    library = program.page(LibraryPage)
    assert isinstance(library, LibraryPage)
    program.qtbot.waitUntil(lambda: program.window.page is not None and program.window.page.isEnabled())
    current = program.window.page
    assert isinstance(current, LibraryPage)
    assert current._start.isEnabled()


def test_both_states_and_a_backup_copy_stand_side_by_side(program: Program) -> None:
    opened_older(program).buttons[Choice.COMPARE].click()
    compared = shown(program, ComparisonDialog)
    assert isinstance(compared, ComparisonDialog)
    program.qtbot.waitUntil(compared._beside.isVisible, timeout=20_000)
    assert "1 of 37 answered" in texts(compared)
    assert "2 of 37 answered" not in texts(compared)
    QTest.keyClicks(compared.reader.passphrase, PASSPHRASE)
    QTest.keyClick(compared.reader.passphrase, Qt.Key.Key_Return)
    program.qtbot.waitUntil(lambda: "2 of 37 answered" in texts(compared), timeout=20_000)
    compared.accept()
    assert trouble(program).isVisible()
    trouble(program).buttons[Choice.COMPARE].click()
    shown(program, ComparisonDialog)
    program.flow.way_out.lock()
    program.page(UnlockPage)
    program.qtbot.wait(50)
    assert not any(each.isVisible() for each in program.window.findChildren(TroubleDialog))


def test_the_newest_backup_copy_brings_the_answer_back(program: Program) -> None:
    opened_older(program).buttons[Choice.RESTORE].click()
    asked = shown(program, RestoreDialog)
    assert isinstance(asked, RestoreDialog)
    assert "never tested" in asked.reader.copy.currentText()
    assert not asked.over.isEnabled()
    QTest.keyClicks(asked.reader.passphrase, PASSPHRASE)
    QTest.keyClick(asked.reader.passphrase, Qt.Key.Key_Return)
    program.qtbot.waitUntil(asked.over.isEnabled, timeout=20_000)
    assert "2 of 37 answered" in texts(asked)
    assert "newer" in asked.relation.text()
    asked.over.click()
    told = shown(program, Message)
    assert isinstance(told, Message)
    assert "set aside" in told.text
    told.accept()
    page = program.page(UnlockPage)
    assert isinstance(page, UnlockPage)
    unlock(program, page._path, LibraryPage)
    assert not program.window.read_only.isVisible()
    kept: list[str | None] = []

    def look(workspace: Workspace) -> None:
        (only,) = assessments.summaries(workspace)
        kept.append(assessments.load(workspace, only.id).answer(SECOND).response.state)

    run(program, look)
    assert kept == ["no"]


def test_damage_found_in_the_background_leads_to_the_same_choices(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BEFORE_CHECK", 10)
    path = make(program.folder)
    damage(path)
    unlock(program, path, LibraryPage)
    asked = trouble(program)
    assert "Damaged pages" in texts(asked)
    assert "damage" in program.window.status.check_text
    assert Choice.ACCEPT not in asked.buttons
    asked.buttons[Choice.LOOK].click()
    program.qtbot.waitUntil(program.window.read_only.isVisible, timeout=20_000)
    library = program.page(LibraryPage)
    program.qtbot.waitUntil(lambda: isinstance(program.window.page, LibraryPage) and program.window.page is not None)
    assert isinstance(library, LibraryPage)


def older_page(path: Path) -> None:
    """An answer is put back by the page that it stands in: only the check tells."""
    (database,) = path.glob("*.checklist")
    older = database.read_bytes()
    answer(path, FIRST, "no")
    newer, kinds = database.read_bytes(), list[str]()
    for start in range(0, min(len(older), len(newer)), 4096):
        if older[start : start + 4096] != newer[start : start + 4096]:
            database.write_bytes(newer[:start] + older[start : start + 4096] + newer[start + 4096 :])
            kinds.clear()
            with suppress(ChecklistError):
                change(path, lambda workspace: kinds.extend(each.kind for each in workspaces.check(workspace)))
            if kinds == ["row"]:
                return
    raise AssertionError("no page of an answer alone")


def test_going_on_in_a_damaged_workspace_stays_on_record(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "BEFORE_CHECK", 10)
    path = make(program.folder)
    older_page(path)
    unlock(program, path, LibraryPage)
    trouble(program).buttons[Choice.GO_ON].click()
    program.qtbot.waitUntil(lambda: entries(program)[-1] == "damage-accepted", timeout=20_000)
    assert not program.window.read_only.isVisible()


def test_nobody_goes_on_where_nothing_can_be_written(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "BEFORE_CHECK", 10)
    path = make(program.folder)
    damage(path)
    unlock(program, path, LibraryPage)
    trouble(program).buttons[Choice.GO_ON].click()
    program.qtbot.waitUntil(program.window.read_only.isVisible, timeout=20_000)
    assert isinstance(shown(program, Message), Message)


def broken(program: Program, path: Path) -> TroubleDialog:
    break_open(path)
    program.flow.show_unlock(path)
    page = program.page(UnlockPage)
    assert isinstance(page, UnlockPage)
    QTest.keyClicks(page.passphrase, PASSPHRASE)
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    asked = trouble(program)
    assert page.complaint.text == ""
    assert page.unlock.isEnabled()
    return asked


def restoring_dialog(program: Program) -> RestoreDialog:
    found = shown(program, RestoreDialog)
    assert isinstance(found, RestoreDialog)
    return found


def test_a_workspace_that_does_not_open_offers_the_copies_that_are_known(program: Program) -> None:
    path = make(program.folder)
    made = program.folder / "carried.checklist-backup"
    change(path, lambda ws: backups.backup(ws, made))
    asked = broken(program, path)
    assert "damaged" in texts(asked)
    assert "which copies this computer knows" in texts(asked)
    asked.buttons[Choice.RESTORE].click()
    restoring = restoring_dialog(program)
    assert restoring.reader.source == made
    restoring.reject()
    trouble(program).buttons[Choice.RESTORE].click()
    restoring = restoring_dialog(program)
    QTest.keyClicks(restoring.reader.passphrase, PASSPHRASE)
    restoring.reader.look.click()
    program.qtbot.waitUntil(lambda: bool(restoring.relation.text()), timeout=20_000)
    assert "cannot be read" in restoring.relation.text()
    assert "exactly" not in restoring.relation.text()
    assert restoring.beside.property("kind") == "primary"
    assert restoring.over.property("kind") == "plain"
    if restoring.may_lose.isVisible():
        restoring.may_lose.click()
    restoring.over.click()
    told = shown(program, Message)
    assert isinstance(told, Message)
    told.accept()
    unlock(program, path, LibraryPage)
    program.qtbot.wait(50)
    assert not any(each.isVisible() for each in program.window.findChildren(Message))


def test_no_list_is_promised_where_no_copy_is_known(program: Program) -> None:
    asked = broken(program, make(program.folder))
    assert "knows no copy" in texts(asked)
    close = next(each for each in asked.findChildren(Button) if each.text() == "&Close")
    close.click()
    program.qtbot.wait(50)
    assert isinstance(program.window.page, UnlockPage)
    assert not any(each.isVisible() for each in program.window.findChildren(TroubleDialog))


def test_what_is_cancelled_leads_back_to_the_choices(program: Program) -> None:
    opened_older(program).buttons[Choice.ACCEPT].click()
    why = shown(program, QuestionsDialog)
    assert isinstance(why, QuestionsDialog)
    why.reject()
    trouble(program).buttons[Choice.RESTORE].click()
    restoring_dialog(program).reject()
    assert trouble(program).isVisible()


def test_nothing_is_compared_where_there_is_one_state(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "BEFORE_CHECK", 10)
    path = make(program.folder)
    damage(path)
    unlock(program, path, LibraryPage)
    assert Choice.COMPARE not in trouble(program).buttons


def test_the_preview_shows_what_is_here_beside_the_copy(program: Program) -> None:
    opened_older(program).buttons[Choice.RESTORE].click()
    asked = restoring_dialog(program)
    assert asked.reader.look.property("kind") == "primary"
    assert "Look into" in asked.why_not.text()
    QTest.keyClicks(asked.reader.passphrase, PASSPHRASE)
    asked.reader.look.click()
    program.qtbot.waitUntil(lambda: "Here now" in texts(asked), timeout=20_000)
    assert asked.reader.look.property("kind") == "plain"
    assert asked.over.property("kind") == "primary"
    assert "1 of 37 answered" in texts(asked)
    assert "2 of 37 answered" in texts(asked)
    assert not asked.why_not.isVisible()
