# SPDX-License-Identifier: Apache-2.0
"""What a file is by its content: its name and ending are only a stranger's word."""

import codecs

from checklistapp.previews.frames import MOST_TEXT, Kind, Text

SAMPLE = MOST_TEXT // 3
"""Bytes of a text that are looked at and shown; one of them becomes at most three in UTF-8."""

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"II+\0", Kind.TIFF),
    (b"MM\0+", Kind.TIFF),
)
_BITMAP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
_BEFORE_PDF = b"\xef\xbb\xbf\0 \t\r\n"
_CONTROLS = bytes({*range(32)} - {*b"\t\n\f\r"})
_UTF8, _UTF16, _WINDOWS = codecs.lookup("utf-8-sig"), codecs.lookup("utf-16"), codecs.lookup("windows-1252")


def kind_of(data: bytes) -> Kind | None:
    """None for what is neither a picture nor a PDF."""
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    # two letters alone also begin texts
    if data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _BITMAP_HEADERS:
        return Kind.BMP
    if data[:1024].lstrip(_BEFORE_PDF).startswith(b"%PDF-"):
        return Kind.PDF
    return None


def text_of(data: bytes) -> Text | None:
    """UTF-8, UTF-16 with its mark, or else Western European without control characters; None for anything else."""
    sample, is_whole = data[:SAMPLE], len(data) <= SAMPLE
    is_utf16 = sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = (_UTF16 if is_utf16 else _UTF8).incrementaldecoder
    if decoder is None:
        raise LookupError
    try:
        text = decoder().decode(sample, is_whole)
    except UnicodeDecodeError:
        if is_utf16 or sample.translate(None, _CONTROLS) != sample:
            return None
        text = _WINDOWS.decode(sample, "replace")[0]
    return None if "\0" in text else Text(text, is_whole)
