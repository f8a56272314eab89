# SPDX-License-Identifier: Apache-2.0
"""A readable copy of an attached file leaves the workspace like an export: it is on record, and forgetting names it."""

from pathlib import Path

from checklistapp.domain.ids import FormId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.services import assessments, evidence, forgetting, opening
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal
from tests.services.conftest import PREPARER

QUESTION = QuestionId("C1.Q1")


def test_a_saved_copy_is_on_record_and_named_by_forgetting(workspace: Workspace, tmp_path: Path) -> None:
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    (tmp_path / "plan.txt").write_text("EVIDENCE")
    (reference,) = evidence.attach(workspace, started.id, QUESTION, tmp_path / "plan.txt").evidence
    evidence.save_attachment(workspace, started.id, reference.id, tmp_path / "saved.txt")
    newest = list(journal.entries(workspace.store))[-1]
    assert (newest.act, newest.subject) == (Act.EXPORTED, f"export:{started.id}/attachment")
    assert reference.attachment is not None
    assert reference.attachment.sha512 not in newest.remark  # it would confirm a guess once the file is forgotten
    held = forgetting.purge_evidence(workspace, started.id, reference.id, "a secret").held
    assert [each.kind for each in held if "saved in the clear" in each.sentence] == ["export"]


def test_where_nothing_may_be_changed_a_copy_is_saved_all_the_same(workspace: Workspace, tmp_path: Path) -> None:
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    (tmp_path / "plan.txt").write_text("EVIDENCE")
    (reference,) = evidence.attach(workspace, started.id, QUESTION, tmp_path / "plan.txt").evidence
    workspace.close()
    looking = opening.unlock(workspace.folder, PREPARER, read_only=True)
    evidence.save_attachment(looking, started.id, reference.id, tmp_path / "saved.txt")
    looking.close()
    assert (tmp_path / "saved.txt").read_text() == "EVIDENCE"
