# SPDX-License-Identifier: Apache-2.0
"""From a report to the archival PDF that is signed, shown or printed."""

from collections.abc import Sequence
from datetime import datetime

from checklistapp.crypto.signer import describe
from checklistapp.documents.archival import make_archival
from checklistapp.documents.layout import lay_out
from checklistapp.documents.report import Report
from checklistapp.documents.signing import FieldSpec, prepare_fields
from checklistapp.documents.stamp import StampText
from checklistapp.documents.typography import load_fonts
from checklistapp.domain.people import Identity
from checklistapp.system.paths import data_folder


def draw(report: Report) -> bytes:
    """The pages alone: for previews, review copies and blank forms."""
    return lay_out(report, load_fonts(data_folder("fonts"))).pdf


def archive(report: Report, record: bytes, record_name: str, created: datetime) -> bytes:
    """PDF/A-3b with the record inside and every signature field of the report, none signed yet."""
    laid_out = lay_out(report, load_fonts(data_folder("fonts")))
    archival = make_archival(
        laid_out.pdf,
        record=record,
        record_name=record_name,
        record_mime="application/json",
        title=f"{report.title}: {report.organisation} {report.cycle}".strip(),
        language=report.language,
        created=created,
        document_id=report.document_id,
    )
    return prepare_fields(archival, [FieldSpec(name, page, place) for name, page, place in laid_out.signature_fields])


def stamp(role: str, identity: Identity, dated: str, remarks: Sequence[str] = ()) -> StampText:
    """What stands visibly where somebody signed."""
    kind = "self-made key" if describe(identity.certificate).self_made else "certificate"
    words = identity.fingerprint.split()
    lines = (
        f"{role}: {identity.name}",
        identity.organisation,
        f"Signed {dated}, {kind}, fingerprint",
        " ".join(words[:4]),
        " ".join(words[4:]),
        *remarks,
    )
    return StampText(lines, data_folder("fonts") / "NotoSans-Regular.ttf")
