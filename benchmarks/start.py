# SPDX-License-Identifier: Apache-2.0
"""From starting the process to a painted window, beside a bare Qt window, a password manager and a browser."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

from benchmarks import peers, synthetic
from benchmarks.measuring import WALL, Attempt, Contest, Measures, MissingError, Row, Setting, fresh_environment
from benchmarks.screen import Screen, Window

_OURS, _UNLOCK = "checklistapp", "checklistapp, unlock"
_BARE, _KEEPASS, _BROWSER = "bare PySide6 window", "KeePassXC, unlock", "Chromium + SurveyJS, 37 questions"
_PATIENCE = 20.0
_POLL = 0.004

_BARE_WINDOW = """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel("Checklist")
label.resize(900, 600)
label.show()
application.exec()
"""
_KEEPASS_SETTINGS = "[General]\nUpdateCheckMessageShown=true\nSingleInstance=false\n[GUI]\nCheckForUpdates=false\n"

Painted = Callable[[Window], bool]


def run(setting: Setting) -> list[Row]:
    workspace = synthetic.new_workspace(setting.scratch / "start")
    workspace.close()
    contest = Contest(setting.runs, warm_up=2)
    program = [sys.executable, "-m", "checklistapp"]
    with Screen() as screen:
        environment = fresh_environment(setting.scratch, DISPLAY=screen.name, QT_QPA_PLATFORM="xcb")

        def opened(command: Sequence[str], painted: Painted = screen.has_text) -> Attempt:
            return lambda: _until_painted(command, environment, screen, painted)

        def ready(window: Window) -> bool:
            del window
            return any(title.startswith("READY") for title in screen.titles())

        contest.enter(_OURS, lambda: opened(program))
        contest.enter(_UNLOCK, lambda: opened([*program, str(workspace.folder)]))
        contest.enter(_BARE, lambda: opened([sys.executable, "-c", _BARE_WINDOW]))
        contest.enter(_KEEPASS, lambda: opened(_keepass(setting.scratch)))
        contest.enter(_BROWSER, lambda: _browser(setting, lambda command: opened(command, ready)()))
        contest.run()
    what, unlock = "process start to painted start window", "process start to painted unlock window"
    return [
        contest.row(what, (_OURS, WALL), (_BARE, WALL), 1.3),
        contest.row(unlock, (_UNLOCK, WALL), (_BARE, WALL), 1.3),
        contest.row(unlock, (_UNLOCK, WALL), (_KEEPASS, WALL), 0.6),
        contest.row(unlock, (_UNLOCK, WALL), (_BROWSER, WALL), 0.3),
    ]


def _until_painted(command: Sequence[str], environment: dict[str, str], screen: Screen, painted: Painted) -> Measures:
    screen.forget()
    started = time.perf_counter()
    program = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        window = None
        while time.perf_counter() - started < _PATIENCE:
            if window is None:
                window = screen.wait_mapped(0.5)
            elif painted(window):
                return {WALL: time.perf_counter() - started}
            else:
                time.sleep(_POLL)
            if window is None and program.poll():
                raise MissingError(f"ended with {program.returncode} before any window")
        raise MissingError("painted no window in 20 s")
    finally:
        _end(program)


def _end(program: subprocess.Popen[bytes]) -> None:
    """The whole session of a program started here, for a browser is many processes."""
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
    time.sleep(0.3)


def _keepass(scratch: Path) -> list[str]:
    command, cli = peers.command("keepassxc", "keepassxc"), peers.command("keepassxc-cli", "keepassxc")
    database = peers.keepass_database(scratch, cli, 5_000)
    settings = scratch / "keepassxc.ini"
    settings.write_text(_KEEPASS_SETTINGS, encoding="utf-8")
    return [command, "--config", str(settings), "--localconfig", str(scratch / "keepassxc-local.ini"), str(database)]


def _browser(setting: Setting, opened: Callable[[Sequence[str]], Measures]) -> Attempt:
    page = peers.page(setting.peers, "survey", 37)
    numbers = count()
    peers.command("chromium", "chromium")

    def attempt() -> Measures:
        profile = setting.scratch / f"profile-{next(numbers)}"
        return opened(peers.chromium(f"--app={page.as_uri()}", profile=profile))

    return attempt
