# SPDX-License-Identifier: Apache-2.0
"""The worklist before approval: what is missing, contradicts itself or needs a second look."""

from dataclasses import dataclass
from enum import StrEnum

from checklistapp.domain.answer import YES, Answer
from checklistapp.domain.assessment import Assessment, source_format
from checklistapp.domain.form import Claim, Question
from checklistapp.domain.progress import rule_holds


class FindingKind(StrEnum):
    OPEN = "open"
    REASON_MISSING = "reason-missing"
    PARTS_DISAGREE = "parts-disagree"
    EXPLANATION_MISSING = "explanation-missing"
    EVIDENCE_MISSING = "evidence-missing"
    SECTION_RULE = "section-rule"
    NO_RELEASED = "no-released"


BLOCKS_APPROVAL = frozenset({FindingKind.REASON_MISSING, FindingKind.PARTS_DISAGREE})
"""A missing reason is accepted while answering and blocks approval."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``question`` is empty where a finding concerns a whole section."""

    question: str
    kind: FindingKind
    message: str


def worklist(assessment: Assessment) -> list[Finding]:
    """All findings in printed order."""
    findings: list[Finding] = []
    for section in assessment.form.sections:
        for question in section.questions:
            if assessment.is_asked(question):
                findings.extend(_of_question(assessment, question))
        if not rule_holds(assessment, section):
            message = f"Section {section.id} asks for at least one Yes."
            findings.append(Finding("", FindingKind.SECTION_RULE, message))
    return findings


def _of_question(assessment: Assessment, question: Question) -> list[Finding]:
    answer = assessment.answer(question.id)
    response = answer.response
    if response.is_open:
        return [Finding(question.id, FindingKind.OPEN, "Not answered yet.")]
    found: list[Finding] = []

    def add(kind: FindingKind, message: str) -> None:
        found.append(Finding(question.id, kind, message))

    if response.lacks_reason or any(part.lacks_reason for part in answer.parts.values()):
        add(FindingKind.REASON_MISSING, "Say why this is not applicable or withheld.")
    if assessment.disagrees(question) and not response.reason.strip():
        add(FindingKind.PARTS_DISAGREE, "The answer differs from what its parts suggest: say why.")
    if response.state == "partly" and not answer.note.strip():
        add(FindingKind.EXPLANATION_MISSING, "Explain in the note what is done and what is not.")
    if response.value == YES and not _supported(question, answer):
        add(FindingKind.EVIDENCE_MISSING, "A Yes without any evidence reference.")
    if source_format(response) == "No" and assessment.release(question).value:
        add(FindingKind.NO_RELEASED, "This becomes public as a No: look once more whether that is meant.")
    return found


def _supported(question: Question, answer: Answer) -> bool:
    return bool(answer.evidence) or question.claims == (Claim.INTENT,)
