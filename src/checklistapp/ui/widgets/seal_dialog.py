# SPDX-License-Identifier: Apache-2.0
"""Sealing a bundle: for whom, or with which kind of passphrase."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QRadioButton, QVBoxLayout, QWidget

from checklistapp.domain.ids import ContactId
from checklistapp.domain.people import Confirmation, Contact, Identity
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.identity_choice import IdentityChoice
from checklistapp.ui.widgets.label import FieldLabel, Label
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.pin import PinField


class SealDialog(FramedDialog):
    """``run`` gets the chosen contacts (empty: a generated passphrase) and the person's own passphrase.

    It signs with ``identity``, which is asked for where there are several.
    """

    def __init__(
        self,
        identities: Sequence[Identity],
        contacts: Sequence[Contact],
        run: "Callable[[tuple[ContactId, ...], str, SealDialog], object]",
        parent: QWidget,
    ) -> None:
        super().__init__(self.tr("Seal a bundle"), parent)
        self._run = run
        self.to_contacts = QRadioButton(self.tr("For &contacts: only they can open it"))
        self.by_passphrase = QRadioButton(self.tr("With a &generated passphrase, shown once and sent by another way"))
        people = self._contacts(contacts)
        can_send = any(box.isEnabled() for box in self.boxes.values())
        self.to_contacts.setEnabled(can_send)
        (self.to_contacts if can_send else self.by_passphrase).setChecked(True)
        self.identity = IdentityChoice(identities)
        which = FieldLabel(self.tr("&Identity that signs"), self.identity, "heading")
        for each in (which, self.identity):
            each.setVisible(len(identities) > 1)
        self.passphrase = PassphraseField(self.tr("Your passphrase"))
        label = FieldLabel(self.tr("Your &passphrase: the bundle is signed"), self.passphrase, "heading")
        self.pin = PinField(self.identity)
        self.complaint = Complaint()
        self.seal = Button(self.tr("&Seal…"), "seal", "primary")
        self.seal.clicked.connect(self._seal)
        cancel = Button(self.tr("Ca&ncel"))
        cancel.clicked.connect(self.reject)
        self.column.addWidget(self.to_contacts)
        self.column.addLayout(people)
        for widget in (self.by_passphrase, which, self.identity, label, self.passphrase, self.pin.label, self.pin):
            self.column.addWidget(widget)
        self.column.addWidget(self.complaint)
        self.add_buttons(cancel, self.seal)

    def _contacts(self, contacts: Sequence[Contact]) -> QVBoxLayout:
        self.boxes: dict[ContactId, QCheckBox] = {}
        people = QVBoxLayout()
        people.setContentsMargins(28, 0, 0, 0)
        for contact in contacts:
            if contact.confirmation is Confirmation.RETIRED:
                continue
            confirmed = contact.confirmation is Confirmation.CONFIRMED
            note = "" if confirmed else self.tr(" (compare the fingerprint first)")
            box = QCheckBox(f"{contact.name}, {contact.organisation}{note}")
            box.setEnabled(confirmed)
            box.clicked.connect(lambda: self.to_contacts.setChecked(True))
            self.boxes[contact.id] = box
            people.addWidget(box)
        if not self.boxes:
            people.addWidget(Label(self.tr("No contacts yet: add the receiver's card under Contacts."), "muted"))
        return people

    def _seal(self) -> None:
        chosen = tuple(contact for contact, box in self.boxes.items() if box.isChecked())
        if self.to_contacts.isChecked() and not chosen:
            self.complaint.say(self.tr("Choose at least one contact, or a generated passphrase."))
        elif not self.passphrase.text():
            self.complaint.say(self.tr("The bundle is signed: type your passphrase."), self.passphrase)
        else:
            self.complaint.say("")
            self._run(chosen if self.to_contacts.isChecked() else (), self.passphrase.text(), self)

    def show_error(self, error: BaseException) -> None:
        self.complaint.show_error(error)
        self.passphrase.setFocus()
