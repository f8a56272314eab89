# SPDX-License-Identifier: Apache-2.0
"""Pages look as somebody last approved of them: small pictures by another renderer, kept beside this test.

``python -m tests.documents.test_pictures`` takes them anew: look at each before keeping it.
"""

import subprocess
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from checklistapp.documents.layout import lay_out
from tests.documents.sample_assessment import every_report, fonts

FOLDER = Path(__file__).parent / "pictures"
PAGES = {
    "submission": (1, 2, 3),
    "submission-source-format": (1,),
    "public-edition": (2,),
    "review-copy": (2,),
    "blank-form": (1,),
    "approval-page": (1,),
    "receipt": (1,),
    "cover-slip": (1,),
    "recovery-sheet": (1,),
}
EACH = [(name, page) for name, pages in PAGES.items() for page in pages]
DPI = 40
VISIBLE = 48
"""Steps of grey between two spots of a page that somebody would see."""
SPOT = 2
"""Pixels of a spot's side: what one renderer rounds to the left and another to the right is not seen."""


@cache
def laid(name: str) -> bytes:
    return lay_out(every_report()[name], fonts()).pdf


def picture(name: str, page: int) -> Image.Image:
    options = ["-r", str(DPI), "-f", str(page), "-singlefile", "-gray"]
    done = subprocess.run(["pdftoppm", *options], input=laid(name), capture_output=True, check=True)
    return Image.open(BytesIO(done.stdout))


def kept(name: str, page: int) -> Path:
    return FOLDER / f"{name}-{page}.png"


def spots(page: Image.Image) -> Image.Image:
    return page.convert("L").reduce(SPOT)


def share_that_differs(page: Image.Image, other: Image.Image) -> float:
    difference = ImageChops.difference(spots(page), spots(other)).histogram()
    return sum(difference[VISIBLE:]) / sum(difference)


@pytest.mark.parametrize(("name", "page"), EACH)
def test_it_looks_as_it_was_approved_of(name: str, page: int) -> None:
    seen, approved = picture(name, page), Image.open(kept(name, page))
    assert seen.size == approved.size
    assert share_that_differs(seen, approved) < 0.0002


def test_a_line_that_moved_would_be_seen() -> None:
    approved = Image.open(kept("submission", 2))
    moved = approved.copy()
    line = (0, 100, approved.width, 108)
    moved.paste(approved.crop(line), (6, 100))
    assert share_that_differs(moved, approved) > 0.0002


def test_no_picture_is_kept_for_nothing() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {kept(*each).name for each in EACH}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in EACH:
        picture(*each).quantize(16).save(kept(*each), optimize=True)
