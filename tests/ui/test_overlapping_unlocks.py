# SPDX-License-Identifier: Apache-2.0
"""However many times somebody presses Unlock: one workspace is open, and every other can be opened again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from checklistapp.crypto import keyslots, recovery
from checklistapp.services import opening, people
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.settings import SettingsPage
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.session import Session
from checklistapp.ui.tasks import Worker
from tests.ui.conftest import CHEAP, PASSPHRASE, Program


def made(folder: Path) -> Path:
    created = opening.create(folder, PASSPHRASE, cost=CHEAP)
    people.confirm_recovery_words(created.workspace, " ".join(created.recovery_words))
    created.workspace.close()
    return folder


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    made = Session(Worker())
    yield made
    made.close()
    made.worker.stop()


def test_a_workspace_opened_over_another_closes_it(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    first, second = made(tmp_path / "First"), made(tmp_path / "Second")
    opened: list[str] = []
    failed: list[BaseException] = []

    def tell() -> None:
        assert session.opened is not None
        opened.append(session.opened.path.name)

    session.open(first, PASSPHRASE, tell, failed.append)
    session.open(second, PASSPHRASE, tell, failed.append)
    qtbot.waitUntil(lambda: opened == ["First", "Second"], timeout=10_000)
    session.open(first, PASSPHRASE, tell, failed.append)
    qtbot.waitUntil(lambda: opened == ["First", "Second", "First"], timeout=10_000)
    assert failed == []


def test_reading_the_name_again_closes_nothing(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    told: list[str] = []
    failed: list[BaseException] = []
    session.open(made(tmp_path / "First"), PASSPHRASE, lambda: told.append("open"), failed.append)
    qtbot.waitUntil(lambda: told == ["open"], timeout=10_000)
    session.refresh(lambda: told.append("read"), failed.append)
    session.run(lambda ws: ws.name, told.append, failed.append)
    qtbot.waitUntil(lambda: len(told) == 3, timeout=10_000)
    assert failed == []


def test_while_it_waits_the_page_lets_nobody_start_another(qtbot: QtBot, tmp_path: Path) -> None:
    page = UnlockPage(tmp_path)
    qtbot.addWidget(page)
    page.show()
    wanted: list[str] = []
    page.unlock_wanted.connect(lambda path, passphrase: wanted.append("unlock"))
    page.recover_wanted.connect(lambda path, words, passphrase: wanted.append("recover"))
    page.elsewhere.connect(lambda: wanted.append("elsewhere"))
    for field in (page.passphrase, page.new_passphrase, page.again):
        field.setText(PASSPHRASE)
    page.words.setPlainText(" ".join(recovery.words(keyslots.new_data_key())))

    def press() -> None:
        page.passphrase.returnPressed.emit()
        for button in (page.unlock, page.recover, page.other):
            button.click()

    press()
    assert wanted == ["unlock"]
    page.show_error(ValueError("x"))
    page.recover.click()
    press()
    assert wanted == ["unlock", "recover"]
    page.show_error(ValueError("x"))
    page.other.click()
    assert wanted == ["unlock", "recover", "elsewhere"]


def test_a_page_left_while_it_waits_is_not_told(program: Program) -> None:
    folder = made(program.folder / "Ruritania")
    program.flow.show_unlock(folder)
    left = program.page(UnlockPage)
    assert isinstance(left, UnlockPage)
    left.passphrase.setText(PASSPHRASE)
    left.unlock.click()
    program.flow.show_settings()
    program.page(SettingsPage)
    program.flow.show_unlock(folder)
    page = program.page(UnlockPage)
    assert isinstance(page, UnlockPage)
    page.passphrase.setText("another one")
    page.unlock.click()
    program.page(LibraryPage)
    program.flow.way_out.lock()
    again = program.page(UnlockPage)
    assert isinstance(again, UnlockPage)
    again.passphrase.setText(PASSPHRASE)
    again.unlock.click()
    program.page(LibraryPage)


def test_a_lock_wins_over_what_is_read_again(program: Program) -> None:
    folder = made(program.folder / "Ruritania")
    program.flow.show_unlock(folder)
    page = program.page(UnlockPage)
    assert isinstance(page, UnlockPage)
    page.passphrase.setText(PASSPHRASE)
    page.unlock.click()
    program.page(LibraryPage)
    told: list[str] = []
    program.session.refresh(lambda: told.append("read"), lambda error: told.append("failed"))
    program.flow.way_out.lock()
    program.page(UnlockPage)
    done: list[None] = []
    program.session.worker.submit("", lambda _: None, done.append, lambda _: None)
    program.qtbot.waitUntil(lambda: bool(done), timeout=20_000)
    assert program.session.opened is None
    assert not told
