# SPDX-License-Identifier: Apache-2.0
"""Files attached to answers: taken in encrypted, given back where a person says."""

import secrets
from pathlib import Path

from checklistapp.domain.answer import Answer, EvidenceReference
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, EvidenceId, QuestionId
from checklistapp.services import assessments
from checklistapp.services.operation import Report, silently, watching
from checklistapp.services.workspace import Workspace
from checklistapp.store import evidence as store_evidence
from checklistapp.system.files import atomic_file


def attach(
    workspace: Workspace, assessment: AssessmentId, question: QuestionId, file: Path, report: Report = silently
) -> Answer:
    """Encrypts ``file`` into the workspace as the question's last evidence, titled with its name."""
    if not workspace.allow_attachments:
        raise ChecklistError(
            "attachments-off",
            "This workspace keeps references only, no files.",
            "Name the document and where it is kept; attaching is chosen when a workspace is created.",
        )
    loaded = assessments.load(workspace, assessment)
    loaded.require_draft()
    if question not in loaded.form.by_id:
        raise ChecklistError("unknown-question", f"There is no question {question}.", "Check the id.")
    reference = EvidenceReference(EvidenceId(secrets.token_hex(16)), title=file.name)
    store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
    assessments.discard_pending(workspace, assessment)
    store_evidence.attach(store, person, clock, assessment, question, reference, file, watching(report, "Attaching"))
    return assessments.load(workspace, assessment).answer(question)


def save_attachment(workspace: Workspace, assessment: AssessmentId, evidence: str, target: Path) -> None:
    """Decrypts an attached file to ``target``; there it is no longer protected."""
    loaded = assessments.load(workspace, assessment)
    known = {
        reference.id
        for answer in loaded.answers.values()
        for reference in answer.evidence
        if reference.attachment is not None
    }
    if evidence not in known:
        raise ChecklistError("no-attachment", "No file is attached there.", "See: checklistapp evidence list")
    with atomic_file(target) as out:
        store_evidence.save_attachment(workspace.store, EvidenceId(evidence), out)
