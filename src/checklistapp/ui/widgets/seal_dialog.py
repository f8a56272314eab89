# SPDX-License-Identifier: Apache-2.0
"""Sealing a bundle: for whom, or with which kind of passphrase."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from checklistapp.domain.ids import ContactId
from checklistapp.domain.people import Confirmation, Contact
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.passphrase import PassphraseField


class SealDialog(QDialog):
    """``run`` gets the chosen contacts (empty: a generated passphrase) and the person's own passphrase."""

    def __init__(
        self,
        contacts: Sequence[Contact],
        run: "Callable[[tuple[ContactId, ...], str, SealDialog], object]",
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self.setWindowTitle(self.tr("Seal a bundle"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 72)
        self.to_contacts = QRadioButton(self.tr("For &contacts: only they can open it"))
        self.by_passphrase = QRadioButton(self.tr("With a &generated passphrase, shown once and sent by another way"))
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
        can_send = any(box.isEnabled() for box in self.boxes.values())
        if not self.boxes:
            people.addWidget(Label(self.tr("No contacts yet: add the receiver's card under Contacts."), "muted"))
        self.to_contacts.setEnabled(can_send)
        (self.to_contacts if can_send else self.by_passphrase).setChecked(True)
        self.passphrase = PassphraseField(self.tr("Your passphrase"))
        label = Label(self.tr("Your &passphrase: the bundle is signed"), "heading")
        label.setTextFormat(Qt.TextFormat.AutoText)
        label.setBuddy(self.passphrase)
        self.complaint = Complaint()
        self.seal = Button(self.tr("&Seal…"), "seal", "primary")
        self.seal.clicked.connect(self._seal)
        cancel = Button(self.tr("Ca&ncel"))
        cancel.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self.seal)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(Label(self.tr("Seal a bundle"), size=Size.LARGE, bold=True))
        column.addWidget(self.to_contacts)
        column.addLayout(people)
        column.addWidget(self.by_passphrase)
        column.addWidget(label)
        column.addWidget(self.passphrase)
        column.addWidget(self.complaint)
        column.addLayout(line)

    def _seal(self) -> None:
        chosen = tuple(contact for contact, box in self.boxes.items() if box.isChecked())
        if self.to_contacts.isChecked() and not chosen:
            self.complaint.say(self.tr("Choose at least one contact, or a generated passphrase."))
        elif not self.passphrase.text():
            self.complaint.say(self.tr("The bundle is signed: type your passphrase."))
            self.passphrase.setFocus()
        else:
            self.complaint.say("")
            self._run(chosen if self.to_contacts.isChecked() else (), self.passphrase.text(), self)

    def show_error(self, error: BaseException) -> None:
        self.complaint.show_error(error)
        self.passphrase.setFocus()
