# SPDX-License-Identifier: Apache-2.0
"""PDF/A-3b: what pikepdf and qpdf say of it, the record inside, and that the same input gives the same bytes."""

import json
import subprocess
import sys
from datetime import timedelta, timezone
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf.pdfa import validate_written
from reportlab.pdfgen.canvas import Canvas

from checklistapp.documents.archival import make_archival, read_record
from checklistapp.domain.errors import ChecklistError
from tests.documents import sample_pdf
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
