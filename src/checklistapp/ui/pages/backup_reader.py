# SPDX-License-Identifier: Apache-2.0
"""Choosing a backup copy and looking into it with the passphrase that it had."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.question_card import clock_text

if TYPE_CHECKING:
    from checklistapp.services.backup_copies import BackupPreview
    from checklistapp.services.backups import BackupCopy
    from checklistapp.services.operation import Report


class BackupReader(QObject):
    """The fields of it, which the dialog that asks puts into place."""

    read = Signal(object)
    """What the copy holds."""

    def __init__(self, session: Session, dialog: QWidget, folder: Path | None = None) -> None:
        """``folder`` is that of a workspace that does not open; else the copy is compared with the open one."""
        super().__init__(dialog)
        self._session, self._folder = session, folder
        self.copy = QComboBox()
        self.copy.view().setAccessibleName(self.tr("Backup copy"))
        self.copy.setAccessibleName(self.tr("Backup copy"))
        self.passphrase = PassphraseField(self.tr("Passphrase of the copy"))
        self.passphrase.returnPressed.connect(self._look)
        self.look = Button(self.tr("&Look into it"), "eye")
        self.look.clicked.connect(self._look)
        self.complaint = Complaint()

    def offer(self, copies: "Sequence[BackupCopy]", name: "Callable[[str, BackupCopy], str]") -> None:
        """Those that are there, the newest first; ``name`` gets when each was made, else what its file is called."""
        for each in reversed(copies):
            if each.present:
                when = clock_text(each.clock) if each.clock else each.path.name
                self.copy.addItem(name(when, each), str(each.path))

    def choose(self, file: Path) -> None:
        if self.copy.findData(str(file)) < 0:
            self.copy.addItem(file.name, str(file))
        self.copy.setCurrentIndex(self.copy.findData(str(file)))

    @property
    def source(self) -> Path:
        return Path(str(self.copy.currentData() or ""))

    def _look(self) -> None:
        source, passphrase, folder = self.source, self.passphrase.text(), self._folder
        opened = self._session.opened
        if not self.look.isEnabled():
            return
        if not passphrase:
            self.complaint.say(self.tr("A copy is looked into with the passphrase that it had."), self.passphrase)
            return
        self.complaint.say("")
        self.look.setEnabled(False)

        def job(report: "Report") -> "BackupPreview":
            from checklistapp.services import backup_copies

            del report
            workspace = opened.workspace if opened else None
            return backup_copies.preview(source, passphrase, workspace=workspace, folder=folder)

        def done(preview: "BackupPreview") -> None:
            self.look.setEnabled(True)
            if source == self.source:  # else another copy was chosen meanwhile, and this would be shown beside it
                self.read.emit(preview)

        def failed(error: BaseException) -> None:
            self.look.setEnabled(True)
            self.complaint.show_error(error, self.passphrase)

        self._session.worker.submit("", job, done, failed, self)
