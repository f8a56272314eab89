# SPDX-License-Identifier: Apache-2.0
"""Content decides what a file is, and what is no text is not shown as text."""

import pytest

from checklistapp.previews import content
from checklistapp.previews.frames import MOST_TEXT, Kind, Text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", Kind.PNG),
        (b"\xff\xd8\xff\xe0", Kind.JPEG),
        (b"GIF89a", Kind.GIF),
        (b"MM\0*", Kind.TIFF),
        (b"RIFF\0\0\0\0WEBPVP8 ", Kind.WEBP),
        (b"RIFF\0\0\0\0WAVEfmt ", None),
        (b"BM" + bytes(12) + b"\x28\0\0\0", Kind.BMP),
        (b"BMs are listed in the annex", None),
        (b"\n %PDF-1.7", Kind.PDF),
        (b"The header of a PDF is %PDF-1.7", None),
        (b"PK\3\4", None),
        (b"", None),
    ],
)
def test_the_kind_is_found_by_content(data: bytes, kind: Kind | None) -> None:
    assert content.kind_of(data) is kind


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Größe – ключ".encode(), "Größe – ключ"),
        ("\ufeffGröße".encode(), "Größe"),
        ("Größe".encode("utf-16"), "Größe"),
        (b"\xfe\xff" + "Größe".encode("utf-16-be"), "Größe"),
        ("Größe – “so”".encode("windows-1252"), "Größe – “so”"),
        (b"", ""),
    ],
)
def test_texts_are_read_in_their_encoding(data: bytes, text: str) -> None:
    assert content.text_of(data) == Text(text, is_whole=True)


@pytest.mark.parametrize(
    "data",
    [b"PK\3\4\x14\0", b"\xd0\xcf\x11\xe0\xa1\xb1", b"\x7fELF\2\1\1\0", b"\xff\xfea", b"\xff\xfe\0\0a\0\0\0"],
    ids=["zip", "doc", "elf", "half", "utf-32"],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    assert content.text_of(data) is None


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "windows-1252"])
def test_of_a_long_text_the_beginning_is_shown_and_no_character_is_cut(codec: str) -> None:
    shown = content.text_of(("a" + "é€" * 100_000).encode(codec))
    assert shown is not None
    assert not shown.is_whole
    assert set(shown.text) == set("aé€")
    assert len(shown.text.encode()) <= MOST_TEXT
