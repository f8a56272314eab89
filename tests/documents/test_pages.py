# SPDX-License-Identifier: Apache-2.0
"""Page images: the size asked for, the stamps on them, from memory alone."""

import tempfile

import pytest

from checklistapp.documents.pages import PageImage, page_count, render_page
from checklistapp.domain.errors import ChecklistError
from tests.documents.sample_pdf import certified, complete, laid_out, unsigned


def dark_pixels(image: PageImage, left: int, top: int, right: int, bottom: int) -> int:
    """How many pixels of a rectangle (points from the top left at 72 dpi) are darker than mid-grey."""
    rows = (image.pixels[row * image.stride + 4 * left : row * image.stride + 4 * right] for row in range(top, bottom))
    return sum(row[place] < 128 for row in rows for place in range(0, len(row), 4))


def test_pages_are_counted() -> None:
    assert page_count(laid_out()) == 2
    assert page_count(complete()) == 2


@pytest.mark.parametrize(("dpi", "width", "height"), [(72, 596, 842), (144, 1191, 1684)])
def test_an_image_has_the_size_asked_for(dpi: int, width: int, height: int) -> None:
    image = render_page(laid_out(), 1, dpi)
    assert (image.width, image.height) == (width, height)
    assert image.stride >= 4 * width
    assert len(image.pixels) == image.stride * height


def test_text_and_paper_are_there() -> None:
    image = render_page(laid_out(), 0, 72)
    assert dark_pixels(image, 72, 105, 350, 130) > 100
    assert dark_pixels(image, 0, 300, 500, 600) == 0
    assert image.pixels[:3] == b"\xff\xff\xff"


def test_the_stamp_of_a_signature_is_drawn() -> None:
    place = (72, 842 - 180, 272, 842 - 100)
    assert dark_pixels(render_page(unsigned(), 0, 72), *place) == 0
    assert dark_pixels(render_page(certified(), 0, 72), *place) > 50


def test_no_temporary_file_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("TemporaryFile", "NamedTemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    render_page(complete(), 0, 72)


def test_what_cannot_be_shown_says_so() -> None:
    def code(pdf: bytes, page: int) -> str:
        with pytest.raises(ChecklistError) as caught:
            render_page(pdf, page, 72)
        return caught.value.code

    assert code(b"", 0) == "pdf-unreadable"
    assert code(b"not a PDF", 0) == "pdf-unreadable"
    assert code(laid_out(), 2) == "pdf-unreadable"
