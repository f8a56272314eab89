# SPDX-License-Identifier: Apache-2.0
"""Pages of a document as pixels, as the services draw them and as Qt shows them."""

from typing import Protocol

from PySide6.QtGui import QImage


class PageImage(Protocol):
    """Pixels as BGRX, ``stride`` bytes a row."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def stride(self) -> int: ...
    @property
    def pixels(self) -> bytes: ...


class Pages(Protocol):
    """A document in memory; ``render`` takes the page (from 0) and dots per inch, and runs in the worker."""

    @property
    def count(self) -> int: ...
    def render(self, index: int, dpi: float) -> PageImage: ...


def to_qimage(image: PageImage) -> QImage:
    """A copy of its own: the bytes of ``image`` go when the page is done."""
    made = QImage(image.pixels, image.width, image.height, image.stride, QImage.Format.Format_RGB32)
    return made.copy()
