# SPDX-License-Identifier: Apache-2.0
"""An old page of the database put back, each in turn: either its answer does not leave, or the newest one does."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, FormId, QuestionId
from checklistapp.services import (
    assessments,
    backup_copies,
    backups,
    exchange,
    exports,
    identities,
    opening,
    rotation,
    signing,
)
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.store import register
from tests.services.conftest import CHEAP, PREPARER

PAGE = 4096
CHANGED = QuestionId("C1.Q1")
REFUSALS = {"damaged", "workspace-older", "foreign-database"}


@dataclass(frozen=True)
class Before:
    """``newer`` is the database after one answer was changed, ``older`` the one before; ``known`` the settings."""

    folder: Path
    assessment: AssessmentId
    older: bytes
    newer: bytes
    known: bytes

    def pages(self) -> Iterator[int]:
        """Where they differ."""
        for start in range(0, min(len(self.older), len(self.newer)), PAGE):
            if self.older[start : start + PAGE] != self.newer[start : start + PAGE]:
                yield start


@pytest.fixture(scope="module", params=[1, 70], ids=["short notes", "notes of several pages"])
def before(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Before:
    root, times = tmp_path_factory.mktemp("before"), request.param
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CONFIG_HOME", str(root / "settings"))
        workspace = opening.create(root / "Ruritania", PREPARER, cost=CHEAP).workspace
        started = assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania", cycle="2026")
        identities.create(workspace, PREPARER, "Ruritania")
        for question in started.form.questions():
            answer = Answer(Response.of("yes"), note="OLDER " + f"noted for {question.id}. " * times)
            assessments.save_answer(workspace, started.id, question.id, answer)
        workspace.close()
        older = (root / "Ruritania" / "Ruritania.checklist").read_bytes()
        workspace = opening.unlock(root / "Ruritania", PREPARER)
        newest = Answer(Response.of("no"), note="NEWEST " + "of all. " * 3 * times)
        assessments.save_answer(workspace, started.id, CHANGED, newest)
        workspace.close()
        newer = (root / "Ruritania" / "Ruritania.checklist").read_bytes()
        return Before(root / "Ruritania", started.id, older, newer, register.file().read_bytes())


def opened(before: Before, place: Path) -> Iterator[Workspace]:
    """Each time with another old page, as far as that opens at all."""
    folder = place / "Ruritania"
    for start in before.pages():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(before.folder, folder)
        mixed = before.newer[:start] + before.older[start : start + PAGE] + before.newer[start + PAGE :]
        (folder / "Ruritania.checklist").write_bytes(mixed)
        register.file().parent.mkdir(parents=True, exist_ok=True)
        register.file().write_bytes(before.known)
        try:
            workspace = opening.unlock(folder, PREPARER)
        except ChecklistError as fault:
            if fault.code not in REFUSALS:
                raise
            continue
        try:
            yield workspace
        finally:
            workspace.close()


def export(workspace: Workspace, assessment: AssessmentId, place: Path) -> None:
    record = exports.record(assessments.load(workspace, assessment))
    exports.export(workspace, assessment, record, place / "record.json", "record")


def certify(workspace: Workspace, assessment: AssessmentId, place: Path) -> None:
    del place
    (mine,) = identities.identities(workspace)
    signing.certify(workspace, assessment, mine.id, PREPARER)


def seal(workspace: Workspace, assessment: AssessmentId, place: Path) -> None:
    (mine,) = identities.identities(workspace)
    exchange.seal(workspace, assessment, place / "bundle.age", identity_id=mine.id, passphrase=PREPARER, kind="archive")


def back_up(workspace: Workspace, assessment: AssessmentId, place: Path) -> None:
    del assessment
    backups.backup(workspace, place / "copy.checklist-backup")


Leave = Callable[[Workspace, AssessmentId, Path], None]


@pytest.mark.parametrize("leave", [export, certify, seal])
def test_no_older_answer_leaves(before: Before, tmp_path: Path, leave: Leave) -> None:
    refused = 0
    for workspace in opened(before, tmp_path):
        try:
            leave(workspace, before.assessment, tmp_path)
        except ChecklistError as fault:
            if fault.code not in REFUSALS:
                raise
            refused += 1
        else:
            assert assessments.load(workspace, before.assessment).answer(CHANGED).note.startswith("NEWEST")
    assert refused
    assert len(list(tmp_path.glob("*"))) <= 2, "something half written"


def test_a_backup_copy_of_it_says_so(before: Before, tmp_path: Path) -> None:
    doubtful, copy = 0, tmp_path / "copy.checklist-backup"
    for workspace in opened(before, tmp_path):
        try:
            backups.backup(workspace, copy)
        except ChecklistError as fault:
            if fault.code not in {*REFUSALS, "backup-doubtful"}:
                raise
            if fault.code == "backup-doubtful":
                doubtful += 1
                assert backup_copies.prove(copy, workspace=workspace).findings
        else:
            assert not backup_copies.prove(copy, workspace=workspace).findings
    assert doubtful


def test_the_check_names_what_it_met_and_goes_on(before: Before, tmp_path: Path) -> None:
    """Not even half a text, from a page in the middle of a long one, stops it or shows itself as a bug."""
    kinds = set()
    for workspace in opened(before, tmp_path):
        found = workspaces.check(workspace, thorough=False)
        kinds |= {finding.kind for finding in found}
        try:
            newest = assessments.load(workspace, before.assessment).answer(CHANGED).note.startswith("NEWEST")
        except ChecklistError as fault:
            if fault.code not in REFUSALS:
                raise
            newest = False
        assert newest or found or workspace.concerns
    assert "row" in kinds


def test_an_answer_given_anew_may_leave(before: Before, tmp_path: Path) -> None:
    anew = 0
    for workspace in opened(before, tmp_path):
        found = [finding.message for finding in workspaces.check(workspace, thorough=False)]
        alone = [f"Not as the journal left it: answer:{before.assessment}/{CHANGED}."]
        if not workspace.is_read_only and found == alone:
            given = Answer(Response.of("no"), note="NEWEST, given anew")
            assessments.save_answer(workspace, before.assessment, CHANGED, given)
            export(workspace, before.assessment, tmp_path)
            anew += 1
    assert anew


def test_automatic_copies_of_it_say_so_and_remove_no_older_one(before: Before, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    for workspace in opened(before, tmp_path):
        if workspace.is_read_only or not workspaces.check(workspace, thorough=False):
            continue
        backups.set_place(workspace, tmp_path / "safe")
        said = backups.before_leaving(workspace)
        if "the workspace is damaged" in said:
            for _ in range(rotation.NEWEST + 1):
                with pytest.raises(ChecklistError) as caught:
                    backups.make_automatic(workspace)
                assert caught.value.code == "backup-doubtful"
            assert all(copy.present for copy in backups.copies(workspace))
            assert len(backups.copies(workspace)) == rotation.NEWEST + 2
            return
    raise AssertionError("no page let a copy be made")
