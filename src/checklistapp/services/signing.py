# SPDX-License-Identifier: Apache-2.0
"""Signing a submission: the preparer certifies its content, the approver approves and so freezes it."""

import re
import secrets
from dataclasses import replace
from datetime import UTC, date, datetime

from checklistapp.crypto.trust import Trust
from checklistapp.documents import signing, verifying
from checklistapp.documents.report import Report
from checklistapp.documents.report_submission import preview as as_preview
from checklistapp.documents.report_submission import submission
from checklistapp.domain.assessment import Assessment, State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, Digest
from checklistapp.domain.journal import Act
from checklistapp.domain.people import MOST_APPROVERS, Identity
from checklistapp.domain.review import BLOCKS_APPROVAL, worklist
from checklistapp.domain.verdict import Verdict
from checklistapp.formats import assessment_json
from checklistapp.services import assessments, contacts, identities, operation, people, printing, rendering
from checklistapp.services.assessments import SUBMISSION
from checklistapp.services.workspace import Workspace, require_sound
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
    source_format: bool = False,
    confirmed_date: str = "",
    pin: str = "",
) -> Written:
    """The preparer's signature: fixes the content and how many approvers are expected.

    ``source_format`` prints answers as Yes, No or blank; the record inside holds them as they are.
    ``confirmed_date`` (ISO 8601) is the date as the signer knows it, where the machine's clock may be wrong.
    ``pin`` is for an identity on a token.
    """
    require_sound(workspace, assessment)
    if not 1 <= approvers <= MOST_APPROVERS:
        sentence = f"From one to {MOST_APPROVERS} approvers can sign."
        raise ChecklistError("number-of-approvers", sentence, "Say how many are expected.")
    loaded = assessments.load(workspace, assessment)
    loaded.require_draft()
    _require_reasons(loaded)
    identity, when = identities.find(workspace, identity_id), _moment(workspace, confirmed_date)
    identities.require_in_time(identity, when)
    record = assessments.own_record(loaded)
    printing.require_printable(printing.unprintable(loaded))
    signer = identities.unseal(workspace, identity_id, passphrase, pin).signer
    digest = assessment_json.content_digest(record)
    report = _pages(
        workspace,
        loaded,
        digest,
        when,
        document_id=secrets.token_hex(8),
        prepared_by=", ".join(each for each in (identity.name, identity.organisation) if each.strip()),
        approvers=approvers,
        source_format=source_format,
    )
    prepared = rendering.archive(report, record, RECORD_NAME, when)
    stamp = rendering.stamp(identity, local_day(when), _clock_remark(workspace, when))
    pdf = signing.certify(prepared, signer, when=when, stamp=stamp)
    _require_intact(_trust(workspace, when), pdf, Verdict.APPROVAL_PENDING)
    clock, person = workspace.clock.reading(), workspace.person.id
    documents.keep(workspace.store, person, clock, Act.CERTIFIED, assessment, SUBMISSION, Stage.CERTIFIED, pdf, digest)
    return described(pdf, "", SUBMISSION, counted(loaded, 1), verified=True)


def preview(
    workspace: Workspace,
    assessment: AssessmentId,
    *,
    approvers: int = 1,
    source_format: bool = False,
    report: operation.Report = operation.silently,
) -> bytes:
    """The pages that the preparer would sign now, to be read before that and marked as not signed."""
    loaded = assessments.load(workspace, assessment)
    digest = assessment_json.content_digest(assessment_json.write_record(loaded))
    when = workspace.clock.now()
    pages = _pages(workspace, loaded, digest, when, approvers=approvers, source_format=source_format)
    return rendering.draw(as_preview(pages), report)


def _pages(
    workspace: Workspace,
    loaded: Assessment,
    digest: Digest,
    when: datetime,
    *,
    document_id: str = "",
    prepared_by: str = "",
    approvers: int,
    source_format: bool,
) -> Report:
    return submission(
        loaded,
        content_digest=digest,
        document_id=document_id,
        journal_head=journal.head(workspace.store),
        people=people.persons(workspace),
        source_format=source_format,
        approvers=approvers,
        dated=local_day(when),
        prepared_by=prepared_by,
    )


def approve(
    workspace: Workspace,
    assessment: AssessmentId,
    identity_id: str,
    passphrase: str,
    *,
    override: str = "",
    confirmed_date: str = "",
    pin: str = "",
) -> Written:
    """The next approver's signature; the last one freezes the assessment.

    Whoever gave an answer does not approve it, unless ``override`` says why.
    """
    require_sound(workspace, assessment)
    store, kept = workspace.store, _pending(workspace, assessment)
    loaded = assessments.load(workspace, assessment)
    identity, when = identities.find(workspace, identity_id), _moment(workspace, confirmed_date)
    _require_other_person(loaded, identity, override)
    identities.require_in_time(identity, when)
    if assessment_json.content_digest(assessment_json.write_record(loaded)) != kept.content_digest:
        raise ChecklistError(
            "content-differs",
            "The answers are not those that the preparer signed.",
            "Let the preparer sign again.",
        )
    before, trust = documents.pdf(store, kept.id), _trust(workspace, when)
    field = _next_field(trust, before, kept)
    signer = identities.unseal(workspace, identity_id, passphrase, pin).signer
    stamp = rendering.stamp(identity, local_day(when), _clock_remark(workspace, when))
    pdf = signing.approve(before, signer, when=when, stamp=stamp, field=field)
    verdict = verifying.verify(pdf, trust)
    complete = verdict.verdict is Verdict.COMPLETE
    if not complete:
        _require_intact(trust, pdf, Verdict.APPROVAL_PENDING)
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


def _next_field(trust: Trust, pdf: bytes, kept: Kept) -> str:
    verdict = verifying.verify(pdf, trust, kept.sha256)
    if verdict.verdict is Verdict.HELD:
        raise ChecklistError(
            "certificate-out-of-date",
            "The certificate of somebody who signed before is out of date.",
            "If the clock of this computer is wrong, give the right date. Otherwise let the preparer sign again.",
        )
    if verdict.verdict is not Verdict.APPROVAL_PENDING:
        raise ChecklistError(
            "document-altered",
            "The document that waits for approval is not the one that was signed.",
            "Let the preparer sign again.",
        )
    signed = {facts.role for facts in verdict.signatures}
    return next(field for field in verdict.expected if field not in signed)


def _trust(workspace: Workspace, when: datetime) -> Trust:
    """As of the date that the signer confirms: this machine's clock may be wrong."""
    return replace(contacts.trust(workspace), at=when)


def _require_intact(trust: Trust, pdf: bytes, wanted: Verdict) -> None:
    verdict = verifying.verify(pdf, trust)
    if verdict.verdict is not wanted:
        raise RuntimeError("a document just signed does not verify")


def _moment(workspace: Workspace, confirmed_date: str) -> datetime:
    """The clock's time of day on the day that is confirmed, which is a day as people here count them."""
    now = workspace.clock.now()
    if not confirmed_date:
        return now
    return datetime.combine(check_date(confirmed_date), now.astimezone().time()).astimezone(UTC)


def local_day(when: datetime) -> str:
    """ISO 8601, where this machine is."""
    return when.astimezone().date().isoformat()


def _clock_remark(workspace: Workspace, when: datetime) -> str:
    """The clock's day where it is not the confirmed one: both are on record."""
    clock = local_day(workspace.clock.now())
    return "" if clock == local_day(when) else f"this computer's clock: {clock}"


def sign_alone(
    workspace: Workspace,
    pdf: bytes,
    identity_id: str,
    passphrase: str,
    field: str = signing.PREPARER,
    *,
    pin: str = "",
) -> bytes:
    """A document with one place to sign, such as a public edition or a receipt."""
    identity, when = identities.find(workspace, identity_id), workspace.clock.now()
    identities.require_in_time(identity, when)
    signer = identities.unseal(workspace, identity_id, passphrase, pin).signer
    stamp = rendering.stamp(identity, local_day(when))
    signed = signing.certify(pdf, signer, when=when, stamp=stamp, field=field)
    _require_intact(_trust(workspace, when), signed, Verdict.COMPLETE)
    return signed
