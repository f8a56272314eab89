# SPDX-License-Identifier: Apache-2.0
"""Single pages beside the work: a sheet for the recovery words, a slip for a medium, a receipt for a bundle."""

import hashlib
import secrets
from pathlib import Path

from checklistapp.bundles.statement import Statement
from checklistapp.bundles.statement import read as read_statement
from checklistapp.crypto import recovery
from checklistapp.documents import report_slips
from checklistapp.documents.report import Fact, in_columns
from checklistapp.domain.form import Form
from checklistapp.domain.ids import AssessmentId, Digest
from checklistapp.domain.naming import require_line
from checklistapp.domain.verdict import Verdict
from checklistapp.formats import receipt_json
from checklistapp.formats.receipt_json import Receipt
from checklistapp.services import assessments, exports, rendering, signing, submissions
from checklistapp.services.operation import Report, silently, watched
from checklistapp.services.workspace import Workspace, info
from checklistapp.services.written import Written
from checklistapp.store import forms as store_forms
from checklistapp.store.exchange import PURGED, Submission
from checklistapp.system.files import file_faults, ordinary_file

RECEIPT_RECORD = "receipt.json"
_STATEMENT = "The bundle named below was received, opened and checked. Nothing is said here about its answers."
_VERDICTS = {
    Verdict.COMPLETE: "Complete: every signature is good, and nothing was changed",
    PURGED: "Complete when it was received; its content was removed here since",
}


def recovery_sheet(workspace: Workspace, report: Report = silently) -> bytes:
    """Blanks for the recovery words. The words themselves are on no page: printers and spoolers keep copies."""
    found = info(workspace)
    sheet = report_slips.recovery_sheet(
        name=found.name or found.path.name,
        workspace_id=found.id,
        words=recovery.COUNT,
        dated=exports.today(workspace),
    )
    return rendering.draw(sheet, report)


def cover_slip(workspace: Workspace, assessment: AssessmentId, bundle: Path, report: Report = silently) -> bytes:
    """For the medium that ``bundle`` travels on; the file is hashed as it lies there and not opened."""
    loaded = assessments.load(workspace, assessment)
    with file_faults(bundle), ordinary_file(bundle) as source:
        size = bundle.stat().st_size
        sha256 = hashlib.file_digest(watched(source, report, "Reading"), "sha256").hexdigest()
    facts = [
        ("From", loaded.organisation),
        ("Cycle", loaded.cycle),
        ("Checklist", f"{loaded.form.title}, version {loaded.form.version}"),
        ("File", bundle.name),
        ("Size", f"{size} bytes"),
        ("Slip printed", exports.today(workspace)),
    ]
    slip = report_slips.cover_slip(
        facts,
        title=bundle.name,
        organisation=loaded.organisation,
        cycle=loaded.cycle,
        sha256=Digest(sha256),
        marking=loaded.marking,
        language=loaded.language,
    )
    return rendering.draw(slip, report)


def receipt(
    workspace: Workspace,
    submission: str,
    identity_id: str,
    passphrase: str,
    *,
    register: str = "",
    pin: str = "",
    report: Report = silently,
) -> bytes:
    """Signed by the receiver, with the same facts inside as ``receipt.json``.

    ``register`` is the number in the receiver's own register, else the place in the order of what was received here.
    """
    found = submissions.find(workspace, submission)
    statement = read_statement(found.statement)
    number = register or _place(workspace, found)
    require_line(number, "The register number")
    form = store_forms.load(workspace.store, found.form_digest)
    when = workspace.clock.now()
    record = receipt_json.write(_receipt(found, statement, number))
    page = report_slips.receipt(
        _facts(found, statement, form, number),
        title=form.title,
        statement=_STATEMENT,
        organisation=statement.sender.organisation,
        cycle="",
        document_id=secrets.token_hex(8),
        digest=found.place.tagmanifest,
        marking=statement.marking,
        language=form.source_language,
    )
    unsigned = rendering.archive(page, record, RECEIPT_RECORD, when, report)
    return signing.sign_alone(workspace, unsigned, identity_id, passphrase, report_slips.RECEIVER, pin=pin)


def export_receipt(workspace: Workspace, submission: str, pdf: bytes, target: Path) -> Written:
    """Writes it where a person said, and puts it on record."""
    found = submissions.find(workspace, submission)
    written = exports.write(workspace, pdf, target, "receipt")
    exports.note_export(workspace, AssessmentId(found.series.assessment), "receipt", written.sha256)
    return written


def _place(workspace: Workspace, found: Submission) -> str:
    order = [each.id for each in submissions.submissions(workspace)]
    return str(order.index(found.id) + 1)


def _receipt(found: Submission, statement: Statement, register: str) -> Receipt:
    return Receipt(
        manifest=found.place.tagmanifest,
        kind=statement.kind.value,
        assessment=statement.assessment,
        sequence=statement.sequence,
        sender=statement.sender.name,
        organisation=statement.sender.organisation,
        certificate=statement.sender.certificate,
        form=statement.form.digest,
        verdict=found.verdict,
        received=found.clock,
        register=register,
    )


def _facts(found: Submission, statement: Statement, form: Form, register: str) -> list[Fact]:
    sender = statement.sender
    return [
        ("Register number", register),
        ("Received", found.clock[:10]),
        ("Sender", f"{sender.name}, {sender.organisation}"),
        ("Bundle", f"{statement.kind.value}, number {statement.sequence} of its series"),
        ("Checklist", f"{form.title}, version {form.version}"),
        ("Assessment", statement.assessment),
        ("Manifest, SHA-256", in_columns(found.place.tagmanifest)),
        ("Verdict", _VERDICTS.get(found.verdict, found.verdict)),
    ]
