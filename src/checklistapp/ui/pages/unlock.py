# SPDX-License-Identifier: Apache-2.0
"""Unlocking a workspace with a passphrase, or with the recovery words."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.fold import Fold
from checklistapp.ui.widgets.label import add_field
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.strength import StrengthMeter
from checklistapp.ui.widgets.text_edit import TextEdit
from checklistapp.ui.widgets.tile import ScrollPage, Tile


class UnlockPage(ScrollPage):
    unlock_wanted = Signal(Path, str)
    recover_wanted = Signal(Path, str, str)
    """Path, recovery words, new passphrase."""
    elsewhere = Signal()

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(560, parent)
        self._path = path
        tile = Tile("lock", path.name if path.is_dir() else path.parent.name, self.tr("Locked and encrypted."))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.passphrase = PassphraseField(self.tr("Passphrase"))
        self.passphrase.returnPressed.connect(self._unlock)
        add_field(form, self.tr("&Passphrase"), self.passphrase)
        tile.body.addLayout(form)
        self.complaint = Complaint()
        tile.body.addWidget(self.complaint)
        self.unlock = Button(self.tr("&Unlock"), "key", "primary")
        self.unlock.clicked.connect(self._unlock)
        tile.body.addLayout(side_by_side(self.unlock))
        tile.body.addWidget(Fold(self.tr("Passphrase lost"), self._recovery()))
        self.other = Button(self.tr("&Another workspace, or a new one"), "left", "flat", "muted")
        self.other.clicked.connect(self.elsewhere)
        self.column.addStretch(1)
        self.column.addWidget(tile)
        self.column.addLayout(side_by_side(self.other))
        self.column.addStretch(2)
        self.setFocusProxy(self.passphrase)

    def _recovery(self) -> QWidget:
        box = QWidget()
        form = QFormLayout(box)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.words = TextEdit(self.tr("The 24 recovery words"), 3)
        self.new_passphrase = PassphraseField(self.tr("New passphrase"))
        self.strength = StrengthMeter(self.new_passphrase, lambda: (self._path.stem, self._path.parent.name))
        self.again = PassphraseField(self.tr("New passphrase again"))
        add_field(form, self.tr("The 24 recovery &words, in order"), self.words)
        add_field(form, self.tr("&New passphrase"), self.new_passphrase)
        form.addRow(self.strength)
        add_field(form, self.tr("New passphrase a&gain"), self.again)
        self.recover = Button(self.tr("&Recover"), "key")
        self.recover.clicked.connect(self._recover)
        form.addRow(self.recover)
        return box

    def _unlock(self) -> None:
        if not self.unlock.isEnabled():
            return
        if not self.passphrase.text():
            self.complaint.say(self.tr("Type the passphrase of this workspace."), self.passphrase)
            return
        self._wait()
        self.unlock_wanted.emit(self._path, self.passphrase.text())

    def _recover(self) -> None:
        if not self.new_passphrase.text() or self.new_passphrase.text() != self.again.text():
            self.complaint.say(self.tr("Type the same new passphrase twice."), self.again)
            return
        self._wait()
        self.recover_wanted.emit(self._path, self.words.toPlainText(), self.new_passphrase.text())

    def _wait(self) -> None:
        """Two overlapping attempts could open two workspaces."""
        self.complaint.say("")
        self._let_act(False)
        self.unlock.setText(self.tr("Unlocking…"))

    def _let_act(self, may_act: bool) -> None:
        for button in (self.unlock, self.recover, self.other):
            button.setEnabled(may_act)

    def show_error(self, error: BaseException) -> None:
        self._let_act(True)
        self.unlock.setText(self.tr("&Unlock"))
        self.complaint.show_error(error)
        self.passphrase.selectAll()
        self.passphrase.setFocus()
