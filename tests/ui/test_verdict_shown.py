# SPDX-License-Identifier: Apache-2.0
"""A verdict in one of three grades, each by word, drawing and colour, and who signed in plain sight."""

from pathlib import Path

import pytest

from checklistapp.domain.verdict import Verdict
from checklistapp.services.judgement import Judgement, SignatureFacts
from checklistapp.ui.pages.verify import VerifyPage
from checklistapp.ui.widgets.label import Label
from tests.ui.conftest import Program

GRADES = {
    "complete": "GOOD",
    "unconfirmed-signer": "CHECK",
    "approval-pending": "CHECK",
    "held": "CHECK",
    "unsigned": "CHECK",
    "altered": "DO NOT USE",
    "replayed": "DO NOT USE",
    "incomplete": "DO NOT USE",
    "unreadable": "DO NOT USE",
}


def page(program: Program, verdict: Judgement) -> VerifyPage:
    program.flow.desk.received.show_verify()
    made = program.page(VerifyPage)
    assert isinstance(made, VerifyPage)
    made._show(Path("submission.pdf"), verdict)
    return made


@pytest.mark.parametrize(("verdict", "word"), GRADES.items())
def test_each_verdict_has_one_of_three_grades(program: Program, verdict: str, word: str) -> None:
    made = page(program, Judgement(Verdict(verdict), "pdf"))
    assert made.grade.text() == word
    edges = {"GOOD": "good", "CHECK": "check", "DO NOT USE": "bad"}
    assert made._result.property("grade") == edges[word]


def test_signers_are_shown_and_a_broken_signature_names_nobody(program: Program) -> None:
    good = SignatureFacts("preparer", "Focal point", "eight words", "2026-11-22", True, "unconfirmed")
    broken = SignatureFacts("approver", "Approver", "", "2026-11-22", True, "invalid")
    made = page(program, Judgement(Verdict.UNCONFIRMED_SIGNER, "pdf", (good, broken)))
    seen = [label.text() for label in made._result.findChildren(Label) if label.isVisible()]
    assert "Preparer — Focal point — 2026-11-22 — self-made key, not confirmed" in seen
    assert "Signature cannot be read" in seen
    assert "eight words" not in seen


@pytest.mark.usefixtures("qapp")
def test_without_a_workspace_nothing_is_received(program: Program) -> None:
    made = page(program, Judgement(Verdict.ALREADY_RECEIVED, "submission"))
    assert made.open_it.isHidden()
    assert made.receive.isHidden()
