# SPDX-License-Identifier: Apache-2.0
"""Choosing a backup copy, looking into it, and saying where it goes."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QWidget

from checklistapp.ui.pages.backup_reader import BackupReader
from checklistapp.ui.pages.older_copy import State
from checklistapp.ui.pages.state_panel import Here, StatePanel, read_here
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.file_choice import ask_backup
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import Label, Size, add_field
from checklistapp.ui.widgets.panel import empty
from checklistapp.ui.widgets.question_card import clock_text

if TYPE_CHECKING:
    from checklistapp.services.backup_copies import BackupPreview
    from checklistapp.services.backups import BackupCopy

_SAFE = ("same", "newer")


def last_test(copy: "BackupCopy") -> tuple[str, str]:
    """How the last test of a copy ended, and the tone to say it in."""
    if copy.failed:
        return QCoreApplication.translate("Backups", "failed its test {0}").format(clock_text(copy.failed)), "error"
    if copy.tested:
        return QCoreApplication.translate("Backups", "tested {0}").format(clock_text(copy.tested)), "good"
    return QCoreApplication.translate("Backups", "never tested"), "caution"


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
        super().__init__(self.tr("Restore a backup copy"), parent, 96)
        self._preview: BackupPreview | None = None
        self._here: Here | None = None
        self._opens = folder is None
        self.reader = BackupReader(session, self, folder)
        self.reader.read.connect(self._show)
        self.reader.offer(copies, self._name)
        if chosen is not None:
            self.reader.choose(chosen)
        elif not self.reader.copy.count():
            self.reader.copy.setPlaceholderText(self.tr("This computer knows no copy"))
        self.reader.copy.currentIndexChanged.connect(self._forget)
        self._ask_copy()
        self._show_nothing()
        self.column.addWidget(self.reader.complaint)
        self._add_end()
        self._allow()
        (self.reader.passphrase if self.reader.copy.count() else self.another).setFocus()
        if self._opens:
            session.run(read_here, self._compare_with, self.reader.complaint.show_error, owner=self)

    def _name(self, when: str, copy: "BackupCopy") -> str:
        return self.tr("{0} · {1} changes · {2}").format(when, copy.sequence, last_test(copy)[0])

    def _ask_copy(self) -> None:
        self.another = Button(self.tr("Another &file…"), "folder", "small")
        self.another.clicked.connect(lambda: ask_backup(self, self.reader.choose))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        add_field(form, self.tr("Backup &copy"), self.reader.copy)
        form.addRow(side_by_side(self.another))
        add_field(form, self.tr("&Passphrase that it had when it was made"), self.reader.passphrase)
        self.column.addLayout(form)
        self.column.addLayout(side_by_side(self.reader.look))

    def _show_nothing(self) -> None:
        """Until a copy was looked into."""
        self._found = QWidget()
        self._states = QHBoxLayout(self._found)
        self._states.setContentsMargins(0, 0, 0, 0)
        self._states.setSpacing(12)
        self._found.hide()
        self.column.addWidget(self._found)
        self.relation = Label()
        self.relation.hide()
        self.column.addWidget(self.relation)
        self.readmitted = Label(tone="error")
        self.readmitted.hide()
        self.column.addWidget(self.readmitted)
        self.may_lose = QCheckBox(self.tr("What is &newer here may be set aside"))
        self.may_lose.toggled.connect(self._allow)
        self.may_lose.hide()
        self.column.addWidget(self.may_lose)
        aside = self.tr("What is here now is set aside in a folder beside it, and nothing of it is deleted.")
        if self._opens:
            aside += " " + self.tr("The workspace is locked first.")
        self._aside = Label(aside, "muted", Size.SMALL)
        self._aside.hide()
        self.column.addWidget(self._aside)

    def _add_end(self) -> None:
        """A damaged folder is better left as it is: there the new folder stands first."""
        cancel = Button(self.tr("C&ancel"))
        cancel.clicked.connect(self.reject)
        self.beside = Button(self.tr("Restore to a n&ew folder…"), "folder")
        self.beside.clicked.connect(self._beside)
        self.over = Button(self.tr("Restore &here"), "undo")
        self.over.clicked.connect(self._over)
        self.add_buttons(cancel, *((self.beside, self.over) if self._opens else (self.over, self.beside)))
        self.why_not = Label(tone="muted", size=Size.SMALL)
        self.add_remark(self.why_not)

    def _forget(self) -> None:
        """Another copy: nothing is known of it yet."""
        self._preview = None
        for part in (self._found, self.relation, self.readmitted, self.may_lose, self._aside):
            part.hide()
        self.relation.setText("")
        self.may_lose.setChecked(False)
        self._allow()

    def _allow(self) -> None:
        has_copy = self.reader.copy.count() > 0
        self.reader.look.setEnabled(has_copy)
        self.beside.setEnabled(has_copy)
        why_not = self._why_not()
        self.over.setEnabled(not why_not)
        self.over.setAccessibleDescription(why_not)
        self.why_not.setText(why_not)
        self.why_not.setVisible(bool(why_not))
        is_looked_into = self._preview is not None
        self.reader.look.set_kind("plain" if is_looked_into else "primary")
        wanted = self.over if self._opens else self.beside
        wanted.set_kind("primary" if is_looked_into else "plain")

    def _why_not(self) -> str:
        """What keeps the copy from being restored here, empty for nothing."""
        if not self.reader.copy.count():
            return self.tr("Choose a copy first.")
        if self._preview is None:
            return self.tr("Look into the copy before it is restored here.")
        if self._preview.relation == "foreign":
            return self.tr("A copy of another workspace is restored to a new folder.")
        if self._preview.relation not in _SAFE and not self.may_lose.isChecked():
            return self.tr("To restore here, tick that what is newer may be set aside.")
        return ""

    def _compare_with(self, here: Here) -> None:
        self._here = here
        if self._preview is not None:
            self._show(self._preview)

    def _show(self, preview: "BackupPreview") -> None:
        self._preview = preview
        empty(self._states)
        name = self.tr("The backup copy of “{0}”").format(preview.name or self.reader.source.name)
        state = State("", preview.head.sequence, preview.clock)
        self._states.addWidget(StatePanel(name, state, preview.assessments, preview.persons), 1)
        here = self._here
        if here is not None:
            self._states.addWidget(StatePanel(self.tr("Here now"), here.state, here.assessments, here.persons), 1)
        self._found.show()
        self.relation.setText(_relation_text(preview.relation) if self._opens else _relation_known(preview.relation))
        self.relation.set_tone("" if preview.relation in _SAFE else "error")
        self.relation.show()
        back = self.tr("Removed since, and able to open this copy: {0}. Once it is restored, remove them again.")
        self.readmitted.setText(back.format(", ".join(preview.readmitted)))
        self.readmitted.setVisible(bool(preview.readmitted))
        self.may_lose.setVisible(preview.relation not in (*_SAFE, "foreign"))
        self._aside.setVisible(preview.relation != "foreign")
        self._allow()
        self.bring_into_view(self._aside if self._aside.isVisibleTo(self) else self.relation)

    def _over(self) -> None:
        source, passphrase, may_lose = self.reader.source, self.reader.passphrase.text(), self.may_lose.isChecked()
        self.accept()
        self.over_wanted.emit(source, passphrase, may_lose)

    def _beside(self) -> None:
        source = self.reader.source
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


def _relation_known(relation: str) -> str:
    """What is here cannot be read: then only what this computer knew of it can be compared."""
    words = {
        "same": QCoreApplication.translate(
            "Backups", "What is here cannot be read. The copy holds all that this computer knew of it."
        ),
        "older": QCoreApplication.translate(
            "Backups", "What is here cannot be read. The copy is older than what this computer knew of it."
        ),
        "newer": QCoreApplication.translate(
            "Backups", "What is here cannot be read. The copy is newer than what this computer knew of it."
        ),
        "diverged": QCoreApplication.translate(
            "Backups", "What is here cannot be read. The copy lacks something that this computer knew of it."
        ),
        "foreign": QCoreApplication.translate("Backups", "It is a copy of another workspace."),
        "unknown": QCoreApplication.translate(
            "Backups", "What is here cannot be read, and this computer knew nothing of it to compare the copy with."
        ),
    }
    return words[relation]
