# SPDX-License-Identifier: Apache-2.0
"""Pages of a PDF as images for preview and printing, from memory to memory."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import pypdfium2

from checklistapp.domain.errors import ChecklistError

POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class PageImage:
    """``pixels`` holds rows of ``stride`` bytes from the top, four bytes (blue, green, red, unused) to a pixel."""

    width: int
    height: int
    stride: int
    pixels: bytes


def page_count(pdf: bytes) -> int:
    with _open(pdf) as document:
        return len(document)


def render_page(pdf: bytes, index: int, dpi: float) -> PageImage:
    """Page ``index`` (from 0) on white, with the stamps of signatures. PDFium wants one thread at a time."""
    with _open(pdf) as document, closing(document[index]) as page:
        bitmap = page.render(scale=dpi / POINTS_PER_INCH, prefer_bgrx=True)
        with closing(bitmap):
            return PageImage(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))


@contextmanager
def _open(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            document.init_forms()  # before the first page is loaded; without it signature stamps are not drawn
            yield document
    except pypdfium2.PdfiumError:
        raise ChecklistError(
            "pdf-unreadable", "This PDF cannot be read.", "Ask for the file again, or choose another copy."
        ) from None
