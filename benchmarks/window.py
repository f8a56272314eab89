# SPDX-License-Identifier: Apache-2.0
"""What the real window takes, measured from inside: run in an interpreter of its own, on a screen of its own."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedWidget, QTreeView, QWidget

from benchmarks import synthetic
from benchmarks.measuring import MissingError, proportional_memory
from checklistapp.domain.ids import AssessmentId
from checklistapp.ui.flow import Flow
from checklistapp.ui.main import dress
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.export import ExportPage
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.preview import PreviewPage
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.preferences import Preferences
from checklistapp.ui.session import Session
from checklistapp.ui.tasks import Worker
from checklistapp.ui.widgets.side_panel import SidePanel
from checklistapp.ui.widgets.sign_dialog import SignDialog

_PATIENCE = 20_000  # ms
SEARCHES = (
    "e-04321",
    "control 13.5",
    "day 18",
    "section 42",
    "inspector",
    "e-0129",
    "control 96.",
    "day 4;",
    "section 7 ",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """Seconds to painted, and bytes of memory (PSS) with the unlock page, the library and the assessment."""

    library: float
    opened: float
    memory_empty: int
    memory_library: int
    memory_open: int
    first_search: float
    searches: tuple[float, ...]
    greps: tuple[float, ...]


class _Painting(QObject):
    """Runs the event loop until ``watched`` was painted and everything that was waiting then is done."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = QEventLoop()
        self._timer = QTimer(singleShot=True, interval=_PATIENCE)
        self._timer.timeout.connect(lambda: self._loop.exit(1))

    def watch(self, watched: QWidget) -> None:
        watched.installEventFilter(self)

    def after(self, act: Callable[[], object]) -> float:
        started = time.perf_counter()
        self._timer.start()
        act()
        if self._loop.exec():
            raise MissingError("the window painted nothing in 20 s")
        QApplication.sync()
        self._timer.stop()
        return time.perf_counter() - started

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._loop.quit)
        return False


def look(environment: Mapping[str, str], workspace: Path, assessment: str, text: Path | None) -> Seen:
    """Unlocks ``workspace``, opens ``assessment`` from the library and searches it; ``text`` is what grep searches.

    Without ``text`` nothing is searched.
    """
    os.environ.update(environment)
    dress(Preferences())
    # What open_window puts together, but with the session at hand: its worker must have nothing else to do.
    window, session = MainWindow(), Session(Worker())
    flow = Flow(window, session, Preferences())
    flow.begin(workspace)
    painting = _Painting()
    stack = window.findChild(QStackedWidget)
    unlock = window.page
    if stack is None or not isinstance(unlock, UnlockPage):
        raise MissingError("the window does not begin with unlocking")
    painting.watch(unlock)
    painting.after(window.show)
    _settle(session)
    empty = proportional_memory(os.getpid())

    def shown() -> None:
        page = window.page
        if isinstance(page, LibraryPage):
            painting.watch(page.viewport())
        elif isinstance(page, AssessmentPage):
            painting.watch(_tree(page).viewport())

    stack.currentChanged.connect(shown)
    library = painting.after(lambda: unlock.unlock_wanted.emit(workspace, synthetic.PASSPHRASE))
    _settle(session)
    at_rest = proportional_memory(os.getpid())
    opened = painting.after(lambda: flow.desk.open(AssessmentId(assessment)))
    after = proportional_memory(os.getpid())
    page = window.page
    if not isinstance(page, AssessmentPage):
        raise MissingError("the assessment does not open")
    searches, greps = _search(page, painting, text) if text is not None else ([0.0], [])
    window.close()
    return Seen(library, opened, empty, at_rest, after, searches[0], tuple(searches[1:]), tuple(greps))


@dataclass(frozen=True, slots=True)
class Stalls:
    """The longest time in seconds for which the window answered nothing, and how long the work took as a whole."""

    idle: float
    preview: float
    previewing: float
    signing: float
    signed_in: float


class _Heartbeat(QObject):
    """Beats every 10 ms as long as the window's thread is free, and keeps the longest gap between two beats."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(interval=10, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = self._longest = 0.0

    def _beat(self) -> None:
        now = time.perf_counter()
        self._longest, self._last = max(self._longest, now - self._last), now

    def during(self, act: Callable[[], object], is_done: Callable[[], bool]) -> tuple[float, float]:
        """The longest gap and the whole time, from ``act`` until it is done, both in seconds."""
        loop, waiting = QEventLoop(), QTimer(interval=20)
        waiting.timeout.connect(lambda: loop.quit() if is_done() else None)
        started = self._last = time.perf_counter()
        self._longest = 0.0
        self._timer.start()
        waiting.start()
        QTimer.singleShot(0, act)
        loop.exec()
        self._beat()
        self._timer.stop()
        return self._longest, time.perf_counter() - started


def stalls(environment: Mapping[str, str], workspace: Path, assessment: str) -> Stalls:
    """A person who opens ``assessment`` reads the submission and signs it, in the real window."""
    os.environ.update(environment)
    dress(Preferences())
    window, session = MainWindow(), Session(Worker())
    flow = Flow(window, session, Preferences())
    flow.begin(workspace)
    window.show()
    _settle(session)
    unlock = window.page
    if not isinstance(unlock, UnlockPage):
        raise MissingError("the window does not begin with unlocking")
    unlock.unlock_wanted.emit(workspace, synthetic.PASSPHRASE)
    _settle(session)
    flow.desk.open(AssessmentId(assessment))
    _settle(session)
    flow.desk.show_export()
    _settle(session)
    page, heart = window.page, _Heartbeat()
    if not isinstance(page, ExportPage):
        raise MissingError("there is nothing to export")
    began = time.perf_counter()
    idle, _ = heart.during(lambda: None, lambda: time.perf_counter() - began > 1)
    preview, previewing = heart.during(page.reading.preview.click, lambda: _is_previewed(window))
    flow.desk.show_export()
    _settle(session)
    page = window.page
    if not isinstance(page, ExportPage):
        raise MissingError("there is nothing to sign")
    page.sign.click()
    _settle(session)
    dialog = window.findChild(SignDialog)
    if dialog is None:
        raise MissingError("nobody asks who signs")
    dialog.name.setText("Head of division")
    dialog.passphrase.setText(synthetic.PASSPHRASE)
    signing, signed_in = heart.during(dialog.sign.click, page.approve.isEnabled)
    _settle(session)
    window.close()
    return Stalls(idle, preview, previewing, signing, signed_in)


def _is_previewed(window: MainWindow) -> bool:
    page = window.page
    return isinstance(page, PreviewPage) and bool(page.pages)


def _settle(session: Session) -> None:
    """What the window does in the background after a page is shown is done before the next step is timed."""
    loop = QEventLoop()
    while True:
        QTimer.singleShot(700, loop.quit)
        loop.exec()
        if not session.worker.is_busy:
            return


def _tree(page: AssessmentPage) -> QTreeView:
    found = page.findChild(QTreeView)
    if found is None:
        raise MissingError("the page has no tree")
    return found


def _search(page: AssessmentPage, painting: _Painting, text: Path) -> tuple[list[float], list[float]]:
    panel = page.findChild(SidePanel)
    field = panel.findChild(QLineEdit) if panel is not None else None
    if field is None:
        raise MissingError("the page has no search field")
    searches, greps = [], []
    for words in ("reviewed", *SEARCHES):
        painting.watch(_tree(page).viewport())
        searches.append(painting.after(partial(field.setText, words)))
        QApplication.processEvents()
        started = time.perf_counter()
        subprocess.run(["grep", "-icF", words, str(text)], stdout=subprocess.DEVNULL, check=True)
        greps.append(time.perf_counter() - started)
    return searches, greps
