# SPDX-License-Identifier: Apache-2.0
"""Assessments and their answers: every change is on the disk, and in the journal, when its function returns."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from checklistapp.domain.answer import Answer, EvidenceReference, Provenance
from checklistapp.domain.assessment import Assessment, State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form
from checklistapp.domain.ids import AssessmentId, Digest, FactId, FormId, PersonId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.store import evidence, forms, journal, people, records, rows
from checklistapp.store.connection import damaged
from checklistapp.store.store import Store


@dataclass(frozen=True, slots=True)
class Overview:
    """An assessment without its questions and answers."""

    id: AssessmentId
    form_id: FormId
    form_digest: Digest
    title: str
    organisation: str
    cycle: str
    state: State


def start(
    store: Store,
    person: PersonId,
    clock: str,
    form: Form,
    organisation: str,
    *,
    country: str = "",
    facility: str = "",
    cycle: str = "",
    marking: str = "",
    language: str = "",
    profile: Mapping[FactId, bool] | None = None,
) -> Assessment:
    """``language`` is the form's own where none is given."""
    with store.transaction():
        assessment = Assessment(
            AssessmentId(secrets.token_hex(16)),
            form,
            forms.keep(store, form),
            organisation,
            country,
            facility,
            cycle,
            marking,
            language or form.source_language,
            profile=dict(profile or {}),
        )
        row = {
            "id": assessment.id,
            "form": assessment.form_digest,
            "organisation": organisation,
            "country": country,
            "facility": facility,
            "cycle": cycle,
            "marking": marking,
            "language": assessment.language,
            "state": assessment.state.value,
            "profile": records.profile_text(assessment.profile),
            "started": clock,
        }
        rows.put(store, person, clock, Act.ASSESSMENT_STARTED, "assessment", row)
    return assessment


def overviews(store: Store) -> list[Overview]:
    """In the order in which they were started."""
    found = store.query(
        "SELECT assessment.id, form.id, form.digest, form.title, organisation, cycle, state"
        " FROM assessment JOIN form ON form.digest = assessment.form ORDER BY assessment.rowid"
    )
    return [
        Overview(assessment_id, form_id, digest, title, organisation, cycle, State(state))
        for assessment_id, form_id, digest, title, organisation, cycle, state in found
    ]


@records.readable()
def load(store: Store, assessment_id: AssessmentId) -> Assessment:
    """With its form and all answers."""
    row = _row(store, assessment_id)
    digest = Digest(str(row["form"]))
    references: dict[QuestionId, tuple[EvidenceReference, ...]] = {}
    found = rows.select(store, "evidence", "assessment = ? ORDER BY question, position", assessment_id)
    for question, group in groupby(found, lambda each: QuestionId(str(each["question"]))):
        references[question] = tuple(map(records.evidence_reference, group))
    answers = {question: Answer(evidence=given) for question, given in references.items()}
    question = QuestionId("")
    try:  # one for all: a block for each of thousands of answers took a tenth of the time
        for cells in store.query(records.SELECT_ANSWERS, assessment_id):
            question = cells[0]
            answers[question] = records.answer(cells, references.get(question, ()))
    except records.UNREADABLE as fault:
        raise damaged(f"the answer to {question}") from fault
    return Assessment(
        assessment_id,
        forms.load(store, digest),
        digest,
        str(row["organisation"]),
        str(row["country"]),
        str(row["facility"]),
        str(row["cycle"]),
        str(row["marking"]),
        str(row["language"]),
        State(str(row["state"])),
        records.profile(str(row["profile"])),
        answers,
    )


def form_of(store: Store, assessment_id: AssessmentId) -> Form:
    """The form that this assessment answers, as it was when it was started."""
    return forms.load(store, Digest(str(_row(store, assessment_id)["form"])))


def save_answer(
    store: Store,
    person: PersonId,
    clock: str,
    assessment_id: AssessmentId,
    question: QuestionId,
    answer: Answer,
    *,
    language: str,
    wording: Digest,
    act: Act = Act.ANSWERED,
    remark: str = "",
) -> Provenance:
    """Replace the answer with its evidence references; returns what stands in the journal, once that is durable.

    ``wording`` is the digest of the texts that were shown, ``language`` theirs. A reference that was there and is no
    longer given is removed with its attached file; a new one cannot bring a file (that is ``evidence.attach``).
    ``act`` and ``remark`` say where it came from, if not from a person at this program.
    """
    with store.transaction():
        require_draft(store, assessment_id)
        evidence.replace(store, person, clock, assessment_id, question, answer.evidence)
        provenance = Provenance(
            person, people.name(store, person), journal.head(store).sequence + 1, clock, language, wording
        )
        row = records.answer_row(assessment_id, question, answer, provenance)
        rows.put(store, person, clock, act, "answer", row, remark)
    return provenance


def set_profile(
    store: Store, person: PersonId, clock: str, assessment_id: AssessmentId, profile: Mapping[FactId, bool]
) -> None:
    """Replaces all stated facts."""
    with store.transaction():
        require_draft(store, assessment_id)
        change = {"profile": records.profile_text(profile)}
        _change(store, person, clock, Act.PROFILE_CHANGED, assessment_id, change)


def describe(
    store: Store,
    person: PersonId,
    clock: str,
    assessment_id: AssessmentId,
    *,
    organisation: str | None = None,
    country: str | None = None,
    facility: str | None = None,
    cycle: str | None = None,
    marking: str | None = None,
    language: str | None = None,
) -> None:
    """Changes what is given."""
    given = {
        "organisation": organisation,
        "country": country,
        "facility": facility,
        "cycle": cycle,
        "marking": marking,
        "language": language,
    }
    with store.transaction():
        require_draft(store, assessment_id)
        changes = {column: text for column, text in given.items() if text is not None}
        _change(store, person, clock, Act.ASSESSMENT_CHANGED, assessment_id, changes)


def set_state(
    store: Store,
    person: PersonId,
    clock: str,
    assessment_id: AssessmentId,
    state: State,
    act: Act,
    remark: str = "",
) -> None:
    """``act`` says why: approved, sealed, reopened; ``remark`` is the reason to reopen."""
    _change(store, person, clock, act, assessment_id, {"state": state.value}, remark)


def _change(
    store: Store,
    person: PersonId,
    clock: str,
    act: Act,
    assessment_id: AssessmentId,
    changes: Mapping[str, str],
    remark: str = "",
) -> None:
    with store.transaction():
        row = _row(store, assessment_id)
        row.pop("salt")
        rows.put(store, person, clock, act, "assessment", {**row, **changes}, remark)


def require_draft(store: Store, assessment_id: AssessmentId) -> None:
    """Refuses where the answers are signed and frozen, or there are none."""
    found = store.query("SELECT state FROM assessment WHERE id = ?", assessment_id)
    if not found:
        raise _unknown()
    if found[0][0] != State.DRAFT:
        raise ChecklistError(
            "frozen",
            "This assessment is approved and signed, so its answers are frozen.",
            "Reopen it with a reason to change an answer; the signed version is kept.",
        )


def _row(store: Store, assessment_id: AssessmentId) -> dict[str, rows.Cell]:
    row = rows.find(store, "assessment", assessment_id)
    if row is None:
        raise _unknown()
    return row


def _unknown() -> ChecklistError:
    return ChecklistError(
        "unknown-assessment",
        "This workspace holds no such assessment.",
        "List its assessments and choose one of them.",
    )
