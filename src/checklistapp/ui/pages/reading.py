# SPDX-License-Identifier: Apache-2.0
"""The submission as its signatories read it: marked as not signed before that, and as it was signed afterwards."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from checklistapp.ui.models.answering import Answering
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace


class Reading(QWidget):
    started = Signal()
    failed = Signal(object)
    preview_wanted = Signal(bytes, str, str)
    """As of ``ProductTile``."""

    def __init__(self, session: Session, answering: Answering) -> None:
        super().__init__()
        self._session, self._answering = session, answering
        self._id, self._signed = answering.assessment.id, False
        self.preview = Button("", "eye")
        self.preview.clicked.connect(self._show)
        self.in_source_format = QCheckBox(self.tr("Answers in the words of the source only: Yes, No or blank"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(side_by_side(self.preview, self.in_source_format))
        self.show_stage("none")

    @property
    def source_format(self) -> bool:
        return self.in_source_format.isChecked()

    def show_stage(self, stage: str) -> None:
        """What is signed already stands as it does."""
        self._signed = stage != "none"
        self.in_source_format.setVisible(not self._signed)
        self.preview.setText(self.tr("&View what was signed") if self._signed else self.tr("Pre&view before signing"))

    def _show(self) -> None:
        signed, source_format = self._signed, self.source_format
        title = self.tr("Submission as signed") if signed else self.tr("Submission, preview: not signed")

        def job(workspace: "Workspace", report: "Report") -> bytes:
            from checklistapp.services import exports, signing

            if signed:
                return exports.signed_pdf(workspace, self._id)
            return signing.preview(workspace, self._id, source_format=source_format, report=report)

        def show(pdf: bytes) -> None:
            self.preview_wanted.emit(pdf, title, "submission" if signed else "")

        self.started.emit()
        self._answering.flush()
        WorkingDialog(self._session.run_reporting(job, show, self.failed.emit, title, owner=self), self)
