# SPDX-License-Identifier: Apache-2.0
"""PDF/A-3b: what pikepdf and qpdf say of it, the record inside, and that the same input gives the same bytes."""

import json
import re
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import timedelta, timezone
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf.pdfa import validate_written
from reportlab.pdfgen.canvas import Canvas

from checklistapp.documents import archival as archival_module
from checklistapp.documents.archival import make_archival, read_record
from checklistapp.documents.layout import lay_out
from checklistapp.documents.signing import FieldSpec, approve, certify, prepare_fields
from checklistapp.domain.errors import ChecklistError
from tests.documents import sample_pdf
from tests.documents.sample_assessment import assessment, fonts, submitted
from tests.documents.sample_pdf import CREATED, RECORD, archival, laid_out


def test_it_is_archival_and_sound(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(archival())
    assert validate_written(BytesIO(archival()), "3b").passed
    done = subprocess.run(["qpdf", "--check", "a.pdf"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert "No syntax or stream encoding errors" in done.stdout


def test_the_record_is_an_associated_file_that_qpdf_finds(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(archival())
    command = ["qpdf", "a.pdf", "--show-attachment=assessment.json"]
    assert subprocess.run(command, cwd=tmp_path, check=True, capture_output=True).stdout == RECORD
    assert read_record(archival()) == RECORD
    with pikepdf.open(BytesIO(archival())) as document:
        (associated,) = list(document.Root.AF)
        assert associated.AFRelationship == pikepdf.Name.Source
        assert associated.EF.F.Subtype == pikepdf.Name("/application/json")
        assert str(associated.EF.F.Params.ModDate) == "D:20260601123015Z"


def test_dates_title_and_language_are_the_documents_own() -> None:
    with pikepdf.open(BytesIO(archival())) as document, document.open_metadata() as metadata:
        assert metadata["dc:title"] == "Self-assessment <Ruritania> & review"
        assert metadata["dc:identifier"] == "urn:uuid:00000000-0000-4000-8000-000000000001"
        assert {metadata[f"xmp:{kind}Date"] for kind in ("Create", "Modify", "Metadata")} == {CREATED.isoformat()}
        assert document.Root.Lang == "en"
        assert "/Author" not in document.docinfo
        assert str(document.docinfo["/CreationDate"]).startswith("D:20260601123015")


def test_the_same_input_gives_the_same_bytes_in_another_process_and_zone() -> None:
    program = (
        "import hashlib, sys; from tests.documents.sample_pdf import archived; "
        "print(hashlib.sha256(archived(sys.stdin.buffer.read())).hexdigest())"
    )
    root = Path(__file__).parents[2]
    digests = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Kathmandu")):
        environment = {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": "src"}
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=root, env=environment, input=laid_out(), check=True, capture_output=True)
        digests.add(done.stdout.decode().strip())
    assert digests == {sha256(archival()).hexdigest()}


def test_the_zone_of_the_date_does_not_matter() -> None:
    elsewhere = CREATED.astimezone(timezone(timedelta(hours=5, minutes=45)))
    arguments = {"record_name": "r", "record_mime": "text/plain", "title": "t", "language": "en", "document_id": "d"}
    made = [make_archival(laid_out(), record=b"r", created=each, **arguments) for each in (CREATED, elsewhere)]
    assert made[0] == made[1]


def test_a_document_without_a_record_says_so() -> None:
    with pytest.raises(ChecklistError) as caught:
        read_record(archival(record=None))
    assert caught.value.code == "record-missing"


def test_what_cannot_be_read_says_so() -> None:
    for data in (b"", b"not a PDF", archival()[:300]):
        with pytest.raises(ChecklistError) as caught:
            read_record(data)
        assert caught.value.code in {"pdf-unreadable", "record-missing"}


def test_a_record_of_a_megabyte_survives() -> None:
    record = json.dumps({str(number): "x" * 100 for number in range(10_000)}).encode()
    assert read_record(archival(record)) == record


def test_a_layout_with_a_font_left_outside_is_refused() -> None:
    written = BytesIO()
    canvas = Canvas(written, invariant=True, lang="en")
    canvas.drawString(72, 720, "Helvetica, not embedded")
    canvas.save()
    with pytest.raises(RuntimeError, match="not embedded"):
        make_archival(
            written.getvalue(),
            record=None,
            record_name="",
            record_mime="",
            title="t",
            language="en",
            created=sample_pdf.CREATED,
            document_id="d",
        )


def changed(change: Callable[[pikepdf.Pdf, pikepdf.Object], None]) -> bytes:
    """The document after ``change`` had its hands on the embedded file."""
    written = BytesIO()
    with pikepdf.open(BytesIO(archival())) as document:
        change(document, document.Root.AF[0].EF.F)
        document.save(written, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return written.getvalue()


def stored_as(data: bytes, filters: pikepdf.Name | pikepdf.Array | None, **entries: pikepdf.Object) -> bytes:
    def store(_: pikepdf.Pdf, file: pikepdf.Object) -> None:
        file.write(data, filter=filters)
        for key, value in entries.items():
            file[f"/{key}"] = value

    return changed(store)


def refusal(pdf: bytes) -> str:
    with pytest.raises(ChecklistError) as caught:
        read_record(pdf)
    return caught.value.code


FLATE = pikepdf.Name.FlateDecode


def test_a_record_is_read_uncompressed_or_deflated_once() -> None:
    deflated = zlib.compress(RECORD)
    for data, filters in ((RECORD, None), (deflated, FLATE), (deflated, pikepdf.Array([FLATE]))):
        assert read_record(stored_as(data, filters)) == RECORD


def test_a_record_stored_in_another_way_is_refused() -> None:
    deflated = zlib.compress(RECORD)
    assert refusal(stored_as(RECORD.hex().encode(), pikepdf.Name.ASCIIHexDecode)) == "pdf-unreadable"
    twice = pikepdf.Array([FLATE, FLATE])
    assert refusal(stored_as(zlib.compress(deflated), twice)) == "pdf-unreadable"
    predicted = pikepdf.Dictionary(Predictor=12, Columns=8)
    assert refusal(stored_as(deflated, FLATE, DecodeParms=predicted)) == "pdf-unreadable"
    assert refusal(stored_as(deflated[:-6], FLATE)) == "pdf-unreadable"
    assert refusal(stored_as(b"not deflated", FLATE)) == "pdf-unreadable"

    def no_stream(document: pikepdf.Pdf, _: pikepdf.Object) -> None:
        document.Root.AF[0].EF.F = pikepdf.String("text")

    assert refusal(changed(no_stream)) == "pdf-unreadable"


def test_a_record_that_inflates_without_end_is_refused_early(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = 1024 * 1024
    monkeypatch.setattr(archival_module, "LARGEST_RECORD", limit)
    assert len(read_record(stored_as(zlib.compress(bytes(limit)), FLATE))) == limit
    assert refusal(stored_as(zlib.compress(bytes(limit + 1)), FLATE)) == "pdf-unreadable"
    assert refusal(stored_as(bytes(limit + 1), None)) == "pdf-unreadable"
    bomb = stored_as(zlib.compress(bytes(64 * limit)), FLATE)
    tracemalloc.start()
    try:
        assert refusal(bomb) == "pdf-unreadable"
        assert tracemalloc.get_traced_memory()[1] < 8 * limit
    finally:
        tracemalloc.stop()


def test_a_document_under_a_password_is_unreadable() -> None:
    written = BytesIO()
    with pikepdf.open(BytesIO(archival())) as document:
        document.save(written, encryption=pikepdf.Encryption(owner="owner", user="user"))
    assert refusal(written.getvalue()) == "pdf-unreadable"


def signed_submission() -> bytes:
    """The pages of a real submission, archived, with two signatures and their stamps."""
    out = lay_out(submitted(assessment()), fonts())
    fields = [FieldSpec(*field) for field in out.signature_fields]
    pdf = prepare_fields(sample_pdf.archived(out.pdf), fields)
    for sign, signer in ((certify, sample_pdf.PREPARER), (approve, sample_pdf.APPROVER)):
        pdf = sign(pdf, signer, when=CREATED, stamp=sample_pdf.stamp("Somebody", "abandon ability"))
    return pdf


def test_tagged_pages_are_archival() -> None:
    pdf = sample_pdf.archived(lay_out(submitted(assessment()), fonts()).pdf)
    assert validate_written(BytesIO(pdf), "3b").passed
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert document.Root.StructTreeRoot.K.S == "/Document"
        assert document.Root.ViewerPreferences.DisplayDocTitle


def test_of_a_signed_file_only_that_it_is_signed_stays_unchecked(tmp_path: Path) -> None:
    """pikepdf has no rules for form fields and certification, and with them says so of the record inside."""
    (tmp_path / "s.pdf").write_bytes(signed_submission())
    unchecked = {str(finding).split(": ", 1)[1] for finding in validate_written(tmp_path / "s.pdf", "3b").findings}
    assert unchecked == {
        "interactive forms (/AcroForm) are not supported",
        "permissions (/Perms) are not supported",
        "embedded files are not supported",
    }
    subprocess.run(["qpdf", "--check", tmp_path / "s.pdf"], check=True, capture_output=True)
    listed = subprocess.run(["pdffonts", tmp_path / "s.pdf"], check=True, capture_output=True, text=True).stdout
    assert len(listed.splitlines()) > 3
    assert all(re.search(r" yes yes yes ", line) for line in listed.splitlines()[2:])


def test_signing_takes_nothing_archival_away() -> None:
    with pikepdf.open(BytesIO(signed_submission())) as document, document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert document.docinfo["/CreationDate"] == document.docinfo["/ModDate"]
        (intent,) = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        assert [each.AFRelationship for each in document.Root.AF] == ["/Source"]
        assert document.Root.Version == "/1.7"  # PDF 2.0 would be no PDF/A-3
        assert "/Encrypt" not in document.trailer
        assert len(document.trailer.ID) == 2
        widgets = [each for page in document.pages for each in page.get("/Annots", []) if each.Subtype == "/Widget"]
        assert len(widgets) == 2
        for each in widgets:
            assert int(each.F) & 0b100
            assert list(each.AP.keys()) == ["/N"]
        assert not {"/JavaScript", "/Launch", "/AA", "/OpenAction"} & set(document.Root.keys())
