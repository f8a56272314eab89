# SPDX-License-Identifier: Apache-2.0
"""A tile of the export page: one kind of product, how it is looked at, and how it is written."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from checklistapp.domain.people import Identity
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.file_choice import ask_target
from checklistapp.ui.widgets.identity_choice import described
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from checklistapp.ui.widgets.tile import Tile
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace
    from checklistapp.services.written import Written


class ProductTile(Tile):
    preview_wanted = Signal(bytes, str, str)
    """PDF, title, and its kind where it may be saved, else empty."""
    started = Signal()
    written = Signal(object)
    failed = Signal(object)

    def __init__(
        self, session: Session, answering: Answering, drawing: str, title: str, words: str, tint: str = "accent"
    ) -> None:
        super().__init__(drawing, title, words, tint)
        self._session, self._answering = session, answering
        self._id = answering.assessment.id

    def _preview(self, job: "Callable[[Workspace, Report], bytes]", title: str, kind: str = "") -> None:
        def show(pdf: bytes) -> None:
            self.preview_wanted.emit(pdf, title, kind)

        self.started.emit()
        self._answering.flush()
        task = self._session.run_reporting(job, show, self.failed.emit, title, owner=self)
        WorkingDialog(task, self)

    def _save(self, make: "Callable[[Workspace, Report], bytes]", title: str, suggested: str, kind: str) -> None:
        """Asks where, then makes the document and writes it there."""

        def write(target: Path) -> None:
            def job(workspace: "Workspace", report: "Report") -> "Written":
                from checklistapp.services import exports
                from checklistapp.services.operation import Progress

                made = make(workspace, report)
                report(Progress(0, 0))
                return exports.export(workspace, self._id, made, target, kind)

            task = self._session.run_reporting(job, self.written.emit, self.failed.emit, title, owner=self)
            WorkingDialog(task, self)

        self.started.emit()
        self._answering.flush()
        ask_target(self, title, suggested, write)

    def _save_bundle(self, title: str, words: str, suggested: str, kind: str) -> None:
        """Asks where, with which identity and for the passphrase, then writes a signed bundle of ``kind``."""

        def job(workspace: "Workspace") -> list[Identity]:
            from checklistapp.services import identities

            return identities.signers(workspace)

        def ask(own: list[Identity]) -> None:
            asked = [Asked("passphrase", self.tr("Your &passphrase: the bundle is signed"), secret=True)]
            if any(each.token is not None for each in own):
                pin = self.tr("PIN of the &token, if the key lies on one")
                asked.append(Asked("pin", pin, secret=True, required=False))
            if len(own) > 1:
                choices = {each.id: described(each) for each in own}
                asked.insert(0, Asked("identity", self.tr("&Identity that signs"), choices=choices))

            def write(target: Path) -> None:
                def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
                    self._seal(target, kind, {"identity": own[0].id, "pin": "", **given}, dialog)

                QuestionsDialog(title, words, asked, self.tr("&Write"), run, self).open()

            ask_target(self, title, suggested, write)

        self.started.emit()
        self._answering.flush()
        self._session.run(job, ask, self.failed.emit, owner=self)

    def _seal(self, target: Path, kind: str, given: dict[str, str], dialog: QuestionsDialog) -> None:
        def job(workspace: "Workspace", report: "Report") -> "Written":
            from checklistapp.services import exchange

            return exchange.seal(
                workspace,
                self._id,
                target,
                identity_id=given["identity"],
                passphrase=given["passphrase"],
                pin=given["pin"],
                kind=kind,
                report=report,
            )

        def done(written: "Written") -> None:
            dialog.accept()
            self.written.emit(written)

        title = self.tr("Sealing the bundle")
        task = self._session.run_reporting(job, done, dialog.show_error, title, owner=dialog)
        WorkingDialog(task, dialog)
