# SPDX-License-Identifier: Apache-2.0
"""The people of a workspace: who they say they are, who has a passphrase, and what can be changed about either."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal

from checklistapp.domain.people import Person, PersonRole
from checklistapp.ui.pages.identities import Do
from checklistapp.ui.pages.own_passphrase import ask_new_passphrase
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.panel import empty
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from checklistapp.ui.widgets.tile import Tile

if TYPE_CHECKING:
    from checklistapp.services.workspace import Workspace


def role_name(role: PersonRole) -> str:
    return {
        PersonRole.RESPONDENT: QCoreApplication.translate("Role", "Respondent"),
        PersonRole.CONTRIBUTOR: QCoreApplication.translate("Role", "Contributor"),
        PersonRole.REVIEWER: QCoreApplication.translate("Role", "Reviewer"),
        PersonRole.FOCAL_POINT: QCoreApplication.translate("Role", "Focal point"),
        PersonRole.APPROVER: QCoreApplication.translate("Role", "Approver"),
        PersonRole.READER: QCoreApplication.translate("Role", "Reader"),
    }[role]


class PersonsTile(Tile):
    said = Signal(str)
    removal_wanted = Signal(object)
    renewal_wanted = Signal()

    def __init__(self, session: Session, do: Do) -> None:
        declared = self.tr("Roles are declared by the people themselves; the program does not prove them.")
        super().__init__("people", self.tr("People of this workspace"), declared)
        self._session, self._do = session, do

    def show_persons(self, persons: Sequence[Person]) -> None:
        empty(self.body)
        for person in persons:
            self._add(person)
        add = Button(self.tr("&Add a person…"), "plus")
        add.clicked.connect(self._ask_new)
        renew = Button(self.tr("Renew keys and &words…"), "key")
        renew.clicked.connect(self.renewal_wanted)
        self.body.addLayout(side_by_side(add, renew))

    def _add(self, person: Person) -> None:
        """Below the words, for they are many: nobody removes themselves, and only they change their passphrase."""
        unlocks = self.tr("has a passphrase") if person.slot else self.tr("no passphrase")
        unlocks = self.tr("removed") if person.removed else unlocks
        words = " · ".join(filter(None, (role_name(person.role), person.organisation, unlocks)))
        name = self.tr("{0} (you)").format(person.name) if self._is_me(person) else person.name
        self.add_row(name, words)
        if not person.removed:
            self.body.addLayout(side_by_side(*self._buttons(person)))
        self.body.addSpacing(6)

    def _is_me(self, person: Person) -> bool:
        return self._session.opened is not None and person.id == self._session.opened.person.id

    def _buttons(self, person: Person) -> list[Button]:
        made = [self._button(self.tr("Edit…"), "edit", person, self._ask_change)]
        if self._is_me(person):
            made.append(self._button(self.tr("Change my passphrase…"), "key", person, lambda _: self._ask_own()))
            return made
        if not person.slot:
            made.append(self._button(self.tr("Set a passphrase…"), "key", person, self._ask_slot))
        made.append(self._button(self.tr("Remove…"), "remove", person, self.removal_wanted.emit))
        return made

    def _button(self, text: str, drawing: str, person: Person, act: Callable[[Person], object]) -> Button:
        button = Button(text, drawing, "small")
        button.setAccessibleName(f"{text} {person.name}")
        button.clicked.connect(lambda: act(person))
        return button

    def _ask_own(self) -> None:
        ask_new_passphrase(self._session, self, self.said.emit)

    def _ask_new(self) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def job(workspace: "Workspace") -> Person:
                from checklistapp.services import people

                return people.add_person(workspace, given["name"], PersonRole(given["role"]), given["organisation"])

            self._do(job, self.tr("The person was added."), dialog)

        asked = self._asked("", PersonRole.RESPONDENT, "")
        QuestionsDialog(self.tr("Add a person"), "", asked, self.tr("&Add"), run, self).open()

    def _ask_change(self, person: Person) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def job(workspace: "Workspace") -> Person:
                from checklistapp.services import people

                role = PersonRole(given["role"])
                return people.change_person(
                    workspace, person.id, name=given["name"], role=role, organisation=given["organisation"]
                )

            self._do(job, self.tr("The change is kept; what was signed before bears the former words."), dialog)

        asked = self._asked(person.name, person.role, person.organisation)
        QuestionsDialog(self.tr("Edit {0}").format(person.name), "", asked, self.tr("&Save"), run, self).open()

    def _asked(self, name: str, role: PersonRole, organisation: str) -> list[Asked]:
        roles = {each.value: role_name(each) for each in PersonRole}
        return [
            Asked("name", self.tr("&Name or function"), name),
            Asked("role", self.tr("&Role"), role.value, choices=roles),
            Asked("organisation", self.tr("&Organisation"), organisation, required=False),
        ]

    def _ask_slot(self, person: Person) -> None:
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
