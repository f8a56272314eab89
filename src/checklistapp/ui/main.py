# SPDX-License-Identifier: Apache-2.0
"""Puts the window together and runs it."""

import gc
import os
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from checklistapp.ui import theme
from checklistapp.ui.flow import Flow
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.preferences import Preferences
from checklistapp.ui.session import Session
from checklistapp.ui.tasks import Worker
from checklistapp.ui.widgets.message import show_error

_NO_SCREEN = 3
_ARGUMENTS = ["checklistapp", "-style", "Fusion"]
"""Not ``setStyle``, which hands a QStyle to Python and costs 14 ms of start-up for its enumerations."""
_AFTER_FIRST_PAINT = 250
"""Milliseconds."""


def main(path: Path | None) -> int:
    """Opens the window on ``path`` (workspace, backup copy, bundle or PDF) and returns the exit status."""
    if sys.platform == "linux" and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))):
        sys.stderr.write("checklistapp: there is no screen to open a window on.\nTry: checklistapp --help\n")
        return _NO_SCREEN
    preferences = Preferences()
    application = dress(preferences)
    _catch_bugs()
    window, _ = open_window(preferences, path)
    window.show()
    return application.exec()


def _catch_bugs() -> None:
    """An exception nobody caught is shown with its code instead of a trace on a terminal nobody sees."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        show_error(QApplication.activeWindow(), error)

    sys.excepthook = hook


def dress(preferences: Preferences) -> QApplication:
    """The application with style, font and colours, and without a trace of folders that were looked at."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(_ARGUMENTS)
    # A desktop's own file dialog keeps a list of recent files, and its portal refuses a process that keeps its memory
    # private (see system.hardening).
    application.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    application.setApplicationDisplayName("Checklist")
    # A checklist of thousands of questions is no garbage: by default the collector looks through all of it several
    # times while one is opened, for longer than opening takes.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    # While the worker computes, the window waits so long each time it wants to go on: many times for one repainting.
    sys.setswitchinterval(0.001)
    # Qt's file dialog keeps the folders it showed in QtProject.conf; a folder that cannot be made keeps nothing.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
    theme.load_fonts(theme.FIRST_FONTS)
    theme.apply(application, preferences.scheme, preferences.text_percent)
    application.styleHints().colorSchemeChanged.connect(
        lambda: theme.apply(application, preferences.scheme, preferences.text_percent)
    )
    return application


def open_window(preferences: Preferences, path: Path | None) -> tuple[MainWindow, Flow]:
    """The window, ready to be shown, and what moves it from page to page."""
    window = MainWindow()
    session = Session(Worker())
    flow = Flow(window, session, preferences)
    window.restoreGeometry(preferences.geometry)
    flow.begin(path)
    # What opening a workspace needs is imported while the person types the passphrase.
    QTimer.singleShot(_AFTER_FIRST_PAINT, lambda: theme.load_fonts(theme.LATER_FONTS))
    QTimer.singleShot(_AFTER_FIRST_PAINT, flow.way_out, flow.way_out.watch_session)
    QTimer.singleShot(_AFTER_FIRST_PAINT, threading.Thread(target=_warm_up, daemon=True).start)
    return window, flow


def _warm_up() -> None:
    from checklistapp.services import assessments, opening

    del assessments, opening
