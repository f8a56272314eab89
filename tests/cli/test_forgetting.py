# SPDX-License-Identifier: Apache-2.0
"""Forgetting, renaming and destroying from the shell."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

pytestmark = pytest.mark.usefixtures("passphrase_file")


@pytest.fixture
def workspace(checklistapp: Command, tmp_path: Path) -> Path:
    folder = tmp_path / "Ruritania"
    words = ("--recovery-file", tmp_path / "words.txt")
    assert checklistapp("workspace", "create", folder, "--allow-attachments", *words).status == 0
    assert (
        checklistapp("assessment", "start", folder, "--form", "infcirc869-checklist", "--organisation", "R").status == 0
    )
    return folder


def test_evidence_is_renamed_removed_and_forgotten(checklistapp: Command, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("the plan")
    ids = [
        checklistapp("evidence", "attach", workspace, ".", question, tmp_path / "plan.txt").document["id"]
        for question in ("C1.Q1", "C1.Q2", "C1.Q3")
    ]
    renamed = checklistapp("evidence", "rename", workspace, ".", ids[0], "--title", "Plan", "--file", "a.txt")
    assert renamed.document == {"id": ids[0]}
    listed = checklistapp("evidence", "list", workspace, ".").document["evidence"]
    assert (listed[0]["title"], listed[0]["attached"]) == ("Plan", "a.txt")
    assert checklistapp("evidence", "remove", workspace, ".", ids[0]).status == 0
    forgotten = checklistapp("forget", "evidence", workspace, ".", ids[1], "--why", "not ours").document
    assert (forgotten["documents"], forgotten["files"]) == (0, 1)
    assert checklistapp("evidence", "list", workspace, ".").document["evidence"] == []
    again = checklistapp("forget", "evidence", workspace, ".", ids[1], "--why", "not ours")
    assert (again.status, again.document["error"]["code"]) == (3, "no-evidence")


def test_an_answer_is_forgotten_and_its_backup_named(checklistapp: Command, workspace: Path, tmp_path: Path) -> None:
    backup = tmp_path / "copy.checklist-backup"
    given: dict[str, object] = {
        "format": "checklistapp/answers/1",
        "form": "infcirc869-checklist",
        "formVersion": "1.0.0",
    }
    given["answers"] = {"C1.Q1": {"value": "yes", "note": "a name"}}
    (tmp_path / "answers.json").write_text(json.dumps(given))
    assert checklistapp("assessment", "answer", workspace, ".", "--from", tmp_path / "answers.json").status == 0
    assert checklistapp("workspace", "backup", workspace, backup).status == 0
    before = checklistapp("forget", "held", workspace, ".", "C1.Q1").document
    forgotten = checklistapp("forget", "answer", workspace, ".", "C1.Q1", "--why", "a name").document
    assert before == {"held": forgotten["held"]}
    assert [each["kind"] for each in forgotten["held"]] == ["backup", "copy"]
    assert str(backup) in forgotten["held"][0]["message"]
    assert checklistapp("forget", "answer", workspace, ".", "C1.Q1", "--why", "again").status == 3
    assert checklistapp("forget", "documents", workspace, ".", "--why", "all").document["documents"] == 0
    assert checklistapp("forget", "received", workspace).document == {"submissions": []}
    unknown = checklistapp("forget", "submission", workspace, "0123", "--why", "none")
    assert unknown.document["error"]["code"] == "unknown-submission"
    assert checklistapp("workspace", "check", workspace).status == 0


def test_a_workspace_is_destroyed_only_by_name(checklistapp: Command, workspace: Path) -> None:
    refused = checklistapp("workspace", "destroy", workspace, "--yes-i-mean", "Zenda")
    assert (refused.status, refused.document["error"]["code"]) == (3, "another-name")
    destroyed = checklistapp("workspace", "destroy", workspace, "--yes-i-mean", "Ruritania")
    assert destroyed.document["left"] == []
    assert [each["kind"] for each in destroyed.document["held"]] == ["words", "copy"]
    assert not workspace.exists()
