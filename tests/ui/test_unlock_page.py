# SPDX-License-Identifier: Apache-2.0
"""The way in with the recovery words: told beside the button, the words first, and offered where keys.json is gone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from checklistapp.services import opening
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.restoring import RestoreDialog
from checklistapp.ui.pages.unlock import UnlockPage
from tests.ui.conftest import CHEAP, PASSPHRASE, Program
from tests.ui.kept_workspace import make, shown

NEW = "some other plain words entirely"


def test_recovery_complains_beside_its_button_and_about_the_words_first(program: Program) -> None:
    created = opening.create(program.folder / "Ruritania", PASSPHRASE, cost=CHEAP)
    path, words = created.workspace.folder, " ".join(created.recovery_words)
    created.workspace.close()
    other = opening.create(program.folder / "Zubrowka", PASSPHRASE, cost=CHEAP)
    other.workspace.close()
    program.flow.show_unlock(path)
    page = program.page(UnlockPage)
    assert isinstance(page, UnlockPage)
    page.fold.open()
    page.recover.click()
    assert page.complaint.text == ""
    assert "24" in page.recovery_complaint.text
    assert page.words.hasFocus()
    page.words.setPlainText(words.replace(words.split()[3], "zzzz"))
    page.recover.click()
    assert "number 4" in page.recovery_complaint.text
    page.words.setPlainText(" ".join(other.recovery_words))
    page.recover.click()
    assert page.new_passphrase.hasFocus()
    page.new_passphrase.setText(NEW)
    page.recover.click()
    assert page.again.hasFocus()
    page.again.setText(NEW)
    page.recover.click()
    assert page.unlock.text() == "&Unlock"
    program.qtbot.waitUntil(lambda: "another workspace" in page.recovery_complaint.text, timeout=20_000)
    assert page.words.hasFocus()
    assert page.complaint.text == ""
    assert page.recover.isEnabled()


def test_a_lost_key_file_opens_the_ways_that_are_left(program: Program) -> None:
    path = make(program.folder)
    (path / "keys.json").unlink()
    program.flow.show_unlock(path)
    page = program.page(UnlockPage)
    assert isinstance(page, UnlockPage)
    assert not page.restore.isVisible()
    QTest.keyClicks(page.passphrase, PASSPHRASE)
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    program.qtbot.waitUntil(lambda: "keys.json" in page.complaint.text, timeout=20_000)
    assert page.fold.is_open
    assert page.words.hasFocus()
    page.restore.click()
    asked = shown(program, RestoreDialog)
    assert isinstance(asked, RestoreDialog)
    assert asked.reader.copy.placeholderText() == "This computer knows no copy"
    asked.reject()


def test_the_words_open_the_workspace_without_its_key_file(program: Program) -> None:
    created = opening.create(program.folder / "Ruritania", PASSPHRASE, cost=CHEAP)
    created.workspace.close()
    program.flow.show_unlock(created.workspace.folder)
    page = program.page(UnlockPage)
    assert isinstance(page, UnlockPage)
    page.words.setPlainText(" ".join(created.recovery_words))
    page.new_passphrase.setText(NEW)
    page.again.setText(NEW)
    page.recover.click()
    program.page(LibraryPage)
