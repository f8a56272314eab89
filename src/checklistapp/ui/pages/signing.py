# SPDX-License-Identifier: Apache-2.0
"""Asking for a signature on any page: an own identity, made on the spot where there is none, and the passphrase."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from checklistapp.domain.people import Identity, Person
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.sign_dialog import Signature, SignDialog

if TYPE_CHECKING:
    from checklistapp.services.workspace import Workspace

T = TypeVar("T")


class Signing(QObject):
    failed = Signal(object)
    """Before a dialog was there to tell it."""

    def __init__(self, session: Session, answering: Answering, page: QWidget) -> None:
        super().__init__(page)
        self._session, self._answering, self._page = session, answering, page

    def ask(
        self,
        title: str,
        words: str,
        sign: "Callable[[Workspace, str, Signature], T]",
        done: Callable[[T], None],
        *,
        action: str = "",
        approver: bool = False,
        most_approvers: int = 0,
    ) -> None:
        """``sign`` runs in the worker with the identity's id; an approver who gave answers is asked for a reason."""

        def run(given: Signature, dialog: SignDialog) -> None:
            def ended(result: T) -> None:
                dialog.accept()
                done(result)

            def job(workspace: "Workspace") -> T:
                return sign(workspace, _identity(workspace, given), given)

            self._session.run(job, ended, dialog.show_error, title, self._page)

        def choose(own: list[Identity]) -> None:
            opened = self._session.opened
            if opened is not None:
                organisation = self._answering.assessment.organisation
                SignDialog(
                    title,
                    words,
                    opened.person,
                    own,
                    run,
                    organisation=organisation,
                    action=action,
                    override=approver and self._gave_answers(opened.person),
                    most_approvers=most_approvers,
                    parent=self._page,
                ).open()

        self._answering.flush()
        self._session.run(_own, choose, self.failed.emit, title, self._page)

    def _gave_answers(self, person: Person) -> bool:
        answers = self._answering.assessment.answers.values()
        return any(each.provenance is not None and each.provenance.person == person.id for each in answers)


def _own(workspace: "Workspace") -> list[Identity]:
    from checklistapp.services import identities

    return identities.own(workspace)


def _identity(workspace: "Workspace", given: Signature) -> str:
    """The chosen identity; a first signature makes one, for the person by the name they gave.

    One that an attempt before made is taken again: a refused signature leaves one key behind, not one each time.
    """
    from checklistapp.services import identities, signing

    if given.date:
        signing.check_date(given.date)
    if given.identity:
        return given.identity
    for made in identities.own(workspace):
        if (made.name, made.organisation) == (given.name, given.organisation):
            return made.id
    return identities.create(workspace, given.passphrase, given.organisation, name=given.name).id
