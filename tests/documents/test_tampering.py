# SPDX-License-Identifier: Apache-2.0
"""The tampering table of every signed PDF, row by row; flips, appended revisions, and PDFs that others wrote."""

import random
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import cast

import pikepdf
import pypdf
import pytest
from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.generic import ArrayObject, NumberObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

from checklistapp.documents.verifying import verify
from checklistapp.domain.verdict import Verdict
from tests.crypto import authority
from tests.documents.sample_pdf import BOTH_CONFIRMED, certified, complete, laid_out, unsigned
from tests.documents.test_verifying import (
    CHANGES,
    add_page_content,
    another_information,
    another_metadata,
    change_metadata,
    change_title,
    make_dictionary,
    updated,
)

REFUSED = {Verdict.ALTERED, Verdict.UNREADABLE}


def flipped(pdf: bytes, place: int, bit: int) -> bytes:
    return pdf[:place] + bytes([pdf[place] ^ 1 << bit]) + pdf[place + 1 :]


TABLE: dict[str, Callable[[bytes], bytes]] = {
    "byte flip": lambda pdf: flipped(pdf, len(pdf) // 3, 3),
    "appended page content": lambda pdf: updated(pdf, add_page_content),
    "appended Info change": lambda pdf: updated(pdf, change_title),
    "another Info appended": lambda pdf: updated(pdf, another_information),
    "another XMP appended": lambda pdf: updated(pdf, another_metadata),
    "bytes after EOF": lambda pdf: pdf + b"\n% nothing\n",
}


@pytest.mark.parametrize("row", TABLE)
def test_every_row_of_the_table_is_refused(row: str) -> None:
    for pdf in (certified(), complete()):
        assert verify(TABLE[row](pdf), BOTH_CONFIRMED).verdict is Verdict.ALTERED


def test_a_cut_back_file_is_never_complete_and_known_where_the_whole_one_is_kept() -> None:
    cut = complete()[: len(certified())]
    assert verify(cut, BOTH_CONFIRMED).verdict is Verdict.APPROVAL_PENDING
    assert verify(cut, BOTH_CONFIRMED, sha256(complete()).hexdigest()).verdict is Verdict.ALTERED


@pytest.mark.parametrize("number", range(100))
def test_a_hundred_flips_are_refused(number: int) -> None:
    """Spread evenly over the file, at a place and bit by chance in each hundredth."""
    size, chance = len(complete()), random.Random(number)  # noqa: S311 places to damage, not a secret
    place = chance.randrange(size * number // 100, size * (number + 1) // 100)
    assert verify(flipped(complete(), place, chance.randrange(8)), BOTH_CONFIRMED).verdict in REFUSED


def by_pypdf(change: Callable[[pypdf.PdfWriter], object], pdf: bytes) -> bytes:
    """An incremental update as another library writes it."""
    writer = pypdf.PdfWriter(BytesIO(pdf), incremental=True)
    change(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def by_hand(body: bytes, pdf: bytes) -> bytes:
    """One object more, with a cross-reference section of its own that points back to the last one."""
    start = int(pdf.rsplit(b"startxref", 1)[1].split()[0])
    with pikepdf.open(BytesIO(pdf)) as document:
        size = int(document.trailer.Size)
        root = document.Root.objgen[0]
    at = len(pdf)
    made = pdf + f"{size} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(made)
    made += f"xref\n{size} 1\n{at:010d} 00000 n \n".encode()
    made += f"trailer\n<</Size {size + 1} /Root {root} 0 R /Prev {start}>>\nstartxref\n{table}\n%%EOF\n".encode()
    return made


number = cast("Callable[[int], NumberObject]", NumberObject)  # has no types


def note(writer: IncrementalPdfFileWriter, kind: str) -> None:
    """An annotation on the first page: nothing that a signature permits."""
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    entries = {
        pdf_name("/Type"): pdf_name("/Annot"),
        pdf_name("/Subtype"): pdf_name(kind),
        pdf_name("/Rect"): ArrayObject([number(each) for each in (10, 10, 90, 90)]),
        pdf_name("/Contents"): pdf_string("Approved!"),
    }
    made = writer.add_object(make_dictionary(entries))
    page["/Annots"] = ArrayObject([*page.get("/Annots", ()), made])
    writer.update_container(page)


def catalog_entry(writer: IncrementalPdfFileWriter, name: str) -> None:
    writer.root[name] = pdf_name("/Changed")
    cast("Callable[[], None]", writer.update_root)()  # has no types


ANNOTATIONS = ("/Text", "/FreeText", "/Square", "/Highlight", "/Ink", "/Stamp", "/Link", "/FileAttachment")
CATALOG = ("/OpenAction", "/AA", "/Lang", "/PageMode", "/ViewerPreferences", "/Outlines", "/Names", "/AF", "/Legal")
BODIES = (b"null", b"(words)", b"<</Type /Catalog>>", b"<</Length 0>>\nstream\n\nendstream", b"[1 2 3]")


def revisions() -> Iterator[tuple[str, Callable[[bytes], bytes]]]:
    for change in (*CHANGES, another_information, another_metadata, change_metadata):
        yield change.__name__, partial(_change, change)
    for kind in ANNOTATIONS:
        yield f"annotation {kind}", partial(_change, partial(note, kind=kind))
    for name in CATALOG:
        yield f"catalog {name}", partial(_change, partial(catalog_entry, name=name))
    for number, body in enumerate(BODIES):
        yield f"by hand {number}", partial(by_hand, body)
    blank = partial(by_pypdf, lambda writer: writer.add_blank_page(200, 200))
    yield "pypdf page", blank
    yield "pypdf metadata", partial(by_pypdf, lambda writer: writer.add_metadata({"/Title": "Another"}))
    yield "pypdf outline", partial(by_pypdf, lambda writer: writer.add_outline_item(title="Here", page_number=0))
    yield "pypdf attachment", partial(by_pypdf, lambda writer: writer.add_attachment("a.txt", b"a"))
    yield "pypdf rotation", partial(by_pypdf, lambda writer: writer.pages[0].rotate(90))
    yield "pypdf label", partial(by_pypdf, lambda writer: writer.set_page_label(0, 0, prefix="A"))
    yield "the end once more", lambda pdf: pdf + pdf[pdf.rindex(b"startxref") :]
    yield "its own first part", lambda pdf: pdf + pdf[:2000]
    yield "a second document", lambda pdf: pdf + laid_out()
    for tail in (b" ", b"\r\n", b"\x00" * 512, b"%%EOF", b"startxref\n0\n%%EOF\n", b"%PDF-1.7\n"):
        yield f"tail {tail[:6]!r}", partial(_with_tail, tail)
    for head in (b"\n", b"%PDF-1.4\n", b"\x00", b"MZ"):
        yield f"head {head!r}", partial(_with_head, head)


def _change(change: Callable[[IncrementalPdfFileWriter], object], pdf: bytes) -> bytes:
    return updated(pdf, change)


def _with_tail(tail: bytes, pdf: bytes) -> bytes:
    return pdf + tail


def _with_head(head: bytes, pdf: bytes) -> bytes:
    return head + pdf


REVISIONS = dict(revisions())


def test_there_are_fifty_ways_to_append() -> None:
    assert len(REVISIONS) >= 50


@pytest.mark.parametrize("name", REVISIONS)
def test_whatever_is_appended_is_refused(name: str) -> None:
    for pdf in (certified(), complete()):
        grown = REVISIONS[name](pdf)
        assert grown != pdf
        assert verify(grown, BOTH_CONFIRMED).verdict in REFUSED


def test_an_empty_incremental_update_of_another_library_is_refused() -> None:
    assert verify(by_pypdf(lambda writer: None, complete()) + b"\n", BOTH_CONFIRMED).verdict in REFUSED


# PDFs that others wrote


def converted(folder: Path, arguments: tuple[str, ...], pdf: bytes) -> bytes:
    """By a program that nobody here wrote: reads ``in.pdf``, writes ``out.pdf``."""
    (folder / "in.pdf").write_bytes(pdf)
    subprocess.run(arguments, cwd=folder, check=True, capture_output=True)
    return (folder / "out.pdf").read_bytes()


WRITERS = {
    "qpdf, QDF": ("qpdf", "--qdf", "in.pdf", "out.pdf"),
    "qpdf, linear": ("qpdf", "--linearize", "in.pdf", "out.pdf"),
    "qpdf, object streams": ("qpdf", "--object-streams=generate", "in.pdf", "out.pdf"),
    "qpdf, no streams": ("qpdf", "--object-streams=disable", "--stream-data=uncompress", "in.pdf", "out.pdf"),
    "qpdf, 40-bit RC4": ("qpdf", "--allow-weak-crypto", "--encrypt", "", "o", "40", "--", "in.pdf", "out.pdf"),
    "qpdf, AES-256": ("qpdf", "--encrypt", "u", "o", "256", "--", "in.pdf", "out.pdf"),
    "qpdf, AES-256 without a password": ("qpdf", "--encrypt", "", "o", "256", "--", "in.pdf", "out.pdf"),
    "qpdf, PDF 2.0": ("qpdf", "--force-version=2.0", "in.pdf", "out.pdf"),
    "qpdf, pages twice": ("qpdf", "in.pdf", "--pages", "in.pdf", "1", "in.pdf", "1", "--", "out.pdf"),
    "cairo": ("pdftocairo", "-pdf", "in.pdf", "out.pdf"),
    "poppler": ("pdfunite", "in.pdf", "in.pdf", "out.pdf"),
}


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Documents of other writers, of signed and of plain ones."""
    folder = tmp_path_factory.mktemp("strange")
    made = {}
    for source, pdf in (("plain", laid_out()), ("signed", complete()), ("with fields", unsigned())):
        for name, arguments in WRITERS.items():
            made[f"{name}, {source}"] = converted(folder, arguments, pdf)
    return made


def damages(pdf: bytes) -> Iterator[bytes]:
    """Each in its own way, always the same ways."""
    chance = random.Random(len(pdf))  # noqa: S311 as above
    for number in range(4):
        yield pdf[: len(pdf) * (number + 1) // 5]
        start = chance.randrange(len(pdf) - 200)
        yield pdf[:start] + bytes(100) + pdf[start + 100 :]
        yield pdf[:start] + pdf[start + 150 :]
    for old, new in ((b"/Root", b"/Rood"), (b"/Pages", b"/Root "), (b"startxref", b"startxxef"), (b" obj", b" 0bj")):
        yield pdf.replace(old, new)


def test_pdfs_that_others_wrote_get_a_verdict_whole_or_damaged(strange: dict[str, bytes]) -> None:
    """Hundreds: not one crashes, and not one is good, since nobody here signed what stands there."""
    verdicts: Counter[Verdict] = Counter()
    for pdf in strange.values():
        for each in (pdf, *damages(pdf)):
            verdicts[verify(each, BOTH_CONFIRMED).verdict] += 1
    assert sum(verdicts.values()) > 500
    assert set(verdicts) <= {Verdict.UNSIGNED, Verdict.UNREADABLE, Verdict.ALTERED}
    assert min(verdicts[Verdict.UNSIGNED], verdicts[Verdict.UNREADABLE], verdicts[Verdict.ALTERED]) > 20


def _loop(pages: str) -> bytes:
    objects = [
        b"<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [3 0 R] /SigFlags 3>>>>",
        pages.encode(),
        b"<</FT /Sig /T (preparer) /V 4 0 R /Kids [3 0 R] /Parent 3 0 R>>",
        b"<</Type /Sig /ByteRange [0 10 20 30] /Contents <00>>>",
    ]
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    made += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return made + f"trailer\n<</Size 5 /Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode()


@pytest.mark.parametrize(
    "pdf",
    [
        _loop("<</Type /Pages /Kids [2 0 R] /Count 1>>"),
        _loop("<</Type /Pages /Kids [] /Count 99999999>>"),
        _loop("2 0 R"),
        b"%PDF-1.7\n" + b"[" * 100_000,
        b"%PDF-1.7\n" + b"<<" * 100_000 + b"/ByteRange",
        b"%PDF-1.7\nstartxref\n9\n%%EOF",
        b"%PDF-9.9 /ByteRange",
    ],
)
def test_what_leads_round_in_circles_gets_a_verdict(pdf: bytes) -> None:
    assert verify(pdf, BOTH_CONFIRMED).verdict in {Verdict.UNSIGNED, *REFUSED}


def test_a_signature_of_another_kind_is_not_called_an_alteration() -> None:
    """As most programs sign: PKCS #7 rather than PAdES; intact, but nothing that is checked here."""
    leaf = authority.issue("Somebody")
    loaded = authority.signer(leaf)
    key = leaf.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    other = SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(loaded.certificate),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=cast("Callable[[], SimpleCertificateStore]", SimpleCertificateStore)(),  # has no types
    )
    signed = sign_pdf(
        IncrementalPdfFileWriter(BytesIO(laid_out())),
        PdfSignatureMetadata(field_name="Signature1"),
        signer=other,
        new_field_spec=SigFieldSpec("Signature1"),
    )
    verdict = verify(signed.getvalue(), BOTH_CONFIRMED)
    assert verdict.verdict is Verdict.UNREADABLE
    assert "in a way that this program neither makes nor checks" in verdict.findings[0]
