# SPDX-License-Identifier: Apache-2.0
"""A laid-out PDF made into PDF/A-3b with the assessment record inside, and that record read back."""

import re
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name
from pikepdf.pdfa import prepare, resolve_save_kwargs, validate_written

from checklistapp.domain.errors import ChecklistError

FLAVOUR = "3b"
CREATOR = "checklistapp"
LARGEST_RECORD = 256 * 1024 * 1024
_METADATA_DATE = re.compile(rb"<xmp:MetadataDate>[^<]*</xmp:MetadataDate>")


def make_archival(
    pdf: bytes,
    *,
    record: bytes | None,
    record_name: str,
    record_mime: str,
    title: str,
    language: str,
    created: datetime,
    document_id: str,
) -> bytes:
    """PDF/A-3b; the same arguments give the same bytes. ``language`` is a BCP 47 tag, ``created`` carries its zone.

    ``record`` becomes an associated file with the relationship Source: the pages were made from it.
    """
    moment = created.astimezone(UTC).replace(microsecond=0)
    with pikepdf.open(BytesIO(pdf)) as document:
        for number in range(1, int(document.trailer.Size)):
            document.get_object(number, 0)  # in small steps: the first new object would read all others in one long one
        for page in document.pages:
            if Name.Trans in page:  # a slide transition, which PDF/A does not know and reportlab likes to write
                del page[Name.Trans]
        document.Root.Lang = pikepdf.String(language)
        document.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        if record is not None:
            _attach(document, record, record_name, record_mime, moment)
        _describe(document, title, language, moment, document_id)
        prepare(document, FLAVOUR)
        _settle_metadata_date(document, moment)
        written = write(document)
    report = validate_written(BytesIO(written), FLAVOUR)
    if not report.passed:
        raise RuntimeError(report.summary())
    return written


def write(document: pikepdf.Pdf) -> bytes:
    """The document with the settings PDF/A needs; in memory, where `pikepdf.pdfa.save` goes through a file."""
    written = BytesIO()
    # qpdf keeps the interpreter and so the window waiting from start to end, unless it tells how far it is.
    settings = {**resolve_save_kwargs(FLAVOUR, deterministic_id=True), "progress": lambda percent: None}
    document.save(written, **settings)
    return written.getvalue()


def read_record(pdf: bytes) -> bytes:
    """The one file that the document associates with itself, as `make_archival` put it there; verifies nothing."""
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            associated = list(document.Root.get(Name.AF, pikepdf.Array()))
            if len(associated) == 1:
                return _content(associated[0].EF.F)
    except (pikepdf.PdfError, pikepdf.PasswordError, zlib.error, AttributeError, KeyError, TypeError, ValueError):
        raise ChecklistError(
            "pdf-unreadable", "This PDF cannot be read.", "Ask for the file again, or choose another copy."
        ) from None
    raise ChecklistError(
        "record-missing",
        "This PDF carries no assessment record.",
        "Choose a PDF that this program made; a printed or converted copy loses the record.",
    )


def _content(stream: pikepdf.Object) -> bytes:
    """What is stored plainly or deflated, as PDF/A writers do; other filters could unfold to any size."""
    filters = stream.get(Name.Filter)
    names = [] if filters is None else list(filters) if isinstance(filters, pikepdf.Array) else [filters]
    raw = stream.read_raw_bytes()
    if names == [Name.FlateDecode] and Name.DecodeParms not in stream:
        inflating = zlib.decompressobj()
        raw = inflating.decompress(raw, LARGEST_RECORD + 1)
        if len(raw) <= LARGEST_RECORD and not inflating.eof:
            raise ValueError("the embedded file is cut short")
    elif names:
        raise ValueError("the embedded file is stored in an unusual way")
    if len(raw) > LARGEST_RECORD:
        raise ValueError("the embedded file is larger than any record")
    return raw


def _attach(document: pikepdf.Pdf, record: bytes, name: str, mime: str, moment: datetime) -> None:
    date = moment.strftime("D:%Y%m%d%H%M%SZ")
    attached = pikepdf.AttachedFileSpec(
        document, record, description="", filename=name, mime_type=mime, creation_date=date, mod_date=date
    )
    attached.relationship = Name.Source
    document.attachments[name] = attached


def _describe(document: pikepdf.Pdf, title: str, language: str, moment: datetime, document_id: str) -> None:
    if Name.Info in document.trailer:  # the layout's own entries; pikepdf writes new ones from the XMP packet
        del document.trailer[Name.Info]
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = {language}
        metadata["dc:identifier"] = document_id
        metadata["xmp:CreateDate"] = moment.isoformat()
        metadata["xmp:ModifyDate"] = moment.isoformat()
        metadata["xmp:CreatorTool"] = CREATOR


def _settle_metadata_date(document: pikepdf.Pdf, moment: datetime) -> None:
    """pikepdf writes the time of the call into the packet; the document's own date keeps the bytes the same."""
    packet = document.Root.Metadata.read_bytes()
    date = f"<xmp:MetadataDate>{moment.isoformat()}</xmp:MetadataDate>".encode()
    settled, count = _METADATA_DATE.subn(date, packet)
    if count != 1:
        raise RuntimeError("the XMP packet has no single metadata date")
    document.Root.Metadata.write(settled)
