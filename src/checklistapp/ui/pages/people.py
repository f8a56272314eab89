# SPDX-License-Identifier: Apache-2.0
"""The people of a workspace, one's own identities, and the contacts one exchanges bundles with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from checklistapp.domain.people import Confirmation, Contact, Identity, Person, PersonRole
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.file_choice import ask_file, ask_target
from checklistapp.ui.widgets.fingerprint import FingerprintDialog
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.panel import empty
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from checklistapp.ui.widgets.tile import ScrollPage, Tile

if TYPE_CHECKING:
    from checklistapp.services.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Known:
    persons: list[Person]
    identities: list[Identity]
    contacts: list[Contact]


def _read(workspace: "Workspace") -> _Known:
    from checklistapp.services import contacts, identities, people

    return _Known(people.persons(workspace), identities.own(workspace), contacts.contacts(workspace))


def role_name(role: PersonRole) -> str:
    return {
        PersonRole.RESPONDENT: QCoreApplication.translate("Role", "Respondent"),
        PersonRole.CONTRIBUTOR: QCoreApplication.translate("Role", "Contributor"),
        PersonRole.REVIEWER: QCoreApplication.translate("Role", "Reviewer"),
        PersonRole.FOCAL_POINT: QCoreApplication.translate("Role", "Focal point"),
        PersonRole.APPROVER: QCoreApplication.translate("Role", "Approver"),
        PersonRole.READER: QCoreApplication.translate("Role", "Reader"),
    }[role]


class PeoplePage(ScrollPage):
    back = Signal()
    said = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(860, parent)
        self._session = session
        back = Button(self.tr("&Back"), "left")
        back.clicked.connect(self.back)
        self.column.addLayout(side_by_side(back))
        self.complaint = Complaint()
        self.column.addWidget(self.complaint)
        declared = self.tr("Roles are declared by the people themselves; the program does not prove them.")
        self._persons = self._tile("people", self.tr("People of this workspace"), declared)
        signing = self.tr("What you sign with. Sealed to your passphrase: nobody else can sign as you.")
        self._identities = self._tile("key", self.tr("My identities"), signing)
        cards = self.tr("Who sends or receives bundles. A card proves nothing until you have compared its fingerprint.")
        self._contacts = self._tile("inbox", self.tr("Contacts"), cards)
        self.column.addStretch(1)
        self._refresh()

    def _tile(self, drawing: str, title: str, words: str) -> QVBoxLayout:
        tile = Tile(drawing, title, words)
        self.column.addWidget(tile)
        return tile.body

    def _refresh(self) -> None:
        self._session.run(_read, self._show, self.complaint.show_error, owner=self)

    def _show(self, known: _Known) -> None:
        for body in (self._persons, self._identities, self._contacts):
            empty(body)
        for person in known.persons:
            unlocks = self.tr("has a passphrase") if person.slot else self.tr("declared only")
            words = " · ".join(filter(None, (role_name(person.role), person.organisation, unlocks)))
            self._row(self._persons, person.name, words, *self._person_buttons(person))
        self._buttons(self._persons, (self.tr("&Add a person…"), "plus", self._add_person))
        for identity in known.identities:
            kind = self.tr("self-made key") if identity.self_made else self.tr("issued certificate")
            card = Button(self.tr("Export the card…"), "export", "small")
            card.setAccessibleName(f"{card.text()} {identity.name}")
            card.clicked.connect(lambda _=False, identity=identity: self._export_card(identity))
            self._row(self._identities, f"{identity.name}, {identity.organisation}", kind, card)
            self._identities.addWidget(Label(identity.fingerprint, "muted", Size.SMALL))
        self._buttons(
            self._identities,
            (self.tr("&Make an identity…"), "plus", self._make_identity),
            (self.tr("Import PKCS#1&2…"), "file", self._import_identity),
        )
        for contact in known.contacts:
            self._show_contact(contact)
        self._buttons(self._contacts, (self.tr("Add a &card…"), "plus", self._add_contact))

    def _row(self, body: QVBoxLayout, name: str, words: str, *buttons: Button) -> None:
        row = QHBoxLayout()
        row.addWidget(Label(name, bold=True))
        row.addWidget(Label(words, "muted"), 1)
        for button in buttons:
            row.addWidget(button)
        body.addLayout(row)

    def _buttons(self, body: QVBoxLayout, *buttons: tuple[str, str, Callable[[], None]]) -> None:
        row = QHBoxLayout()
        for text, drawing, act in buttons:
            button = Button(text, drawing)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        body.addLayout(row)

    def _do(self, job: "Callable[[Workspace], T]", said: str, dialog: QuestionsDialog | None = None) -> None:
        def done(result: T) -> None:
            del result
            if dialog is not None:
                dialog.accept()
            self.said.emit(said)
            self._session.refresh(self._refresh, self.complaint.show_error)

        self._session.run(job, done, dialog.show_error if dialog else self.complaint.show_error, owner=self)

    # People

    def _person_buttons(self, person: Person) -> list[Button]:
        if person.slot:
            return []
        button = Button(self.tr("Give a passphrase…"), "key", "small")
        button.setAccessibleName(f"{button.text()} {person.name}")
        button.clicked.connect(lambda: self._add_slot(person))
        return [button]

    def _add_person(self) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def job(workspace: "Workspace") -> Person:
                from checklistapp.services import people

                return people.add_person(workspace, given["name"], PersonRole(given["role"]), given["organisation"])

            self._do(job, self.tr("The person was added."), dialog)

        roles = {role.value: role_name(role) for role in PersonRole}
        asked = [
            Asked("name", self.tr("&Name or function")),
            Asked("role", self.tr("&Role"), choices=roles),
            Asked("organisation", self.tr("&Organisation"), required=False),
        ]
        QuestionsDialog(self.tr("Add a person"), "", asked, self.tr("&Add"), run, self).open()

    def _add_slot(self, person: Person) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def job(workspace: "Workspace") -> Person:
                from checklistapp.services import people

                return people.add_slot(workspace, person.id, given["own"], given["new"])

            self._do(job, self.tr("{0} can unlock this workspace now.").format(person.name), dialog)

        words = self.tr("Let {0} type the new passphrase: it is theirs alone.").format(person.name)
        asked = [
            Asked("own", self.tr("&Your passphrase"), secret=True),
            Asked("new", self.tr("&Their new passphrase"), secret=True),
            Asked("again", self.tr("Their new passphrase a&gain"), secret=True, same_as="new"),
        ]
        QuestionsDialog(self.tr("Give a passphrase"), words, asked, self.tr("&Give"), run, self).open()

    # Identities

    def _make_identity(self) -> None:
        opened = self._session.opened
        if opened is None:
            return

        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def job(workspace: "Workspace") -> Identity:
                from checklistapp.services import identities, people

                people.change_person(
                    workspace, workspace.person.id, name=given["name"], organisation=given["organisation"]
                )
                return identities.create(workspace, given["passphrase"], given["organisation"])

            self._do(job, self.tr("The identity was made."), dialog)

        asked = [
            Asked("name", self.tr("Your &name or function"), opened.person.name),
            Asked("organisation", self.tr("&Organisation"), opened.person.organisation or opened.name),
            Asked("passphrase", self.tr("Your &passphrase"), secret=True),
        ]
        QuestionsDialog(self.tr("Make an identity"), "", asked, self.tr("&Make"), run, self).open()

    def _import_identity(self) -> None:
        def chosen(file: Path) -> None:
            def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
                def job(workspace: "Workspace") -> Identity:
                    from checklistapp.services import identities

                    return identities.import_pkcs12(workspace, given["passphrase"], file, given["file"])

                self._do(job, self.tr("The identity was imported."), dialog)

            asked = [
                Asked("file", self.tr("Passphrase of the &file"), secret=True, required=False),
                Asked("passphrase", self.tr("&Your passphrase"), secret=True),
            ]
            QuestionsDialog(self.tr("Import PKCS#12"), file.name, asked, self.tr("&Import"), run, self).open()

        ask_file(self, self.tr("Import PKCS#12"), self.tr("PKCS#12 (*.p12 *.pfx);;All files (*)"), chosen)

    def _export_card(self, identity: Identity) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def write(target: Path) -> None:
                def job(workspace: "Workspace") -> None:
                    from checklistapp.services import identities

                    identities.export_card(workspace, identity.id, given["passphrase"], target)

                self._do(job, self.tr("The card was written. Read the eight words out to whoever gets it."), dialog)

            ask_target(dialog, self.tr("Export the card"), "card.json", write)

        asked = [Asked("passphrase", self.tr("Your &passphrase: the card is signed"), secret=True)]
        QuestionsDialog(self.tr("Export the card"), identity.fingerprint, asked, self.tr("&Export…"), run, self).open()

    # Contacts

    def _show_contact(self, contact: Contact) -> None:
        buttons: list[Button] = []
        states = {
            Confirmation.CONFIRMED: self.tr("confirmed"),
            Confirmation.UNCONFIRMED: self.tr("not confirmed yet"),
            Confirmation.RETIRED: self.tr("retired"),
        }
        if contact.confirmation is Confirmation.UNCONFIRMED:
            compare = Button(self.tr("Compare the fingerprint…"), "eye", "small")
            compare.setAccessibleName(f"{compare.text()} {contact.name}")
            compare.clicked.connect(lambda: self._confirm(contact))
            buttons.append(compare)
        words = f"{contact.organisation} · {states[contact.confirmation]}"
        self._row(self._contacts, contact.name, words, *buttons)

    def _add_contact(self) -> None:
        def add(file: Path) -> None:
            def job(workspace: "Workspace") -> Contact:
                from checklistapp.services import contacts

                return contacts.add(workspace, file)

            self._do(job, self.tr("The card was added. Compare its fingerprint before you seal anything to it."))

        ask_file(self, self.tr("Add a card"), self.tr("Cards (*.json *.card);;All files (*)"), add)

    def _confirm(self, contact: Contact) -> None:
        def confirmed(fingerprint: str) -> None:
            def job(workspace: "Workspace") -> Contact:
                from checklistapp.services import contacts

                return contacts.confirm(workspace, contact.id, fingerprint)

            self._do(job, self.tr("{0} is confirmed.").format(contact.name))

        FingerprintDialog(contact.name, contact.fingerprint, confirmed, self).open()
