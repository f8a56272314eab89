# SPDX-License-Identifier: Apache-2.0
"""The backup copies of the open workspace: offering, showing, restoring them, and making the one that is due."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from checklistapp.domain.errors import ChecklistError
from checklistapp.ui.errors import describe
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.preferences import Preferences
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.message import show_error, tell
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.services.backups import BackupCopy
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace
    from checklistapp.ui.pages.library import LibraryPage

_THIRD = 3


class BackupDesk(QObject):
    back = Signal()
    put_aside_wanted = Signal()
    """Another page comes over what is shown."""
    locking_wanted = Signal(object)
    """And what to do once it is locked."""
    unlocking_wanted = Signal(Path)
    unpacking_wanted = Signal(Path)
    """A copy to a new folder."""

    def __init__(self, window: MainWindow, session: Session, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session, self._preferences = window, session, preferences

    def offer(self, page: "LibraryPage") -> None:
        """From the third session on, until a folder was chosen or the offer turned down once."""
        opened, preferences = self._session.opened, self._preferences
        if opened is None or opened.is_read_only or preferences.sessions < _THIRD or not preferences.offers_backups:
            return

        def job(workspace: "Workspace") -> bool:
            from checklistapp.services import backups

            return backups.place(workspace) is None

        def show(is_wanted: bool) -> None:
            from checklistapp.ui.widgets.backup_offer import BackupOffer

            if is_wanted:
                offer = BackupOffer()
                offer.taken.connect(self.show)
                offer.turned_down.connect(self._turn_down)
                page.column.insertWidget(page.column.count() - 1, offer)

        self._session.run(job, show, self._complain, owner=page)

    def _turn_down(self) -> None:
        self._preferences.offers_backups = False

    def show(self) -> None:
        from checklistapp.ui.pages.backups import BackupsPage

        if self._session.opened is None:
            return
        self.put_aside_wanted.emit()
        page = BackupsPage(self._session)
        page.said.connect(self._window.status.say)
        page.restore_wanted.connect(self.ask_restoring)
        self._window.show_page(page, self.tr("Backup copies"), back=self.back.emit)
        page.setFocus()

    def ask_restoring(self, chosen: Path | None = None) -> None:
        """Among the copies that this computer knows of the open workspace."""

        def job(workspace: "Workspace") -> "list[BackupCopy]":
            from checklistapp.services import backups

            return backups.copies(workspace)

        def show(copies: "list[BackupCopy]") -> None:
            from checklistapp.ui.pages.restoring import RestoreDialog

            opened = self._session.opened
            if opened is None:
                return
            folder = opened.path
            dialog = RestoreDialog(self._session, copies, self._window, chosen)
            dialog.over_wanted.connect(lambda *chosen: self._restore_over(folder, *chosen))
            dialog.beside_wanted.connect(self.unpacking_wanted)
            dialog.open()

        self._session.run(job, show, self._complain)

    def show_damaged(self, folder: Path, error: ChecklistError) -> None:
        """It does not even open: what is left is a backup copy."""
        from checklistapp.ui.pages.older_copy import Choice, Trouble, TroubleDialog
        from checklistapp.ui.pages.restoring import RestoreDialog

        def restore() -> None:
            asked = RestoreDialog(self._session, (), self._window, folder=folder)
            asked.over_wanted.connect(lambda *chosen: self._restore_over(folder, *chosen))
            asked.beside_wanted.connect(self.unpacking_wanted)
            asked.open()

        title = self.tr("This workspace is damaged")
        dialog = TroubleDialog(Trouble(title, (error.sentence, error.hint), (Choice.RESTORE,)), self._window)
        dialog.chosen.connect(restore)
        dialog.open()

    def _restore_over(self, folder: Path, source: Path, passphrase: str, may_lose: bool) -> None:
        """Locks first, for nobody may have the workspace open; ends where its passphrase is asked for."""

        def job(report: "Report") -> Path:
            from checklistapp.services import backups

            return backups.restore_over(source, folder, passphrase, accept_loss=may_lose, report=report)

        def done(aside: Path) -> None:
            self.unlocking_wanted.emit(folder)
            words = self.tr("Unlock it to go on. What was there before lies beside it, in the folder “{0}”.")
            tell(self._window, self.tr("The backup copy was restored"), words.format(aside.name), "", "check", "yes")

        def restore() -> None:
            title = self.tr("Restoring the backup copy")
            WorkingDialog(self._session.worker.submit(title, job, done, self._complain), self._window)

        if self._session.opened is not None:
            self.locking_wanted.emit(restore)
        else:
            restore()

    def back_up(self, then: Callable[[], None]) -> None:
        """The automatic copy if it is due, before the window closes; what fails is told at the next opening."""
        opened = self._session.opened
        if opened is None or opened.is_read_only:
            then()
            return

        def job(workspace: "Workspace", report: "Report") -> str:
            from checklistapp.services import backups

            return backups.before_leaving(workspace, report)

        def failed(error: BaseException) -> None:
            describe(error)
            then()

        title = self.tr("Making the backup copy")
        task = self._session.run_reporting(job, lambda _: then(), failed, title)
        WorkingDialog(task, self._window, self.tr("&Skip it"))

    def _complain(self, error: BaseException) -> None:
        show_error(self._window, error)
