# SPDX-License-Identifier: Apache-2.0
"""Documents that leave the workspace: the signed submission, the public edition, paper."""

import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from checklistapp.crypto.trust import Trust
from checklistapp.documents import pages, report_paper, verifying, web_page
from checklistapp.documents.report_public import public_edition as public_report
from checklistapp.documents.report_submission import review_copy as review_report
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.disclosure import gap_is_a_no, public_edition
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form
from checklistapp.domain.ids import AssessmentId, Digest
from checklistapp.domain.journal import Act
from checklistapp.formats import assessment_json
from checklistapp.services import assessments, rendering, signing
from checklistapp.services.assessments import SUBMISSION
from checklistapp.services.workspace import Workspace
from checklistapp.services.written import Counts, Written, counted
from checklistapp.services.written import write as write_file
from checklistapp.store import documents, journal

PUBLIC_RECORD_NAME = "public.json"


def has_signed_pdf(workspace: Workspace, assessment: AssessmentId) -> bool:
    return documents.current(workspace.store, assessment, SUBMISSION) is not None


def signed_pdf(workspace: Workspace, assessment: AssessmentId) -> bytes:
    """The signed file exactly as it is kept, certified or complete."""
    kept = documents.current(workspace.store, assessment, SUBMISSION)
    if kept is None:
        raise ChecklistError("not-certified", "This submission is not signed yet.", "Let the preparer sign first.")
    return documents.pdf(workspace.store, kept.id)


def review_copy(
    workspace: Workspace, assessment: AssessmentId, *, copy: int = 1, of: int = 1, working_notes: bool = False
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
            dated=_today(workspace),
        )
    )


def blank_form(form: Form) -> bytes:
    """All questions with boxes and ids, for paper."""
    return rendering.draw(report_paper.blank_form(form))


def approval_page(workspace: Workspace, assessment: AssessmentId) -> bytes:
    """One page for a signatory, with a line for ink."""
    loaded = assessments.load(workspace, assessment)
    return rendering.draw(
        report_paper.approval_page(
            loaded,
            content_digest=_content_digest(loaded),
            document_id=secrets.token_hex(8),
            dated=_today(workspace),
        )
    )


def public_pdf(workspace: Workspace, assessment: AssessmentId, identity_id: str, passphrase: str) -> bytes:
    """The public edition, signed; made from released fields and nothing else."""
    return signing.sign_public(workspace, public_preview(workspace, assessment), identity_id, passphrase)


def public_preview(workspace: Workspace, assessment: AssessmentId) -> bytes:
    """The public edition as it will be signed."""
    loaded = assessments.load(workspace, assessment)
    edition, record = public_edition(loaded), public_json(loaded)
    digest = assessment_json.content_digest(record)
    when = workspace.clock.now()
    report = public_report(
        edition,
        loaded.form,
        content_digest=digest,
        # Derived from what is public: a random or counted id would tell of editions that were not published.
        document_id=digest[:16],
        approvers=0,
        dated=when.date().isoformat(),
    )
    return rendering.archive(report, record, PUBLIC_RECORD_NAME, when)


def warns_of_inference(workspace: Workspace, assessment: AssessmentId) -> bool:
    """Whether a reader of the public edition could tell the No answers from what is left out."""
    return gap_is_a_no(assessments.load(workspace, assessment))


def public_json(assessment: Assessment) -> bytes:
    """checklistapp/public/1: released fields only."""
    return assessment_json.public_record(public_edition(assessment), assessment.form)


def public_html(assessment: Assessment) -> bytes:
    """The public edition as one page for a website."""
    return web_page.write(public_edition(assessment), assessment.form)


def record(assessment: Assessment) -> bytes:
    """checklistapp/assessment/1, as documents and bundles carry it."""
    return assessment_json.write_record(assessment)


def write(data: bytes, target: Path, kind: str, assessment: Assessment | None = None) -> Written:
    """Writes a document, reads it back, and counts what is in it."""
    signatures = 0
    if data.startswith(b"%PDF"):
        signatures = len(verifying.verify(data, Trust()).signatures)
    counts = counted(assessment, signatures) if assessment else Counts(signatures=signatures)
    return write_file(data, target, kind, counts)


def note_export(workspace: Workspace, assessment: AssessmentId, kind: str, digest: str) -> None:
    """Puts on record that something left the workspace, and its digest."""
    store, clock = workspace.store, workspace.clock.reading()
    subject = f"export:{assessment}/{kind}"
    journal.append(store, workspace.person.id, clock, Act.EXPORTED, subject, remark=digest)


def export(workspace: Workspace, assessment: AssessmentId, data: bytes, target: Path, kind: str) -> Written:
    """Writes what was made of an assessment where a person said, and puts it on record."""
    loaded = assessments.load(workspace, assessment)
    written = write(data, target, kind, None if kind == "blank" else loaded)
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


def _today(workspace: Workspace) -> str:
    return workspace.clock.now().date().isoformat()
