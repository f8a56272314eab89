# SPDX-License-Identifier: Apache-2.0
"""Backup copies in the real window: the place chosen once, by themselves at the end, tested and restored by a click."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from checklistapp.services import backups
from checklistapp.services.operation import CancelledError, Progress, Report
from checklistapp.services.workspace import Workspace
from checklistapp.ui.pages import backups as page_module
from checklistapp.ui.pages.backups import BackupsPage
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.older_copy import Choice, TroubleDialog
from checklistapp.ui.pages.restoring import RestoreDialog
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.widgets.backup_offer import BackupOffer
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.message import Message
from checklistapp.ui.widgets.working import WorkingDialog
from tests.ui.conftest import PASSPHRASE, Program
from tests.ui.kept_workspace import SECOND, answer, change, make, put_older_back, shown, unlock
from tests.ui.test_beside_answering import choose, run


def choose_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    folder.mkdir(exist_ok=True)

    def to_folder(parent: QWidget, title: str, then: Callable[[Path], object]) -> None:
        then(folder)

    monkeypatch.setattr(page_module, "ask_folder", to_folder)


def backups_page(program: Program) -> BackupsPage:
    unlock(program, make(program.folder), LibraryPage)
    program.flow.whole.backups.show()
    page = program.page(BackupsPage)
    assert isinstance(page, BackupsPage)
    return page


def buttons(page: QWidget, text: str) -> list[Button]:
    return [each for each in page.findChildren(Button) if each.text() == text and each.isVisible()]


def words(page: QWidget) -> str:
    return "\n".join(each.text() for each in page.findChildren(Label) if each.isVisible())


def test_the_place_is_chosen_and_a_copy_is_tested_with_one_click(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program.flow.whole.upkeep, "_back_up", lambda: None)
    page = backups_page(program)
    folder = program.folder / "copies"
    choose_folder(monkeypatch, folder)
    program.qtbot.waitUntil(page.choose.isVisible, timeout=20_000)
    assert "No folder" in words(page)
    page.choose.click()
    program.qtbot.waitUntil(page.now.isVisible, timeout=20_000)
    assert str(folder) in words(page)
    assert "same disk" in words(page)
    page.now.click()
    program.qtbot.waitUntil(lambda: bool(buttons(page, "Test")), timeout=20_000)
    assert "\nnever tested\n" in words(page)
    buttons(page, "Test")[0].click()
    program.qtbot.waitUntil(lambda: "tested 2" in words(page), timeout=20_000)
    assert "\nnever tested\n" not in words(page)
    assert "would restore everything" in program.window.status.saved_text
    (made,) = folder.iterdir()
    content = bytearray(made.read_bytes())
    content[len(content) // 2] ^= 1
    made.write_bytes(content)
    buttons(page, "Test")[0].click()
    told = shown(program, Message)
    assert isinstance(told, Message)
    assert made.name in told.text
    assert "restored" not in told.text
    assert program.window.status.saved_text == ""
    told.accept()
    program.qtbot.waitUntil(lambda: "failed its test" in words(page), timeout=20_000)
    assert "tested 2" not in words(page)
    program.flow.whole.backups.show()
    again = program.page(BackupsPage)
    program.qtbot.waitUntil(lambda: "failed its test" in words(again), timeout=20_000)


def test_read_only_leaves_the_automatic_copies_on(program: Program) -> None:
    path = make(program.folder)
    put_older_back(path)
    unlock(program, path, LibraryPage)
    trouble = shown(program, TroubleDialog)
    assert isinstance(trouble, TroubleDialog)
    trouble.buttons[Choice.LOOK].click()
    program.flow.whole.backups.show()
    page = program.page(BackupsPage)
    assert isinstance(page, BackupsPage)
    program.qtbot.waitUntil(page.stop.isVisible, timeout=20_000)
    assert not page.stop.isEnabled()
    assert page.stop.toolTip()


def test_the_automatic_copies_end_after_one_question(program: Program) -> None:
    path, folder = make(program.folder), program.folder / "copies"
    folder.mkdir()
    change(path, lambda ws: backups.set_place(ws, folder))
    unlock(program, path, LibraryPage)
    program.flow.whole.backups.show()
    page = program.page(BackupsPage)
    assert isinstance(page, BackupsPage)
    program.qtbot.waitUntil(page.stop.isVisible, timeout=20_000)
    assert "same disk" in words(page)
    page.stop.click()
    sure = shown(program, Message)
    assert isinstance(sure, Message)
    assert sure.leave is not None
    sure.leave.click()
    program.qtbot.wait(50)
    assert page.stop.isVisible()
    page.stop.click()
    again = shown(program, Message)
    assert isinstance(again, Message)
    assert again.act is not None
    again.act.click()
    program.qtbot.waitUntil(lambda: "No folder" in words(page), timeout=20_000)


def test_another_file_is_asked_for_at_once(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    page = backups_page(program)
    program.qtbot.waitUntil(page.choose.isVisible, timeout=20_000)
    assert "knows no copy" in words(page)
    target = program.folder / "carried.checklist-backup"
    run(program, lambda ws: backups.backup(ws, target))
    monkeypatch.setattr(page_module, "ask_backup", lambda parent, then: then(target))
    page.restore_other.click()
    asked = shown(program, RestoreDialog)
    assert isinstance(asked, RestoreDialog)
    assert asked.reader.source == target


def test_closing_makes_the_copy_that_is_due(program: Program) -> None:
    path, folder = make(program.folder), program.folder / "copies"
    folder.mkdir()
    change(path, lambda ws: backups.set_place(ws, folder))
    unlock(program, path, LibraryPage)
    program.window.close()
    program.qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=20_000)
    (made,) = folder.iterdir()
    assert made.suffix == backups.SUFFIX


def test_the_copy_at_the_end_can_be_skipped(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    path, folder = make(program.folder), program.folder / "copies"
    folder.mkdir()
    change(path, lambda ws: backups.set_place(ws, folder))
    unlock(program, path, LibraryPage)

    def endless(workspace: Workspace, report: Report) -> Path:
        while True:
            time.sleep(0.01)
            report(Progress(1, 2, "Copying"))

    monkeypatch.setattr(backups, "make_automatic", endless)
    monkeypatch.setattr(program.flow.whole.upkeep, "_back_up", lambda: None)
    program.window.close()
    working = shown(program, WorkingDialog)
    (skip,) = buttons(working, "&Skip it")
    assert skip.isEnabled()
    assert not program.window.isEnabled()
    skip.click()
    program.qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=20_000)
    assert list(folder.iterdir()) == []


def test_a_copy_that_was_skipped_is_told_at_the_next_opening(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    path, folder = make(program.folder), program.folder / "copies"
    folder.mkdir()
    change(path, lambda ws: backups.set_place(ws, folder))

    def given_up(workspace: Workspace, report: Report) -> Path:
        raise CancelledError

    with monkeypatch.context() as broken:
        broken.setattr(backups, "make_automatic", given_up)
        change(path, backups.before_leaving)
    unlock(program, path, LibraryPage)
    told = shown(program, Message)
    assert isinstance(told, Message)
    assert "was not made" in told.text
    assert told.act is not None
    told.act.click()
    program.page(BackupsPage)


def test_a_copy_from_before_is_restored_over_the_workspace_after_a_yes(program: Program) -> None:
    path, target = make(program.folder), program.folder / "carried.checklist-backup"
    change(path, lambda ws: backups.backup(ws, target))
    answer(path, SECOND, "no")
    unlock(program, path, LibraryPage)
    program.flow.whole.backups.show()
    page = program.page(BackupsPage)
    program.qtbot.waitUntil(lambda: bool(buttons(page, "Restore…")), timeout=20_000)
    buttons(page, "Restore…")[0].click()
    asked = shown(program, RestoreDialog)
    assert isinstance(asked, RestoreDialog)
    assert asked.reader.source == target
    QTest.keyClicks(asked.reader.passphrase, PASSPHRASE)
    asked.reader.look.click()
    program.qtbot.waitUntil(asked.may_lose.isVisible, timeout=20_000)
    assert "older" in asked.relation.text()
    assert not asked.over.isEnabled()
    asked.may_lose.click()
    asked.over.click()
    told = shown(program, Message)
    assert isinstance(told, Message)
    told.accept()
    program.page(UnlockPage)
    unlock(program, path, LibraryPage)
    assert not program.window.read_only.isVisible()


def test_a_copy_to_carry(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    page = backups_page(program)
    target = program.folder / "carried.checklist-backup"
    choose(monkeypatch, page_module, target)
    program.qtbot.waitUntil(page.choose.isVisible, timeout=20_000)
    page.carry.click()
    program.qtbot.waitUntil(lambda: bool(buttons(page, "Test")), timeout=20_000)
    assert target.exists()


def test_the_offer_comes_with_the_third_session_and_is_turned_down_once(program: Program) -> None:
    path = make(program.folder)

    def offers() -> list[BackupOffer]:
        return [each for each in program.window.findChildren(BackupOffer) if each.isVisible()]

    for session in (1, 2, 3):
        unlock(program, path, LibraryPage)
        if session < 3:
            program.qtbot.wait(100)
            assert not offers()
            program.flow.way_out.lock()
            program.page(UnlockPage)
    program.qtbot.waitUntil(lambda: bool(offers()), timeout=20_000)
    offers()[0].turn_down.click()
    program.flow.desk.show_library()
    program.qtbot.wait(200)
    assert not offers()
