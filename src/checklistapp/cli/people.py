# SPDX-License-Identifier: Apache-2.0
"""``checklistapp person``: who works in a workspace; declared, not proven."""

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, in_workspace
from checklistapp.domain.people import Person, PersonRole
from checklistapp.services import people as service

_ROLES = click.Choice([role.value for role in PersonRole])


@click.group()
def person() -> None:
    """Persons: roles are declared, not proven."""


def _document(shown: Person) -> dict[str, str | bool]:
    return {
        "id": shown.id,
        "name": shown.name,
        "role": shown.role.value,
        "organisation": shown.organisation,
        "removed": shown.removed,
    }


def _line(shown: Person) -> str:
    return f"{shown.id[:8]}  {shown.name} ({'removed' if shown.removed else shown.role.value})"


@person.command()
@in_workspace
@click.option("--name", required=True)
@click.option("--role", type=_ROLES, required=True)
@click.option("--organisation", default="")
def add(access: Access, as_json: bool, name: str, role: str, organisation: str) -> None:
    """Declares a person; a passphrase of their own is a second step (workspace key add)."""
    with access.open() as session:
        added = service.add_person(session.workspace, name, PersonRole(role), organisation)
    answer(as_json, _document(added), [f"Added {added.name}."])


@person.command("set")
@in_workspace
@click.argument("who", metavar="P")
@click.option("--name")
@click.option("--role", type=_ROLES)
@click.option("--organisation")
def change(
    access: Access,
    as_json: bool,
    who: str,
    name: str | None,
    role: str | None,
    organisation: str | None,
) -> None:
    """Changes a person's name, role or organisation."""
    with access.open() as session:
        found = service.find(session.workspace, who)
        changed = service.change_person(
            session.workspace,
            found.id,
            name=name,
            role=PersonRole(role) if role else None,
            organisation=organisation,
        )
    answer(as_json, _document(changed), [f"{changed.name}: {changed.role.value}"])


@person.command("list")
@in_workspace
def list_persons(access: Access, as_json: bool) -> None:
    """All persons of the workspace."""
    with access.open() as session:
        found = service.persons(session.workspace)
    answer(as_json, {"persons": [_document(p) for p in found]}, [_line(p) for p in found])
