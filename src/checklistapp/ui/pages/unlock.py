# SPDX-License-Identifier: Apache-2.0
"""Unlocking a workspace with a passphrase, or with the recovery words."""

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from checklistapp.domain.errors import ChecklistError
from checklistapp.ui.errors import describe, is_cancelled
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.fold import Fold
from checklistapp.ui.widgets.label import Label, Size, add_field
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.strength import StrengthMeter
from checklistapp.ui.widgets.text_edit import TextEdit
from checklistapp.ui.widgets.tile import ScrollPage, Tile


class UnlockPage(ScrollPage):
    unlock_wanted = Signal(Path, str)
    recover_wanted = Signal(Path, str, str)
    """Path, recovery words, new passphrase."""
    restore_wanted = Signal(Path)
    """A backup copy, because the key file is gone."""
    elsewhere = Signal()

    def __init__(self, path: Path, why_locked: str = "", parent: QWidget | None = None) -> None:
        super().__init__(560, parent)
        self._path, self._is_recovering = path, False
        said = why_locked or self.tr("Locked and encrypted.")
        tile = Tile("lock", path.name if path.is_dir() else path.parent.name, said)
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
        self.restore = Button(self.tr("&Restore a backup copy…"), "undo")
        self.restore.clicked.connect(lambda: self.restore_wanted.emit(path))
        self.restore.hide()
        tile.body.addLayout(side_by_side(self.unlock, self.restore))
        self.fold = Fold(self.tr("Use the recovery words"), self._recovery())
        tile.body.addWidget(self.fold)
        self.other = Button(self.tr("&Another workspace, or a new one"), "left", "flat", "muted")
        self.other.clicked.connect(self.elsewhere)
        self.leave_room_above()
        self.column.addWidget(tile)
        self.column.addLayout(side_by_side(self.other))
        self.column.addStretch(1)
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
        identity = self.tr("Nothing of the answers is lost; to sign, you make a new identity afterwards.")
        form.addRow(Label(identity, "muted", Size.SMALL))
        self.recovery_complaint = Complaint()
        form.addRow(self.recovery_complaint)
        self.recover = Button(self.tr("R&ecover"), "key")
        self.recover.clicked.connect(self._recover)
        form.addRow(side_by_side(self.recover))
        return box

    def _unlock(self) -> None:
        if not self.unlock.isEnabled():
            return
        if not self.passphrase.text():
            self.complaint.say(self.tr("Type the passphrase of this workspace."), self.passphrase)
            return
        self._wait(recovering=False)
        self.unlock_wanted.emit(self._path, self.passphrase.text())

    def _recover(self) -> None:
        """The words first: they take longest to type, and nothing else matters while they are wrong."""
        from checklistapp.services import opening

        words, new = self.words.toPlainText(), self.new_passphrase.text()
        try:
            opening.require_words(words)
        except ChecklistError as fault:
            self._complain_of_recovery(describe(fault).text, self.words)
            return
        if not new:
            self._complain_of_recovery(self.tr("Choose a new passphrase."), self.new_passphrase)
        elif new != self.again.text():
            self._complain_of_recovery(self.tr("Type the same new passphrase twice."), self.again)
        else:
            self._wait(recovering=True)
            self.recover_wanted.emit(self._path, words, new)

    def _complain_of_recovery(self, text: str, field: QWidget) -> None:
        """In sight, once it has its place."""
        self.recovery_complaint.say(text, field)
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(self.recover))

    def _wait(self, *, recovering: bool) -> None:
        """Two overlapping attempts could open two workspaces."""
        self._is_recovering = recovering
        self.complaint.say("")
        self.recovery_complaint.say("")
        self._let_act(False)
        if recovering:
            self.recover.setText(self.tr("Recovering…"))
        else:
            self.unlock.setText(self.tr("Unlocking…"))

    def _let_act(self, may_act: bool) -> None:
        for button in (self.unlock, self.recover, self.other, self.restore):
            button.setEnabled(may_act)

    def let_try_again(self) -> None:
        """After an attempt that failed and is told elsewhere."""
        self._let_act(True)
        self.unlock.setText(self.tr("&Unlock"))
        self.recover.setText(self.tr("R&ecover"))

    def show_error(self, error: BaseException) -> None:
        """Beside what was tried; where no passphrase can open it, with the ways that are left."""
        self.let_try_again()
        code = error.code if isinstance(error, ChecklistError) else ""
        if self._is_recovering:
            is_new_one = code.startswith("passphrase-")
            field = self.new_passphrase if is_new_one else self.words
            self._complain_of_recovery("" if is_cancelled(error) else describe(error).text, field)
            return
        self.complaint.show_error(error)
        if code == "keys-missing":
            self.restore.show()
            self.fold.open()
            self.words.setFocus()
        else:
            self.passphrase.selectAll()
            self.passphrase.setFocus()
