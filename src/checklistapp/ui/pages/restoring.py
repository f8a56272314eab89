# SPDX-License-Identifier: Apache-2.0
"""Choosing a backup copy, looking into it, and saying where it goes."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QVBoxLayout, QWidget

from checklistapp.ui.pages.older_copy import entry_text
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.file_choice import ask_file
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import Label, Size, add_field
from checklistapp.ui.widgets.panel import Panel, empty
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.question_card import clock_text

if TYPE_CHECKING:
    from checklistapp.services.backup_copies import BackupPreview
    from checklistapp.services.backups import BackupCopy
    from checklistapp.services.operation import Report

_SAFE = ("same", "newer")


def tested_text(copy: "BackupCopy") -> str:
    if not copy.tested:
        return QCoreApplication.translate("Backups", "never tested")
    return QCoreApplication.translate("Backups", "tested {0}").format(clock_text(copy.tested))


class RestoreDialog(FramedDialog):
    """Nothing is restored here: ``over_wanted`` and ``beside_wanted`` say what was chosen."""

    over_wanted = Signal(Path, str, bool)
    """Copy, its passphrase, and whether what is newer may be set aside."""
    beside_wanted = Signal(Path)
    """To a new folder."""

    def __init__(
        self,
        session: Session,
        copies: "Sequence[BackupCopy]",
        parent: QWidget,
        chosen: Path | None = None,
        folder: Path | None = None,
    ) -> None:
        """``folder`` is that of a workspace that does not open; else the open one is compared with."""
        super().__init__(self.tr("Restore a backup copy"), parent, 84)
        self._session, self._folder = session, folder
        self._preview: BackupPreview | None = None
        self.copy = QComboBox()
        self.copy.view().setAccessibleName(self.tr("Backup copy"))
        for each in reversed([each for each in copies if each.present]):
            when = clock_text(each.clock) if each.clock else each.path.name
            words = self.tr("{0} · entry {1} · {2}").format(when, each.sequence, tested_text(each))
            self.copy.addItem(words, str(each.path))
        if chosen is not None:
            self._choose(chosen)
        self.copy.currentIndexChanged.connect(self._forget)
        self._ask_copy()
        self._show_nothing()
        self.complaint = Complaint()
        self.column.addWidget(self.complaint)
        self._add_end()
        self._allow()
        (self.passphrase if self.copy.count() else self.another).setFocus()

    def _ask_copy(self) -> None:
        self.another = Button(self.tr("Another &file…"), "folder", "small")
        self.another.clicked.connect(self._ask_file)
        self.passphrase = PassphraseField(self.tr("Passphrase of the copy"))
        self.passphrase.returnPressed.connect(self._look)
        self.look = Button(self.tr("&Look into it"), "eye")
        self.look.clicked.connect(self._look)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        add_field(form, self.tr("Backup &copy"), self.copy)
        form.addRow(side_by_side(self.another))
        add_field(form, self.tr("&Passphrase that it had when it was made"), self.passphrase)
        self.column.addLayout(form)
        self.column.addLayout(side_by_side(self.look))

    def _show_nothing(self) -> None:
        """Until a copy was looked into."""
        self._found = Panel("notice")
        self._contents = QVBoxLayout(self._found)
        self._contents.setContentsMargins(16, 12, 16, 12)
        self._found.hide()
        self.column.addWidget(self._found)
        self.relation = Label()
        self.column.addWidget(self.relation)
        self.may_lose = QCheckBox(self.tr("What is &newer here may be set aside"))
        self.may_lose.toggled.connect(self._allow)
        self.may_lose.hide()
        self.column.addWidget(self.may_lose)
        aside = self.tr(
            "What is here now is set aside in a folder beside it, and nothing of it is deleted. "
            "The workspace is locked first."
        )
        self._aside = Label(aside, "muted", Size.SMALL)
        self._aside.hide()
        self.column.addWidget(self._aside)

    def _add_end(self) -> None:
        cancel = Button(self.tr("C&ancel"))
        cancel.clicked.connect(self.reject)
        self.beside = Button(self.tr("Restore to a n&ew folder…"), "folder")
        self.beside.clicked.connect(self._beside)
        self.over = Button(self.tr("Restore &here"), "undo", "primary")
        self.over.setAutoDefault(False)  # Return in the field looks into the copy, and never restores it
        self.over.clicked.connect(self._over)
        self.add_buttons(cancel, self.beside, self.over)

    @property
    def source(self) -> Path:
        return Path(str(self.copy.currentData() or ""))

    def _choose(self, file: Path) -> None:
        if self.copy.findData(str(file)) < 0:
            self.copy.addItem(file.name, str(file))
        self.copy.setCurrentIndex(self.copy.findData(str(file)))

    def _ask_file(self) -> None:
        from checklistapp.services import backups

        patterns = self.tr("Backup copies (*{0});;All files (*)").format(backups.SUFFIX)
        ask_file(self, self.tr("Backup copy"), patterns, self._choose)

    def _forget(self) -> None:
        """Another copy: nothing is known of it yet."""
        self._preview = None
        for part in (self._found, self.may_lose, self._aside):
            part.hide()
        self.relation.setText("")
        self.may_lose.setChecked(False)
        self._allow()

    def _allow(self) -> None:
        has_copy = self.copy.count() > 0
        preview = self._preview
        fits = preview is not None and preview.relation != "foreign"
        loses = preview is not None and preview.relation not in _SAFE
        self.look.setEnabled(has_copy)
        self.beside.setEnabled(has_copy)
        self.over.setEnabled(fits and (not loses or self.may_lose.isChecked()))

    def _look(self) -> None:
        source, passphrase = self.source, self.passphrase.text()
        opened, folder = self._session.opened, self._folder
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

        def failed(error: BaseException) -> None:
            self._allow()
            self.complaint.show_error(error, self.passphrase)

        self._session.worker.submit("", job, self._show, failed, self)

    def _show(self, preview: "BackupPreview") -> None:
        self._preview = preview
        empty(self._contents)
        self._contents.addWidget(Label(preview.name or self.source.name, bold=True))
        self._contents.addWidget(Label(entry_text(preview.head.sequence, preview.clock)))
        for each in preview.assessments:
            title = " · ".join(filter(None, (each.title, each.organisation, each.cycle)))
            count = self.tr("{0} of {1} answered").format(each.answered, each.total)
            self._contents.addWidget(Label(f"{title}: {count}", "muted", Size.SMALL))
        people = self.tr("People: {0}").format(", ".join(preview.persons))
        self._contents.addWidget(Label(people, "muted", Size.SMALL))
        self._found.show()
        self.relation.setText(_relation_text(preview.relation))
        self.relation.set_tone("" if preview.relation in _SAFE else "error")
        self.may_lose.setVisible(preview.relation not in (*_SAFE, "foreign"))
        self._aside.setVisible(preview.relation != "foreign")
        self._allow()

    def _over(self) -> None:
        source, passphrase, may_lose = self.source, self.passphrase.text(), self.may_lose.isChecked()
        self.accept()
        self.over_wanted.emit(source, passphrase, may_lose)

    def _beside(self) -> None:
        source = self.source
        self.accept()
        self.beside_wanted.emit(source)


def _relation_text(relation: str) -> str:
    words = {
        "same": QCoreApplication.translate("Backups", "It holds exactly what is here now."),
        "older": QCoreApplication.translate("Backups", "It is older than what is here now."),
        "newer": QCoreApplication.translate("Backups", "It is newer than what is here now, and lacks nothing of it."),
        "diverged": QCoreApplication.translate("Backups", "It and what is here each hold what the other does not."),
        "foreign": QCoreApplication.translate("Backups", "It is a copy of another workspace."),
        "unknown": QCoreApplication.translate("Backups", "It cannot be told whether what is here is newer."),
    }
    return words[relation]
