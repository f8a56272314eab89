# SPDX-License-Identifier: Apache-2.0
"""The people of a workspace, one's own identities, and the contacts one exchanges bundles with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from checklistapp.domain.people import Contact, Identity, Person, PersonRole
from checklistapp.ui.pages.contacts import ContactsTile
from checklistapp.ui.pages.keys import KeyExchange
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
    said = Signal(str)
    words_made = Signal(object)
    """New recovery words, to be shown and typed back."""
    closed = Signal()
    """An exchange of keys was cut short: the workspace is to be opened again."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session = session
        self.complaint = Complaint()
        self.column.addWidget(self.complaint)
        declared = self.tr("Roles are declared by the people themselves; the program does not prove them.")
        self._persons = self._tile("people", self.tr("People of this workspace"), declared)
        signing = self.tr("What you sign with. Sealed to your passphrase: nobody else can sign as you.")
        self._identities = self._tile("key", self.tr("My identities"), signing)
        self.contacts = ContactsTile(self._do)
        self.column.addWidget(self.contacts)
        self.keys = KeyExchange(session, self)
        self.keys.words_made.connect(self.words_made)
        self.keys.closed.connect(self.closed)
        self.keys.removed.connect(self._removed)
        may_change = session.opened is not None and not session.opened.is_read_only
        for tile in (self._persons, self._identities, self.contacts):
            tile.setEnabled(may_change)
        self.column.addStretch(1)
        self._refresh()

    def _tile(self, drawing: str, title: str, words: str) -> Tile:
        tile = Tile(drawing, title, words)
        self.column.addWidget(tile)
        return tile

    def _refresh(self) -> None:
        self._session.run(_read, self._show, self.complaint.show_error, owner=self)

    def _show(self, known: _Known) -> None:
        empty(self._persons.body)
        empty(self._identities.body)
        for person in known.persons:
            unlocks = self.tr("has a passphrase") if person.slot else self.tr("declared only")
            unlocks = self.tr("removed") if person.removed else unlocks
            words = " · ".join(filter(None, (role_name(person.role), person.organisation, unlocks)))
            self._persons.add_row(person.name, words, *self._person_buttons(person))
        self._buttons(
            self._persons,
            (self.tr("&Add a person…"), "plus", self._add_person),
            (self.tr("Renew keys and &words…"), "key", self.keys.ask_renewal),
        )
        for identity in known.identities:
            kind = self.tr("self-made key") if identity.self_made else self.tr("issued certificate")
            self._identities.add_row(f"{identity.name}, {identity.organisation}", kind)
            self._identities.body.addWidget(Label(identity.fingerprint, "muted", Size.SMALL))
            self._identities.body.addLayout(side_by_side(*self._identity_buttons(identity)))
        self._buttons(
            self._identities,
            (self.tr("&Create an identity…"), "plus", self._make_identity),
            (self.tr("Import PKCS#1&2…"), "file", self._import_identity),
        )
        self.contacts.show_contacts(known.contacts)

    def _buttons(self, tile: Tile, *buttons: tuple[str, str, Callable[[], None]]) -> None:
        row = side_by_side()
        for text, drawing, act in buttons:
            button = Button(text, drawing)
            button.clicked.connect(act)
            row.addWidget(button)
        tile.body.addLayout(row)

    def _do(
        self,
        job: "Callable[[Workspace], object]",
        said: str,
        dialog: QuestionsDialog | FingerprintDialog | None = None,
    ) -> None:
        def done(result: object) -> None:
            del result
            if dialog is not None:
                dialog.accept()
            self.said.emit(said)
            self._session.refresh(self._refresh, self.complaint.show_error)

        self._session.run(job, done, dialog.show_error if dialog else self.complaint.show_error, owner=self)

    # People

    def _person_buttons(self, person: Person) -> list[Button]:
        """Nobody removes themselves."""
        opened, made = self._session.opened, []
        if person.removed:
            return []
        if not person.slot:
            made.append(self._person_button(self.tr("Set a passphrase…"), "key", person, self._add_slot))
        if opened is not None and person.id != opened.person.id:
            made.append(self._person_button(self.tr("Remove…"), "remove", person, self.keys.ask_removal))
        return made

    def _person_button(self, text: str, drawing: str, person: Person, act: Callable[[Person], None]) -> Button:
        button = Button(text, drawing, "small")
        button.setAccessibleName(f"{text} {person.name}")
        button.clicked.connect(lambda: act(person))
        return button

    def _removed(self) -> None:
        self.said.emit(self.tr("The person was removed; what they did keeps their name."))
        self._refresh()

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
        names = self._session.opened.easy_guesses if self._session.opened else ()
        title, action = self.tr("Set a passphrase"), self.tr("&Set passphrase")
        QuestionsDialog(title, words, asked, action, run, self, names).open()

    # Identities

    def _identity_buttons(self, identity: Identity) -> list[Button]:
        """The card is what others need; certificate and key are for other programs."""
        offered = (
            (self.tr("Export the card…"), "export", self._export_card),
            (self.tr("Export the certificate…"), "file", self._export_certificate),
            (self.tr("Export the decryption key…"), "key", self._export_age),
        )
        made = []
        for text, drawing, act in offered:
            button = Button(text, drawing, "small")
            button.setAccessibleName(f"{text} {identity.name}")
            button.clicked.connect(lambda _=False, act=act: act(identity))
            made.append(button)
        return made

    def _make_identity(self) -> None:
        opened = self._session.opened
        if opened is None:
            return

        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def job(workspace: "Workspace") -> Identity:
                from checklistapp.services import identities

                return identities.create(workspace, given["passphrase"], given["organisation"], name=given["name"])

            self._do(job, self.tr("The identity was created."), dialog)

        asked = [
            Asked("name", self.tr("Your &name or function"), opened.person.name),
            Asked("organisation", self.tr("&Organisation"), opened.person.organisation or opened.name),
            Asked("passphrase", self.tr("Your &passphrase"), secret=True),
        ]
        QuestionsDialog(self.tr("Create an identity"), "", asked, self.tr("&Create"), run, self).open()

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

            dialog.let_change()
            ask_target(dialog, self.tr("Export the card"), "card.json", write)

        asked = [Asked("passphrase", self.tr("Your &passphrase: the card is signed"), secret=True)]
        QuestionsDialog(self.tr("Export the card"), identity.fingerprint, asked, self.tr("&Export…"), run, self).open()

    def _export_certificate(self, identity: Identity) -> None:
        def write(target: Path) -> None:
            def job(workspace: "Workspace") -> None:
                from checklistapp.services import identities

                identities.export_certificate(workspace, identity.id, target)

            self._do(job, self.tr("The certificate was written; it is no secret."))

        ask_target(self, self.tr("Export the certificate"), "certificate.pem", write)

    def _export_age(self, identity: Identity) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def write(target: Path) -> None:
                def job(workspace: "Workspace") -> None:
                    from checklistapp.services import identities

                    identities.export_age(workspace, identity.id, given["passphrase"], target)

                self._do(job, self.tr("The decryption key was written, locked with your passphrase."), dialog)

            dialog.let_change()
            ask_target(dialog, self.tr("Export the decryption key"), "id.age", write)

        words = self.tr(
            "The key that opens bundles sealed to you without this program, locked with your passphrase. "
            "Whoever has the file and the passphrase reads all of them."
        )
        asked = [Asked("passphrase", self.tr("Your &passphrase"), secret=True)]
        QuestionsDialog(self.tr("Export the decryption key"), words, asked, self.tr("&Export…"), run, self).open()
