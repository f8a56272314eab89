# SPDX-License-Identifier: Apache-2.0
"""Recovery and what a crash left meet an older state put back: compared first, and nothing newer is removed."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from checklistapp.crypto import keyslots
from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, FormId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.services import assessments, evidence, forgetting, opening, people
from checklistapp.services import workspace as workspaces
from checklistapp.services.soundness import ConcernKind
from checklistapp.services.workspace import Workspace
from checklistapp.store import folder as folders
from checklistapp.store import journal, next_file, register, rekey
from tests.services.conftest import CHEAP, PREPARER, Snapshot

QUESTION = QuestionId("C1.Q1")
NEW = "quite another sentence of words"
DATABASE = "Ruritania.checklist"


@dataclass(frozen=True)
class Rolled:
    """A workspace with an attached file that its database, an older one put back, does not know; ``newer`` does."""

    folder: Path
    words: str
    assessment: AssessmentId
    newer: bytes

    def evidence(self) -> int:
        return len(list((self.folder / "evidence").glob("*")))


@pytest.fixture
def rolled(tmp_path: Path) -> Rolled:
    created = opening.create(tmp_path / "Ruritania", PREPARER, allow_attachments=True, cost=CHEAP)
    workspace, where = created.workspace, created.workspace.folder
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    workspace.close()
    older = (where / DATABASE).read_bytes()
    workspace = opening.unlock(where, PREPARER)
    (tmp_path / "plan.txt").write_text("EVIDENCE")
    evidence.attach(workspace, started.id, QUESTION, tmp_path / "plan.txt")
    workspace.close()
    newer = (where / DATABASE).read_bytes()
    (where / DATABASE).write_bytes(older)
    return Rolled(where, " ".join(created.recovery_words), started.id, newer)


def recover(rolled: Rolled) -> Workspace:
    return opening.recover(rolled.folder, rolled.words, NEW, cost=CHEAP)


def test_recovery_compares_before_it_changes_anything(rolled: Rolled, snapshot: Snapshot) -> None:
    before = snapshot(rolled.folder)
    workspace = recover(rolled)
    assert workspace.is_read_only
    assert [each.kind for each in workspace.concerns] == [ConcernKind.ROLLED_BACK]
    assert assessments.load(workspace, rolled.assessment).answers == {}
    workspace.close()
    assert snapshot(rolled.folder) == before


def test_recovery_goes_on_with_a_reason_and_keeps_what_is_newer(rolled: Rolled) -> None:
    workspace = recover(rolled)
    with pytest.raises(ChecklistError) as caught:
        workspaces.accept_older(workspace, " ")
    assert caught.value.code == "reason-missing"
    workspaces.accept_older(workspace, "the disk failed")
    acts = [entry.act for entry in journal.entries(workspace.store)]
    assert acts.index(Act.ROLLBACK_ACCEPTED) < acts.index(Act.WORKSPACE_RECOVERED)
    assert workspace.slot == workspace.person.slot != ""
    workspace.close()
    assert rolled.evidence() == 0
    assert len(list((rolled.folder / "evidence-aside").iterdir())) == 1
    again = opening.unlock(rolled.folder, NEW)
    assert not again.concerns
    again.close()
    with pytest.raises(ChecklistError) as caught:
        opening.unlock(rolled.folder, PREPARER)
    assert caught.value.code == "wrong-passphrase"


def test_recovery_of_the_newest_state_asks_nothing(rolled: Rolled) -> None:
    (rolled.folder / DATABASE).write_bytes(rolled.newer)
    (rolled.folder / "keys.json").unlink()
    workspace = recover(rolled)
    assert not workspace.is_read_only
    assert not workspace.concerns
    workspace.close()
    assert rolled.evidence() == 1


@pytest.mark.parametrize("register_is", ["absent", "broken"])
def test_where_nothing_can_be_compared_evidence_waits_for_its_rows(rolled: Rolled, register_is: str) -> None:
    kept = register.file().read_bytes()
    if register_is == "absent":
        register.file().unlink()
    else:
        register.file().write_bytes(b"x")
    opening.unlock(rolled.folder, PREPARER).close()
    opening.unlock(rolled.folder, PREPARER).close()
    assert not list((rolled.folder / "evidence").iterdir())
    assert len(list((rolled.folder / "evidence-aside").iterdir())) == 1
    (rolled.folder / DATABASE).write_bytes(rolled.newer)
    register.file().write_bytes(kept)
    workspace = opening.unlock(rolled.folder, PREPARER)
    assert not workspaces.check(workspace)
    workspace.close()
    assert not (rolled.folder / "evidence-aside").exists()
    assert rolled.evidence() == 1


def test_what_was_set_aside_goes_with_the_workspace(rolled: Rolled) -> None:
    register.file().unlink()
    opening.unlock(rolled.folder, PREPARER).close()
    assert (rolled.folder / "evidence-aside").is_dir()
    assert forgetting.destroy(rolled.folder, PREPARER).left == ()
    assert not rolled.folder.exists()


def test_a_crash_leaves_files_that_the_next_opening_removes_where_the_rows_are_known(rolled: Rolled) -> None:
    (rolled.folder / DATABASE).write_bytes(rolled.newer)
    (rolled.folder / "evidence" / ("0" * 32)).write_bytes(b"half")
    opening.unlock(rolled.folder, PREPARER).close()
    assert rolled.evidence() == 1
    assert not (rolled.folder / "evidence-aside").exists()


def test_an_older_next_database_put_beside_an_older_key_file_destroys_nothing(tmp_path: Path) -> None:
    created = opening.create(tmp_path / "Ruritania", PREPARER, cost=CHEAP)
    where = created.workspace.folder
    created.workspace.close()
    shutil.copytree(where, tmp_path / "older")
    workspace = opening.unlock(where, PREPARER)
    words = people.renew_keys(workspace, PREPARER)
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    assessments.save_answer(workspace, started.id, QUESTION, Answer(Response.of("no"), note="NEWEST"))
    workspace.close()
    newest = (where / DATABASE).read_bytes()
    newest_keys = (where / "keys.json").read_bytes()
    shutil.copy(tmp_path / "older" / "keys.json", where)
    shutil.copy(tmp_path / "older" / DATABASE, where / (DATABASE + "-next"))
    workspace = opening.unlock(where, PREPARER)
    assert workspace.is_read_only
    assert ConcernKind.ROLLED_BACK in {each.kind for each in workspace.concerns}
    workspace.close()
    (kept,) = where.glob(DATABASE + ".*.replaced")
    assert kept.read_bytes() == newest
    kept.replace(where / DATABASE)
    (where / "keys.json").write_bytes(newest_keys)
    workspace = opening.unlock(where, PREPARER)
    assert not workspace.concerns
    assert keyslots.unlock(folders.read_key_file(where), PREPARER)
    workspace.close()
    assert words


def test_an_older_key_file_is_noticed_though_no_head_was_kept_since(tmp_path: Path) -> None:
    """Killed right after the passphrase was changed, and on a computer that never had it open."""
    workspace = opening.create(tmp_path / "Ruritania", PREPARER, cost=CHEAP).workspace
    workspace.close()
    keys = workspace.folder / "keys.json"
    older, kept = keys.read_bytes(), register.file().read_bytes()
    workspace = opening.unlock(workspace.folder, PREPARER)
    people.change_passphrase(workspace, PREPARER, NEW, CHEAP)
    workspace.close()
    newer = keys.read_bytes()
    for known in (kept, None):
        keys.write_bytes(older)
        register.file().unlink() if known is None else register.file().write_bytes(known)
        workspace = opening.unlock(workspace.folder, PREPARER)
        assert workspace.is_read_only
        assert ConcernKind.KEYS_ROLLED_BACK in {each.kind for each in workspace.concerns}
        workspace.close()
        keys.write_bytes(newer)
        workspace = opening.unlock(workspace.folder, NEW)
        assert not workspace.is_read_only
        workspace.close()
    keys.write_bytes(older)
    workspace = opening.unlock(workspace.folder, PREPARER)
    workspaces.accept_older(workspace, "the new one was forgotten")
    workspace.close()
    workspace = opening.unlock(workspace.folder, PREPARER)
    assert not workspace.concerns
    workspace.close()


def test_the_former_key_file_goes_when_the_workspace_is_closed(tmp_path: Path) -> None:
    workspace = opening.create(tmp_path / "Ruritania", PREPARER, cost=CHEAP).workspace
    people.change_passphrase(workspace, PREPARER, NEW, CHEAP)
    previous = workspace.folder / "keys.json.previous"
    assert previous.exists()
    whole = (workspace.folder / "keys.json").read_bytes()
    (workspace.folder / "keys.json").write_bytes(whole[:-9])
    workspace.close()
    assert previous.exists(), "the new one cannot be read"
    (workspace.folder / "keys.json").write_bytes(whole)
    workspace = opening.unlock(workspace.folder, NEW)
    people.change_passphrase(workspace, NEW, PREPARER, CHEAP)
    workspace.close()
    assert not previous.exists()


@pytest.mark.parametrize("where", ["take_place", "open_store"])
def test_giving_up_while_the_keys_are_renewed_is_no_mistake_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    workspace = opening.create(tmp_path / "Ruritania", PREPARER, cost=CHEAP).workspace

    def give_up(*arguments: object) -> None:
        del arguments
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(next_file if where == "take_place" else rekey, where, give_up)
        with pytest.raises(KeyboardInterrupt):
            people.renew_keys(workspace, PREPARER)
    workspace.close()
    again = opening.unlock(workspace.folder, PREPARER)
    assert not again.is_read_only
    assert not workspaces.check(again)
    again.close()
