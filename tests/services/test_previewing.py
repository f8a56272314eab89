# SPDX-License-Identifier: Apache-2.0
"""Attached and received files are looked at without touching the disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, FormId, QuestionId
from checklistapp.previews import decoding_process, frames
from checklistapp.services import (
    assessments,
    contacts,
    evidence,
    exchange,
    identities,
    previewing,
    receiving,
    submissions,
)
from checklistapp.services.operation import CancelledError, Progress
from checklistapp.services.workspace import Workspace
from tests.previews.samples import hostile, pdf, png
from tests.services.conftest import APPROVER, RECEIVER, Scene

Q = QuestionId("C1.Q1")


@pytest.fixture
def assessment(workspace: Workspace) -> AssessmentId:
    return assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania", cycle="2026").id


def attached(workspace: Workspace, assessment: AssessmentId, file: Path, data: bytes) -> str:
    file.write_bytes(data)
    return evidence.attach(workspace, assessment, Q, file).evidence[-1].id


def written(folder: Path) -> dict[Path, int]:
    return {file: file.stat().st_mtime_ns for file in folder.rglob("*")}


def test_an_attached_file_is_shown_and_nothing_is_written(
    workspace: Workspace, assessment: AssessmentId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    named = attached(workspace, assessment, tmp_path / "a picture.txt", png(40, 20))
    before = written(tmp_path)
    file = previewing.read(workspace, assessment, named)
    shown = previewing.draw(file.data, 0, 900, 900)
    assert isinstance(shown, previewing.Picture)
    assert (shown.kind, shown.width, shown.height) == (previewing.Kind.PNG, 40, 20)
    assert file.name == "a picture.txt"
    assert "PNG" not in repr(file)
    assert written(tmp_path) == before


def test_pages_are_drawn_from_the_same_bytes(workspace: Workspace, assessment: AssessmentId, tmp_path: Path) -> None:
    file = previewing.read(workspace, assessment, attached(workspace, assessment, tmp_path / "a.pdf", pdf(2)))
    shown = previewing.draw(file.data, 1, 100_000, 500)
    assert isinstance(shown, previewing.Picture)
    assert (shown.pages, shown.height) == (2, 500)


def test_a_text_hides_nothing(workspace: Workspace, assessment: AssessmentId, tmp_path: Path) -> None:
    data = "first\u202e second\a".encode()
    named = attached(workspace, assessment, tmp_path / "plan.png", data)
    file = previewing.read(workspace, assessment, named)
    assert previewing.draw(file.data, 0, 10, 10) == previewing.Text("first\ufffd second\ufffd", is_whole=True)


def test_a_large_one_is_refused_before_it_is_decrypted(
    workspace: Workspace, assessment: AssessmentId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = attached(workspace, assessment, tmp_path / "large", b"x" * 1001)
    (sealed,) = (workspace.folder / "evidence").iterdir()
    sealed.write_bytes(b"damaged, which reading would notice")
    monkeypatch.setattr(frames, "MOST_INPUT", 1000)
    with pytest.raises(ChecklistError) as caught:
        previewing.read(workspace, assessment, named)
    assert caught.value.code == "preview-too-large"


def test_nothing_of_a_damaged_file_is_decoded(workspace: Workspace, assessment: AssessmentId, tmp_path: Path) -> None:
    named = attached(workspace, assessment, tmp_path / "a.png", png(500, 500))
    (sealed,) = (workspace.folder / "evidence").iterdir()
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"\0")
    with pytest.raises(ChecklistError) as caught:
        previewing.read(workspace, assessment, named)
    assert caught.value.code == "evidence-damaged"


@pytest.mark.parametrize("named", ["", "f" * 32])
def test_what_is_not_attached_is_a_sentence(workspace: Workspace, assessment: AssessmentId, named: str) -> None:
    with pytest.raises(ChecklistError) as caught:
        previewing.read(workspace, assessment, named)
    assert caught.value.code == "no-attachment"


def test_drawing_is_given_up_like_other_long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding_process, "command", lambda: hostile("hang"))

    def report(progress: Progress) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        previewing.draw(b"", 0, 10, 10, report)


@pytest.fixture
def receiver(scene: Scene) -> Iterator[Workspace]:
    opened = scene.receiver()
    yield opened
    opened.close()


def test_a_file_that_came_with_a_submission_is_shown_and_saved(
    scene: Scene, receiver: Workspace, tmp_path: Path
) -> None:
    sender, bundle = scene.approver(), tmp_path / "x.bag.tar.age"
    mine, authority = identities.own(sender)[0], contacts.contacts(sender)[0]
    exchange.seal(sender, scene.assessment, bundle, identity_id=mine.id, passphrase=APPROVER, to=[authority.id])
    sender.close()
    receiving.receive(receiver, bundle, RECEIVER, fingerprint=mine.fingerprint)
    (summary,) = submissions.submissions(receiver)
    (reference,) = submissions.load_submission(receiver, summary.id).answer(Q).evidence
    file = previewing.read_received(receiver, summary.id, reference.id)
    assert file == previewing.Readable("plan.txt", b"EVIDENCE-MARKER")
    found = submissions.received_file(receiver, summary.id, reference.id)
    submissions.save_received(receiver, summary.id, found.path, tmp_path / "back.txt")
    assert (tmp_path / "back.txt").read_bytes() == file.data
    with pytest.raises(ChecklistError) as caught:
        previewing.read_received(receiver, summary.id, "f" * 32)
    assert caught.value.code == "no-attachment"
