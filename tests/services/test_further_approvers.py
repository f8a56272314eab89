# SPDX-License-Identifier: Apache-2.0
"""Three approvers, a clock that is wrong, certificates out of their time, and a file that is not the one kept here."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checklistapp.crypto.signer import SoftwareSigner
from checklistapp.documents import signing as document_signing
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, FormId
from checklistapp.domain.people import PersonRole
from checklistapp.domain.verdict import Verdict
from checklistapp.services import (
    assessments,
    exports,
    identities,
    opening,
    people,
    receiving,
    signing,
)
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal
from checklistapp.system.clock import Clock
from tests.crypto.authority import NOW, YEAR, issue, signer
from tests.services.conftest import CHEAP, PREPARER


@pytest.fixture
def started(workspace: Workspace) -> AssessmentId:
    return assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania").id


def keep(workspace: Workspace, made: SoftwareSigner) -> str:
    private = made.to_private_bytes()
    return identities.keep(
        workspace, PREPARER, "Ministry", certificate=made.certificate, chain=made.chain, private=private
    ).id


def test_three_approvers_sign_and_the_document_is_pending_until_the_last(
    workspace: Workspace, started: AssessmentId, tmp_path: Path
) -> None:
    names = ("Director", "Regulator", "Minister")
    for name in names:
        person = people.add_person(workspace, name, PersonRole.APPROVER)
        people.add_slot(workspace, person.id, PREPARER, f"{name}'s words", CHEAP)
    mine = identities.create(workspace, PREPARER, "Ruritania")
    signing.certify(workspace, started, mine.id, PREPARER, approvers=3)
    workspace.close()
    pdf = tmp_path / "submission.pdf"
    for place, name in enumerate(names, 1):
        opened = opening.unlock(workspace.folder, f"{name}'s words")
        theirs = identities.create(opened, f"{name}'s words", "Ruritania")
        signing.approve(opened, started, theirs.id, f"{name}'s words")
        exports.export(opened, started, exports.signed_pdf(opened, started), pdf, "submission")
        judged = receiving.verify_file(pdf, opened, f"{name}'s words")
        last = place == len(names)
        assert judged.verdict is (Verdict.COMPLETE if last else Verdict.APPROVAL_PENDING)
        assert signing.stage(opened, started) == ("complete" if last else "certified")
        assert len(judged.signatures) == place + 1
        assert judged.expected == ("preparer", "approver", "approver-2", "approver-3")
        seen = subprocess.run(["pdfsig", "-nocert", pdf], check=False, capture_output=True, text=True).stdout
        assert seen.count("Signature is Valid") == place + 1
        opened.close()
    assert [each.signer for each in judged.signatures] == ["Person 1", *names]
    assert judged.signatures[-1].covered == judged.size


@pytest.mark.parametrize("approvers", [0, 6])
def test_from_one_to_five_approvers_can_be_expected(
    workspace: Workspace, started: AssessmentId, approvers: int
) -> None:
    mine = identities.create(workspace, PREPARER, "Ruritania")
    with pytest.raises(ChecklistError) as caught:
        signing.certify(workspace, started, mine.id, PREPARER, approvers=approvers)
    assert caught.value.code == "number-of-approvers"


@pytest.mark.parametrize(("clock", "word"), [(NOW + 2 * YEAR, "expired"), (NOW - 2 * YEAR, "not valid before")])
def test_a_wrong_clock_is_overruled_by_the_date_a_person_confirms(
    workspace: Workspace, started: AssessmentId, clock: datetime, word: str
) -> None:
    mine = keep(workspace, signer(issue("Preparer")))
    workspace.clock = Clock(lambda: clock)
    with pytest.raises(ChecklistError) as caught:
        signing.certify(workspace, started, mine, PREPARER)
    assert caught.value.code == "certificate-out-of-date"
    assert word in caught.value.sentence
    signing.certify(workspace, started, mine, PREPARER, confirmed_date=NOW.date().isoformat())
    recorded = [entry.clock for entry in journal.entries(workspace.store)][-1]
    assert recorded.startswith(clock.date().isoformat())
    pdf = workspace.folder.parent / "s.pdf"
    pdf.write_bytes(exports.signed_pdf(workspace, started))
    text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
    assert NOW.date().isoformat() in text
    assert clock.date().isoformat() in text
    judged = receiving.verify_file(pdf, workspace, PREPARER)
    assert judged.verdict is Verdict.HELD
    assert judged.signatures[0].trusted == ("expired" if word == "expired" else "not-yet-valid")
    assert any(word in finding for finding in judged.findings)


def test_only_the_file_kept_here_is_good_here(workspace: Workspace, started: AssessmentId, tmp_path: Path) -> None:
    mine = identities.create(workspace, PREPARER, "Ruritania")
    signing.certify(workspace, started, mine.id, PREPARER)
    certified = exports.signed_pdf(workspace, started)
    signing.approve(workspace, started, mine.id, PREPARER, override="one person")
    elsewhere = document_signing.approve(
        certified,
        identities.unseal(workspace, mine.id, PREPARER).signer,
        when=datetime.now(UTC) - timedelta(days=1),
        stamp=None,
    )
    found = {}
    for name, data in {
        "kept": exports.signed_pdf(workspace, started),
        "cut back": certified,
        "approved elsewhere": elsewhere,
    }.items():
        file = tmp_path / "file.pdf"
        file.write_bytes(data)
        found[name] = receiving.verify_file(file, workspace, PREPARER)
    assert {name: judged.verdict for name, judged in found.items()} == {
        "kept": Verdict.COMPLETE,
        "cut back": Verdict.APPROVAL_PENDING,
        "approved elsewhere": Verdict.ALTERED,
    }
    assert "earlier state" in found["cut back"].findings[-1]
    assert "not the file that is kept here" in found["approved elsewhere"].findings[-1]
