# SPDX-License-Identifier: Apache-2.0
"""What a colleague's own program wrote into the rows: another file is neither read nor removed, and it is named."""

from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, FormId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.services import assessments, backup_copies, backups, evidence, forgetting
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.store import rows

QUESTION = QuestionId("C1.Q1")
SECRET = b"-----A KEY OF SOMEBODY-----\n"


@pytest.fixture
def assessment(workspace: Workspace) -> AssessmentId:
    return assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania").id


@pytest.fixture
def victim(workspace: Workspace, assessment: AssessmentId, tmp_path: Path) -> Path:
    """Somebody's file outside, and a row with a true digest and a path to it."""
    (tmp_path / "plan.txt").write_text("EVIDENCE")
    evidence.attach(workspace, assessment, QUESTION, tmp_path / "plan.txt")
    theirs = tmp_path / "id_key"
    theirs.write_bytes(SECRET)
    change(workspace, "evidence", {"file": "../../id_key", "size": len(SECRET) - 16})
    return theirs


def change(workspace: Workspace, table: str, cells: rows.Row) -> None:
    row = next(rows.select(workspace.store, table))
    row.pop("salt")
    clock = workspace.clock.reading()
    rows.put(workspace.store, workspace.person.id, clock, Act.EVIDENCE_CHANGED, table, {**row, **cells})


def test_a_row_that_names_a_path_is_a_finding(workspace: Workspace, victim: Path) -> None:
    assert victim.exists()
    for thorough in (False, True):
        found = [each.message for each in workspaces.check(workspace, thorough=thorough)]
        assert any("names a file that no workspace has" in message for message in found)


def test_no_file_from_elsewhere_gets_into_a_backup_copy(workspace: Workspace, victim: Path, tmp_path: Path) -> None:
    assert victim.exists()
    copy = tmp_path / "copy.checklist-backup"
    with pytest.raises(ChecklistError) as caught:
        backups.backup(workspace, copy)
    assert caught.value.code == "backup-doubtful"
    assert SECRET not in copy.read_bytes()
    assert backup_copies.prove(copy, workspace=workspace).findings


def test_nothing_elsewhere_is_read_or_removed(
    workspace: Workspace, assessment: AssessmentId, victim: Path, tmp_path: Path
) -> None:
    (reference,) = assessments.load(workspace, assessment).answer(QUESTION).evidence
    with pytest.raises(ChecklistError) as caught:
        evidence.save_attachment(workspace, assessment, reference.id, tmp_path / "out")
    assert caught.value.code == "evidence-damaged"
    evidence.remove(workspace, assessment, reference.id)
    assert victim.read_bytes() == SECRET


def test_forgetting_removes_nothing_elsewhere(workspace: Workspace, assessment: AssessmentId, victim: Path) -> None:
    (reference,) = assessments.load(workspace, assessment).answer(QUESTION).evidence
    forgetting.purge_evidence(workspace, assessment, reference.id, "came by mistake")
    assert victim.read_bytes() == SECRET


def test_a_missing_attached_file_stops_no_backup_copy_and_is_named(
    workspace: Workspace, assessment: AssessmentId, tmp_path: Path
) -> None:
    for name in ("plan.txt", "map.txt"):
        (tmp_path / name).write_text(f"EVIDENCE {name}")
        evidence.attach(workspace, assessment, QUESTION, tmp_path / name)
    next((workspace.folder / "evidence").iterdir()).unlink()
    copy = tmp_path / "copy.checklist-backup"
    with pytest.raises(ChecklistError) as caught:
        backups.backup(workspace, copy)
    assert caught.value.code == "backup-doubtful"
    assert "it lacks attached files" in caught.value.sentence
    assert f"attached to {QUESTION} of assessment {assessment[:8]}" in caught.value.sentence
    (made,) = backups.copies(workspace)
    assert made.present
    assert made.failed
    (finding,) = backup_copies.prove(copy, workspace=workspace).findings
    assert finding.kind == "evidence"
    (tmp_path / "safe").mkdir()
    backups.set_place(workspace, tmp_path / "safe")
    assert "it lacks attached files" in backups.before_leaving(workspace)
    assert len(list((tmp_path / "safe").iterdir())) == 1


@pytest.mark.parametrize(
    "cells",
    [
        {"parts": "[" * 200_000},
        {"parts": "nonsense"},
        {"parts": '{"a": "\\ud800"}'},
        {"value": '{"x":1}'},
        {"value": "[1]"},
        {"probes": "[]"},
        {"release": '"nothing known"'},
    ],
)
def test_an_answer_that_no_program_wrote_is_damage_at_its_question(
    workspace: Workspace, assessment: AssessmentId, cells: rows.Row
) -> None:
    assessments.save_answer(workspace, assessment, QUESTION, Answer(Response.of("yes")))
    change(workspace, "answer", cells)
    with pytest.raises(ChecklistError) as caught:
        assessments.load(workspace, assessment)
    assert caught.value.code == "damaged"
    assert QUESTION in caught.value.sentence
