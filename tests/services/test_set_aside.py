# SPDX-License-Identifier: Apache-2.0
"""The folder that a restoring sets aside is a full copy: it is known, named wherever copies are, and can be removed."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, FormId, QuestionId
from checklistapp.services import assessments, backups, forgetting, opening, set_aside
from checklistapp.services.forgetting import Held
from checklistapp.store import register
from tests.services.conftest import CHEAP, PREPARER

QUESTION = QuestionId("C1.Q1")


@dataclass(frozen=True)
class Replaced:
    """A workspace that an older copy has replaced, and where the newer one lies."""

    folder: Path
    aside: Path
    assessment: AssessmentId


@pytest.fixture
def replaced(tmp_path: Path) -> Replaced:
    workspace = opening.create(tmp_path / "Ruritania", PREPARER, cost=CHEAP).workspace
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    assessments.save_answer(workspace, started.id, QUESTION, Answer(Response.of("no"), note="SECRET"))
    backups.backup(workspace, tmp_path / "copy.checklist-backup")
    assessments.save_answer(workspace, started.id, QUESTION, Answer(Response.of("yes")))
    workspace.close()
    aside = backups.restore_over(tmp_path / "copy.checklist-backup", tmp_path / "Ruritania", PREPARER, accept_loss=True)
    return Replaced(tmp_path / "Ruritania", aside, started.id)


def named(held: tuple[Held, ...], path: Path) -> list[str]:
    return [each.kind for each in held if str(path) in each.sentence]


def test_it_is_named_by_forgetting(replaced: Replaced) -> None:
    workspace = opening.unlock(replaced.folder, PREPARER)
    before = forgetting.still_held_by(workspace, replaced.assessment, QUESTION)
    forgotten = forgetting.purge_answer(workspace, replaced.assessment, QUESTION, "a secret")
    workspace.close()
    assert named(before, replaced.aside) == named(forgotten.held, replaced.aside) == ["set-aside"]


@pytest.mark.parametrize("is_opened_before", [True, False])
def test_it_is_named_by_destruction(replaced: Replaced, is_opened_before: bool) -> None:
    if is_opened_before:
        opening.unlock(replaced.folder, PREPARER).close()
    destroyed = forgetting.destroy(replaced.folder, PREPARER)
    assert named(destroyed.held, replaced.aside) == ["set-aside"]


def test_it_stays_known_and_is_removed_when_a_person_says_so(replaced: Replaced, tmp_path: Path) -> None:
    workspace = opening.unlock(replaced.folder, PREPARER)
    (found,) = set_aside.folders(workspace)
    assert (found.path, found.size > 100_000, found.clock != "") == (replaced.aside, True, True)
    (replaced.aside / "note.txt").write_text("somebody's own")
    with pytest.raises(ChecklistError) as caught:
        set_aside.remove(workspace, tmp_path / "elsewhere")
    assert caught.value.code == "unknown-set-aside"
    other = opening.unlock(replaced.aside, PREPARER)
    with pytest.raises(ChecklistError) as caught:
        set_aside.remove(workspace, replaced.aside)
    assert caught.value.code == "open-elsewhere"
    other.close()
    assert set_aside.remove(workspace, replaced.aside) == ("note.txt",)
    assert [path.name for path in replaced.aside.iterdir()] == ["note.txt"]
    assert set_aside.folders(workspace) == []
    held = forgetting.still_held_by(workspace, replaced.assessment, QUESTION)
    workspace.close()
    assert named(held, replaced.aside) == []


def test_one_that_a_person_removed_is_named_no_more(replaced: Replaced) -> None:
    workspace = opening.unlock(replaced.folder, PREPARER)
    replaced.aside.rename(replaced.aside.with_name("elsewhere"))
    assert set_aside.folders(workspace) == []
    workspace.close()


def test_a_note_that_names_another_folder_puts_nothing_on_record(replaced: Replaced, tmp_path: Path) -> None:
    """The note can be written by anybody: removing what it names must not hit a workspace of its own."""
    other = opening.create(tmp_path / "Zubrowka", PREPARER, cost=CHEAP).workspace
    other.close()
    note = replaced.folder / "restored.json"
    note.write_text(json.dumps({**json.loads(note.read_text()), "aside": "Zubrowka"}))
    workspace = opening.unlock(replaced.folder, PREPARER)
    assert set_aside.folders(workspace) == []
    workspace.close()


def test_a_second_restoring_forgets_nothing_of_the_first(replaced: Replaced, tmp_path: Path) -> None:
    opening.unlock(replaced.folder, PREPARER).close()
    again = backups.restore_over(tmp_path / "copy.checklist-backup", replaced.folder, PREPARER, accept_loss=True)
    workspace = opening.unlock(replaced.folder, PREPARER)
    assert {each.path for each in set_aside.folders(workspace)} == {replaced.aside, again}
    workspace.close()
    assert len(json.loads(register.file().read_text())["workspaces"][0]["asides"]) == 2
