# SPDX-License-Identifier: Apache-2.0
"""The backup copies of the open workspace: offering, showing, restoring them, and making the one that is due."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

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
    from checklistapp.ui.pages.restoring import RestoreDialog

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
        self._told: Path | None = None

    def take_told(self, folder: Path) -> bool:
        """Once: whether it was just said that the workspace there was restored."""
        told, self._told = self._told, None
        return told is not None and told.absolute() == folder.absolute()

    def offer(self, page: "LibraryPage") -> None:
        """From the third session on, until a folder was chosen or the offer turned down once."""
        opened, preferences = self._session.opened, self._preferences
        if opened is None or opened.is_read_only or preferences.sessions < _THIRD:
            return

        def job(workspace: "Workspace") -> str:
            """The id of a workspace without a folder for its copies."""
            from checklistapp.services import backups
            from checklistapp.services import workspace as workspaces

            return "" if backups.place(workspace) else workspaces.info(workspace).id

        def show(lacking: str) -> None:
            from checklistapp.ui.widgets.backup_offer import BackupOffer

            if lacking and preferences.offers_backups(lacking):
                offer = BackupOffer()
                offer.taken.connect(self.show)
                offer.turned_down.connect(lambda: preferences.decline_backups(lacking))
                page.column.insertWidget(page.column.count() - 1, offer)

        self._session.run(job, show, self._complain, owner=page)

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

    def ask_restoring(self, chosen: Path | None = None, cancelled: Callable[[], object] | None = None) -> None:
        """Among the copies that this computer knows of the open workspace."""

        def job(workspace: "Workspace") -> "list[BackupCopy]":
            from checklistapp.services import backups

            return backups.copies(workspace)

        def show(copies: "list[BackupCopy]") -> None:
            from checklistapp.ui.pages.restoring import RestoreDialog

            opened = self._session.opened
            if opened is None:
                return
            dialog = RestoreDialog(self._session, copies, self._window, chosen)
            self._serve(dialog, opened.path, cancelled)

        self._session.run(job, show, self._complain)

    def show_damaged(self, folder: Path, error: ChecklistError) -> None:
        """It does not even open: what is left is a backup copy."""

        def show(copies: "list[BackupCopy]") -> None:
            from checklistapp.ui.pages.older_copy import Choice, Trouble, TroubleDialog

            title = self.tr("This workspace is damaged")
            trouble = Trouble(title, (error.sentence, error.hint), (Choice.RESTORE,))
            dialog = TroubleDialog(trouble.knowing(copies), self._window)
            dialog.chosen.connect(lambda _: self._restore_closed(folder, copies, lambda: show(copies)))
            dialog.open()

        self._read_copies_of(folder, show)

    def ask_restoring_closed(self, folder: Path) -> None:
        """Of a workspace that no passphrase opens any more."""
        self._read_copies_of(folder, lambda copies: self._restore_closed(folder, copies, None))

    def _read_copies_of(self, folder: Path, then: "Callable[[list[BackupCopy]], None]") -> None:
        def job(report: "Report") -> "list[BackupCopy]":
            from checklistapp.services import backups

            del report
            return backups.copies_of_closed(folder)

        self._session.worker.submit("", job, then, self._complain, self)

    def _restore_closed(self, folder: Path, copies: "list[BackupCopy]", cancelled: Callable[[], object] | None) -> None:
        from checklistapp.ui.pages.restoring import RestoreDialog

        self._serve(RestoreDialog(self._session, copies, self._window, folder=folder), folder, cancelled)

    def _serve(self, dialog: "RestoreDialog", folder: Path, cancelled: Callable[[], object] | None) -> None:
        dialog.over_wanted.connect(lambda *chosen: self._restore_over(folder, *chosen))
        dialog.beside_wanted.connect(self.unpacking_wanted)
        if cancelled is not None:
            # Not at once: a lock closes it as well, and then there is nothing to come back to.
            dialog.rejected.connect(lambda: QTimer.singleShot(0, self, lambda: self._come_back(cancelled)))
        dialog.open()

    def _come_back(self, cancelled: Callable[[], object]) -> None:
        if self._window.isVisible():
            cancelled()

    def _restore_over(self, folder: Path, source: Path, passphrase: str, may_lose: bool) -> None:
        """Locks first, for nobody may have the workspace open; ends where its passphrase is asked for."""

        def job(report: "Report") -> Path:
            from checklistapp.services import backups

            return backups.restore_over(source, folder, passphrase, accept_loss=may_lose, report=report)

        def done(aside: Path) -> None:
            self._told = folder
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
