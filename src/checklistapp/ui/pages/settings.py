# SPDX-License-Identifier: Apache-2.0
"""How the window looks and locks, and what can be done with the workspace as a whole."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QWidget

from checklistapp.ui.pages.own_passphrase import ask_new_passphrase
from checklistapp.ui.preferences import Preferences
from checklistapp.ui.session import Session
from checklistapp.ui.theme import Scheme
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.label import Label, Size, add_field
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
    attachments_changed = Signal()
    """Pages made before show it as it was."""
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
        self.attachments = QCheckBox(self.tr("Files may be &attached as evidence"))
        self.attachments.setChecked(opened is not None and opened.allow_attachments)
        self.attachments.clicked.connect(self._let_attach)
        tile.body.addWidget(self.attachments)
        attached = self.tr(
            "Encrypted copies are kept with the answers. Without it, evidence is only named; what is attached stays."
        )
        self.attachments.setAccessibleDescription(attached)
        tile.body.addWidget(Label(attached, "muted", Size.SMALL))
        check = Button(self.tr("C&heck the workspace"), "shield")
        check.clicked.connect(self._check)
        backup = Button(self.tr("Backup co&pies…"), "save")
        backup.clicked.connect(self.backups_wanted)
        self.rename = Button(self.tr("Re&name…"), "edit")
        self.rename.clicked.connect(self._rename)
        change = Button(self.tr("Change my pa&ssphrase…"), "key")
        change.clicked.connect(self._change_passphrase)
        destroy = Button(self.tr("&Destroy this workspace…"), "remove", "flat", "no")
        destroy.clicked.connect(self.destruction_wanted)
        may_change = opened is not None and not opened.is_read_only
        change.setEnabled(may_change)
        self.rename.setEnabled(may_change)
        self.attachments.setEnabled(may_change)
        destroy.setEnabled(may_change)
        if not may_change:
            for button in (change, self.rename, destroy):
                button.setToolTip(self.tr("The workspace is open only to be read."))
        tile.body.addLayout(side_by_side(check, backup, self.rename, change))
        tile.body.addLayout(side_by_side(destroy))
        return tile

    def _let_attach(self, allowed: bool) -> None:
        def job(workspace: "Workspace") -> None:
            from checklistapp.services import workspace as workspaces

            workspaces.allow_attachments(workspace, allowed)

        def failed(error: BaseException) -> None:
            self.attachments.setChecked(not allowed)
            self.complaint.show_error(error)

        def done(result: None) -> None:
            del result
            self._session.refresh(self.attachments_changed.emit, self.complaint.show_error, self)

        self._session.run(job, done, failed, owner=self)

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

    def _rename(self) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def job(workspace: "Workspace") -> None:
                from checklistapp.services import workspace as workspaces

                workspaces.rename(workspace, given["name"])

            def done(result: None) -> None:
                del result
                dialog.accept()
                said = self.tr("The workspace is called “{0}” now; its folder keeps its name.").format(given["name"])
                self._session.refresh(lambda: self.said.emit(said), self.complaint.show_error, self)

            self._session.run(job, done, dialog.show_error, owner=self)

        named = self._session.opened.name if self._session.opened else ""
        asked = [Asked("name", self.tr("&Name of the workspace"), preset=named)]
        QuestionsDialog(self.tr("Rename the workspace"), "", asked, self.tr("&Rename"), run, self).open()

    def _change_passphrase(self) -> None:
        ask_new_passphrase(self._session, self, self.said.emit)
