# SPDX-License-Identifier: Apache-2.0
"""Draws a page of a PDF with PDFium; runs in the decoding process only."""

from contextlib import closing

import pypdfium2
import pypdfium2.raw

from checklistapp.previews.frames import MOST_PAGES, MOST_PIXELS, Ask, Kind, Picture, Reason, Refused

_LOCKED = (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
_JUST_BELOW = 1 - 1e-9
"""Sizes are rounded up, and a product of floats may stand just above the whole number."""


def page(data: bytes, ask: Ask) -> Picture | Refused:
    """The page as large as fits, on white, with the stamps of signatures."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        return Refused(Reason.ENCRYPTED if fault.err_code in _LOCKED else Reason.BROKEN)
    with closing(document):
        document.init_forms()  # before the first page is loaded; without it stamps are not drawn
        pages = min(len(document), MOST_PAGES)
        if ask.page >= pages:
            return Refused(Reason.BROKEN)
        with closing(document[ask.page]) as drawn:
            width, height = drawn.get_size()
            if not (width > 0 and height > 0):
                return Refused(Reason.BROKEN)
            most = (0.98 * MOST_PIXELS / width / height) ** 0.5
            scale = min(ask.width / width, ask.height / height, most) * _JUST_BELOW
            bitmap = drawn.render(scale=scale, rev_byteorder=True, force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGR)
            with closing(bitmap):
                return Picture(Kind.PDF, pages, bitmap.width, bitmap.height, _without_gaps(bitmap))


def _without_gaps(bitmap: pypdfium2.PdfBitmap) -> bytes:
    rows, stride, used = memoryview(bitmap.buffer), bitmap.stride, 3 * bitmap.width
    return b"".join(rows[start : start + used] for start in range(0, stride * bitmap.height, stride))
