# SPDX-License-Identifier: Apache-2.0
"""An old page of an index put back hides rows that are there: noticed in the background, and nothing leaves or goes."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, FormId, QuestionId
from checklistapp.domain.people import PersonRole
from checklistapp.services import (
    assessments,
    backup_copies,
    backups,
    evidence,
    exchange,
    exports,
    forgetting,
    identities,
    opening,
    people,
    signing,
)
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.store import rows
from tests.services.conftest import APPROVER, CHEAP, PREPARER

PAGE = 4096
QUESTION = QuestionId("C1.Q1")
VECTOR = Path(__file__).parents[1] / "vectors" / "workspaces" / "v1"


@dataclass(frozen=True)
class Hidden:
    """A workspace whose newest evidence, "DAMNING", is in its table and not in the index of its question."""

    workspace: Workspace
    assessment: AssessmentId
    identity: str


def index_pages(folder: Path, passphrase: str) -> dict[str, int]:
    workspace = opening.unlock(folder, passphrase)
    found = workspace.store.query("SELECT name, rootpage FROM sqlite_schema WHERE type = 'index'")
    workspace.close()
    return {str(name): int(page) for name, page in found}


def put_back(file: Path, older: bytes, page: int) -> None:
    data = bytearray(file.read_bytes())
    data[(page - 1) * PAGE : page * PAGE] = older[(page - 1) * PAGE : page * PAGE]
    file.write_bytes(data)


def content(workspace: Workspace) -> list[dict[str, rows.Cell]]:
    store = workspace.store
    return [row for table in rows.tables(store) for row in rows.select(store, table)]


@pytest.fixture
def hidden(tmp_path: Path) -> Iterator[Hidden]:
    workspace = opening.create(tmp_path / "Ruritania", PREPARER, allow_attachments=True, cost=CHEAP).workspace
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania", cycle="2026")
    for question in started.form.questions():
        assessments.save_answer(workspace, started.id, question.id, Answer(Response.of("yes")))
    mine = identities.create(workspace, PREPARER, "Ruritania")
    workspace.close()
    file = workspace.store.file
    older = file.read_bytes()
    workspace = opening.unlock(workspace.folder, PREPARER)
    (tmp_path / "DAMNING.txt").write_text("DAMNING")
    evidence.attach(workspace, started.id, QUESTION, tmp_path / "DAMNING.txt")
    workspace.close()
    put_back(file, older, index_pages(workspace.folder, PREPARER)["evidence_of_question"])
    workspace = opening.unlock(workspace.folder, PREPARER)
    assert not workspace.concerns
    yield Hidden(workspace, started.id, mine.id)
    workspace.close()


def test_the_check_in_the_background_notices_it(hidden: Hidden) -> None:
    assert "table" in {finding.kind for finding in workspaces.check(hidden.workspace, thorough=False)}
    assert "table" in {finding.kind for finding in workspaces.check(hidden.workspace)}


def test_nothing_is_signed_sealed_or_exported(hidden: Hidden, tmp_path: Path) -> None:
    workspace, assessment, identity = hidden.workspace, hidden.assessment, hidden.identity
    record = exports.record(assessments.load(workspace, assessment))
    leaves: tuple[Callable[[], object], ...] = (
        lambda: signing.certify(workspace, assessment, identity, PREPARER),
        lambda: exports.export(workspace, assessment, record, tmp_path / "record.json", "record"),
        lambda: exchange.seal(
            workspace,
            assessment,
            tmp_path / "archive.age",
            identity_id=identity,
            passphrase=PREPARER,
            kind="archive",
        ),
    )
    for leave in leaves:
        with pytest.raises(ChecklistError) as caught:
            leave()
        assert caught.value.code == "damaged"
    assert not list(tmp_path.glob("record*")) + list(tmp_path.glob("archive*"))


def test_a_backup_copy_says_so(hidden: Hidden, tmp_path: Path) -> None:
    with pytest.raises(ChecklistError) as caught:
        backups.backup(hidden.workspace, tmp_path / "copy.checklist-backup")
    assert caught.value.code == "backup-doubtful"
    assert backup_copies.prove(tmp_path / "copy.checklist-backup", workspace=hidden.workspace).findings


def test_nothing_is_called_forgotten_that_is_still_there(hidden: Hidden) -> None:
    with pytest.raises(ChecklistError) as caught:
        forgetting.purge_answer(hidden.workspace, hidden.assessment, QUESTION, "came by mistake")
    assert caught.value.code == "damaged"


def test_every_other_index_put_back_is_noticed_too(tmp_path: Path) -> None:
    workspace = opening.create(tmp_path / "Ruritania", PREPARER, cost=CHEAP).workspace
    workspace.close()
    file, older = workspace.store.file, workspace.store.file.read_bytes()
    workspace = opening.unlock(workspace.folder, PREPARER)
    second = people.add_person(workspace, "Second", PersonRole.APPROVER)
    people.add_slot(workspace, second.id, PREPARER, APPROVER, CHEAP)
    workspace.close()
    put_back(file, older, index_pages(workspace.folder, PREPARER)["sqlite_autoindex_person_1"])
    workspace = opening.unlock(workspace.folder, PREPARER)
    assert "table" in {finding.kind for finding in workspaces.check(workspace, thorough=False)}
    workspace.close()


def test_no_migration_runs_over_an_old_page(tmp_path: Path) -> None:
    """Each page in turn as it was before the migrations: refused, noticed, or the same rows as ever."""
    passphrase = json.loads((VECTOR / "expected.json").read_text())["passphrases"][0]
    shutil.copytree(VECTOR / "Ruritania", tmp_path / "Ruritania")
    file = tmp_path / "Ruritania" / "Ruritania.checklist"
    older = file.read_bytes()
    workspace = opening.unlock(tmp_path / "Ruritania", passphrase)
    whole = content(workspace)
    workspace.close()
    newer, met = file.read_bytes(), set()
    for start in range(0, min(len(older), len(newer)), PAGE):
        if older[start : start + PAGE] == newer[start : start + PAGE]:
            continue
        file.write_bytes(newer)
        put_back(file, older, start // PAGE + 1)
        try:
            workspace = opening.unlock(tmp_path / "Ruritania", passphrase)
        except ChecklistError as fault:
            met.add(fault.code)
            continue
        found = workspaces.check(workspace, thorough=False)
        met |= {finding.kind for finding in found}
        assert found or content(workspace) == whole
        workspace.close()
    assert {"damaged", "table"} <= met
