# SPDX-License-Identifier: Apache-2.0
"""The window locks when nobody uses it, and not while somebody does."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from checklistapp.ui import idle_lock
from checklistapp.ui.idle_lock import IdleLock


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[IdleLock]:
    """A minute takes 600 ms, the pause 50."""
    monkeypatch.setattr(idle_lock, "_MINUTE", 600)
    monkeypatch.setattr(idle_lock, "_PAUSE", 50)
    made = IdleLock(qapp)
    yield made
    made.stop()


def test_it_expires_once_nobody_uses_the_window(lock: IdleLock, qtbot: QtBot) -> None:
    with qtbot.waitSignal(lock.expired, timeout=5_000):
        lock.watch(1)


def test_every_key_puts_it_off(lock: IdleLock, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    expired: list[float] = []
    lock.expired.connect(lambda: expired.append(time.monotonic()))
    lock.watch(1)
    for _ in range(15):
        qtbot.wait(100)
        QTest.keyClick(field, Qt.Key.Key_A)
    last = time.monotonic()
    qtbot.waitUntil(lambda: bool(expired), timeout=5_000)
    assert expired[0] - last > 0.45


@pytest.mark.parametrize("minutes", [0, 1])
def test_it_never_expires_where_it_is_off(lock: IdleLock, qtbot: QtBot, minutes: int) -> None:
    expired: list[bool] = []
    lock.expired.connect(lambda: expired.append(True))
    lock.watch(minutes)
    if minutes:
        lock.stop()
    qtbot.wait(900)
    assert not expired
