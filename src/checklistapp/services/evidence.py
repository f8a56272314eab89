# SPDX-License-Identifier: Apache-2.0
"""Files attached to answers: taken in encrypted, given back where a person says."""

import io
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from checklistapp.domain.answer import Answer, EvidenceReference
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, EvidenceId, QuestionId
from checklistapp.domain.naming import require_file_name
from checklistapp.services import assessments
from checklistapp.services.operation import Report, silently, watching
from checklistapp.services.workspace import Workspace
from checklistapp.services.written import new_file, note_saved
from checklistapp.store import evidence as store_evidence
from checklistapp.store import sealed_files


def attach(
    workspace: Workspace, assessment: AssessmentId, question: QuestionId, file: Path, report: Report = silently
) -> Answer:
    """Encrypts ``file`` into the workspace as the question's last evidence, titled with its name."""
    name = require_file_name(file.name)

    def take(reference: EvidenceReference) -> None:
        store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
        watch = watching(report, "Attaching")
        store_evidence.attach(store, person, clock, assessment, question, reference, file, watch)

    return _attach(workspace, assessment, question, name, take)


def attach_data(
    workspace: Workspace,
    assessment: AssessmentId,
    question: QuestionId,
    name: str,
    data: bytes,
    report: Report = silently,
) -> Answer:
    """The same for what lies in memory only, such as a picture from the clipboard."""

    def take(reference: EvidenceReference) -> None:
        store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
        stream, size, watch = io.BytesIO(data), len(data), watching(report, "Attaching")
        store_evidence.attach_stream(store, person, clock, assessment, question, reference, name, stream, size, watch)

    return _attach(workspace, assessment, question, require_file_name(name), take)


def _attach(
    workspace: Workspace,
    assessment: AssessmentId,
    question: QuestionId,
    name: str,
    take: Callable[[EvidenceReference], None],
) -> Answer:
    if not workspace.allow_attachments:
        raise ChecklistError(
            "attachments-off",
            "This workspace keeps references only, no files.",
            "Name the document and where it is kept, or let files be attached in the workspace's settings.",
        )
    loaded = assessments.load(workspace, assessment)
    loaded.require_draft()
    if question not in loaded.form.by_id:
        raise ChecklistError("unknown-question", f"There is no question {question}.", "Check the id.")
    reference = EvidenceReference(EvidenceId(secrets.token_hex(16)), title=name)
    # In one transaction: a file that could not be taken must not make a signature void.
    with workspace.store.transaction():
        take(reference)
        answer = assessments.load(workspace, assessment).answer(question)
        if answer.release is not None and answer.release.evidence:
            answer = assessments.save_answer(workspace, assessment, question, answer.holding_back_evidence()).answer
        else:
            assessments.discard_pending(workspace, assessment)
    return answer


def rename(
    workspace: Workspace, assessment: AssessmentId, evidence: str, *, title: str | None = None, file: str | None = None
) -> Answer:
    """Changes what is given: the reference's title, or the name of its attached file."""
    question, reference = _found(workspace, assessment, evidence)
    if file is not None:
        require_file_name(file)
    store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
    with store.transaction():
        assessments.discard_pending(workspace, assessment)
        if file is not None:
            store_evidence.rename(store, person, clock, reference.id, file)
        if title is not None:
            loaded = assessments.load(workspace, assessment)
            answer = loaded.answer(question)
            retitled = tuple(
                replace(each, title=title) if each.id == reference.id else each for each in answer.evidence
            )
            assessments.require_valid(loaded.form.by_id[question], replace(answer, evidence=retitled))
            store_evidence.replace(store, person, clock, assessment, question, retitled)
    return assessments.load(workspace, assessment).answer(question)


def remove(workspace: Workspace, assessment: AssessmentId, evidence: str) -> Answer:
    """The reference and its file; what was signed or sealed before keeps both (see ``forgetting``)."""
    question, reference = _found(workspace, assessment, evidence)
    store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
    with store.transaction():
        assessments.discard_pending(workspace, assessment)
        references = assessments.load(workspace, assessment).answer(question).evidence
        kept = [each for each in references if each.id != reference.id]
        store_evidence.replace(store, person, clock, assessment, question, kept)
    return assessments.load(workspace, assessment).answer(question)


def save_attachment(
    workspace: Workspace, assessment: AssessmentId, evidence: str, target: Path, report: Report = silently
) -> None:
    """Decrypts an attached file to ``target``; there it is no longer protected."""
    reference = _reference(assessments.load(workspace, assessment), evidence)[1]
    if reference.attachment is None:
        raise _no_attachment()
    with new_file(workspace, target) as out:
        sealed_files.require_room(target.parent, reference.attachment.size)
        store_evidence.save_attachment(workspace.store, reference.id, out, watching(report, "Saving"))
    note_saved(workspace, assessment, reference.id)


def _found(workspace: Workspace, assessment: AssessmentId, evidence: str) -> tuple[QuestionId, EvidenceReference]:
    loaded = assessments.load(workspace, assessment)
    loaded.require_draft()
    return _reference(loaded, evidence)


def _reference(loaded: Assessment, evidence: str) -> tuple[QuestionId, EvidenceReference]:
    for question, answer in loaded.answers.items():
        for reference in answer.evidence:
            if reference.id == evidence:
                return question, reference
    raise _no_attachment()


def _no_attachment() -> ChecklistError:
    return ChecklistError("no-attachment", "No file is attached there.", "Choose evidence with a file attached.")
