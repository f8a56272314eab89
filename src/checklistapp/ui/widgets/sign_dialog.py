# SPDX-License-Identifier: Apache-2.0
"""Signing: who signs, with which identity, on which date, and the passphrase that allows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.people import Identity, Person
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.passphrase import PassphraseField


@dataclass(frozen=True, slots=True)
class Signature:
    """What a person entered to sign; ``identity`` is empty where one is to be made for ``name`` first."""

    identity: str
    name: str
    organisation: str
    passphrase: str
    date: str
    override: str

    def __repr__(self) -> str:
        return f"Signature(identity={self.identity!r})"


class SignDialog(QDialog):
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
        override: bool = False,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._run = run
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 72)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(6)
        self.identity = QComboBox()
        self.identity.view().setAccessibleName(self.tr("Identity"))
        for identity in identities:
            own_made = self.tr("self-made key") if identity.self_made else self.tr("issued certificate")
            self.identity.addItem(f"{identity.name}, {identity.organisation} ({own_made})", identity.id)
        self.name = QLineEdit(person.name)
        self.organisation = QLineEdit(person.organisation or organisation)
        if identities:
            form.addRow(self.tr("&Identity"), self.identity)
        else:
            first = self.tr("You sign for the first time: a key is made for you now. It is self-made, and says so.")
            form.addRow(Label(first, "muted"))
            form.addRow(self.tr("Your &name or function"), self.name)
            form.addRow(self.tr("&Organisation"), self.organisation)
        self.date = QLineEdit(QDate.currentDate().toString(Qt.DateFormat.ISODate))
        form.addRow(self.tr("&Date today, if the clock of this computer is wrong, correct it"), self.date)
        self.override = QLineEdit()
        if override:
            form.addRow(self.tr("If you gave answers yourself: &why you approve all the same"), self.override)
        self.passphrase = PassphraseField(self.tr("Your passphrase"))
        form.addRow(self.tr("Your &passphrase"), self.passphrase)
        self.complaint = Complaint()
        self.sign = Button(self.tr("&Sign"), "sign", "primary")
        self.sign.clicked.connect(self._sign)
        cancel = Button(self.tr("&Cancel"))
        cancel.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self.sign)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addWidget(Label(title, size=Size.LARGE, bold=True))
        column.addWidget(Label(words, "muted"))
        column.addLayout(form)
        column.addWidget(self.complaint)
        column.addLayout(line)
        (self.passphrase if identities else self.name).setFocus()

    def _sign(self) -> None:
        if not self.passphrase.text():
            self.complaint.say(self.tr("Signing asks for your passphrase once more."))
            self._grow()
            self.passphrase.setFocus()
            return
        self.sign.setEnabled(False)
        self.complaint.say("")
        self._run(
            Signature(
                str(self.identity.currentData() or ""),
                self.name.text(),
                self.organisation.text(),
                self.passphrase.text(),
                self.date.text(),
                self.override.text(),
            ),
            self,
        )

    def _grow(self) -> None:
        """Makes room for the complaint: a layout whose lines wrap does not ask for it by itself."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))

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
        self._grow()
        self.passphrase.selectAll()
        self.passphrase.setFocus()
