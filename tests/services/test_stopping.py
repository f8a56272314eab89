# SPDX-License-Identifier: Apache-2.0
"""Whoever gives up long work is obeyed at the next report, and nothing half done stays behind."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checklistapp.services import assessments, contacts, exchange, exports, identities, opening, receiving
from checklistapp.services.operation import CancelledError, Progress, Report, silently
from checklistapp.services.workspace import Workspace
from tests.services.conftest import APPROVER, RECEIVER, Scene, Snapshot


class Impatient:
    """Watches, and gives up at the first step of a kind, or at the last."""

    def __init__(self, label: str = "") -> None:
        self._label = label
        self.steps: list[Progress] = []

    def __call__(self, progress: Progress) -> None:
        self.steps.append(progress)
        if self._label and progress.label == self._label:
            raise CancelledError


def seal(scene: Scene, target: Path, report: Report = silently) -> None:
    sender = scene.approver()
    try:
        mine = identities.own(sender)[0]
        receivers = [contact.id for contact in contacts.contacts(sender)]
        exchange.seal(
            sender,
            scene.assessment,
            target,
            identity_id=mine.id,
            passphrase=APPROVER,
            to=receivers,
            report=report,
        )
    finally:
        sender.close()


@pytest.mark.parametrize("label", ["Sealing", "Checking"])
def test_sealing_stops_while_writing_and_while_reading_again(scene: Scene, tmp_path: Path, label: str) -> None:
    target = tmp_path / "x.bag.tar.age"
    with pytest.raises(CancelledError):
        seal(scene, target, Impatient(label))
    assert not target.exists()
    assert not list(tmp_path.glob(".*"))


def test_looking_and_receiving_stop_and_leave_nothing(scene: Scene, tmp_path: Path, snapshot: Snapshot) -> None:
    bundle = tmp_path / "x.bag.tar.age"
    seal(scene, bundle)
    sender = scene.approver()
    words = identities.own(sender)[0].fingerprint
    sender.close()
    before = snapshot(scene.authority)
    receiver = opening.unlock(scene.authority, RECEIVER)
    for stopped in (
        lambda report: receiving.verify_file(bundle, receiver, RECEIVER, report=report),
        lambda report: receiving.receive(receiver, bundle, RECEIVER, fingerprint=words, report=report),
    ):
        with pytest.raises(CancelledError):
            stopped(Impatient("Reading"))
    receiver.close()
    assert snapshot(scene.authority) == before
    receiver = opening.unlock(scene.authority, RECEIVER)
    watched = Impatient()
    received = receiving.receive(receiver, bundle, RECEIVER, fingerprint=words, report=watched)
    receiver.close()
    assert received.imported
    reading = [step for step in watched.steps if step.label == "Reading"]
    assert {step.total for step in reading} == {bundle.stat().st_size}
    assert reading[-1].done == bundle.stat().st_size


def test_documents_stop_between_two_blocks(scene: Scene) -> None:
    workspace = scene.approver()
    making: tuple[Callable[[Workspace, Report], bytes], ...] = (
        lambda ws, report: exports.review_copy(ws, scene.assessment, report=report),
        lambda ws, report: exports.public_preview(ws, scene.assessment, report),
        lambda ws, report: exports.approval_page(ws, scene.assessment, report),
        lambda ws, report: exports.blank_form(assessments.load(ws, scene.assessment).form, report),
    )
    try:
        for make in making:
            with pytest.raises(CancelledError):
                make(workspace, Impatient("Drawing"))
            watched = Impatient()
            assert make(workspace, watched).startswith(b"%PDF")
            assert watched.steps[-1].done == watched.steps[-1].total > 0
    finally:
        workspace.close()
