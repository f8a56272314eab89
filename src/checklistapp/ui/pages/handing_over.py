# SPDX-License-Identifier: Apache-2.0
"""Handing an approved submission over: sealing it into a bundle, and the slip for the medium it travels on."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from checklistapp.domain.people import Contact, Identity
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.file_choice import ask_file, ask_target, suggested_name
from checklistapp.ui.widgets.seal_dialog import SealDialog
from checklistapp.ui.widgets.secret import SecretDialog
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.domain.ids import ContactId
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace
    from checklistapp.services.written import Written


class HandingOver(QObject):
    started = Signal()
    sealed = Signal(object)
    """What was written, a ``Written``."""
    failed = Signal(object)
    preview_wanted = Signal(bytes, str, str)
    """As of ``ProductTile``."""

    def __init__(self, session: Session, answering: Answering, page: QWidget) -> None:
        super().__init__(page)
        self._session, self._answering, self._page = session, answering, page
        self._id = answering.assessment.id
        self._bundle: Path | None = None

    def ask_seal(self) -> None:
        self.started.emit()

        def job(workspace: "Workspace") -> tuple[list[Identity], list[Contact]]:
            from checklistapp.services import contacts, identities

            return identities.signers(workspace), contacts.contacts(workspace)

        def choose(found: tuple[list[Identity], list[Contact]]) -> None:
            SealDialog(*found, self._seal, self._page).open()

        self._session.run(job, choose, self.failed.emit, owner=self)

    def _seal(self, to: "tuple[ContactId, ...]", passphrase: str, dialog: SealDialog) -> None:
        identity, pin = dialog.identity.chosen, dialog.pin.text()

        def run(file: Path) -> None:
            def job(workspace: "Workspace", report: "Report") -> tuple["Written", str]:
                from checklistapp.services import exchange

                words = "" if to else exchange.new_passphrase()
                written = exchange.seal(
                    workspace,
                    self._id,
                    file,
                    to=to,
                    identity_id=identity,
                    passphrase=passphrase,
                    generated_passphrase=words,
                    pin=pin,
                    report=report,
                )
                return written, words

            def done(result: tuple["Written", str]) -> None:
                dialog.accept()
                self._bundle = file
                self.sealed.emit(result[0])
                self._show_passphrase(result[1])

            task = self._session.run_reporting(job, done, dialog.show_error, self.tr("Sealing the bundle"), owner=self)
            WorkingDialog(task, self._page)

        ask_target(
            dialog,
            self.tr("Save the bundle"),
            suggested_name(self._answering.assessment, "submission.bag.tar.age"),
            run,
        )

    def ask_slip(self) -> None:
        """For the bundle that was sealed last, else for one that is chosen."""
        self.started.emit()
        if self._bundle is not None:
            self._show_slip(self._bundle)
        else:
            ask_file(
                self._page, self.tr("Bundle that the slip goes with"), self.tr("Bundles (*.age *.tar)"), self._show_slip
            )

    def _show_slip(self, bundle: Path) -> None:
        def job(workspace: "Workspace", report: "Report") -> bytes:
            from checklistapp.services import slips

            return slips.cover_slip(workspace, self._id, bundle, report)

        title = self.tr("Cover slip")
        task = self._session.run_reporting(
            job, lambda pdf: self.preview_wanted.emit(pdf, title, "cover-slip"), self.failed.emit, title, owner=self
        )
        WorkingDialog(task, self._page)

    def _show_passphrase(self, passphrase: str) -> None:
        if passphrase:
            words = self.tr("Send this passphrase by another way than the bundle. It is not shown again.")
            SecretDialog(self.tr("Passphrase of the bundle"), words, passphrase, self._page).open()
