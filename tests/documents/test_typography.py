# SPDX-License-Identifier: Apache-2.0
"""Lines never wider than asked, nothing lost between them, and characters found in a second font."""

import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument

from checklistapp.documents.fonts import REPLACEMENT, Fonts
from checklistapp.documents.layout import lay_out
from checklistapp.documents.report import Paragraph
from checklistapp.documents.typesetting import Typesetter
from checklistapp.documents.typography import ACCENT, INK, MUTED, NO, PARTLY, REGULAR, TEXT, YES
from checklistapp.system.paths import data_folder
from tests.documents.sample_assessment import fonts, received
from tests.documents.sample_pdf import archived

ODD = [char for char in map(chr, range(0x10000)) if unicodedata.category(char)[0] in "CZ"]
"""Of the Basic Multilingual Plane: controls, formats, surrogates, private, unassigned and non-characters, spaces."""
LATIN = st.characters(min_codepoint=0x20, max_codepoint=0x24F)


def typesetter() -> Typesetter:
    return Typesetter(fonts(), PDFDocument())


@given(st.text(LATIN | st.sampled_from(" \n"), max_size=400), st.floats(30, 400))
def test_lines_fit(text: str, width: float) -> None:
    assert all(line.width <= width + 0.01 for line in typesetter().lines(text, TEXT, width))


@given(st.text(LATIN | st.sampled_from(" "), max_size=300), st.floats(30, 400))
def test_one_line_fits(text: str, width: float) -> None:
    assert typesetter().one_line(text, TEXT, width).width <= width + 0.01


@given(st.text(st.sampled_from("abc de"), max_size=300), st.floats(30, 200))
def test_breaking_loses_no_letter(text: str, width: float) -> None:
    lines = typesetter().lines(text, TEXT, width)
    assert "".join(str(codes) for line in lines for _, codes in line.pieces).replace(" ", "") == text.replace(" ", "")


def test_typed_lines_stay_lines() -> None:
    assert typesetter().paragraphs("\n one \r\ntwo\u2028three\n\n\n\nfour\n") == ["one", "two", "three", "", "four"]


def test_a_further_font_lends_what_the_faces_lack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfmetrics, "_fonts", {})  # where the faces of this folder would replace the others for good
    for path in data_folder("fonts").glob("NotoSans-*.ttf"):
        (tmp_path / path.name).symlink_to(path)
    lending = TTFont(data_folder("fonts") / f"{REGULAR}.ttf")
    for table in lending["cmap"].tables:
        table.cmap = {0x4F60: "A"}
    lending["name"].setName("Lending", 6, 3, 1, 0x409)  # the PostScript name, by which a PDF knows it
    lending["name"].setName("Lending", 6, 1, 0, 0)
    lending.save(tmp_path / "Lending.ttf")
    both = Fonts(tmp_path)
    assert both.missing("a你好") == {"好"}
    assert b"Lending" not in lay_out(received(), both).pdf
    shown = lay_out(replace(received(), blocks=(Paragraph("before 你 after"),)), both)
    assert shown.replaced == ()
    done = subprocess.run(["pdftotext", "-", "-"], input=shown.pdf, capture_output=True, check=True)
    assert "before 你 after" in done.stdout.decode()


def shown(text: str) -> bytes:
    return archived(lay_out(replace(received(), blocks=(Paragraph(text),)), fonts()).pdf, record=None)


def test_every_odd_character_can_be_archived() -> None:
    assert shown(" ".join(ODD)).startswith(b"%PDF-")


@given(st.text(st.sampled_from(ODD) | st.characters(), max_size=60))
@settings(max_examples=20)
def test_any_text_can_be_archived(text: str) -> None:
    assert shown(text).startswith(b"%PDF-")


@pytest.mark.parametrize("char", ["\uffff", "\ufffe", "\ufdd0", "\ufdef", "\U0001ffff", "\U0010fffe"])
def test_a_non_character_becomes_a_visible_replacement(char: str) -> None:
    assert typesetter().paragraphs(f"a{char}b") == [f"a{REPLACEMENT}b"]
    assert fonts().missing(char) == {char}


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [INK, MUTED, ACCENT, YES, PARTLY, NO])
def test_every_colour_of_text_is_readable_on_paper(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5  # WCAG 2.2, 1.4.3
