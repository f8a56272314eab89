# SPDX-License-Identifier: Apache-2.0
"""Verifying a signed PDF: each row of the tampering table, each verdict, and random damage."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import cast

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from checklistapp.crypto.signer import make_self_made
from checklistapp.crypto.trust import SignerStatus, Trust
from checklistapp.documents import signing
from checklistapp.documents.signing import FieldSpec, approve, certify, prepare_fields
from checklistapp.documents.verifying import verify
from checklistapp.domain.verdict import Verdict
from tests.documents.sample_pdf import (
    APPROVER,
    BOTH_CONFIRMED,
    CREATED,
    PREPARER,
    archival,
    certified,
    complete,
    laid_out,
    unsigned,
)

ROLES = ("preparer", "approver")


def updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], object]) -> bytes:
    """The document with a further revision that nobody signed."""
    file = BytesIO(pdf)
    writer = IncrementalPdfFileWriter(file)
    change(writer)
    cast("Callable[[], None]", writer.write_in_place)()  # has no types
    return file.getvalue()


def add_page_content(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(StreamObject(stream_data=b"0 0 200 200 re f"))
    writer.update_container(page)


def change_title(writer: IncrementalPdfFileWriter) -> None:
    information = writer.trailer["/Info"]
    information["/Title"] = pdf_string("Another title")
    writer.update_container(information)


def repeat_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].append(pages["/Kids"].raw_get(0))
    pages["/Count"] = pages["/Count"].__class__(3)
    writer.update_container(pages["/Kids"])
    writer.update_container(pages)


def move_stamp(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/Rect"][0] = field["/Rect"][0].__class__(10)
    writer.update_container(field)


def forget_approver(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    del form["/Fields"][1]
    writer.update_container(form["/Fields"])


def add_approver(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("approver-2"))


def touch(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(pdf_name("/Nothing"))


CHANGES = [add_page_content, change_title, repeat_page, move_stamp, forget_approver, add_approver, touch]


def test_a_document_signed_by_all_is_complete() -> None:
    verdict = verify(complete(), BOTH_CONFIRMED, sha256(complete()).hexdigest())
    assert verdict.verdict is Verdict.COMPLETE
    assert verdict.findings == ()
    assert verdict.expected == ROLES
    assert [(each.role, each.signer, each.certificate, each.when) for each in verdict.signatures] == [
        ("preparer", "Preparer", PREPARER.certificate, CREATED),
        ("approver", "Approver", APPROVER.certificate, CREATED),
    ]
    assert all(each.whole and each.trusted is SignerStatus.CONFIRMED for each in verdict.signatures)


def test_the_preparer_alone_leaves_the_approval_pending() -> None:
    verdict = verify(certified(2), BOTH_CONFIRMED)
    assert verdict.verdict is Verdict.APPROVAL_PENDING
    assert verdict.expected == (*ROLES, "approver-2")
    assert verdict.findings == ("Not signed yet: approver, approver-2.",)
    assert [each.role for each in verdict.signatures] == ["preparer"]


def test_a_document_for_one_signer_is_complete_with_one() -> None:
    assert verify(certified(0), BOTH_CONFIRMED).verdict is Verdict.COMPLETE


@pytest.mark.parametrize("make", [laid_out, archival, unsigned])
def test_an_unsigned_document_is_unsigned(make: Callable[[], bytes]) -> None:
    assert verify(make(), BOTH_CONFIRMED).verdict is Verdict.UNSIGNED


def test_garbage_is_unreadable() -> None:
    for data in (b"", b"garbage", b"%PDF-1.7\ngarbage", bytes(1000), laid_out()[:500]):
        assert verify(data, BOTH_CONFIRMED).verdict is Verdict.UNREADABLE


@pytest.mark.parametrize("signed", [certified, complete])
@pytest.mark.parametrize("change", CHANGES)
def test_a_revision_after_the_last_signature_alters(
    signed: Callable[[], bytes], change: Callable[[IncrementalPdfFileWriter], None]
) -> None:
    verdict = verify(updated(signed(), change), BOTH_CONFIRMED)
    assert verdict.verdict is Verdict.ALTERED
    assert "changed or damaged" in verdict.findings[0]


@pytest.mark.parametrize("change", CHANGES)
def test_a_revision_slipped_in_before_the_approver_signs_alters(
    change: Callable[[IncrementalPdfFileWriter], None],
) -> None:
    grown = updated(certified(), change)
    if change is not forget_approver:
        grown = approve(grown, APPROVER, when=CREATED, stamp=None)
    assert verify(grown, BOTH_CONFIRMED).verdict is Verdict.ALTERED


@pytest.mark.parametrize("tail", [b"\n", b" ", b"\x00", b"%%EOF\n", b"\n% harmless\n%%EOF\n"])
def test_bytes_after_the_end_alter(tail: bytes) -> None:
    for pdf in (certified(), complete()):
        assert verify(pdf + tail, BOTH_CONFIRMED).verdict is Verdict.ALTERED


def test_a_file_cut_back_to_the_preparers_revision_is_pending_or_known_to_be_altered() -> None:
    cut = complete()[: len(certified())]
    assert verify(cut, BOTH_CONFIRMED).verdict is Verdict.APPROVAL_PENDING
    known = verify(cut, BOTH_CONFIRMED, sha256(complete()).hexdigest())
    assert known.verdict is Verdict.ALTERED
    assert "not the file that was kept here" in known.findings[-1]
    assert verify(cut, BOTH_CONFIRMED, sha256(cut).hexdigest().upper()).verdict is Verdict.APPROVAL_PENDING


@given(st.integers(min_value=0))
@settings(max_examples=40)
def test_a_file_cut_anywhere_is_never_complete(number: int) -> None:
    length = number % len(complete())
    cut = complete()[:length]
    verdict = verify(cut, BOTH_CONFIRMED).verdict
    if length == len(certified()):
        assert verdict is Verdict.APPROVAL_PENDING
    elif b"/ByteRange" in cut:
        assert verdict is Verdict.ALTERED
    else:  # before the first signature: the unsigned document, or not even that
        assert verdict in {Verdict.UNSIGNED, Verdict.UNREADABLE}


@given(st.integers(min_value=0), st.integers(0, 7))
@settings(max_examples=60)
def test_no_flipped_bit_is_overlooked(number: int, bit: int) -> None:
    changed = bytearray(complete())
    changed[number % len(changed)] ^= 1 << bit
    assert verify(bytes(changed), BOTH_CONFIRMED).verdict in {Verdict.ALTERED, Verdict.UNREADABLE}


def test_no_bit_is_overlooked_in_the_gap_that_no_digest_covers() -> None:
    letter_case = 5
    for signature in PdfFileReader(BytesIO(complete())).embedded_signatures:
        _, begin, end, _ = (int(number) for number in signature.byte_range)
        for place in [*range(begin, end, 331), begin + 1, end - 2, end - 1]:
            for bit in (0, letter_case):
                changed = bytearray(complete())
                changed[place] ^= 1 << bit
                assert verify(bytes(changed), BOTH_CONFIRMED).verdict is Verdict.ALTERED, (place, bit)


def test_a_document_written_anew_by_another_program_is_altered() -> None:
    written = BytesIO()
    with pikepdf.open(BytesIO(complete())) as document:
        document.save(written)
    assert verify(written.getvalue(), BOTH_CONFIRMED).verdict is Verdict.ALTERED


def test_an_unconfirmed_signer_is_neither_complete_nor_altered() -> None:
    verdict = verify(complete(), Trust(CREATED, frozenset({PREPARER.certificate})))
    assert verdict.verdict is Verdict.UNCONFIRMED_SIGNER
    assert all(each.whole for each in verdict.signatures)
    [finding] = verdict.findings
    assert finding.startswith("Nobody has confirmed yet that Approver is who signed as approver")


def test_a_namesake_is_not_the_confirmed_signer() -> None:
    namesake = make_self_made("Approver", "Ruritanian regulator")
    forged = approve(certified(), namesake, when=CREATED, stamp=None)
    assert verify(forged, BOTH_CONFIRMED).verdict is Verdict.UNCONFIRMED_SIGNER


def test_a_certificate_out_of_date_is_held_for_a_person() -> None:
    trust = replace(BOTH_CONFIRMED, at=datetime(1999, 1, 1, tzinfo=UTC))
    assert verify(complete(), trust).verdict is Verdict.HELD


def test_the_worst_that_applies_is_given() -> None:
    pending_and_unconfirmed = verify(certified(), Trust(CREATED))
    assert pending_and_unconfirmed.verdict is Verdict.UNCONFIRMED_SIGNER
    assert len(pending_and_unconfirmed.findings) == 2
    assert verify(complete() + b"\n", Trust(CREATED)).verdict is Verdict.ALTERED
    assert verify(b"garbage", Trust(CREATED), "00").verdict is Verdict.UNREADABLE


def test_a_rejection_writes_nothing_to_the_log(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    assert verify(updated(complete(), add_page_content), BOTH_CONFIRMED).verdict is Verdict.ALTERED
    assert caplog.text == ""
    assert capfd.readouterr().err == ""


def test_one_signature_shown_in_two_fields_does_not_count_twice() -> None:
    def share(writer: IncrementalPdfFileWriter) -> None:
        preparer, approver = (field.get_object() for field in writer.root["/AcroForm"]["/Fields"])
        approver["/V"] = preparer.raw_get("/V")
        writer.update_container(approver)

    assert verify(updated(certified(), share), BOTH_CONFIRMED).verdict is Verdict.ALTERED


def test_a_document_for_one_signer_may_not_grow() -> None:
    assert verify(updated(certified(0), add_page_content), BOTH_CONFIRMED).verdict is Verdict.ALTERED


def test_another_first_signature_than_the_preparers_alters() -> None:
    signed = certify(unsigned(), PREPARER, when=CREATED, stamp=None, field="approver")
    signed = approve(signed, APPROVER, when=CREATED, stamp=None, field="preparer")
    verdict = verify(signed, BOTH_CONFIRMED)
    assert verdict.verdict is Verdict.ALTERED
    assert verdict.findings == ("The first signature is not the preparer's.",)


def test_a_preparer_who_does_not_certify_alters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "_check_turn", lambda *_, **__: None)
    for approvers in (0, 1):
        signed = approve(unsigned(approvers), PREPARER, when=CREATED, stamp=None, field="preparer")
        assert verify(signed, BOTH_CONFIRMED).verdict is Verdict.ALTERED
    signed = approve(signed, APPROVER, when=CREATED, stamp=None)
    assert verify(signed, BOTH_CONFIRMED).verdict is Verdict.ALTERED


def test_a_document_without_our_fields_need_not_be_certified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "_check_turn", lambda *_, **__: None)
    prepared = prepare_fields(archival(), [FieldSpec("signature", 0, (72, 100, 272, 180))])
    signed = approve(prepared, PREPARER, when=CREATED, stamp=None, field="signature")
    assert verify(signed, BOTH_CONFIRMED).verdict is Verdict.COMPLETE


@pytest.mark.parametrize("number", [0, 1])
def test_each_signature_is_spelled_in_one_letter_case_only(number: int) -> None:
    signature = PdfFileReader(BytesIO(complete())).embedded_signatures[number]
    _, begin, end, _ = (int(place) for place in signature.byte_range)
    respelled = complete()[:begin] + complete()[begin:end].lower() + complete()[end:]
    assert respelled != complete()
    assert verify(respelled, BOTH_CONFIRMED).verdict is Verdict.ALTERED


make_dictionary = cast("Callable[[object], DictionaryObject]", DictionaryObject)  # has no types


def another_information(writer: IncrementalPdfFileWriter) -> None:
    writer.set_info(make_dictionary({pdf_name("/Title"): pdf_string("Another title")}))


def another_metadata(writer: IncrementalPdfFileWriter) -> None:
    packet = writer.root["/Metadata"].data.replace(b"Ruritania", b"Lilliput")
    writer.root["/Metadata"] = writer.add_object(StreamObject({pdf_name("/Type"): pdf_name("/Metadata")}, packet))
    cast("Callable[[], None]", writer.update_root)()  # has no types


def change_metadata(writer: IncrementalPdfFileWriter) -> None:
    metadata = writer.root["/Metadata"]
    packet = StreamObject({pdf_name("/Type"): pdf_name("/Metadata")}, metadata.data.replace(b"Ruritania", b"Lilliput"))
    writer.objects[(metadata.container_ref.generation, metadata.container_ref.idnum)] = packet


@pytest.mark.parametrize("change", [change_title, another_information, change_metadata, another_metadata])
def test_metadata_changed_along_with_the_approval_alters(
    change: Callable[[IncrementalPdfFileWriter], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing._MetadataKeepingWriter, "_update_meta", change)
    signed = approve(certified(), APPROVER, when=CREATED, stamp=None)
    assert b"Another title" in signed or b"Lilliput" in signed
    assert verify(signed, BOTH_CONFIRMED).verdict is Verdict.ALTERED


def test_one_person_in_two_roles_is_named_but_no_fault() -> None:
    verdict = verify(approve(certified(), PREPARER, when=CREATED, stamp=None), BOTH_CONFIRMED)
    assert verdict.verdict is Verdict.COMPLETE
    assert verdict.findings == ("The same certificate, of Preparer, signed as preparer and approver.",)
