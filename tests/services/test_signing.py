# SPDX-License-Identifier: Apache-2.0
"""Two persons sign one document; what is edited or missing in between stops it."""

import subprocess
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Meta, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import FormId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.services import assessments, exports, identities, receiving, signing
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal
from tests.services.conftest import APPROVER, PREPARER, Scene

Q = QuestionId("C1.Q1")


def text_of(pdf: Path) -> str:
    run = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    return run.stdout


@pytest.fixture
def started(workspace: Workspace) -> Workspace:
    assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania")
    return workspace


def test_an_outside_reader_calls_both_signatures_valid(scene: Scene, tmp_path: Path) -> None:
    workspace = scene.approver()
    written = exports.export(
        workspace, scene.assessment, exports.signed_pdf(workspace, scene.assessment), tmp_path / "s.pdf", "submission"
    )
    workspace.close()
    assert (written.answers, written.attachments, written.signatures) == (37, 1, 2)
    report = subprocess.run(["pdfsig", "-nocert", tmp_path / "s.pdf"], capture_output=True, text=True, check=False)
    assert report.stdout.count("Signature is Valid") == 2
    assert "Total document signed" in report.stdout
    subprocess.run(["qpdf", "--check", tmp_path / "s.pdf"], check=True, capture_output=True)
    text = text_of(tmp_path / "s.pdf")
    assert "WORKING-MARKER" not in text
    assert all(f"NOTE-{number}." in text for number in ("C1.Q1", "C4.Q8", "A14"))


def test_the_preparer_alone_is_not_enough(started: Workspace) -> None:
    assessment = assessments.resolve(started, ".")
    mine = identities.create(started, PREPARER, "Ruritania")
    signing.certify(started, assessment, mine.id, PREPARER)
    assert signing.stage(started, assessment) == "certified"
    pdf = started.folder.parent / "pending.pdf"
    exports.export(started, assessment, exports.signed_pdf(started, assessment), pdf, "submission")
    assert receiving.verify_file(pdf, started, PREPARER).verdict == "approval-pending"


def test_an_edit_discards_what_waits_for_approval(started: Workspace) -> None:
    assessment = assessments.resolve(started, ".")
    mine = identities.create(started, PREPARER, "Ruritania")
    signing.certify(started, assessment, mine.id, PREPARER)
    assessments.save_answer(started, assessment, Q, Answer(Response.of("no")))
    assert signing.stage(started, assessment) == "none"
    assert Act.PENDING_DISCARDED in {entry.act for entry in journal.entries(started.store)}
    with pytest.raises(ChecklistError) as caught:
        signing.approve(started, assessment, mine.id, PREPARER)
    assert caught.value.code == "not-certified"


def test_who_answered_does_not_approve_without_a_reason(started: Workspace) -> None:
    assessment = assessments.resolve(started, ".")
    assessments.save_answer(started, assessment, Q, Answer(Response.of("yes")))
    mine = identities.create(started, PREPARER, "Ruritania")
    signing.certify(started, assessment, mine.id, PREPARER)
    with pytest.raises(ChecklistError) as caught:
        signing.approve(started, assessment, mine.id, PREPARER)
    assert caught.value.code == "approves-own-answers"
    signing.approve(started, assessment, mine.id, PREPARER, override="Our office has one person.")
    assert signing.stage(started, assessment) == "complete"
    remarks = [entry.remark for entry in journal.entries(started.store) if entry.act is Act.APPROVED]
    assert "Our office has one person." in remarks


def test_a_missing_reason_blocks_the_signature(started: Workspace) -> None:
    assessment = assessments.resolve(started, ".")
    assessments.save_answer(started, assessment, Q, Answer(Response.as_meta(Meta.NOT_APPLICABLE)))
    mine = identities.create(started, PREPARER, "Ruritania")
    with pytest.raises(ChecklistError) as caught:
        signing.certify(started, assessment, mine.id, PREPARER)
    assert "C1.Q1" in caught.value.sentence


def test_nobody_signs_for_somebody_else(scene: Scene) -> None:
    workspace = scene.preparer()
    try:
        other = next(each for each in identities.identities(workspace) if each.person != workspace.person.id)
        with pytest.raises(ChecklistError) as caught:
            identities.unseal(workspace, other.id, PREPARER)
        assert caught.value.code == "not-yours"
        mine = identities.own(workspace)[0]
        with pytest.raises(ChecklistError) as wrong:
            identities.unseal(workspace, mine.id, APPROVER)
        assert wrong.value.code == "wrong-passphrase"
    finally:
        workspace.close()


def test_two_approvers_are_waited_for(started: Workspace) -> None:
    assessment = assessments.resolve(started, ".")
    mine = identities.create(started, PREPARER, "Ruritania")
    signing.certify(started, assessment, mine.id, PREPARER, approvers=2, confirmed_date="2026-02-03")
    signing.approve(started, assessment, mine.id, PREPARER, override="test")
    assert signing.stage(started, assessment) == "certified"
    signing.approve(started, assessment, mine.id, PREPARER, override="test")
    assert signing.stage(started, assessment) == "complete"


@pytest.mark.parametrize("wrong", ["yesterday", "2026-13-01", "20260101", "2026-1-1"])
def test_a_date_is_a_date(started: Workspace, wrong: str) -> None:
    mine = identities.create(started, PREPARER, "Ruritania")
    with pytest.raises(ChecklistError) as caught:
        signing.certify(started, assessments.resolve(started, "."), mine.id, PREPARER, confirmed_date=wrong)
    assert caught.value.code == "not-a-date"
