# SPDX-License-Identifier: Apache-2.0
"""Nothing that leaves a workspace is written into its folder, whoever writes it and however the place is named."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import QuestionId
from checklistapp.services import (
    assessments,
    backups,
    contacts,
    evidence,
    exchange,
    exports,
    identities,
    receiving,
    submissions,
    written,
)
from checklistapp.services.workspace import Workspace
from tests.services.conftest import APPROVER, RECEIVER, Scene

Writer = Callable[[Workspace, Scene, Path], object]

SOURCES = Path(__file__).parents[2] / "src/checklistapp"


def _mine(workspace: Workspace) -> str:
    return identities.own(workspace)[0].id


def _export(workspace: Workspace, scene: Scene, target: Path) -> None:
    exports.export(workspace, scene.assessment, b"document", target, "answers")


def _seal(workspace: Workspace, scene: Scene, target: Path) -> None:
    exchange.seal(
        workspace, scene.assessment, target, kind="archive", identity_id=_mine(workspace), passphrase=APPROVER
    )


def _attachment(workspace: Workspace, scene: Scene, target: Path) -> None:
    (reference,) = assessments.load(workspace, scene.assessment).answer(QuestionId("C1.Q1")).evidence
    evidence.save_attachment(workspace, scene.assessment, reference.id, target)


WRITERS: dict[str, Writer] = {
    "document": _export,
    "received document": lambda w, s, target: exports.write(w, b"document", target, "submission"),
    "bundle": _seal,
    "attached file": _attachment,
    "card": lambda w, s, target: identities.export_card(w, _mine(w), APPROVER, target),
    "certificate": lambda w, s, target: identities.export_certificate(w, _mine(w), target),
    "age key": lambda w, s, target: identities.export_age(w, _mine(w), APPROVER, target),
    "backup copy": lambda w, s, target: backups.backup(w, target),
    "secret": lambda w, s, target: written.write_secret(w, "words", target),
}


def refusal(write: Writer, workspace: Workspace, scene: Scene, target: Path) -> str:
    with pytest.raises(ChecklistError) as caught:
        write(workspace, scene, target)
    return caught.value.code


@pytest.mark.parametrize("what", WRITERS)
def test_the_open_database_is_never_overwritten(what: str, scene: Scene, tmp_path: Path) -> None:
    workspace = scene.approver()
    (tmp_path / "link").symlink_to(scene.state)
    (tmp_path / "here").mkdir()
    database = f"{scene.state.name}.checklist"
    for target in (
        scene.state / database,
        scene.state / "keys.json",
        scene.state / "evidence" / ("0" * 32),
        scene.state / "new.pdf",
        tmp_path / "here" / ".." / scene.state.name / database,
        tmp_path / "link" / database,
    ):
        assert refusal(WRITERS[what], workspace, scene, target) == "inside-workspace"
    assessments.reopen(workspace, scene.assessment, "One more word.")
    assessments.save_answer(workspace, scene.assessment, QuestionId("C1.Q2"), Answer(Response.of("no"), note="LATER"))
    workspace.close()
    again = scene.approver()
    assert assessments.load(again, scene.assessment).answer(QuestionId("C1.Q2")).note == "LATER"
    again.close()


def test_a_file_that_came_is_not_saved_over_the_workspace_that_keeps_it(scene: Scene, tmp_path: Path) -> None:
    sender, bundle = scene.approver(), tmp_path / "x.age"
    mine = identities.own(sender)[0]
    to = [contact.id for contact in contacts.contacts(sender)]
    exchange.seal(sender, scene.assessment, bundle, to=to, identity_id=mine.id, passphrase=APPROVER)
    sender.close()
    receiver = scene.receiver()
    receiving.receive(receiver, bundle, RECEIVER, fingerprint=mine.fingerprint)
    (summary,) = submissions.submissions(receiver)

    def save(workspace: Workspace, scene: Scene, target: Path) -> None:
        del scene
        submissions.save_received(workspace, summary.id, "data/evidence/0001", target)

    assert refusal(save, receiver, scene, scene.authority / "Authority.checklist") == "inside-workspace"
    receiver.close()
    scene.receiver().close()


def test_every_writer_passes_the_one_place() -> None:
    """Apart from what has no open workspace: the demo's folder, a published form, the words of a new workspace, and
    which drivers are allowed on this computer."""
    writing = re.compile(r"\b(atomic_file|write_atomic|write_bytes|write_text)\b")
    found = {
        str(file.relative_to(SOURCES))
        for layer in ("services", "cli", "ui")
        for file in (SOURCES / layer).rglob("*.py")
        if writing.search(file.read_text())
    }
    assert found == {
        "services/written.py",
        "services/demo.py",
        "services/forms.py",
        "services/drivers.py",
        "cli/recovery_words.py",
    }
