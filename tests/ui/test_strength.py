# SPDX-License-Identifier: Apache-2.0
"""What a new passphrase is worth is told below its field, off the main thread, and a strong one is made on request."""

import threading

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from checklistapp.services import passphrases
from checklistapp.services.passphrases import Strength
from checklistapp.ui.pages.start import StartPage
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from checklistapp.ui.widgets.strength import StrengthMeter
from tests.ui.conftest import Program


@pytest.fixture
def measured(qtbot: QtBot) -> tuple[PassphraseField, StrengthMeter]:
    field = PassphraseField("New")
    meter = StrengthMeter(field, lambda: ("Zubrowka Authority",))
    for widget in (field, meter):
        qtbot.addWidget(widget)
        widget.show()
    return field, meter


def test_words_and_bar_follow_what_is_typed(measured: tuple[PassphraseField, StrengthMeter], qtbot: QtBot) -> None:
    field, meter = measured
    assert meter.text == ""
    height = meter.heightForWidth(480)
    QTest.keyClicks(field, "password1")
    qtbot.waitUntil(lambda: meter.text.startswith("Too weak"), timeout=20_000)
    assert "guesses it within an hour" in meter.text
    assert meter._bar.filled == 1
    assert meter.heightForWidth(480) == height
    field.clear()
    assert (meter.text, meter._bar.filled) == ("", 0)
    QTest.keyClicks(field, "zubrowka authority")
    qtbot.waitUntil(lambda: "name" in meter.text, timeout=20_000)
    assert meter.text.startswith("Too weak")


def test_suggested_words_are_strong_and_can_be_read(
    measured: tuple[PassphraseField, StrengthMeter], qtbot: QtBot
) -> None:
    field, meter = measured
    meter.suggest.click()
    assert len(field.text().split()) == passphrases.SUGGESTED_WORDS
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    qtbot.waitUntil(lambda: meter.text.startswith("Strong"), timeout=20_000)
    assert meter._bar.filled == 4
    field.hide()
    assert field.text() == ""


def test_measuring_waits_for_a_pause_and_for_another_thread(
    measured: tuple[PassphraseField, StrengthMeter], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    field, meter = measured
    seen: list[tuple[str, bool]] = []

    def strength(passphrase: str, names: tuple[str, ...]) -> Strength:
        seen.append((passphrase, threading.current_thread() is threading.main_thread()))
        return Strength(4, "Enough.", "", 20.0)

    monkeypatch.setattr(passphrases, "strength", strength)
    QTest.keyClicks(field, "one two")
    qtbot.waitUntil(lambda: bool(meter.text), timeout=20_000)
    assert seen == [("one two", False)]


def test_every_field_for_a_new_passphrase_has_one(program: Program, qtbot: QtBot) -> None:
    def fields(page: QWidget) -> list[PassphraseField]:
        return [meter._field for meter in page.findChildren(StrengthMeter)]

    start = program.page(StartPage)
    assert isinstance(start, StartPage)
    assert fields(start) == [start.passphrase]
    program.flow.show_unlock(program.folder)
    unlock = program.page(UnlockPage)
    assert isinstance(unlock, UnlockPage)
    assert fields(unlock) == [unlock.new_passphrase]
    asked = [Asked("new", "New", secret=True), Asked("again", "Again", secret=True, same_as="new")]
    dialog = QuestionsDialog("Title", "", asked, "Act", lambda *given: None, program.window)
    assert fields(dialog) == [dialog.fields["new"]]
