# SPDX-License-Identifier: Apache-2.0
"""Sleep, a locked desktop and the key that hides everything: heard on a real bus, nothing typed is lost."""

import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.session_watch import SessionWatch, _is_local
from checklistapp.ui.widgets.preview import PreviewDialog
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from tests.ui.conftest import Program
from tests.ui.kept_workspace import FIRST, make, opened, unlock

SIGNALS = [
    ("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", "boolean:true"),
    ("/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session.Lock", ""),
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:true"),
]


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One private bus that stands for both: the system's is never touched."""
    place = tmp_path_factory.mktemp("bus") / "socket"
    command = ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:path={place}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            environment.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
            yield address
        daemon.terminate()


def say(bus: str, path: str, name: str, value: str) -> None:
    values = [value] if value else []
    subprocess.run(["dbus-send", f"--bus={bus}", "--type=signal", path, name, *values], check=True)


@pytest.mark.parametrize(("path", "name", "value"), SIGNALS)
def test_each_signal_is_heard(bus: str, qtbot: QtBot, path: str, name: str, value: str) -> None:
    parent = QObject()
    watch = SessionWatch(parent)
    assert watch.heard == len(SIGNALS)
    with qtbot.waitSignal(watch.leaving, timeout=10_000):
        say(bus, path, name, value)


def test_waking_up_locks_nothing(bus: str, qtbot: QtBot) -> None:
    parent = QObject()
    watch = SessionWatch(parent)
    heard: list[bool] = []
    watch.leaving.connect(lambda: heard.append(True))
    path, name, _ = SIGNALS[0]
    say(bus, path, name, "boolean:false")
    say(bus, path, name, "boolean:true")
    qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
    qtbot.wait(100)
    assert heard == [True]


def test_without_a_bus_nothing_happens(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "tcp:host=localhost,port=1")
    assert SessionWatch(QObject()).heard == 0
    assert not _is_local("unix:path=/a;tcp:host=b")
    assert not _is_local("autolaunch:")
    assert not _is_local("")


def test_sleep_locks_and_what_was_half_typed_is_there_again(bus: str, program: Program) -> None:
    page = opened(program, make(program.folder))
    program.flow.way_out.watch_session()
    page._card._note.setFocus()
    QTest.keyClicks(page._card._note, "half a sen")
    path, name, value = SIGNALS[0]
    say(bus, path, name, value)
    locked = program.page(UnlockPage)
    assert isinstance(locked, UnlockPage)
    assert not program.window.is_covered
    again = unlock(program, locked._path, AssessmentPage)
    assert isinstance(again, AssessmentPage)
    assert again.question == FIRST
    assert again._card._note.toPlainText() == "half a sen"


def test_one_key_hides_dialogs_and_previews_and_brings_them_back(program: Program, qtbot: QtBot) -> None:
    opened(program, make(program.folder))
    preview = PreviewDialog("plan.txt", 3, lambda *given: (_ for _ in ()).throw(OSError), program.window)
    preview.open()
    asked = QuestionsDialog("Title", "Words", [Asked("why", "Why")], "Act", lambda *given: None, preview)
    asked.open()
    qtbot.waitUntil(asked.isActiveWindow)
    QTest.keyClicks(asked.fields["why"], "so far")
    handle = asked.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert program.window.is_covered
    assert not asked.isVisible()
    assert not preview.isVisible()
    late = QuestionsDialog("Late", "Words", [Asked("why", "Why")], "Act", lambda *given: None, program.window)
    late.open()
    qtbot.wait(50)
    assert not late.isVisible()
    program.window.toggle_cover()
    assert asked.isVisible()
    assert preview.isVisible()
    assert late.isVisible()
    assert asked.isModal()
    field = asked.fields["why"]
    assert field.property("text") == "so far"
    program.window.cover(True)
    program.flow.way_out.lock()
    program.page(UnlockPage)
    assert program.window.is_covered
    program.window.cover(False)
    qtbot.wait(50)
    assert not any(each.isVisible() for each in program.window.findChildren(QuestionsDialog))
