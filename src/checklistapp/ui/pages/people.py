# SPDX-License-Identifier: Apache-2.0
"""The people of a workspace, one's own identities, and the contacts one exchanges bundles with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from checklistapp.domain.people import Contact, Identity, Person
from checklistapp.ui.pages.contacts import ContactsTile
from checklistapp.ui.pages.identities import IdentitiesTile
from checklistapp.ui.pages.keys import KeyExchange
from checklistapp.ui.pages.persons import PersonsTile
from checklistapp.ui.pages.trusted import TrustTile
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.fingerprint import FingerprintDialog
from checklistapp.ui.widgets.questions_dialog import QuestionsDialog
from checklistapp.ui.widgets.tile import ScrollPage

if TYPE_CHECKING:
    from checklistapp.services.authorities import Believed
    from checklistapp.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Known:
    persons: list[Person]
    identities: list[Identity]
    contacts: list[Contact]
    drivers: list[str]
    believed: "list[Believed]"


def _read(workspace: "Workspace") -> _Known:
    from checklistapp.services import authorities, contacts, drivers, identities, people

    return _Known(
        people.persons(workspace),
        identities.own(workspace),
        contacts.contacts(workspace),
        [each.path for each in drivers.allowed()],
        authorities.believed(workspace),
    )


class PeoplePage(ScrollPage):
    said = Signal(str)
    words_made = Signal(object, str)
    """New recovery words, to be shown and typed back, and what happened to the former ones."""
    closed = Signal()
    """An exchange of keys was cut short: the workspace is to be opened again."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session = session
        self.complaint = Complaint()
        self.column.addWidget(self.complaint)
        self._persons = PersonsTile(session, self._do)
        self._persons.said.connect(self.said)
        self.column.addWidget(self._persons)
        self.identities = IdentitiesTile(session, self._do)
        self.identities.changed.connect(self._changed)
        self.identities.failed.connect(self.complaint.show_error)
        self.column.addWidget(self.identities)
        self.contacts = ContactsTile(self._do)
        self.column.addWidget(self.contacts)
        self.trusted = TrustTile(session, self._do)
        self.trusted.failed.connect(self.complaint.show_error)
        self.column.addWidget(self.trusted)
        self.keys = KeyExchange(session, self)
        self.keys.words_made.connect(self.words_made)
        self.keys.closed.connect(self.closed)
        self.keys.removed.connect(self._removed)
        self._persons.removal_wanted.connect(self.keys.ask_removal)
        self._persons.renewal_wanted.connect(self.keys.ask_renewal)
        may_change = session.opened is not None and not session.opened.is_read_only
        for tile in (self._persons, self.identities, self.contacts, self.trusted):
            tile.setEnabled(may_change)
        self.column.addStretch(1)
        self._refresh()

    def _changed(self, said: str) -> None:
        self.said.emit(said)
        self._session.refresh(self._refresh, self.complaint.show_error)

    def _refresh(self) -> None:
        self._session.run(_read, self._show, self.complaint.show_error, owner=self)

    def _show(self, known: _Known) -> None:
        self._persons.show_persons(known.persons)
        self.identities.show_identities(known.identities, known.drivers)
        self.contacts.show_contacts(known.contacts)
        self.trusted.show_believed(known.believed)

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
            self._session.refresh(self._refresh, self.complaint.show_error, self)

        self._session.run(job, done, dialog.show_error if dialog else self.complaint.show_error, owner=self)

    def _removed(self) -> None:
        self.said.emit(self.tr("The person was removed; what they did keeps their name."))
        self._refresh()
