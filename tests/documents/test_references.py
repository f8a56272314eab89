# SPDX-License-Identifier: Apache-2.0
"""Arabic and Chinese paragraphs stand as another engine sets them: the same lines, the same ink."""

import subprocess
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat
from reportlab.pdfgen.canvas import Canvas

from checklistapp.documents.sheet import Ink, marks_of, shown
from checklistapp.documents.typesetting import Typesetter
from checklistapp.documents.typography import REGULAR, Style
from tests.documents.references import DPI, FOLDER, MARGIN, MEASURE, PITCH, SIZE, TEXTS
from tests.documents.sample_assessment import fonts

STYLE = Style(REGULAR, SIZE, PITCH, "#000000")
PIXELS = DPI / 72
INKED = 128
TOLERANCE = 5
"""Pixels of the square within which ink has to meet ink: the rasters differ, and so does rounding."""


def ours(name: str, height: float) -> Image.Image:
    file, set_in = BytesIO(), fonts()  # which are known by name once they are loaded
    canvas = Canvas(file, pagesize=(MEASURE + 2 * MARGIN, height), initialFontName=REGULAR)  # type: ignore[arg-type]  # the stub takes a name for a number
    document = canvas._doc  # type: ignore[attr-defined]  # the stub leaves it out
    for number, line in enumerate(Typesetter(set_in, document).lines(TEXTS[name], STYLE, MEASURE)):
        x, y = MARGIN + line.indent, height - MARGIN - 0.8 * SIZE - number * PITCH
        canvas.addLiteral("\n".join(marks_of(line, STYLE, x, y)))
        canvas.addLiteral("\n".join([f"BT 1 0 0 1 {x} {y} Tm", *shown(line, STYLE, Ink()), "ET"]))
    canvas.save()
    options = ["-r", str(DPI), "-gray", "-singlefile"]
    done = subprocess.run(["pdftoppm", *options], input=file.getvalue(), capture_output=True, check=True)
    return Image.open(BytesIO(done.stdout))


def theirs(name: str) -> Image.Image:
    return Image.open(FOLDER / f"{name}.png").convert("L")


def ink(picture: Image.Image) -> Image.Image:
    return picture.point(lambda grey: 255 if grey < INKED else 0)


def uncovered(picture: Image.Image, other: Image.Image) -> float:
    """Share of the picture's ink that has none of the other's near it."""
    near = other.filter(ImageFilter.MaxFilter(TOLERANCE))
    return ImageStat.Stat(ImageChops.subtract(picture, near)).sum[0] / ImageStat.Stat(picture).sum[0]


def lines(picture: Image.Image) -> Iterator[Image.Image]:
    top = MARGIN - (PITCH - SIZE) / 2
    while (top + PITCH) * PIXELS <= picture.height + 1:
        yield picture.crop((0, round(top * PIXELS), picture.width, round((top + PITCH) * PIXELS)))
        top += PITCH


@pytest.mark.parametrize("name", TEXTS)
def test_each_line_looks_as_the_other_engine_sets_it(name: str) -> None:
    picture = theirs(name)
    drawn = ours(name, picture.height / PIXELS)
    assert abs(drawn.height - picture.height) <= 1
    for line, other in zip(lines(ink(drawn)), lines(ink(picture)), strict=True):
        assert uncovered(line, other) < 0.01
        assert uncovered(other, line) < 0.01


def test_a_wrong_order_would_be_seen() -> None:
    picture = ink(theirs("arabic"))
    assert uncovered(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT), picture) > 0.1
    [first, second, *_] = lines(picture)
    assert uncovered(first, second) > 0.1
