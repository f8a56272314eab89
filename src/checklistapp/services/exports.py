# SPDX-License-Identifier: Apache-2.0
"""Documents that leave the workspace: the signed submission, the public edition, paper."""

import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from checklistapp.crypto.trust import Trust
from checklistapp.documents import archival, pages, report_paper, verifying, web_page
from checklistapp.documents.report_public import public_edition as public_report
from checklistapp.documents.report_submission import review_copy as review_report
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.disclosure import public_edition
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form
from checklistapp.domain.ids import AssessmentId, Digest, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.formats import assessment_json
from checklistapp.services import assessments, printing, rendering, signing
from checklistapp.services.assessments import SUBMISSION
from checklistapp.services.operation import Report, silently
from checklistapp.services.workspace import Workspace, keep_head, require_sound
from checklistapp.services.written import Counts, Written, counted
from checklistapp.services.written import write as write_file
from checklistapp.store import documents, journal

PUBLIC_RECORD_NAME = "public.json"
_LONGEST_PRINTER = 80


def has_signed_pdf(workspace: Workspace, assessment: AssessmentId) -> bool:
    return documents.current(workspace.store, assessment, SUBMISSION) is not None


def signed_pdf(workspace: Workspace, assessment: AssessmentId) -> bytes:
    """The signed file exactly as it is kept, certified or complete."""
    kept = documents.current(workspace.store, assessment, SUBMISSION)
    if kept is None:
        raise ChecklistError("not-certified", "This submission is not signed yet.", "Let the preparer sign first.")
    return documents.pdf(workspace.store, kept.id)


def review_copy(
    workspace: Workspace,
    assessment: AssessmentId,
    *,
    copy: int = 1,
    of: int = 1,
    working_notes: bool = False,
    report: Report = silently,
) -> bytes:
    """A numbered copy to read and correct on paper, not signed and marked so."""
    loaded = assessments.load(workspace, assessment)
    return rendering.draw(
        review_report(
            loaded,
            copy=copy,
            of=of,
            content_digest=_content_digest(loaded),
            document_id=secrets.token_hex(8),
            working_notes=working_notes,
            dated=today(workspace),
        ),
        report,
    )


def blank_form(form: Form, report: Report = silently) -> bytes:
    """All questions with boxes and ids, for paper."""
    return rendering.draw(report_paper.blank_form(form), report)


def approval_page(workspace: Workspace, assessment: AssessmentId, report: Report = silently) -> bytes:
    """One page for a signatory, with a line for ink; it names what changed since the last signed version, if any."""
    loaded = assessments.load(workspace, assessment)
    return rendering.draw(
        report_paper.approval_page(
            loaded,
            content_digest=_content_digest(loaded),
            document_id=secrets.token_hex(8),
            changes=_changes(workspace, loaded),
            dated=today(workspace),
        ),
        report,
    )


def _changes(workspace: Workspace, assessment: Assessment) -> tuple[QuestionId, ...] | None:
    """What differs from the version that was signed before this one; None where there is none."""
    kept = (each for each in documents.history(workspace.store, assessment.id) if each.kind == SUBMISSION)
    former = next((each for each in kept if each.stage is documents.Stage.SUPERSEDED), None)
    if former is None:
        return None
    before = archival.read_record(documents.pdf(workspace.store, former.id))
    changed = assessment_json.changed_answers(before, assessment_json.write_record(assessment))
    return tuple(question.id for question in assessment.form.questions() if question.id in changed)


def public_pdf(
    workspace: Workspace,
    assessment: AssessmentId,
    identity_id: str,
    passphrase: str,
    report: Report = silently,
    *,
    pin: str = "",
) -> bytes:
    """The public edition, signed; made from released fields and nothing else."""
    pdf = public_preview(workspace, assessment, report)
    return signing.sign_alone(workspace, pdf, identity_id, passphrase, pin=pin)


def public_preview(workspace: Workspace, assessment: AssessmentId, report: Report = silently) -> bytes:
    """The public edition as it will be signed."""
    loaded = assessments.load(workspace, assessment)
    edition, record = public_edition(loaded), public_json(loaded)
    digest = assessment_json.content_digest(record)
    when = workspace.clock.now()
    document = public_report(
        edition,
        loaded.form,
        content_digest=digest,
        # Derived from what is public: a random or counted id would tell of editions that were not published.
        document_id=digest[:16],
        approvers=0,
        dated=signing.local_day(when),
    )
    return rendering.archive(document, record, PUBLIC_RECORD_NAME, when, report)


def public_json(assessment: Assessment) -> bytes:
    """checklistapp/public/1: released fields only."""
    return assessment_json.public_record(public_edition(assessment), assessment.form)


def public_html(assessment: Assessment, dated: str = "") -> bytes:
    """The public edition as one page for a website; ``dated`` is the day it bears, ISO 8601."""
    return web_page.write(public_edition(assessment), assessment.form, dated)


def record(assessment: Assessment) -> bytes:
    """checklistapp/assessment/1, as documents and bundles carry it."""
    return assessment_json.write_record(assessment)


def write(workspace: Workspace, data: bytes, target: Path, kind: str, assessment: Assessment | None = None) -> Written:
    """Writes a document, reads it back, and counts what is in it."""
    signatures = 0
    if data.startswith(b"%PDF"):
        signatures = len(verifying.verify(data, Trust(workspace.clock.now())).signatures)
    counts = counted(assessment, signatures) if assessment else Counts(signatures=signatures)
    return write_file(workspace, data, target, kind, counts)


def unprintable(
    workspace: Workspace, assessment: AssessmentId, *, working_notes: bool = False
) -> printing.Unprintable | None:
    """What paper copies would show as replacement characters, and what therefore cannot be signed."""
    return printing.unprintable(assessments.load(workspace, assessment), working_notes=working_notes)


def note_export(workspace: Workspace, assessment: AssessmentId, kind: str, digest: str) -> None:
    """Puts on record that something left the workspace, and its digest."""
    store, clock = workspace.store, workspace.clock.reading()
    subject = f"export:{assessment}/{kind}"
    journal.append(store, workspace.person.id, clock, Act.EXPORTED, subject, remark=digest)
    keep_head(workspace)


def note_print(
    workspace: Workspace,
    kind: str,
    sha256: str,
    pages: tuple[int, int],
    *,
    copies: int,
    printer: str,
    assessment: AssessmentId | None = None,
) -> None:
    """The register of what went to a printer; ``pages`` are the first and the last, counted from 1."""
    store, clock = workspace.store, workspace.clock.reading()
    # Names of printers come from the system and may hold anything; the journal keeps plain lines.
    where = "".join(each for each in printer if each.isprintable())[:_LONGEST_PRINTER]
    remark = f"SHA-256 {sha256}, pages {pages[0]} to {pages[1]}, copies: {copies}, printer: {where}"
    journal.append(store, workspace.person.id, clock, Act.PRINTED, f"print:{assessment or ''}/{kind}", remark=remark)
    keep_head(workspace)


def export(workspace: Workspace, assessment: AssessmentId, data: bytes, target: Path, kind: str) -> Written:
    """Writes what was made of an assessment where a person said, and puts it on record."""
    require_sound(workspace, assessment)
    loaded = assessments.load(workspace, assessment)
    written = write(workspace, data, target, kind, None if kind in ("blank", "fillable") else loaded)
    if kind == "public":
        released = sum(bool(answer.value) for answer in public_edition(loaded).answers)
        written = replace(written, answers=released, attachments=0)
    note_export(workspace, assessment, kind, written.sha256)
    return written


@dataclass(frozen=True, slots=True)
class PageSource:
    """A document to look at or print, drawn from memory page by page."""

    pdf: bytes
    count: int

    def render(self, index: int, dpi: float) -> pages.PageImage:
        return pages.render_page(self.pdf, index, dpi)


def page_images(pdf: bytes) -> PageSource:
    return PageSource(pdf, pages.page_count(pdf))


def _content_digest(assessment: Assessment) -> Digest:
    return assessment_json.content_digest(assessment_json.write_record(assessment))


def today(workspace: Workspace) -> str:
    """The day that documents bear, ISO 8601."""
    return signing.local_day(workspace.clock.now())
