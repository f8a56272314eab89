# SPDX-License-Identifier: Apache-2.0
"""Fields first, then the preparer, then the approvers; pdfsig and qpdf look at the result."""

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checklistapp.crypto.trust import Trust
from checklistapp.documents.archival import read_record
from checklistapp.documents.signing import FieldSpec, approve, certify, prepare_fields
from checklistapp.documents.stamp import draw_stamp
from checklistapp.documents.verifying import verify
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.verdict import Verdict
from tests.crypto import authority
from tests.documents.sample_pdf import (
    APPROVER,
    CREATED,
    PREPARER,
    RECORD,
    SECOND_APPROVER,
    archival,
    certified,
    complete,
    fields,
    stamp,
    unsigned,
)


def pdfsig(folder: Path, pdf: bytes) -> str:
    (folder / "s.pdf").write_bytes(pdf)
    return subprocess.run(["pdfsig", "-nocert", "s.pdf"], cwd=folder, check=True, capture_output=True, text=True).stdout


def text_of(folder: Path, pdf: bytes) -> str:
    (folder / "s.pdf").write_bytes(pdf)
    return subprocess.run(["pdftotext", "s.pdf", "-"], cwd=folder, check=True, capture_output=True, text=True).stdout


def test_every_field_stands_before_the_first_signature() -> None:
    with pikepdf.open(BytesIO(unsigned(2))) as document:
        widgets = list(document.Root.AcroForm.Fields)
        assert [str(each.T) for each in widgets] == ["preparer", "approver", "approver-2"]
        assert all(each.FT == "/Sig" and "/V" not in each and "/N" in each.AP for each in widgets)
        assert len(document.pages[0].Annots) == 3
    assert prepare_fields(archival(), fields(2)) == unsigned(2)
    with pytest.raises(ValueError, match="fields already"):
        prepare_fields(unsigned(), [FieldSpec("approver-2", 0, (0, 0, 10, 10))])


def test_pdfsig_calls_both_signatures_valid(tmp_path: Path) -> None:
    seen = pdfsig(tmp_path, complete())
    assert seen.count("Signature is Valid") == 2
    assert seen.count("ETSI.CAdES.detached") == 2
    assert seen.count("Signing Hash Algorithm: SHA-256") == 2
    assert "Total document signed" in seen
    assert re.findall("Field Name: (.*)", seen) == ["preparer", "approver"]


def test_qpdf_finds_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "s.pdf").write_bytes(complete())
    subprocess.run(["qpdf", "--check", "s.pdf"], cwd=tmp_path, check=True, capture_output=True)


def test_signing_only_appends_and_stays_at_version_1_7_with_the_same_metadata() -> None:
    assert complete().startswith(certified())
    assert certified().startswith(unsigned())
    with pikepdf.open(BytesIO(unsigned())) as before, pikepdf.open(BytesIO(complete())) as after:
        assert after.Root.Version == "/1.7"
        assert after.pdf_version <= "1.7"
        assert "/ISO_" not in after.Root.Extensions
        assert before.Root.Metadata.read_raw_bytes() == after.Root.Metadata.read_raw_bytes()
        assert before.docinfo == after.docinfo
    assert read_record(complete()) == RECORD


def test_the_preparer_permits_nothing_but_the_remaining_fields() -> None:
    with pikepdf.open(BytesIO(complete())) as document:
        certification = document.Root.Perms.DocMDP
        assert certification.Reference[0].TransformParams.P == 2
        signatures = [field.V for field in document.Root.AcroForm.Fields]
        assert signatures[0].objgen == certification.objgen
        assert "/Reference" not in signatures[1]


def test_a_signature_dictionary_tells_nothing_but_the_confirmed_date() -> None:
    with pikepdf.open(BytesIO(complete())) as document:
        for field in document.Root.AcroForm.Fields:
            assert set(field.V.keys()) <= {
                "/Type", "/Filter", "/SubFilter", "/M", "/Contents", "/ByteRange", "/Reference",
            }  # fmt: skip
            assert str(field.V.M).startswith("D:20260601123015")


def test_stamps_can_be_read_as_text_and_their_font_is_inside(tmp_path: Path) -> None:
    words = text_of(tmp_path, complete()).split()
    assert {"abandon", "ability", "able", "about", "Fingerprint", "2026-06-01"} <= set(words)
    listed = subprocess.run(["pdffonts", "s.pdf"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert "Helvetica" not in listed
    with pikepdf.open(BytesIO(complete())) as document:
        for field in document.Root.AcroForm.Fields:
            fonts = field.AP.N.Resources.Font
            assert all("/FontFile2" in font.FontDescriptor for font in fonts.values())


def test_a_stamp_shrinks_to_its_frame_and_replaces_letters_the_fonts_lack(tmp_path: Path) -> None:
    long = "A rather long name of an authority in Ruritania"
    drawn = stamp("한", "abandon ability", long)
    text = " ".join(text_of(tmp_path, certify(unsigned(), PREPARER, when=CREATED, stamp=drawn)).split())
    assert long in text
    assert "\ufffd" in text
    assert "核" not in text


@given(st.text(st.characters(exclude_categories=()), max_size=80), st.text(max_size=80))
@example("\uffff\ufffd\n\x00" * 30, "")
@example("W" * 2000, "\U0001f600")
@settings(max_examples=30, deadline=None)
def test_any_name_can_stand_in_a_stamp(name: str, organisation: str) -> None:
    drawn = draw_stamp(stamp(name, "abandon ability", organisation), 229.6, 84)
    with pikepdf.open(BytesIO(drawn)) as document:
        [page] = document.pages
        assert pikepdf.parse_content_stream(page)


def test_a_signature_can_be_invisible() -> None:
    signed = certify(unsigned(), PREPARER, when=CREATED, stamp=None)
    assert verify(signed, Trust(authority.NOW, frozenset({PREPARER.certificate}))).verdict is Verdict.APPROVAL_PENDING


def test_two_approvers_sign_one_after_the_other(tmp_path: Path) -> None:
    once = approve(certified(2), SECOND_APPROVER, when=CREATED, stamp=None, field="approver-2")
    twice = approve(once, APPROVER, when=CREATED, stamp=None)
    trust = Trust(authority.NOW, frozenset(each.certificate for each in (PREPARER, APPROVER, SECOND_APPROVER)))
    assert verify(once, trust).verdict is Verdict.APPROVAL_PENDING
    assert verify(twice, trust).verdict is Verdict.COMPLETE
    assert pdfsig(tmp_path, twice).count("Signature is Valid") == 3


def test_an_rsa_signer_with_an_intermediate_signs(tmp_path: Path) -> None:
    root = authority.issue("Root", authority=True)
    middle = authority.issue("Middle", root, authority=True)
    leaf = authority.issue("Preparer", middle, key=rsa.generate_private_key(65537, 3072))
    signed = certify(unsigned(), authority.signer(leaf, middle), when=CREATED, stamp=None)
    verdict = verify(signed, Trust(roots=(root.der,), at=authority.NOW))
    assert verdict.signatures[0].trusted.value == "chained"
    assert verdict.signatures[0].whole
    assert "Signature is Valid" in pdfsig(tmp_path, signed)


def test_whoever_signs_out_of_turn_is_told_so() -> None:
    def code(pdf: bytes, *, by_preparer: bool, field: str) -> str:
        sign = certify if by_preparer else approve
        with pytest.raises(ChecklistError) as caught:
            sign(pdf, PREPARER, when=CREATED, stamp=None, field=field)
        return caught.value.code

    assert code(unsigned(), by_preparer=False, field="approver") == "signature-order"
    assert code(certified(), by_preparer=True, field="approver") == "signature-order"
    assert code(certified(), by_preparer=True, field="preparer") == "already-signed"
    assert code(complete(), by_preparer=False, field="approver") == "already-signed"
    assert code(certified(), by_preparer=False, field="approver-2") == "signature-field-missing"
    assert code(archival(), by_preparer=True, field="preparer") == "signature-field-missing"
    assert code(b"not a PDF", by_preparer=True, field="preparer") == "pdf-unreadable"
