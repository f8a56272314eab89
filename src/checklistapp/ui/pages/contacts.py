# SPDX-License-Identifier: Apache-2.0
"""Whom one exchanges bundles with: cards taken in, fingerprints compared, contacts retired."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from checklistapp.domain.people import Confirmation, Contact
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.file_choice import ask_file
from checklistapp.ui.widgets.fingerprint import FingerprintDialog
from checklistapp.ui.widgets.message import ask
from checklistapp.ui.widgets.panel import empty
from checklistapp.ui.widgets.tile import Tile

if TYPE_CHECKING:
    from collections.abc import Callable

    from checklistapp.services.workspace import Workspace


class Do(Protocol):
    """Runs a job on the workspace, says a sentence when it is done, and reads the page again.

    ``dialog`` asked for it, and is told the end.
    """

    def __call__(
        self, job: "Callable[[Workspace], object]", said: str, dialog: FingerprintDialog | None = None
    ) -> None: ...


class ContactsTile(Tile):
    def __init__(self, do: Do) -> None:
        words = self.tr("Who sends or receives bundles. A card proves nothing until you have compared its fingerprint.")
        super().__init__("inbox", self.tr("Contacts"), words)
        self._do = do

    def show_contacts(self, contacts: Sequence[Contact]) -> None:
        empty(self.body)
        for contact in contacts:
            self._show_contact(contact)
        add = Button(self.tr("Add a &card…"), "plus")
        add.clicked.connect(self._add_contact)
        self.body.addLayout(side_by_side(add))

    def _show_contact(self, contact: Contact) -> None:
        buttons: list[Button] = []
        states = {
            Confirmation.CONFIRMED: self.tr("confirmed"),
            Confirmation.UNCONFIRMED: self.tr("not confirmed yet"),
            Confirmation.RETIRED: self.tr("retired"),
        }
        if contact.confirmation is not Confirmation.CONFIRMED:
            compare = Button(self.tr("Compare the fingerprint…"), "eye", "small")
            compare.setAccessibleName(f"{compare.text()} {contact.name}")
            compare.clicked.connect(lambda: self._confirm(contact))
            buttons.append(compare)
        words = f"{contact.organisation} · {states[contact.confirmation]}"
        if contact.confirmation is not Confirmation.RETIRED:
            retire = Button(self.tr("Retire…"), "remove", "small")
            retire.setAccessibleName(f"{retire.text()} {contact.name}")
            retire.clicked.connect(lambda: self._ask_retiring(contact))
            buttons.append(retire)
        self.add_row(contact.name, words, *buttons)

    def _add_contact(self) -> None:
        def add(file: Path) -> None:
            def job(workspace: "Workspace") -> Contact:
                from checklistapp.services import contacts

                return contacts.add(workspace, file)

            self._do(job, self.tr("The card was added. Compare its fingerprint before you seal anything to it."))

        ask_file(self, self.tr("Add a card"), self.tr("Cards (*.json *.card);;All files (*)"), add)

    def _confirm(self, contact: Contact) -> None:
        def compare(typed: str, dialog: FingerprintDialog) -> None:
            def job(workspace: "Workspace") -> Contact:
                from checklistapp.services import contacts

                return contacts.confirm(workspace, contact.id, typed)

            self._do(job, self.tr("{0} is confirmed.").format(contact.name), dialog)

        FingerprintDialog(contact.name, contact.fingerprint, compare, self).open()

    def _ask_retiring(self, contact: Contact) -> None:
        words = self.tr(
            "Nothing is sealed to {0} any more, and no bundle signed by {0} counts as confirmed. What was received "
            "stays. Comparing the fingerprint of a card anew brings the contact back."
        ).format(contact.name)
        ask(self, self.tr("Retire a contact"), words, self.tr("&Retire"), lambda: self._retire(contact), destroys=True)

    def _retire(self, contact: Contact) -> None:
        def job(workspace: "Workspace") -> Contact:
            from checklistapp.services import contacts

            return contacts.retire(workspace, contact.id)

        self._do(job, self.tr("{0} is retired.").format(contact.name))
