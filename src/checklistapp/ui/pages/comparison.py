# SPDX-License-Identifier: Apache-2.0
"""Two or three states of a workspace side by side: what was known, what is here, and what a backup copy holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from checklistapp.ui.pages.older_copy import State, entry_text
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.panel import Panel, empty
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.question_card import clock_text

if TYPE_CHECKING:
    from checklistapp.services.assessments import Summary
    from checklistapp.services.backup_copies import BackupPreview
    from checklistapp.services.backups import BackupCopy
    from checklistapp.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Here:
    state: State
    assessments: "list[Summary]"
    copies: "list[BackupCopy]"


class ComparisonDialog(FramedDialog):
    """``known`` is the state this computer knew, None where only what is here counts."""

    def __init__(self, session: Session, known: State | None, here_clock: str, parent: QWidget) -> None:
        super().__init__(self.tr("Compare"), parent, 110)
        self._session, self._known = session, known
        self._columns = QHBoxLayout()
        self._columns.setSpacing(12)
        self.column.addLayout(self._columns)
        self.copy = QComboBox()
        self.copy.view().setAccessibleName(self.tr("Backup copy"))
        self.copy.setAccessibleName(self.tr("Backup copy"))
        self.passphrase = PassphraseField(self.tr("Passphrase of the copy"))
        self.passphrase.setPlaceholderText(self.tr("Passphrase it had then"))
        self.passphrase.returnPressed.connect(self._look)
        self.look = Button(self.tr("&Look into it"), "eye")
        self.look.clicked.connect(self._look)
        self._beside = QWidget()
        row = QHBoxLayout(self._beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.copy, 3)
        row.addWidget(self.passphrase, 2)
        row.addWidget(self.look)
        self._beside.hide()
        self.column.addWidget(self._beside)
        self.complaint = Complaint()
        self.column.addWidget(self.complaint)
        close = Button(self.tr("&Close"), "", "primary")
        close.setAutoDefault(False)  # Return in the field looks into the copy
        close.clicked.connect(self.accept)
        self.add_buttons(close)
        self._here: _Here | None = None
        session.run(lambda workspace: _read(workspace, here_clock), self._show, self.complaint.show_error, owner=self)

    def _show(self, here: _Here, preview: "BackupPreview | None" = None) -> None:
        self._here = here
        empty(self._columns)
        not_known = self.tr("How far each assessment was is not known: only the journal's end was kept.")
        if self._known is not None:
            self._add(self.tr("This computer knew"), self._known, (), not_known)
        self._add(self.tr("Here is"), here.state, here.assessments)
        if preview is not None:
            state = State("", preview.head.sequence, preview.clock)
            self._add(self.tr("The backup copy"), state, preview.assessments)
        present = [each for each in here.copies if each.present]
        if not self.copy.count():
            for each in reversed(present):
                when = clock_text(each.clock) if each.clock else each.path.name
                self.copy.addItem(self.tr("{0}, entry {1}").format(when, each.sequence), str(each.path))
        self._beside.setVisible(bool(present))

    def _add(self, name: str, state: State, assessments: "Sequence[Summary]", remark: str = "") -> None:
        frame = Panel("notice")
        column = QVBoxLayout(frame)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(Label(name, "heading", Size.SMALL))
        column.addWidget(Label(entry_text(state.entry, state.clock), bold=True))
        for each in assessments:
            title = " · ".join(filter(None, (each.title, each.organisation, each.cycle)))
            column.addWidget(Label(title))
            count = self.tr("{0} of {1} answered").format(each.answered, each.total)
            column.addWidget(Label(count, "muted", Size.SMALL))
        if not assessments:
            column.addWidget(Label(remark or self.tr("No assessment."), "muted", Size.SMALL))
        column.addStretch(1)
        self._columns.addWidget(frame, 1)

    def _look(self) -> None:
        here, source, passphrase = self._here, Path(str(self.copy.currentData())), self.passphrase.text()
        if here is None or not self.look.isEnabled():
            return
        if not passphrase:
            self.complaint.say(self.tr("A copy is looked into with the passphrase that it had."), self.passphrase)
            return
        self.complaint.say("")
        self.look.setEnabled(False)

        def job(workspace: "Workspace") -> "BackupPreview":
            from checklistapp.services import backup_copies

            return backup_copies.preview(source, passphrase, workspace=workspace)

        def done(preview: "BackupPreview") -> None:
            self.look.setEnabled(True)
            self._show(here, preview)

        def failed(error: BaseException) -> None:
            self.look.setEnabled(True)
            self.complaint.show_error(error, self.passphrase)

        self._session.run(job, done, failed, owner=self)


def _read(workspace: "Workspace", clock: str) -> _Here:
    from checklistapp.services import assessments, backups
    from checklistapp.services import workspace as workspaces

    head = workspaces.info(workspace).head
    return _Here(State("", head.sequence, clock), assessments.summaries(workspace), backups.copies(workspace))
