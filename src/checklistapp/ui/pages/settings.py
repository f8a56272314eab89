# SPDX-License-Identifier: Apache-2.0
"""How the window looks and locks, and what can be done with the workspace as a whole."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QWidget

from checklistapp.ui.preferences import Preferences
from checklistapp.ui.session import Session
from checklistapp.ui.theme import Scheme
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.label import Label, add_field
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from checklistapp.ui.widgets.tile import ScrollPage, Tile
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import CheckFinding, Workspace

_IDLE_MINUTES = (0, 5, 10, 15, 30, 60)
_TEXT_SIZES = (100, 125, 150, 175, 200)


class SettingsPage(ScrollPage):
    changed = Signal()
    """The window's looks or its lock."""
    said = Signal(str)
    backups_wanted = Signal()
    destruction_wanted = Signal()

    def __init__(self, preferences: Preferences, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._preferences, self._session = preferences, session
        self.complaint = Complaint()
        self.column.addWidget(self.complaint)
        self.column.addWidget(self._window_tile())
        if session.opened is not None:
            self.column.addWidget(self._workspace_tile())
        self.column.addStretch(1)

    def _window_tile(self) -> Tile:
        tile = Tile("settings", self.tr("Window"))
        names = {
            Scheme.DESKTOP: self.tr("As the desktop"),
            Scheme.LIGHT: self.tr("Light"),
            Scheme.DARK: self.tr("Dark"),
            Scheme.CONTRAST: self.tr("High contrast"),
        }
        self.scheme = QComboBox()
        for scheme, name in names.items():
            self.scheme.addItem(name, scheme)
        self.scheme.setCurrentIndex(self.scheme.findData(self._preferences.scheme))
        self.scheme.view().setAccessibleName(self.tr("Colours"))
        self.text_size = QComboBox()
        for percent in _TEXT_SIZES:
            self.text_size.addItem(self.locale().toString(percent) + self.locale().percent(), percent)
        self.text_size.setCurrentIndex(max(0, self.text_size.findData(self._preferences.text_percent)))
        self.text_size.view().setAccessibleName(self.tr("Text size"))
        self.idle = QComboBox()
        for minutes in _IDLE_MINUTES:
            text = self.tr("{0} minutes").format(minutes) if minutes else self.tr("Never")
            self.idle.addItem(text, minutes)
        self.idle.setCurrentIndex(max(0, self.idle.findData(self._preferences.idle_minutes)))
        self.idle.view().setAccessibleName(self.tr("Lock when unused for"))
        self.private = QCheckBox(self.tr("Do not &remember which workspaces were opened"))
        self.private.setChecked(self._preferences.private)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        add_field(form, self.tr("&Colours"), self.scheme)
        add_field(form, self.tr("&Text size"), self.text_size)
        add_field(form, self.tr("&Lock when unused for"), self.idle)
        form.addRow(self.private)
        tile.body.addLayout(form)
        self.scheme.activated.connect(self._store)
        self.text_size.activated.connect(self._store)
        self.idle.activated.connect(self._store)
        self.private.clicked.connect(self._store)
        self.setFocusProxy(self.scheme)
        return tile

    def _store(self) -> None:
        self._preferences.scheme = Scheme(self.scheme.currentData())
        self._preferences.text_percent = int(self.text_size.currentData())
        self._preferences.idle_minutes = int(self.idle.currentData())
        self._preferences.private = self.private.isChecked()
        self.changed.emit()

    def _workspace_tile(self) -> Tile:
        opened = self._session.opened
        tile = Tile("folder", self.tr("Workspace"), str(opened.path) if opened else "")
        attach = opened is not None and opened.allow_attachments
        kept = self.tr("Files may be attached as evidence; each is encrypted.")
        references = self.tr("Evidence is kept as references only. Attaching files is chosen when a workspace is made.")
        tile.body.addWidget(Label(kept if attach else references))
        check = Button(self.tr("C&heck the workspace"), "shield")
        check.clicked.connect(self._check)
        backup = Button(self.tr("Backup co&pies…"), "save")
        backup.clicked.connect(self.backups_wanted)
        change = Button(self.tr("Change my pa&ssphrase…"), "key")
        change.clicked.connect(self._change_passphrase)
        destroy = Button(self.tr("&Destroy this workspace…"), "remove", "flat", "no")
        destroy.clicked.connect(self.destruction_wanted)
        may_change = opened is not None and not opened.is_read_only
        change.setEnabled(may_change)
        tile.body.addLayout(side_by_side(check, backup, change))
        tile.body.addLayout(side_by_side(destroy))
        return tile

    def _check(self) -> None:
        def job(workspace: "Workspace", report: "Report") -> "list[CheckFinding]":
            from checklistapp.services import workspace as workspaces

            return workspaces.check(workspace, report)

        def done(findings: "list[CheckFinding]") -> None:
            if findings:
                self.complaint.say(" ".join(finding.message for finding in findings))
            else:
                self.said.emit(self.tr("Every byte of the workspace was read: all is in order."))

        task = self._session.run_reporting(
            job, done, self.complaint.show_error, self.tr("Checking the workspace"), owner=self
        )
        WorkingDialog(task, self)

    def _change_passphrase(self) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def job(workspace: "Workspace") -> None:
                from checklistapp.services import people

                people.change_passphrase(workspace, given["old"], given["new"])

            def done(result: None) -> None:
                del result
                dialog.accept()
                self.said.emit(self.tr("The passphrase was changed. Older copies still open with the old one."))

            self._session.run(job, done, dialog.show_error, owner=self)

        asked = [
            Asked("old", self.tr("Passphrase &now"), secret=True),
            Asked("new", self.tr("New &passphrase"), secret=True),
            Asked("again", self.tr("New passphrase a&gain"), secret=True, same_as="new"),
        ]
        names = self._session.opened.easy_guesses if self._session.opened else ()
        QuestionsDialog(self.tr("Change my passphrase"), "", asked, self.tr("C&hange"), run, self, names).open()
