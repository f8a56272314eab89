# SPDX-License-Identifier: Apache-2.0
"""An open workspace: who acts in it, what it holds, and whether it is sound."""

from dataclasses import dataclass
from pathlib import Path

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.journal import Act, Head
from checklistapp.domain.people import Person
from checklistapp.services.operation import Report, silently, watching
from checklistapp.store import check as checking
from checklistapp.store import journal, people, rows, settings
from checklistapp.store.settings import Setting
from checklistapp.store.store import Store
from checklistapp.system.clock import Clock


class Workspace:
    """An open workspace and the person who acts in it; belongs to the thread that opened it."""

    def __init__(self, store: Store, person: Person, slot: str, clock: Clock) -> None:
        self.store = store
        self.person = person
        self.slot = slot
        self.clock = clock

    @property
    def folder(self) -> Path:
        return self.store.folder

    @property
    def name(self) -> str:
        return settings.read(self.store, Setting.NAME)

    @property
    def allow_attachments(self) -> bool:
        return settings.allows_attachments(self.store)

    def close(self) -> None:
        self.store.close()


@dataclass(frozen=True, slots=True)
class CheckFinding:
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class WorkspaceInfo:
    """``size`` is all files of the workspace together, in bytes."""

    id: str
    path: Path
    name: str
    persons: tuple[Person, ...]
    assessments: int
    head: Head
    size: int


def named_person(persons: list[Person], wanted: str) -> Person:
    found = [person for person in persons if wanted in (person.id, person.name)]
    found = found or [person for person in persons if person.id.startswith(wanted)]
    if len(found) != 1:
        raise ChecklistError(
            "unknown-person",
            "No single person of this workspace has that name or id.",
            "List the persons and give the id of one.",
        )
    return found[0]


def find_person(workspace: Workspace, wanted: str) -> Person:
    """By id, by the beginning of an id, or by exact name."""
    return named_person(people.persons(workspace.store), wanted)


def act_as(workspace: Workspace, wanted: str) -> None:
    """Declares that another person of the workspace acts from now on; declared, not proven."""
    workspace.person = find_person(workspace, wanted)


def rename(workspace: Workspace, name: str) -> None:
    store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
    settings.write(store, person, clock, Setting.NAME, name, Act.WORKSPACE_RENAMED)


def info(workspace: Workspace) -> WorkspaceInfo:
    store = workspace.store
    return WorkspaceInfo(
        settings.read(store, Setting.WORKSPACE_ID),
        store.folder,
        workspace.name,
        tuple(people.persons(store)),
        sum(1 for _ in rows.select(store, "assessment")),
        journal.head(store),
        sum(file.stat().st_size for file in store.folder.rglob("*") if file.is_file()),
    )


def check(workspace: Workspace, report: Report = silently) -> list[CheckFinding]:
    """Reads every byte; empty where everything is in order."""
    found = checking.check(workspace.store, watching(report, "Checking"))
    return [CheckFinding(finding.kind, finding.message) for finding in found]
