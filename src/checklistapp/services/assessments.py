# SPDX-License-Identifier: Apache-2.0
"""Starting, answering, reviewing and reopening an assessment."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from checklistapp.domain import progress
from checklistapp.domain import review as domain_review
from checklistapp.domain.answer import Answer, EvidenceReference, with_files_of
from checklistapp.domain.assessment import Assessment, State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form, Question
from checklistapp.domain.ids import AssessmentId, EvidenceId, FactId, FormId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.domain.naming import require_country, require_line, require_name
from checklistapp.domain.values import Place, faults_of_answer
from checklistapp.formats import answers_json, assessment_json
from checklistapp.services import forms, lookup
from checklistapp.services.workspace import Workspace
from checklistapp.store import assessments as store_assessments
from checklistapp.store import documents as store_documents
from checklistapp.store import evidence as store_evidence
from checklistapp.store.store import Store
from checklistapp.system.files import file_faults, given_file

LARGEST_ANSWERS_FILE = 64 << 20
SUBMISSION = "submission"
"""The kind of the document that is signed, kept and sealed."""

_ORGANISATION, _FACILITY, _CYCLE = "The name of the organisation", "The name of the facility", "The cycle"


@dataclass(frozen=True, slots=True)
class Summary:
    """One assessment in a line of the library."""

    id: AssessmentId
    form_id: FormId
    title: str
    organisation: str
    cycle: str
    state: State
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class Saved:
    """Returned once the answer is on the disk: only then may a window say "saved"."""

    answer: Answer
    sequence: int
    clock: str


def start(
    workspace: Workspace,
    form: Form | FormId,
    organisation: str,
    *,
    country: str = "",
    facility: str = "",
    cycle: str = "",
    profile: Mapping[FactId, bool] | None = None,
) -> Assessment:
    """Starts answering a form, or the shipped one of that id; its published text is kept in the workspace."""
    chosen = form if isinstance(form, Form) else forms.load(form)
    _known_facts(chosen, profile or {})
    return store_assessments.start(
        workspace.store,
        workspace.person.id,
        workspace.clock.reading(),
        chosen,
        require_name(organisation, _ORGANISATION),
        country=require_country(country),
        facility=require_line(facility, _FACILITY),
        cycle=require_line(cycle, _CYCLE),
        profile=profile,
    )


def summaries(workspace: Workspace) -> list[Summary]:
    """In the order in which they were started; hidden questions do not count."""
    found = []
    for overview in store_assessments.overviews(workspace.store):
        counted = progress.of_assessment(load(workspace, overview.id))
        found.append(
            Summary(
                overview.id,
                overview.form_id,
                overview.title,
                overview.organisation,
                overview.cycle,
                overview.state,
                counted.answered,
                counted.total,
            )
        )
    return found


def resolve(workspace: Workspace, prefix: str) -> AssessmentId:
    """A whole id, a unique beginning of one, or "." where there is only one assessment."""
    ids = [overview.id for overview in store_assessments.overviews(workspace.store)]
    unknown = ChecklistError(
        "unknown-assessment",
        "No single assessment of this workspace has that id.",
        "List its assessments and choose one of them.",
    )
    return lookup.only(ids, ids[0] if prefix == "." and len(ids) == 1 else prefix, unknown, id_of=str)


def load(workspace: Workspace, assessment: AssessmentId) -> Assessment:
    return store_assessments.load(workspace.store, assessment)


def save_answer(workspace: Workspace, assessment: AssessmentId, question: QuestionId, answer: Answer) -> Saved:
    """One question, one transaction; a document that waits for its approver is discarded, on record.

    Attached files come and go by ``evidence.attach`` and ``evidence.remove`` alone: those that are there stay, whatever
    ``answer`` holds. It may have been written before one of them was attached or removed. An answer that no reader of
    records would take is refused as ``answer-fault``.
    """
    loaded = store_assessments.form_of(workspace.store, assessment)
    return _save(workspace, assessment, loaded, question, answer)


def awaits_approval(workspace: Workspace, assessment: AssessmentId) -> bool:
    """Whether a document that the preparer certified would be void by the next change."""
    return _pending(workspace, assessment) is not None


def _pending(workspace: Workspace, assessment: AssessmentId) -> store_documents.Kept | None:
    kept = store_documents.current(workspace.store, assessment, SUBMISSION)
    return kept if kept is not None and kept.stage is store_documents.Stage.CERTIFIED else None


def discard_pending(workspace: Workspace, assessment: AssessmentId) -> None:
    """A certified document no longer says what is about to be changed."""
    pending = _pending(workspace, assessment)
    if pending is not None:
        store_documents.discard(workspace.store, workspace.person.id, workspace.clock.reading(), pending)


def save_from(
    workspace: Workspace,
    assessment: AssessmentId,
    form: Form,
    question: QuestionId,
    answer: Answer,
    act: Act,
    remark: str,
) -> Saved:
    """As ``save_answer``; the journal says by ``act`` and ``remark`` where the answer came from."""
    return _save(workspace, assessment, form, question, answer, act, remark)


def _save(
    workspace: Workspace,
    assessment: AssessmentId,
    form: Form,
    question: QuestionId,
    answer: Answer,
    act: Act = Act.ANSWERED,
    remark: str = "",
) -> Saved:
    store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
    with store.transaction():
        discard_pending(workspace, assessment)
        known = store_evidence.references(store, assessment, question)
        answer = replace(answer, evidence=with_files_of(answer.evidence, known))
        if {each.id for each in answer.evidence} - {each.id for each in known} and _releases_already(
            store, assessment, question
        ):
            answer = answer.holding_back_evidence()
        require_valid(form.by_id[question], answer)
        provenance = store_assessments.save_answer(
            store,
            person,
            clock,
            assessment,
            question,
            answer,
            language=form.source_language,
            wording=assessment_json.wording_digest(form.by_id[question]),
            act=act,
            remark=remark,
        )
    return Saved(replace(answer, provenance=provenance), provenance.sequence, clock)


def _releases_already(store: Store, assessment: AssessmentId, question: QuestionId) -> bool:
    release = store_assessments.load(store, assessment).answer(question).release
    return release is not None and release.evidence


def require_valid(question: Question, answer: Answer) -> None:
    """Refuses, by its first fault, an answer that no reader of records would take."""
    for place, message in faults_of_answer(question, answer):
        raise ChecklistError(
            "answer-fault",
            f"This answer is not saved: {question.id}, {_spoken(place)} {message}.",
            "Correct it there; what was saved before is kept.",
        )


def _spoken(place: Place) -> str:
    """As a person reads it, lists counted from one: evidence 2, date."""
    return "".join(f" {key + 1}" if isinstance(key, int) else f", {key}" for key in place).removeprefix(", ")


def set_profile(workspace: Workspace, assessment: AssessmentId, facts: Mapping[FactId, bool]) -> Assessment:
    """Replaces the stated facts; what is left out is unknown, which hides nothing."""
    store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
    _known_facts(store_assessments.form_of(store, assessment), facts)
    with store.transaction():
        discard_pending(workspace, assessment)
        store_assessments.set_profile(store, person, clock, assessment, facts)
    return load(workspace, assessment)


def describe(
    workspace: Workspace,
    assessment: AssessmentId,
    *,
    organisation: str | None = None,
    country: str | None = None,
    facility: str | None = None,
    cycle: str | None = None,
    marking: str | None = None,
) -> Assessment:
    """Changes what is given of the words on the cover."""
    store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
    with store.transaction():
        discard_pending(workspace, assessment)
        store_assessments.describe(
            store,
            person,
            clock,
            assessment,
            organisation=None if organisation is None else require_name(organisation, _ORGANISATION),
            country=None if country is None else require_country(country),
            facility=None if facility is None else require_line(facility, _FACILITY),
            cycle=None if cycle is None else require_line(cycle, _CYCLE),
            marking=None if marking is None else require_line(marking, "The marking"),
        )
    return load(workspace, assessment)


def enter_answers(workspace: Workspace, assessment: AssessmentId, data: bytes) -> Assessment:
    """Enters an answers file (checklistapp/answers/1): all of it in one transaction, or nothing."""
    form = store_assessments.form_of(workspace.store, assessment)
    entered = answers_json.read_answers(data, form)
    with workspace.store.transaction():
        if entered.profile:
            set_profile(workspace, assessment, {**load(workspace, assessment).profile, **entered.profile})
        before = load(workspace, assessment)
        for question, answer in entered.answers.items():
            evidence = _identified(before.answer(question), answer)
            _save(workspace, assessment, form, question, replace(answer, evidence=evidence))
    return load(workspace, assessment)


def _identified(before: Answer, entered: Answer) -> tuple[EvidenceReference, ...]:
    """Entered references with ids of this workspace, after the files that are attached: a file of text removes none."""
    attached = tuple(reference for reference in before.evidence if reference.attachment is not None)
    return attached + tuple(replace(each, id=EvidenceId(secrets.token_hex(16))) for each in entered.evidence)


def form_named_in(data: bytes) -> FormId:
    """Which form an answers file belongs to."""
    return answers_json.named_form(data)


def own_record(assessment: Assessment, *, with_working_notes: bool = False) -> bytes:
    """The record of an assessment, read back as strictly as a receiver will before anybody signs or seals it.

    An earlier version of this program may have saved an answer that no reader takes.
    """
    record = assessment_json.write_record(assessment, with_working_notes=with_working_notes)
    try:
        assessment_json.read_record(record, assessment.form, with_working_notes=with_working_notes)
    except ChecklistError as fault:
        raise ChecklistError("answer-fault", fault.sentence, "Correct this answer, then sign again.") from fault
    return record


def answers_document(assessment: Assessment) -> bytes:
    """The answers as checklistapp/answers/1, JSON."""
    return answers_json.write_answers(assessment)


def review(workspace: Workspace, assessment: AssessmentId) -> list[domain_review.Finding]:
    """The worklist in printed order."""
    return domain_review.worklist(load(workspace, assessment))


def reopen(workspace: Workspace, assessment: AssessmentId, why: str) -> Assessment:
    """An approved assessment becomes a draft again; its signed document is kept and readable."""
    if not why.strip():
        raise ChecklistError("reason-missing", "Reopening needs a reason: it stays on record.", "Say why.")
    if load(workspace, assessment).state is State.DRAFT:
        raise ChecklistError("not-frozen", "This assessment is a draft already.", "Just change what is to change.")
    store, person, clock = workspace.store, workspace.person.id, workspace.clock.reading()
    with store.transaction():
        signed = store_documents.current(store, assessment, SUBMISSION)
        if signed is not None:
            store_documents.supersede(store, person, clock, signed, why)
        store_assessments.set_state(store, person, clock, assessment, State.DRAFT, Act.REOPENED, why)
    return load(workspace, assessment)


def read_bounded(source: Path) -> bytes:
    """An answers file, refused above 64 MiB before it is read."""
    with file_faults(source):
        if source.stat().st_size > LARGEST_ANSWERS_FILE:
            raise ChecklistError("file-too-large", f"“{source.name}” is too large for answers.", "Check the file.")
        with given_file(source) as stream:
            return stream.read(LARGEST_ANSWERS_FILE + 1)


def _known_facts(form: Form, facts: Mapping[FactId, bool]) -> None:
    unknown = set(facts) - {fact.id for fact in form.profile}
    if unknown:
        raise ChecklistError(
            "unknown-fact",
            "The profile names a fact that this checklist does not have.",
            "State only facts that the checklist lists.",
        )
