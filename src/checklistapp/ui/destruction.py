# SPDX-License-Identifier: Apache-2.0
"""The end of a workspace: asked twice over, locked, removed keys first, and what still holds it elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from checklistapp.ui.errors import describe
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.preferences import Preferences
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.message import show_error
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog

if TYPE_CHECKING:
    from checklistapp.services.forgetting import Destroyed
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace


class Destruction(QObject):
    locking_wanted = Signal(object)
    """And what to do once it is locked."""
    done = Signal()

    def __init__(self, window: MainWindow, session: Session, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session, self._preferences = window, session, preferences

    def ask(self) -> None:
        """Its name typed, its passphrase given: then it is locked and removed, keys first."""
        opened = self._session.opened
        if opened is None:
            return
        name, folder = opened.name, opened.path

        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            if given["name"].strip() != name:
                dialog.let_change()
                dialog.complaint.say(self.tr("Type the name exactly: {0}").format(name), dialog.fields["name"])
                return

            def job(workspace: "Workspace") -> None:
                from checklistapp.services import forgetting

                forgetting.require_passphrase(workspace, given["passphrase"])

            def sure(result: None) -> None:
                del result
                dialog.accept()
                self.locking_wanted.emit(lambda: self._destroy(folder, given["passphrase"]))

            def failed(error: BaseException) -> None:
                dialog.let_change()
                said = f"{describe(error).text} {self.tr('Nothing was destroyed.')}"
                dialog.complaint.say(said, dialog.fields["passphrase"])

            self._session.run(job, sure, failed, owner=dialog)

        words = self.tr(
            "Every answer, every attached file and every key in “{0}” is removed. No passphrase and no recovery words "
            "bring it back from here. Copies elsewhere stay: they are listed afterwards."
        ).format(name)
        asked = [
            Asked("name", self.tr("&Name of the workspace, to be sure")),
            Asked("passphrase", self.tr("Your &passphrase"), secret=True),
        ]
        title, action = self.tr("Destroy this workspace"), self.tr("&Destroy it")
        QuestionsDialog(title, words, asked, action, run, self._window, destroys=True).open()

    def _destroy(self, folder: Path, passphrase: str) -> None:
        def job(report: "Report") -> "Destroyed":
            from checklistapp.services import forgetting

            del report
            return forgetting.destroy(folder, passphrase)

        def done(destroyed: "Destroyed") -> None:
            from checklistapp.ui.forgetting import HeldDialog

            self._preferences.forget(folder)
            self.done.emit()
            said = self.tr("“{0}” is gone from this disk.").format(folder.name)
            if destroyed.left:
                left = self.tr("Not the workspace's, and left as it was: {0}").format(", ".join(destroyed.left))
                said = f"{said} {left}"
            HeldDialog(self.tr("Destroyed"), said, destroyed.held, self._window).open()

        self._session.worker.submit("", job, done, self._complain)

    def _complain(self, error: BaseException) -> None:
        show_error(self._window, error)
