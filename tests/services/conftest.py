# SPDX-License-Identifier: Apache-2.0
"""A State with a preparer and an approver, and the authority that receives from it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.ids import AssessmentId, FormId, QuestionId
from checklistapp.domain.people import PersonRole
from checklistapp.services import (
    assessments,
    contacts,
    evidence,
    identities,
    opening,
    people,
    signing,
)
from checklistapp.services.workspace import Workspace

CHEAP = Argon2Cost(8 * 1024, 1, 1)
PREPARER, APPROVER, RECEIVER = "preparer's words", "approver's words", "receiver's words"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    created = opening.create(tmp_path / "Ruritania", PREPARER, allow_attachments=True, cost=CHEAP)
    yield created.workspace
    created.workspace.close()


@dataclass(frozen=True)
class Scene:
    """Folders of both sides; the State's assessment is approved by its second person."""

    state: Path
    authority: Path
    assessment: AssessmentId

    def approver(self) -> Workspace:
        return opening.unlock(self.state, APPROVER)

    def preparer(self) -> Workspace:
        return opening.unlock(self.state, PREPARER)

    def receiver(self) -> Workspace:
        return opening.unlock(self.authority, RECEIVER)


@pytest.fixture(scope="session")
def prepared_scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    state = opening.create(
        folder / "Ruritania", PREPARER, person="Focal point", allow_attachments=True, cost=CHEAP
    ).workspace
    approver = people.add_person(state, "Minister", PersonRole.APPROVER)
    people.add_slot(state, approver.id, PREPARER, APPROVER, CHEAP)
    started = assessments.start(state, FormId("infcirc869-checklist"), "Ruritania", cycle="2026")
    for question in started.form.questions():
        answer = Answer(Response.of("yes"), note=f"NOTE-{question.id}.", working_note="WORKING-MARKER")
        assessments.save_answer(state, started.id, question.id, answer)
    plan = folder / "plan.txt"
    plan.write_text("EVIDENCE-MARKER")
    evidence.attach(state, started.id, QuestionId("C1.Q1"), plan)
    mine = identities.create(state, PREPARER, "Ruritania")
    signing.certify(state, started.id, mine.id, PREPARER)
    state.close()
    state = opening.unlock(folder / "Ruritania", APPROVER)
    theirs = identities.create(state, APPROVER, "Ruritania")
    signing.approve(state, started.id, theirs.id, APPROVER)
    authority = opening.create(folder / "Authority", RECEIVER, person="Registrar", cost=CHEAP).workspace
    receiving = identities.create(authority, RECEIVER, "Authority")
    identities.export_card(authority, receiving.id, RECEIVER, folder / "card.json")
    contacts.add(state, folder / "card.json", receiving.fingerprint)
    state.close()
    authority.close()
    return Scene(folder / "Ruritania", folder / "Authority", started.id)


@pytest.fixture
def scene(prepared_scene: Scene, tmp_path: Path) -> Scene:
    """A copy of both folders, for a test to change."""
    for folder in (prepared_scene.state, prepared_scene.authority):
        shutil.copytree(folder, tmp_path / folder.name)
    return Scene(tmp_path / "Ruritania", tmp_path / "Authority", prepared_scene.assessment)


Snapshot = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def snapshot() -> Snapshot:
    """Every byte of a closed workspace, but for the note that says since when it was open."""

    def take(folder: Path) -> dict[str, bytes]:
        return {
            str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
        }

    return take
