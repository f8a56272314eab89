# SPDX-License-Identifier: Apache-2.0
"""Persons of a workspace and their passphrases."""

import secrets
from dataclasses import replace

from checklistapp.crypto import keyslots
from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Person, PersonRole
from checklistapp.services.workspace import Workspace, find_person
from checklistapp.store import folder
from checklistapp.store import people as store_people

find = find_person


def persons(workspace: Workspace) -> list[Person]:
    return store_people.persons(workspace.store)


def add_person(workspace: Workspace, name: str, role: PersonRole, organisation: str = "") -> Person:
    """Declared only; a passphrase of their own is a second step."""
    added = Person(PersonId(secrets.token_hex(16)), _required(name), role, organisation)
    _put(workspace, added, Act.PERSON_ADDED)
    return added


def change_person(
    workspace: Workspace,
    person: PersonId,
    *,
    name: str | None = None,
    role: PersonRole | None = None,
    organisation: str | None = None,
) -> Person:
    """Changes what is given."""
    before = store_people.find(workspace.store, person)
    changed = replace(
        before,
        name=before.name if name is None else _required(name),
        role=role or before.role,
        organisation=before.organisation if organisation is None else organisation,
    )
    _put(workspace, changed, Act.PERSON_CHANGED)
    if person == workspace.person.id:
        workspace.person = changed
    return changed


def add_slot(
    workspace: Workspace, person: PersonId, passphrase: str, new_passphrase: str, cost: Argon2Cost | None = None
) -> Person:
    """Gives ``person`` a passphrase; ``passphrase`` is the acting person's, for the data key is not kept in memory."""
    before = store_people.find(workspace.store, person)
    if before.slot:
        raise ChecklistError("has-a-slot", f"{before.name} has a passphrase already.", "They can change it themselves.")
    key_file = workspace.store.key_file
    unlocked = keyslots.unlock(key_file, passphrase, workspace.slot)
    grown = keyslots.add_slot(key_file, unlocked.data_key, new_passphrase, cost=cost or keyslots.DEFAULT_COST)
    # keys.json first: a slot that no person names yet opens nothing, a person without the slot would be locked out.
    folder.write_key_file(workspace.store, grown)
    owner = replace(before, slot=grown.slots[-1].id)
    _put(workspace, owner, Act.CREDENTIAL_CHANGED)
    return owner


def change_passphrase(
    workspace: Workspace, passphrase: str, new_passphrase: str, cost: Argon2Cost | None = None
) -> None:
    """Rewrites keys.json only; backup copies and old folders keep the old passphrase."""
    key_file = workspace.store.key_file
    unlocked = keyslots.unlock(key_file, passphrase, workspace.slot)
    changed = keyslots.change_passphrase(key_file, unlocked, new_passphrase, cost or keyslots.DEFAULT_COST)
    folder.write_key_file(workspace.store, changed)
    _put(workspace, store_people.find(workspace.store, workspace.person.id), Act.CREDENTIAL_CHANGED)


def _put(workspace: Workspace, person: Person, act: Act) -> None:
    store_people.put(workspace.store, workspace.person.id, workspace.clock.reading(), person, act)


def _required(name: str) -> str:
    if not name.strip():
        raise ChecklistError("name-empty", "A person needs a name or function.", "Type one, such as “Focal point”.")
    return name.strip()
