# SPDX-License-Identifier: Apache-2.0
"""Signature fields, the preparer's certification and the approvers' signatures (PAdES-B-B)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils.content import AnnotAppearances
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from checklistapp.crypto.cms import sign_digest
from checklistapp.crypto.signer import Signer
from checklistapp.documents.archival import write
from checklistapp.documents.stamp import StampText, draw_stamp
from checklistapp.domain.errors import ChecklistError

PREPARER = "preparer"
APPROVER = "approver"
_DIGEST = "sha256"
_BESIDE_CERTIFICATES = 2048  # bytes of a signature that are not certificates: 600 with P-256, 900 with RSA-4096
_PRINTED_AND_LOCKED = 0b1000_0100  # ISO 32000-1, 12.5.3


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """``page`` counts from 0; ``rect`` is left, bottom, right, top in points."""

    name: str
    page: int
    rect: tuple[float, float, float, float]


class _MetadataKeepingWriter(IncrementalPdfFileWriter):
    """Appends a revision without touching dates and producer: XMP and Info stay as they were checked for PDF/A."""

    def _update_meta(self) -> None:
        return


def prepare_fields(pdf: bytes, fields: Sequence[FieldSpec]) -> bytes:
    """Creates every signature field; one added after certification would break the preparer's signature."""
    with pikepdf.open(BytesIO(pdf)) as document:
        if Name.AcroForm in document.Root:
            raise ValueError("the document has its fields already")
        widgets = [_add_widget(document, field) for field in fields]
        document.Root.AcroForm = document.make_indirect(Dictionary(Fields=Array(widgets)))
        return write(document)  # pikepdf does not check PDF/A where there are form fields


def certify(pdf: bytes, signer: Signer, *, when: datetime, stamp: StampText | None, field: str = PREPARER) -> bytes:
    """The first signature; from now on nothing but filling in the remaining signature fields is permitted (DocMDP 2).

    ``when`` is the date the signer confirmed, with its zone; the machine's clock is not asked.
    """
    permission = SigMDPSetup(md_algorithm=_DIGEST, certify=True, docmdp_perms=MDPPerm.FILL_FORMS)
    return _sign(pdf, signer, field, when, stamp, permission)


def approve(pdf: bytes, signer: Signer, *, when: datetime, stamp: StampText | None, field: str = APPROVER) -> bytes:
    """A further signature, as an incremental update; verify the document first, this only looks at the field."""
    return _sign(pdf, signer, field, when, stamp, None)


def _sign(
    pdf: bytes, signer: Signer, field: str, when: datetime, stamp: StampText | None, permission: SigMDPSetup | None
) -> bytes:
    try:
        writer = _MetadataKeepingWriter(BytesIO(pdf))
        signed = {name: value is not None for name, value, _ in enumerate_sig_fields(writer.prev)}
    except (PdfError, ValueError):
        raise ChecklistError("pdf-unreadable", "This PDF cannot be read.", "Make the document again.") from None
    _check_turn(signed, field, first=permission is not None)
    writer.register_extension(
        ESIC_EXTENSION_1
    )  # how PDF 1.7 declares PAdES; P-256 needs no PDF 2.0, whatever pyHanko says
    embedding = PdfCMSEmbedder().write_cms(field, writer, existing_fields_only=True)
    widget = next(embedding).get_object()
    if stamp is not None:
        left, bottom, right, top = (float(edge) for edge in widget["/Rect"])
        drawn = PdfFileReader(BytesIO(draw_stamp(stamp, right - left, top - bottom)))
        widget["/AP"] = AnnotAppearances(writer.import_page_as_xobject(drawn)).as_pdf_object()
    size = len(signer.certificate) + sum(map(len, signer.chain)) + _BESIDE_CERTIFICATES
    # no reason, place, contact or name: the signer is named by the certificate, and by the stamp as far as wanted
    placeholder = SignatureObject(timestamp=when, subfilter=SigSeedSubFilter.PADES, bytes_reserved=2 * size)
    embedding.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=permission))
    prepared, output = embedding.send(SigIOSetup(md_algorithm=_DIGEST))
    embedding.send(sign_digest(prepared.document_digest, signer, None))
    result: bytes = output.getvalue()
    return result


def _check_turn(signed: dict[str, bool], field: str, *, first: bool) -> None:
    if field not in signed:
        raise ChecklistError(
            "signature-field-missing",
            "This document has no place for this signature.",
            "Make the document again with as many approvers as will sign.",
        )
    if signed[field]:
        raise ChecklistError(
            "already-signed", "This signature has been given already.", "Nothing needs to be signed again."
        )
    if first == any(signed.values()):
        raise ChecklistError(
            "signature-order",
            "The preparer signs first, once, and the approvers after that.",
            "Sign in that order, or make the document again.",
        )


def _add_widget(document: pikepdf.Pdf, field: FieldSpec) -> pikepdf.Object:
    left, bottom, right, top = field.rect
    page = document.pages[field.page]
    blank = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, right - left, top - bottom])
    widget = document.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=pikepdf.String(field.name),
            F=_PRINTED_AND_LOCKED,
            Rect=Array([left, bottom, right, top]),
            P=page.obj,
            AP=Dictionary(N=blank),
        )
    )
    if Name.Annots not in page:
        page.Annots = Array()
    page.Annots.append(widget)
    return widget
