# SPDX-License-Identifier: Apache-2.0
"""Pictures come out as they are; broken ones and bombs come out as a sentence."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from checklistapp.previews import decoding_process
from checklistapp.previews.frames import Ask, Kind, Picture
from tests.previews.samples import ASK, encoded, outcome, png, png_of


def shown(data: bytes, ask: Ask = ASK) -> Image.Image:
    made = decoding_process.show(data, ask)
    assert isinstance(made, Picture)
    return Image.frombytes("RGB", (made.width, made.height), made.rgb)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "P", "RGB", "RGBA", "LA", "I;16")),
        *(("JPEG", mode) for mode in ("L", "RGB", "CMYK")),
        *(("GIF", "P"), ("BMP", "RGB"), ("WEBP", "RGBA")),
        *(("TIFF", mode) for mode in ("1", "RGB", "F", "I;16")),
    ],
)
def test_every_kind_looks_as_it_should(name: str, mode: str) -> None:
    grey = Image.linear_gradient("L").rotate(90)  # black at one side, white at the other
    image = grey.convert("I").point(lambda value: value * 257) if mode == "I;16" else grey
    made = shown(encoded(image.convert(mode), name)).convert("L")
    assert made.size == (256, 256)
    left, right = made.resize((4, 1), Image.Resampling.BOX).getpixel((0, 0)), made.resize((4, 1)).getpixel((3, 0))
    assert isinstance(left, int | float)
    assert isinstance(right, int | float)
    wanted = grey.resize((4, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(wanted, int | float)
    assert abs(left - wanted) < 12
    assert abs(left - right) > 120


def test_large_pictures_are_shrunk_and_small_ones_left() -> None:
    assert shown(png(3000, 1000)).size == (900, 300)
    assert shown(png(100, 5000)).size == (24, 1200)
    assert shown(png(9000, 1)).size == (900, 1)
    assert shown(png(3, 2)).size == (3, 2)


def test_transparent_parts_are_white() -> None:
    image = Image.new("RGBA", (20, 10), (255, 0, 0, 255))
    image.paste((0, 0, 0, 0), (10, 0, 20, 10))
    made = shown(encoded(image, "PNG"))
    assert made.getpixel((2, 5)) == (255, 0, 0)
    assert made.getpixel((17, 5)) == (255, 255, 255)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_photograph_stands_upright(orientation: int) -> None:
    image = Image.new("RGB", (1600, 800), "white")
    image.paste((0, 0, 255), (0, 0, 400, 400))
    exif = image.getexif()
    exif[0x0112] = orientation
    data = io.BytesIO()
    image.save(data, "JPEG", exif=exif)
    with Image.open(io.BytesIO(data.getvalue())) as opened:
        upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((900, 1200))
    made = shown(data.getvalue())
    assert made.size == upright.size
    corners = [(10, 10), (made.width - 10, 10), (10, made.height - 10), (made.width - 10, made.height - 10)]
    for corner in corners:
        ours, theirs = made.getpixel(corner), upright.getpixel(corner)
        assert isinstance(ours, tuple)
        assert isinstance(theirs, tuple)
        assert all(abs(one - other) < 30 for one, other in zip(ours, theirs, strict=True))


def test_pages_of_a_scan_are_turned() -> None:
    data = io.BytesIO()
    first, second = Image.new("RGB", (30, 20), "red"), Image.new("RGB", (20, 30), "blue")
    first.save(data, "TIFF", save_all=True, append_images=[second], compression="tiff_lzw")
    made = decoding_process.show(data.getvalue(), Ask(1, 900, 900))
    assert isinstance(made, Picture)
    assert (made.kind, made.pages, made.width, made.height) == (Kind.TIFF, 2, 20, 30)
    assert made.rgb[:3] == b"\0\0\xff"
    assert outcome(data.getvalue(), Ask(2, 900, 900)) == "preview-failed"


BLACK = zlib.compress(bytes(50 << 20), 9)
LOOPING_TIFF = b"II*\0\x08\0\0\0" + b"\1\0" + struct.pack("<HHII", 256, 3, 1, 10) + b"\x08\0\0\0"
WIDE_GIF = b"GIF89a\xff\xff\xff\xff\0\0\0," + bytes(4) + b"\xff\xff\xff\xff\0\x02\x02\x44\x01\0;"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (png(400, 300)[:200], "preview-failed"),
        (png_of(65_535, 65_535, (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")), "preview-too-large"),
        (png_of(0x7FFFFFFF, 0x7FFFFFFF), "preview-failed"),
        (png_of(10_900, 10_900, (b"IDAT", BLACK), (b"IEND", b"")), "preview-failed"),
        (png_of(10, 10, (b"zTXt", b"c\0\0" + BLACK), (b"IEND", b"")), "preview-failed"),
        (WIDE_GIF, "preview-too-large"),
        (LOOPING_TIFF, "preview-failed"),
        (b"II*\0" + b"\xff" * 100, "preview-failed"),
        (b"RIFF\x0c\0\0\0WEBPVP8 ", "preview-failed"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "preview-failed"),
        (b"BM" + bytes(12) + b"\x28\0\0\0" + struct.pack("<iiHHI", 60_000, -60_000, 1, 24, 0), "preview-failed"),
    ],
    ids=["cut", "65535", "2^31", "short-data", "text-bomb", "gif", "tiff-loop", "tiff", "webp", "jpeg", "bmp"],
)
def test_broken_pictures_and_bombs_are_refused(data: bytes, code: str) -> None:
    assert outcome(data) == code


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(["PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"]),
    st.lists(st.tuples(st.integers(12, 600), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_any_damage_ends_in_a_picture_or_a_sentence(name: str, damage: list[tuple[int, int]]) -> None:
    damaged = bytearray(encoded(Image.radial_gradient("L").resize((60, 40)).convert("RGB"), name))
    for place, byte in damage:
        damaged[place % (len(damaged) - 12) + 12] = byte
    assert outcome(bytes(damaged)) in {"shown", "preview-failed", "preview-too-large"}
