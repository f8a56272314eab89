# SPDX-License-Identifier: Apache-2.0
"""From a report to the archival PDF that is signed, shown or printed."""

from datetime import datetime

from checklistapp.crypto.signer import describe
from checklistapp.documents.archival import make_archival
from checklistapp.documents.layout import LaidOut, lay_out
from checklistapp.documents.report import Report
from checklistapp.documents.signing import FieldSpec, prepare_fields
from checklistapp.documents.stamp import StampText
from checklistapp.domain.people import Identity
from checklistapp.services import operation
from checklistapp.services.printing import fonts, require_drawn


def draw(document: Report, report: operation.Report = operation.silently) -> bytes:
    """The pages alone: for previews, review copies and blank forms."""
    return _laid_out(document, report).pdf


def _laid_out(document: Report, report: operation.Report) -> LaidOut:
    return lay_out(document, fonts(), operation.watching(report, "Drawing"))


def archive(
    document: Report,
    record: bytes,
    record_name: str,
    created: datetime,
    report: operation.Report = operation.silently,
) -> bytes:
    """PDF/A-3b with the record inside and every signature field of the report, none signed yet.

    Refused as ``characters-missing`` where the pages could not show every character: it is made to be signed.
    """
    laid_out = _laid_out(document, report)
    require_drawn(laid_out.replaced)
    archival = make_archival(
        laid_out.pdf,
        record=record,
        record_name=record_name,
        record_mime="application/json",
        title=f"{document.title}: {document.organisation} {document.cycle}".strip(),
        language=document.language,
        created=created,
        document_id=document.document_id,
    )
    return prepare_fields(archival, [FieldSpec(name, page, place) for name, page, place in laid_out.signature_fields])


def stamp(identity: Identity, day: str, remark: str = "") -> StampText:
    """What stands visibly where somebody signed; the role is printed above the field."""
    facts = describe(identity.certificate)
    return StampText(
        name=identity.name,
        organisation=identity.organisation,
        signed=f"Signed {day}",
        key="Self-made key" if facts.self_made else f"Issued by {facts.issuer}",
        words=tuple(identity.fingerprint.split()),
        fonts=fonts(),
        remark=remark,
    )
