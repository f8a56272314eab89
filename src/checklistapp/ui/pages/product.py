# SPDX-License-Identifier: Apache-2.0
"""A tile of the export page: one kind of product, how it is looked at, and how it is written."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from checklistapp.domain.errors import ChecklistError
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.file_choice import ask_target
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from checklistapp.ui.widgets.tile import Tile
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace
    from checklistapp.services.written import Written


class ProductTile(Tile):
    preview_wanted = Signal(bytes, str, bool)
    """PDF, title, whether it may be saved."""
    started = Signal()
    written = Signal(object)
    failed = Signal(object)

    def __init__(
        self, session: Session, answering: Answering, drawing: str, title: str, words: str, tint: str = "accent"
    ) -> None:
        super().__init__(drawing, title, words, tint)
        self._session, self._answering = session, answering
        self._id = answering.assessment.id

    def _preview(self, job: "Callable[[Workspace], bytes]", title: str, *, save: bool) -> None:
        def show(pdf: bytes) -> None:
            self.preview_wanted.emit(pdf, title, save)

        self.started.emit()
        self._answering.flush()
        task = self._session.run(job, show, self.failed.emit, title, owner=self)
        WorkingDialog(task, self)

    def _save(self, make: "Callable[[Workspace], bytes]", title: str, suggested: str, kind: str) -> None:
        """Asks where, then makes the document and writes it there."""

        def write(target: Path) -> None:
            def job(workspace: "Workspace") -> "Written":
                from checklistapp.services import exports

                return exports.export(workspace, self._id, make(workspace), target, kind)

            task = self._session.run(job, self.written.emit, self.failed.emit, title, owner=self)
            WorkingDialog(task, self)

        self.started.emit()
        self._answering.flush()
        ask_target(self, title, suggested, write)

    def _save_bundle(self, title: str, words: str, suggested: str, kind: str) -> None:
        """Asks where and for the passphrase, then writes a signed bundle of ``kind``."""

        def write(target: Path) -> None:
            def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
                def job(workspace: "Workspace", report: "Report") -> "Written":
                    from checklistapp.services import exchange, identities

                    own = identities.own(workspace)
                    if not own:
                        raise ChecklistError(
                            "no-identity",
                            "There is no identity to sign with yet.",
                            "Make one under Contacts and identities, then come back.",
                        )
                    sealed = exchange.seal(
                        workspace,
                        self._id,
                        target,
                        identity_id=own[0].id,
                        passphrase=given["passphrase"],
                        kind=kind,
                        report=report,
                    )
                    return sealed.written

                def done(written: "Written") -> None:
                    dialog.accept()
                    self.written.emit(written)

                task = self._session.run_reporting(job, done, dialog.show_error, title, owner=dialog)
                WorkingDialog(task, dialog)

            asked = [Asked("passphrase", self.tr("Your &passphrase: the bundle is signed"), secret=True)]
            QuestionsDialog(title, words, asked, self.tr("&Write"), run, self).open()

        self.started.emit()
        self._answering.flush()
        ask_target(self, title, suggested, write)
