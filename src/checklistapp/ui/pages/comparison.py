# SPDX-License-Identifier: Apache-2.0
"""Two or three states of a workspace side by side: what was known, what is here, and what a backup copy holds."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from checklistapp.ui.pages.backup_reader import BackupReader
from checklistapp.ui.pages.older_copy import State
from checklistapp.ui.pages.state_panel import Here, StatePanel, read_here
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import FieldLabel, Label
from checklistapp.ui.widgets.panel import empty

if TYPE_CHECKING:
    from checklistapp.services.backup_copies import BackupPreview


class ComparisonDialog(FramedDialog):
    """``known`` is the state this computer knew, None where only what is here counts."""

    def __init__(self, session: Session, known: State | None, parent: QWidget) -> None:
        super().__init__(self.tr("Compare"), parent, 110)
        self._known = known
        self._columns = QHBoxLayout()
        self._columns.setSpacing(12)
        self.column.addLayout(self._columns)
        self.reader = BackupReader(session, self)
        self.reader.read.connect(self._show_copy)
        self._beside = QWidget()
        rows = QGridLayout(self._beside)
        rows.setContentsMargins(0, 6, 0, 0)
        rows.setHorizontalSpacing(10)
        rows.addWidget(Label(self.tr("Beside it, what a backup copy holds:"), "heading"), 0, 0, 1, 3)
        copy = FieldLabel(self.tr("Backup co&py"), self.reader.copy)
        passphrase = FieldLabel(self.tr("Passphrase that &it had when it was made"), self.reader.passphrase)
        fields = ((copy, self.reader.copy, 3), (passphrase, self.reader.passphrase, 3))
        for column, (label, field, stretch) in enumerate(fields):
            rows.addWidget(label, 1, column)
            rows.addWidget(field, 2, column)
            rows.setColumnStretch(column, stretch)
        rows.addWidget(self.reader.look, 2, 2)
        self._beside.hide()
        self.column.addWidget(self._beside)
        self.column.addWidget(self.reader.complaint)
        close = Button(self.tr("&Close"), "", "primary")
        close.setAutoDefault(False)  # Return in the field looks into the copy
        close.clicked.connect(self.accept)
        self.add_buttons(close)
        self._here: Here | None = None
        session.run(read_here, self._show, self.reader.complaint.show_error, owner=self)

    def _show(self, here: Here, preview: "BackupPreview | None" = None) -> None:
        self._here = here
        empty(self._columns)
        not_known = self.tr("How far each assessment was is not known: only the journal's end was kept.")
        if self._known is not None:
            self._add(StatePanel(self.tr("This computer knew"), self._known, remark=not_known))
        self._add(StatePanel(self.tr("Here now"), here.state, here.assessments, here.persons))
        if preview is not None:
            state = State("", preview.head.sequence, preview.clock)
            self._add(StatePanel(self.tr("The backup copy"), state, preview.assessments, preview.persons))
        if not self.reader.copy.count():
            self.reader.offer(here.copies, lambda when, each: self.tr("{0}, {1} changes").format(when, each.sequence))
        self._beside.setVisible(self.reader.copy.count() > 0)

    def _show_copy(self, preview: "BackupPreview") -> None:
        if self._here is not None:
            self._show(self._here, preview)

    def _add(self, panel: StatePanel) -> None:
        self._columns.addWidget(panel, 1)
