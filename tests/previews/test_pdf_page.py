# SPDX-License-Identifier: Apache-2.0
"""Pages of a PDF, and PDFs that are locked, broken or made to exhaust."""

import io

import pikepdf
import pytest

from checklistapp.previews import decoding_process
from checklistapp.previews.frames import Ask, Kind, Picture
from tests.previews.samples import ASK, outcome, pdf


def drawn(data: bytes, ask: Ask = ASK) -> Picture:
    shown = decoding_process.show(data, ask)
    assert isinstance(shown, Picture)
    return shown


def pixel(picture: Picture, right: float, down: float) -> bytes:
    """At a share of width and height."""
    place = 3 * (int(picture.height * down) * picture.width + int(picture.width * right))
    return picture.rgb[place : place + 3]


def changed(*, box: tuple[float, ...] = (), encryption: bool = False) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        if box:
            document.pages[0].mediabox = pikepdf.Array(box)
        locked = pikepdf.Encryption(owner="a", user="b")
        document.save(made, encryption=locked if encryption else False)
    return made.getvalue()


def test_each_page_is_drawn_on_white_and_fits() -> None:
    first, second = drawn(pdf(3)), drawn(pdf(3), Ask(1, 900, 1200))
    assert (first.kind, first.pages) == (Kind.PDF, 3)
    assert first.width in range(847, 850)
    assert first.height == 1200
    assert pixel(first, 0.9, 0.05) == b"\xff\xff\xff"
    assert pixel(first, 0.4, 0.7) == b"\0\0\0"
    assert pixel(second, 0.4, 0.7) == b"\0\0\xff"


def test_a_page_that_is_not_there_is_refused() -> None:
    assert outcome(pdf(), Ask(1, 900, 1200)) == "preview-failed"


@pytest.mark.parametrize("box", [(0, 0, 14_400, 14_400), (0, 0, 1e9, 1e9), (0, 0, 0.1, 10_000), (0, 0, 500, 500)])
def test_any_size_of_paper_stays_within_what_was_asked(box: tuple[float, ...]) -> None:
    for ask in (Ask(0, 8192, 8192), Ask(0, 901, 333), Ask(0, 1, 1)):
        assert outcome(changed(box=box), ask) == "shown"  # within: or the answer would not have been believed


def test_a_locked_one_says_so() -> None:
    assert outcome(changed(encryption=True)) == "preview-encrypted"


def classic(*objects: bytes) -> bytes:
    """A PDF without a table of its objects, which readers rebuild; the first object is its catalogue."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer\n<< /Root 1 0 R >>\n"


def content(stream: bytes, entries: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(stream), stream)


CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
)
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 200 200] /Resources << /XObject << /X 5 0 R >> >>"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n" + b"[" * 200_000,
        classic(CATALOGUE, PAGES, PAGE, content(b"[" * 500_000)),
        classic(CATALOGUE, PAGES, PAGE, content(b"q " * 500_000)),
        classic(CATALOGUE, PAGES, PAGE, content(b"/X Do"), content(b"/X Do /X Do", FORM)),
        classic(CATALOGUE, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000000 >>"),
        classic(CATALOGUE, PAGES.replace(b"/Count 1", b"/Count 2000000000"), PAGE, content(b"")),
        pdf()[:300],
        b"%PDF-1.7",
    ],
    ids=["deep", "deep-content", "saved-states", "form-in-itself", "pages-in-themselves", "count", "cut", "empty"],
)
def test_made_to_exhaust_or_broken_it_ends_in_time(data: bytes) -> None:
    assert outcome(data, seconds=3) in {"shown", "preview-failed", "preview-too-slow"}
