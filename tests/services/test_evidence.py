# SPDX-License-Identifier: Apache-2.0
"""Files below answers: bounded, given up without a trace, kept once, renamed, removed and saved out again."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, EvidenceReference, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.disclosure import public_answer
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Release
from checklistapp.domain.ids import EvidenceId, FormId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.services import assessments, evidence
from checklistapp.services import workspace as workspaces
from checklistapp.services.operation import CancelledError, Progress
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal, sealed_files

Q1, Q2 = QuestionId("C1.Q1"), QuestionId("C1.Q2")
CONTENT = os.urandom(3 << 20)


@pytest.fixture
def started(workspace: Workspace) -> Assessment:
    return assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "plan.pdf").write_bytes(CONTENT)
    return tmp_path / "plan.pdf"


def kept(workspace: Workspace) -> list[Path]:
    where = workspace.folder / "evidence"
    return sorted(where.iterdir()) if where.is_dir() else []


def gives_up(progress: Progress) -> None:
    if progress.done > 1 << 20:
        raise CancelledError


@pytest.mark.parametrize("size", [(4 << 30) + 1, 1 << 40])
def test_a_file_too_large_is_refused_before_it_is_read(
    workspace: Workspace, started: Assessment, tmp_path: Path, size: int
) -> None:
    with (tmp_path / "large").open("wb") as sparse:
        sparse.truncate(size)
    with pytest.raises(ChecklistError) as caught:
        evidence.attach(workspace, started.id, Q1, tmp_path / "large", lambda progress: pytest.fail("it was read"))
    assert caught.value.code == "file-too-large"
    assert kept(workspace) == []


def test_a_file_that_grows_meanwhile_is_refused_too(
    workspace: Workspace, started: Assessment, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_files, "LARGEST", len(CONTENT))

    def grow(progress: Progress) -> None:
        with file.open("ab") as more:
            more.write(b"x")

    with pytest.raises(ChecklistError) as caught:
        evidence.attach(workspace, started.id, Q1, file, grow)
    assert caught.value.code == "file-too-large"
    assert kept(workspace) == []


def test_no_room_is_said_before_the_wait(
    workspace: Workspace, started: Assessment, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence.attach(workspace, started.id, Q1, file)
    usage = shutil.disk_usage(tmp_path)._replace(free=len(CONTENT))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    reference = assessments.load(workspace, started.id).answer(Q1).evidence[0]
    acts: tuple[Callable[[], object], ...] = (
        lambda: evidence.attach(workspace, started.id, Q2, file, lambda progress: pytest.fail("it was read")),
        lambda: evidence.save_attachment(workspace, started.id, reference.id, tmp_path / "out"),
    )
    for act in acts:
        with pytest.raises(ChecklistError) as caught:
            act()
        assert caught.value.code == "disk-full"
        assert "3 MiB" in caught.value.sentence
    assert not (tmp_path / "out").exists()


def test_a_pipe_or_a_folder_is_not_attached(workspace: Workspace, started: Assessment, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(ChecklistError) as caught:
            evidence.attach(workspace, started.id, Q1, tmp_path / name)
        assert caught.value.code == "not-a-file"


def test_giving_up_leaves_nothing(workspace: Workspace, started: Assessment, file: Path, tmp_path: Path) -> None:
    before = journal.head(workspace.store)
    with pytest.raises(CancelledError):
        evidence.attach(workspace, started.id, Q1, file, gives_up)
    assert (kept(workspace), journal.head(workspace.store)) == ([], before)
    (reference,) = evidence.attach(workspace, started.id, Q1, file).evidence
    with pytest.raises(CancelledError):
        evidence.save_attachment(workspace, started.id, reference.id, tmp_path / "out", gives_up)
    with pytest.raises(CancelledError):  # while the file that is here already is being compared
        evidence.attach(workspace, started.id, Q2, file, after(len(CONTENT), gives_up))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Ruritania", "plan.pdf"]
    assert len(kept(workspace)) == 1
    assert workspaces.check(workspace) == []


def after(size: int, report: Callable[[Progress], None]) -> Callable[[Progress], None]:
    """Watches from when ``size`` was reached once."""
    reached = list[bool]()

    def watch(progress: Progress) -> None:
        if reached:
            report(progress)
        elif progress.done == size and progress.total == size:
            reached.append(True)

    return watch


def test_the_same_content_is_kept_once_until_its_last_row_goes(
    workspace: Workspace, started: Assessment, file: Path, tmp_path: Path
) -> None:
    shutil.copy(file, tmp_path / "copy.pdf")
    (first,) = evidence.attach(workspace, started.id, Q1, file).evidence
    (second,) = evidence.attach(workspace, started.id, Q2, tmp_path / "copy.pdf").evidence
    assert first.attachment is not None
    assert second.attachment is not None
    assert (first.attachment.name, second.attachment.name) == ("plan.pdf", "copy.pdf")
    assert len(kept(workspace)) == 1
    assert workspaces.check(workspace) == []
    assert evidence.remove(workspace, started.id, first.id).evidence == ()
    assert len(kept(workspace)) == 1
    evidence.save_attachment(workspace, started.id, second.id, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == CONTENT
    evidence.remove(workspace, started.id, second.id)
    assert kept(workspace) == []
    assert workspaces.check(workspace) == []


@pytest.mark.parametrize("harm", ["flipped", "gone"])
def test_attaching_the_original_again_mends_the_damaged_file(
    workspace: Workspace, started: Assessment, file: Path, harm: str
) -> None:
    evidence.attach(workspace, started.id, Q1, file)
    (sealed,) = kept(workspace)
    sound = sealed.read_bytes()
    if harm == "gone":
        sealed.unlink()
    else:
        sealed.write_bytes(bytes([sound[0] ^ 1]) + sound[1:])
    assert [finding.kind for finding in workspaces.check(workspace)] == ["evidence"]
    evidence.attach(workspace, started.id, Q2, file)
    assert sealed.read_bytes() == sound
    assert kept(workspace) == [sealed]
    assert workspaces.check(workspace) == []


def test_a_reference_is_retitled_and_its_file_renamed(
    workspace: Workspace, started: Assessment, file: Path, tmp_path: Path
) -> None:
    (reference,) = evidence.attach(workspace, started.id, Q1, file).evidence
    (renamed,) = evidence.rename(
        workspace, started.id, reference.id, title="The plan", file="plan of 2026.pdf"
    ).evidence
    assert renamed.attachment is not None
    assert (renamed.title, renamed.attachment.name) == ("The plan", "plan of 2026.pdf")
    acts = [entry.act for entry in journal.entries(workspace.store, subject=f"evidence:{reference.id}")]
    assert acts == [Act.EVIDENCE_ADDED, Act.EVIDENCE_CHANGED, Act.EVIDENCE_CHANGED]
    for name in ("", "..", "a/b", "a\\b", "a\nb"):
        with pytest.raises(ChecklistError) as caught:
            evidence.rename(workspace, started.id, reference.id, file=name)
        assert caught.value.code == "not-a-file-name"
    acts_on_nothing: tuple[Callable[[], object], ...] = (
        lambda: evidence.remove(workspace, started.id, "unknown"),
        lambda: evidence.save_attachment(workspace, started.id, "unknown", tmp_path / "out"),
    )
    for act in acts_on_nothing:
        with pytest.raises(ChecklistError) as caught:
            act()
        assert caught.value.code == "no-attachment"
    assert workspaces.check(workspace) == []


def test_saving_out_is_watched(workspace: Workspace, started: Assessment, file: Path, tmp_path: Path) -> None:
    (reference,) = evidence.attach(workspace, started.id, Q1, file).evidence
    seen: list[Progress] = []
    evidence.save_attachment(workspace, started.id, reference.id, tmp_path / "out", seen.append)
    assert (tmp_path / "out").read_bytes() == CONTENT
    assert seen[0].total == len(CONTENT)
    assert seen[-1].done >= len(CONTENT)


def test_a_release_of_evidence_does_not_reach_a_file_attached_later(
    workspace: Workspace, started: Assessment, file: Path
) -> None:
    law = EvidenceReference(EvidenceId("a" * 32), title="Nuclear Security Act")
    decided = Answer(Response.of("yes"), evidence=(law,), release=Release(value=True, evidence=True))
    assessments.save_answer(workspace, started.id, Q1, decided)
    attached = evidence.attach(workspace, started.id, Q1, file)
    assert attached.release == Release(value=True, evidence=False)
    released = replace(attached, release=Release(value=True, evidence=True))
    assessments.save_answer(workspace, started.id, Q1, released)
    loaded = assessments.load(workspace, started.id)
    assert [each.title for each in public_answer(loaded, loaded.form.by_id[Q1]).evidence] == [law.title, ""]
    more = (*released.evidence, EvidenceReference(EvidenceId("b" * 32), title="Plan of the site"))
    saved = assessments.save_answer(workspace, started.id, Q1, replace(released, evidence=more)).answer
    assert saved.release == Release(value=True, evidence=False)
