# SPDX-License-Identifier: Apache-2.0
"""What was received: kept read-only beside own work."""

from dataclasses import dataclass
from pathlib import Path

from checklistapp.bundles.statement import Kind
from checklistapp.bundles.statement import read as read_statement
from checklistapp.domain.answer import OPEN, Answer, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.disclosure import PublicAnswer
from checklistapp.domain.errors import ChecklistError
from checklistapp.formats import assessment_json
from checklistapp.services import lookup
from checklistapp.services.operation import Report, silently, watching
from checklistapp.services.workspace import Workspace
from checklistapp.services.written import new_file, note_saved
from checklistapp.store import exchange as registers
from checklistapp.store import forms as store_forms
from checklistapp.store.exchange import ReceivedFile, Submission


@dataclass(frozen=True, slots=True)
class SubmissionSummary:
    """One received bundle in a line of the library."""

    id: str
    sender: str
    organisation: str
    form_title: str
    kind: str
    sequence: int
    received: str
    verdict: str


def submissions(workspace: Workspace) -> list[SubmissionSummary]:
    """In the order in which they were received."""
    found = []
    for each in registers.submissions(workspace.store):
        statement = read_statement(each.statement)
        title = store_forms.load(workspace.store, each.form_digest).title
        found.append(
            SubmissionSummary(
                each.id,
                statement.sender.name,
                statement.sender.organisation,
                title,
                statement.kind.value,
                statement.sequence,
                each.clock,
                each.verdict,
            )
        )
    return found


def find(workspace: Workspace, wanted: str) -> Submission:
    """By id, by a unique beginning of one, or "." where there is only one."""
    found = registers.submissions(workspace.store)
    unknown = ChecklistError(
        "unknown-submission",
        "No single received bundle of this workspace has that id.",
        "List what was received and choose one of it.",
    )
    wanted = found[0].id if wanted == "." and len(found) == 1 else wanted
    return lookup.only(found, wanted, unknown, id_of=lambda each: each.id)


def load_submission(workspace: Workspace, submission: str) -> Assessment:
    """The answers of a received bundle, to be read and not changed; of a public edition what it released."""
    store, found = workspace.store, find(workspace, submission)
    form, record = store_forms.load(store, found.form_digest), registers.record(store, submission)
    if found.series.kind != Kind.PUBLIC:
        return assessment_json.read_record(record, form)
    edition = assessment_json.read_public(record, form)
    answers = {each.question: _published(each) for each in edition.answers}
    return Assessment(
        found.series.assessment,
        form,
        found.form_digest,
        edition.organisation,
        cycle=edition.cycle,
        marking="PUBLIC",
        language=form.source_language,
        answers=answers,
    )


def _published(answer: PublicAnswer) -> Answer:
    response = Response.of(answer.value.lower()) if answer.value else OPEN
    return Answer(response, answer.note, answer.statement, evidence=answer.evidence)


def submission_pdf(workspace: Workspace, submission: str) -> bytes:
    """The signed document as it came."""
    return registers.pdf(workspace.store, submission)


def received_file(workspace: Workspace, submission: str, evidence: str) -> ReceivedFile:
    """The file that came for an evidence reference; a record names files by their content, not by place or name."""
    answers = load_submission(workspace, submission).answers.values()
    wanted = next((each.attachment for answer in answers for each in answer.evidence if each.id == evidence), None)
    for file in registers.received_files(workspace.store, submission):
        if wanted is not None and (file.attachment.sha512, file.attachment.size) == (wanted.sha512, wanted.size):
            return file
    raise ChecklistError("no-attachment", "No such file came with this submission.", "Ask the sender for it.")


def save_received(workspace: Workspace, submission: str, path: str, target: Path, report: Report = silently) -> None:
    """Decrypts a file that came with a submission to ``target``; there it is no longer protected."""
    with new_file(workspace, target) as out:
        registers.save_received(workspace.store, submission, path, out, watching(report, "Saving"))
    note_saved(workspace, submission)
