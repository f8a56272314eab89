# SPDX-License-Identifier: Apache-2.0
"""Two persons sign one document; what is edited or missing in between stops it."""

import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, EvidenceReference, Meta, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Release
from checklistapp.domain.ids import Digest, EvidenceId, FormId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.services import assessments, evidence, exports, identities, receiving, signing
from checklistapp.services.workspace import Workspace
from checklistapp.store import assessments as store_assessments
from checklistapp.store import journal
from checklistapp.system.clock import Clock
from tests.services.conftest import APPROVER, PREPARER, Scene

Q = QuestionId("C1.Q1")


def text_of(pdf: Path) -> str:
    run = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    return run.stdout


def kept_text(workspace: Workspace) -> str:
    pdf = workspace.folder.parent / "kept.pdf"
    pdf.write_bytes(exports.signed_pdf(workspace, assessments.resolve(workspace, ".")))
    return text_of(pdf)


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


def test_a_file_that_cannot_be_attached_leaves_the_preparers_signature(started: Workspace, tmp_path: Path) -> None:
    assessment = assessments.resolve(started, ".")
    mine = identities.create(started, PREPARER, "Ruritania")
    signing.certify(started, assessment, mine.id, PREPARER)
    with pytest.raises(ChecklistError):
        evidence.attach(started, assessment, Q, tmp_path / "nowhere.pdf")
    assert signing.stage(started, assessment) == "certified"
    (tmp_path / "plan.pdf").write_bytes(b"plan")
    evidence.attach(started, assessment, Q, tmp_path / "plan.pdf")
    assert signing.stage(started, assessment) == "none"


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


def test_an_answer_that_no_receiver_takes_is_not_signed(started: Workspace) -> None:
    """As an earlier version of the program could save one."""
    assessment = assessments.resolve(started, ".")
    reference = EvidenceReference(EvidenceId("e1"), date="March 2024")
    store_assessments.save_answer(
        started.store,
        started.person.id,
        started.clock.reading(),
        assessment,
        Q,
        Answer(evidence=(reference,)),
        language="en",
        wording=Digest("0" * 64),
    )
    mine = identities.create(started, PREPARER, "Ruritania")
    with pytest.raises(ChecklistError) as caught:
        signing.certify(started, assessment, mine.id, PREPARER)
    assert caught.value.code == "answer-fault"
    assert 'answers["C1.Q1"].evidence[0].date' in caught.value.sentence
    assert signing.stage(started, assessment) == "none"


@pytest.mark.parametrize("year", [2001, 2099])
def test_a_certificate_signs_in_its_time_only(started: Workspace, issued: Callable[[], Path], year: int) -> None:
    assessment = assessments.resolve(started, ".")
    mine = identities.import_pkcs12(started, PREPARER, issued(), "words")
    started.clock = Clock(lambda: datetime(year, 1, 1, tzinfo=UTC))
    for sign in (signing.certify, exports.public_pdf):
        with pytest.raises(ChecklistError) as caught:
            sign(started, assessment, mine.id, PREPARER)
        assert caught.value.code == "certificate-out-of-date"
        assert caught.value.hint
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    signing.certify(started, assessment, mine.id, PREPARER, confirmed_date=tomorrow)
    with pytest.raises(ChecklistError) as late:
        signing.approve(started, assessment, mine.id, PREPARER)
    assert late.value.code == "certificate-out-of-date"
    signing.approve(started, assessment, mine.id, PREPARER, confirmed_date=tomorrow)
    assert signing.stage(started, assessment) == "complete"


@pytest.fixture
def issued(tmp_path: Path) -> Callable[[], Path]:
    def make() -> Path:
        pem, key, p12 = (tmp_path / name for name in ("c.pem", "k.pem", "signer.p12"))
        request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        request += ["-keyout", str(key), "-out", str(pem), "-subj", "/O=Authority/CN=Officer", "-days", "30"]
        subprocess.run(request, check=True, capture_output=True)
        export = ["openssl", "pkcs12", "-export", "-in", str(pem), "-inkey", str(key), "-out", str(p12)]
        subprocess.run([*export, "-passout", "pass:words"], check=True, capture_output=True)
        return p12

    return make


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_east")
def test_the_date_is_that_of_the_wall_clock(started: Workspace) -> None:
    """In Auckland it is the second of the month while it is the first in Greenwich."""
    started.clock = Clock(lambda: datetime(2026, 6, 1, 20, 30, tzinfo=UTC))
    assessment = assessments.resolve(started, ".")
    mine = identities.create(started, PREPARER, "Ruritania")
    signing.certify(started, assessment, mine.id, PREPARER, confirmed_date="2026-06-02")
    said = kept_text(started)
    assert "2026-06-02" in said
    assert "2026-06-01" not in said
    assert "this computer's clock" not in said
    signing.approve(started, assessment, mine.id, PREPARER, confirmed_date="2026-06-03")
    approved = " ".join(kept_text(started).split())
    assert "2026-06-03" in approved
    assert "this computer's clock: 2026-06-02" in approved


UNDRAWABLE = "नमस्ते"


def test_what_cannot_be_printed_is_not_signed(started: Workspace) -> None:
    assessment = assessments.resolve(started, ".")
    assessments.save_answer(started, assessment, Q, Answer(Response.of("yes"), note=UNDRAWABLE))
    mine = identities.create(started, PREPARER, "Ruritania")
    with pytest.raises(ChecklistError) as caught:
        signing.certify(started, assessment, mine.id, PREPARER)
    assert caught.value.code == "characters-missing"
    assert "C1.Q1" in caught.value.sentence
    assert "U+0928" in caught.value.sentence
    assert signing.stage(started, assessment) == "none"
    assessments.save_answer(started, assessment, Q, Answer(Response.of("yes"), working_note=UNDRAWABLE))
    signing.certify(started, assessment, mine.id, PREPARER)


def test_the_public_edition_is_not_signed_with_holes_either(started: Workspace) -> None:
    assessment = assessments.resolve(started, ".")
    told = Answer(Response.of("yes"), public_statement=UNDRAWABLE, release=Release(value=True, public_statement=True))
    assessments.save_answer(started, assessment, Q, told)
    mine = identities.create(started, PREPARER, "Ruritania")
    with pytest.raises(ChecklistError) as caught:
        exports.public_pdf(started, assessment, mine.id, PREPARER)
    assert caught.value.code == "characters-missing"
