# SPDX-License-Identifier: Apache-2.0
"""Signing: who signs, with which identity, on which date, and the passphrase that allows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.people import UNNAMED, Identity, Person
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.identity_choice import IdentityChoice
from checklistapp.ui.widgets.label import Label, add_field
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.pin import PinField


@dataclass(frozen=True, slots=True)
class Signature:
    """What a person entered to sign; ``identity`` is empty where one is to be made for ``name`` first."""

    identity: str
    name: str
    organisation: str
    passphrase: str
    date: str
    override: str
    pin: str = ""
    approvers: int = 1

    def __repr__(self) -> str:
        return f"Signature(identity={self.identity!r})"


class SignDialog(FramedDialog):
    """Stays open until the signature is made: ``run`` starts the work, ``show_error`` tells what went wrong."""

    def __init__(
        self,
        title: str,
        words: str,
        person: Person,
        identities: Sequence[Identity],
        run: "Callable[[Signature, SignDialog], object]",
        *,
        organisation: str,
        action: str = "",
        override: bool = False,
        most_approvers: int = 0,
        parent: QWidget,
    ) -> None:
        """``most_approvers``: the preparer says how many of them shall sign, at most so many."""
        super().__init__(title, parent)
        self._run = run
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(6)
        self.identity = IdentityChoice(identities)
        self.name = QLineEdit("" if person.name == UNNAMED else person.name)
        self.name.setPlaceholderText(self.tr("Name or function, as it shall stand on the document"))
        self.organisation = QLineEdit(person.organisation or organisation)
        self._is_first = not identities
        if identities:
            add_field(form, self.tr("&Identity"), self.identity)
        else:
            first = self.tr("You sign for the first time: a key is made for you now. It is self-made, and says so.")
            form.addRow(Label(first, "muted"))
            add_field(form, self.tr("Your &name or function"), self.name)
            add_field(form, self.tr("&Organisation"), self.organisation)
        self.date = QLineEdit(QDate.currentDate().toString(Qt.DateFormat.ISODate))
        add_field(form, self.tr("&Date of signature (correct it if this computer's clock is wrong)"), self.date)
        self.approvers = QComboBox()
        self.approvers.addItems([str(number) for number in range(1, max(1, most_approvers) + 1)])
        self.approvers.view().setAccessibleName(self.tr("How many approvers"))
        if most_approvers:
            add_field(form, self.tr("How many app&rovers sign after you"), self.approvers)
        self.override = QLineEdit()
        if override:
            why = self.tr("You gave some of the answers yourself: &why you approve all the same")
            add_field(form, why, self.override)
        self.passphrase = PassphraseField(self.tr("Your passphrase"))
        add_field(form, self.tr("Your &passphrase"), self.passphrase)
        self.pin = PinField(self.identity)
        form.addRow(self.pin.label, self.pin)
        self.complaint = Complaint()
        self.sign = Button(action or self.tr("&Sign"), "sign", "primary")
        self.sign.clicked.connect(self._sign)
        cancel = Button(self.tr("&Cancel"))
        cancel.clicked.connect(self.reject)
        self.column.addWidget(Label(words, "muted"))
        self.column.addLayout(form)
        self.column.addWidget(self.complaint)
        self.add_buttons(cancel, self.sign)
        (self.passphrase if identities else self.name).setFocus()

    def _missing(self) -> tuple[str, QLineEdit] | None:
        if self._is_first and not self.name.text().strip():
            return self.tr("Type the name or function that shall stand on the document."), self.name
        if not self.passphrase.text():
            return self.tr("Signing asks for your passphrase once more."), self.passphrase
        return None

    def _sign(self) -> None:
        missing = self._missing()
        if missing is not None:
            self.complaint.say(*missing)
            return
        self.sign.setEnabled(False)
        self.complaint.say("")
        self._run(
            Signature(
                self.identity.chosen,
                self.name.text(),
                self.organisation.text(),
                self.passphrase.text(),
                self.date.text(),
                self.override.text(),
                self.pin.text(),
                self.approvers.currentIndex() + 1,
            ),
            self,
        )

    def reject(self) -> None:
        """Work under way is waited for: its end has to be told somewhere."""
        if self.sign.isEnabled():
            super().reject()

    def show_error(self, error: BaseException) -> None:
        self.sign.setEnabled(True)
        if isinstance(error, ChecklistError) and error.code == "wrong-passphrase":
            # What opens a workspace without its passphrase does not sign.
            self.complaint.say(self.tr("The passphrase is wrong. Check Caps Lock and the keyboard layout."))
        else:
            self.complaint.show_error(error)
        at_fault = self.pin if isinstance(error, ChecklistError) and error.code.startswith("pin-") else self.passphrase
        at_fault.selectAll()
        at_fault.setFocus()
