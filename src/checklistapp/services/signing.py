# SPDX-License-Identifier: Apache-2.0
"""Signing a submission: the preparer certifies its content, the approver approves and so freezes it."""

import re
import secrets
from datetime import UTC, date, datetime

from checklistapp.documents import signing, verifying
from checklistapp.documents.report_submission import submission
from checklistapp.domain.assessment import Assessment, State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Identity
from checklistapp.domain.review import BLOCKS_APPROVAL, worklist
from checklistapp.formats import assessment_json
from checklistapp.services import assessments, contacts, identities, people, rendering
from checklistapp.services.assessments import SUBMISSION
from checklistapp.services.workspace import Workspace
from checklistapp.services.written import Written, counted, described
from checklistapp.store import assessments as store_assessments
from checklistapp.store import documents, journal
from checklistapp.store.documents import Kept, Stage

RECORD_NAME = "assessment.json"


def stage(workspace: Workspace, assessment: AssessmentId) -> str:
    """``none``, ``certified`` (an approver is expected) or ``complete``."""
    kept = documents.current(workspace.store, assessment, SUBMISSION)
    return kept.stage.value if kept else "none"


def certify(
    workspace: Workspace,
    assessment: AssessmentId,
    identity_id: str,
    passphrase: str,
    *,
    approvers: int = 1,
    confirmed_date: str = "",
) -> Written:
    """The preparer's signature: fixes the content and how many approvers are expected.

    ``confirmed_date`` (ISO 8601) is the date as the signer knows it, where the machine's clock may be wrong.
    """
    loaded = assessments.load(workspace, assessment)
    loaded.require_draft()
    _require_reasons(loaded)
    identity = identities.find(workspace, identity_id)
    signer = identities.unseal(workspace, identity_id, passphrase).signer
    when = _moment(workspace, confirmed_date)
    record = assessment_json.write_record(loaded)
    digest = assessment_json.content_digest(record)
    report = submission(
        loaded,
        content_digest=digest,
        document_id=secrets.token_hex(8),
        journal_head=journal.head(workspace.store),
        people=people.persons(workspace),
        approvers=approvers,
        dated=when.date().isoformat(),
    )
    prepared = rendering.archive(report, record, RECORD_NAME, when)
    stamp = rendering.stamp("Preparer", identity, _dated(workspace, when))
    pdf = signing.certify(prepared, signer, when=when, stamp=stamp)
    _require_intact(workspace, pdf, verifying.Verdict.APPROVAL_PENDING)
    clock, person = workspace.clock.reading(), workspace.person.id
    documents.keep(workspace.store, person, clock, Act.CERTIFIED, assessment, SUBMISSION, Stage.CERTIFIED, pdf, digest)
    return described(pdf, "", SUBMISSION, counted(loaded, 1), verified=True)


def approve(
    workspace: Workspace,
    assessment: AssessmentId,
    identity_id: str,
    passphrase: str,
    *,
    override: str = "",
    confirmed_date: str = "",
) -> Written:
    """The next approver's signature; the last one freezes the assessment.

    Whoever gave an answer does not approve it, unless ``override`` says why.
    """
    store, kept = workspace.store, _pending(workspace, assessment)
    loaded = assessments.load(workspace, assessment)
    identity = identities.find(workspace, identity_id)
    _require_other_person(loaded, identity, override)
    if assessment_json.content_digest(assessment_json.write_record(loaded)) != kept.content_digest:
        raise ChecklistError(
            "content-differs",
            "The answers are not those that the preparer signed.",
            "Let the preparer sign again.",
        )
    before = documents.pdf(store, kept.id)
    field = _next_field(workspace, before, kept)
    signer = identities.unseal(workspace, identity_id, passphrase).signer
    when = _moment(workspace, confirmed_date)
    stamp = rendering.stamp("Approver", identity, _dated(workspace, when))
    pdf = signing.approve(before, signer, when=when, stamp=stamp, field=field)
    verdict = verifying.verify(pdf, contacts.trust(workspace))
    complete = verdict.verdict is verifying.Verdict.COMPLETE
    if not complete:
        _require_intact(workspace, pdf, verifying.Verdict.APPROVAL_PENDING)
    clock, person = workspace.clock.reading(), workspace.person.id
    with store.transaction():
        documents.keep(
            store,
            person,
            clock,
            Act.APPROVED,
            assessment,
            SUBMISSION,
            Stage.COMPLETE if complete else Stage.CERTIFIED,
            pdf,
            kept.content_digest,
            override,
        )
        if complete:
            store_assessments.set_state(store, person, clock, assessment, State.APPROVED, Act.APPROVED)
    return described(pdf, "", SUBMISSION, counted(loaded, len(verdict.signatures)), verified=True)


def check_date(text: str) -> date:
    """The day that a signer confirms (ISO 8601), refused as ``not-a-date`` before anything is made for it."""
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError as error:
        raise ChecklistError("not-a-date", "This is not a date.", "Write it as year-month-day: 2026-01-31.") from error


def _require_reasons(assessment: Assessment) -> None:
    missing = [finding.question for finding in worklist(assessment) if finding.kind in BLOCKS_APPROVAL]
    if missing:
        raise ChecklistError(
            "reasons-missing",
            f"Some answers still need a reason: {', '.join(dict.fromkeys(missing))}.",
            "Give the reasons, then sign.",
        )


def _require_other_person(assessment: Assessment, identity: Identity, override: str) -> None:
    answered = any(
        answer.provenance is not None and answer.provenance.person == identity.person
        for answer in assessment.answers.values()
    )
    if answered and not override.strip():
        raise ChecklistError(
            "approves-own-answers",
            "The approver gave some of these answers.",
            "Let somebody else approve, or say why this is right: the reason stays on record.",
        )


def _pending(workspace: Workspace, assessment: AssessmentId) -> Kept:
    kept = documents.current(workspace.store, assessment, SUBMISSION)
    if kept is None:
        raise ChecklistError("not-certified", "The preparer has not signed yet.", "Let the preparer sign first.")
    if kept.stage is Stage.COMPLETE:
        raise ChecklistError("already-signed", "This submission is approved already.", "Export or seal it.")
    return kept


def _next_field(workspace: Workspace, pdf: bytes, kept: Kept) -> str:
    verdict = verifying.verify(pdf, contacts.trust(workspace), kept.sha256)
    if verdict.verdict is not verifying.Verdict.APPROVAL_PENDING:
        raise ChecklistError(
            "document-altered",
            "The document that waits for approval is not the one that was signed.",
            "Let the preparer sign again.",
        )
    signed = {facts.role for facts in verdict.signatures}
    return next(field for field in verdict.expected if field not in signed)


def _require_intact(workspace: Workspace, pdf: bytes, wanted: verifying.Verdict) -> None:
    verdict = verifying.verify(pdf, contacts.trust(workspace))
    if verdict.verdict is not wanted:
        raise RuntimeError("a document just signed does not verify")


def _moment(workspace: Workspace, confirmed_date: str) -> datetime:
    now = workspace.clock.now()
    return datetime.combine(check_date(confirmed_date), now.time(), UTC) if confirmed_date else now


def _dated(workspace: Workspace, when: datetime) -> str:
    """The confirmed date, and the clock's where the two differ: both are on record."""
    clock = workspace.clock.now()
    day = when.date().isoformat()
    return day if clock.date() == when.date() else f"{day} (this computer's clock: {clock.date().isoformat()})"


def sign_public(workspace: Workspace, pdf: bytes, identity_id: str, passphrase: str) -> bytes:
    """A public edition signed by its one signer."""
    identity = identities.find(workspace, identity_id)
    signer = identities.unseal(workspace, identity_id, passphrase).signer
    when = workspace.clock.now()
    stamp = rendering.stamp("Published by", identity, when.date().isoformat())
    signed = signing.certify(pdf, signer, when=when, stamp=stamp)
    _require_intact(workspace, signed, verifying.Verdict.COMPLETE)
    return signed
