# SPDX-License-Identifier: Apache-2.0
"""Locking, by hand or by itself, and closing: nothing typed is lost on the way unless a person says so."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QDialog

from checklistapp.ui.desk import Desk
from checklistapp.ui.idle_lock import IdleLock
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.preferences import Preferences
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.message import show_error
from checklistapp.ui.widgets.secret import forget_copied
from checklistapp.ui.workspace_desk import WorkspaceDesk


class WayOut(QObject):
    locked = Signal(Path, str)
    """The workspace that was open, to be unlocked again, and why it was locked where nobody asked for it."""

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        preferences: Preferences,
        desk: Desk,
        whole: WorkspaceDesk,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._session, self._preferences = window, session, preferences
        self._desk, self._whole = desk, whole
        self._closing = False
        self._idle = IdleLock(self)
        self._idle.expired.connect(self._lock_idle)
        desk.closed.connect(self._lock_now)
        whole.locking_wanted.connect(self._lock_first)
        window.close_wanted.connect(self.close)

    # Locking

    def watch_use(self) -> None:
        """Locks when nobody used the window for as long as the preferences say now."""
        self._idle.watch(self._preferences.idle_minutes)

    def watch_session(self) -> None:
        """Locks when the computer goes to sleep or the desktop is locked; called once the first page is painted."""
        from checklistapp.ui.session_watch import SessionWatch

        self._watch = SessionWatch(self)
        self._watch.leaving.connect(self._lock_unseen)

    def lock(self) -> None:
        """Saves, forgets and asks for the passphrase; unlocking returns to the same question."""
        if self._session.opened is not None:
            self._desk.unsaved.when_safe(self._lock_now, self.tr("Lock &all the same"))

    def _lock_idle(self) -> None:
        minutes = self._window.locale().toString(self._preferences.idle_minutes)
        self.lock_unused(self.tr("Locked because nobody used it for {0} minutes.").format(minutes))

    def lock_unused(self, why: str = "", *, uncover: bool = False) -> None:
        """What cannot be saved is not lost to a lock that nobody asked for: it is covered, and tried again later."""

        def decide(is_safe: bool) -> None:
            if is_safe:
                self._lock_now(why)
                if uncover:
                    self._window.cover(False)
            else:
                _close_dialogs()
                self._window.cover(True)
                self._idle.again()

        if self._session.opened is not None:
            self._desk.unsaved.settle(decide)

    def _lock_unseen(self) -> None:
        """Hidden at once, locked as soon as everything typed is on the disk."""
        if self._session.opened is not None:
            was_covered = self._window.is_covered
            self._window.cover(True)
            why = self.tr("Locked because the computer went to sleep or its screen was locked.")
            self.lock_unused(why, uncover=not was_covered)

    def _lock_first(self, then: Callable[[], None]) -> None:
        """Before ``then``, which needs the workspace closed."""

        def lock() -> None:
            self._lock_now()
            then()

        self._desk.unsaved.when_safe(lock, self.tr("Lock &all the same"))

    def _lock_now(self, why: str = "") -> None:
        opened = self._session.opened
        if opened is None:
            return
        _close_dialogs()
        self._window.close_covered()
        forget_copied()
        self._session.worker.give_up()
        self._whole.end()
        self._desk.leave()
        self._idle.stop()
        self._session.close()
        self._window.status.show_workspace(False)
        self.locked.emit(opened.path, why)

    # Closing

    def close(self) -> None:
        if not self._closing:
            self._session.worker.give_up()
            self._desk.unsaved.when_safe(self._close_now, self.tr("Close &all the same"))

    def _close_now(self) -> None:
        """The window answers until the worker is done: what does not stop at once, such as a signature, is awaited."""
        self._closing = True
        self._window.setEnabled(False)
        self._window.show_heading(self.tr("Closing…"), "")
        self._preferences.geometry = self._window.saveGeometry()
        self._idle.stop()
        self._desk.leave()
        self._whole.upkeep.stop()
        self._whole.backups.back_up(self._close_worker)

    def _close_worker(self) -> None:
        forget_copied()
        self._session.close()
        self._session.worker.submit("", lambda _: None, lambda _: self._closed(), self._complain)

    def _closed(self) -> None:
        self._session.worker.stop()
        self._window.allow_close()

    def _complain(self, error: BaseException) -> None:
        show_error(self._window, error)


def _close_dialogs() -> None:
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog) and dialog.isVisible():
            dialog.close()
