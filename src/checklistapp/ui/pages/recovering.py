# SPDX-License-Identifier: Apache-2.0
"""Asks whose passphrase is lost, and says who loses what, before the recovery words change anything."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import Label, add_field

if TYPE_CHECKING:
    from checklistapp.services.opening import Recovery


class RecoveringDialog(FramedDialog):
    person_chosen = Signal(str)
    """Id of whoever gets the new passphrase."""

    def __init__(self, recovery: "Recovery", parent: QWidget) -> None:
        super().__init__(self.tr("Whose passphrase is lost?"), parent)
        self._recovery = recovery
        self.person = QComboBox()
        for each in recovery.present:
            self.person.addItem(each.name if each.slot else self.tr("{0} (had none)").format(each.name), each.id)
        self.person.setCurrentIndex(-1)
        self.person.setPlaceholderText(self.tr("Choose yourself"))
        self.person.view().setAccessibleName(self.tr("Who gets the new passphrase"))
        self.person.currentIndexChanged.connect(self._say)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        add_field(form, self.tr("&Who gets the new passphrase"), self.person)
        self.column.addLayout(form)
        self.theirs = Label()
        self.others = Label()
        self.column.addWidget(self.theirs)
        self.column.addWidget(self.others)
        cancel = Button(self.tr("&Cancel"))
        cancel.clicked.connect(self.reject)
        self.act = Button(self.tr("&Recover"), "key", "primary")
        self.act.clicked.connect(self._choose)
        self.add_buttons(cancel, self.act)
        self._say()
        self.person.setFocus()

    def _say(self) -> None:
        owner = next((each for each in self._recovery.present if each.id == self.person.currentData()), None)
        self.act.setEnabled(owner is not None)
        self.theirs.setVisible(owner is not None)
        self.others.setVisible(owner is not None)
        if owner is None:
            return
        former = self.tr(
            "The former passphrase of {0} no longer opens this workspace, and their identity signs nothing more: a new "
            "one is made and announced."
        )
        first = self.tr("{0} gets a passphrase for the first time.")
        self.theirs.setText((former if owner.slot else first).format(owner.name))
        locked_out = ", ".join(each.name for each in self._recovery.locks_out(owner.id))
        lost = self.tr("The key file is lost, so these lose their passphrase and identity as well: {0}.")
        kept = self.tr("Everybody else keeps their passphrase and identity.")
        self.others.setText(lost.format(locked_out) if locked_out else kept)
        self.others.set_tone("error" if locked_out else "")

    def _choose(self) -> None:
        self.accept()
        self.person_chosen.emit(str(self.person.currentData()))
