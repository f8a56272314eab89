# SPDX-License-Identifier: Apache-2.0
"""Any mix of scripts is set within its width, with real glyphs, and all of it is there for a reader of the text."""

import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from checklistapp.documents.layout import lay_out
from checklistapp.documents.lines import Line
from checklistapp.documents.report import DataTable, Facts, Paragraph
from checklistapp.documents.sheet import Ink, shown
from checklistapp.documents.stamp import StampText, draw_stamp
from checklistapp.documents.typesetting import Typesetter
from checklistapp.documents.typography import ITALIC, REGULAR, TEXT, TITLE, Style
from tests.documents.sample_assessment import fonts, received
from tests.documents.sample_pdf import archived

ARABIC = "بيتكجملنهسشقفغعطظصضأإآئؤةىیپچگ،؛؟ـ"
VOWELS = "\u064b\u064e\u064f\u0650\u0651\u0652\u0670"
LETTERS = "abzÉñőșЖщΩё 019.,:;()[]«»-/%" + ARABIC + "٠٣٩۵" + "核安保材料（）。，“”のーカ"
TEXTS = st.text(st.sampled_from(LETTERS + VOWELS + "\u0301\u0308\u200c\u200d\u200e\u200f\u2067\u2069"), max_size=80)
STYLES = st.sampled_from([TEXT, TITLE, Style(ITALIC, 9, 12)])
AR_NOTE = "بلغت نسبة الإجابات 37 من 45 في المنشأة (NPP-2)، أي مُعْظَمُها."
ZH_NOTE = "本报告说明“核安保自评估”（INFCIRC/869）的结果：共 37 个问题。"


def canvas() -> Canvas:
    fonts()  # known by name once they are loaded
    return Canvas(BytesIO(), pagesize=(5000, 5000), invariant=1, initialFontName=REGULAR)  # type: ignore[arg-type]  # the stub takes a name for a number


def typesetter() -> Typesetter:
    return Typesetter(fonts(), canvas()._doc)  # type: ignore[attr-defined]  # the stub leaves it out


def drawn(text: str, style: Style, width: float) -> BytesIO:
    """One page with the lines of the text."""
    sheet = canvas()
    lines = Typesetter(fonts(), sheet._doc).lines(text, style, width)  # type: ignore[attr-defined]  # as above
    for number, line in enumerate(lines):
        sheet.addLiteral(f"BT 1 0 0 1 10 {4900 - 40 * number} Tm")
        sheet.addLiteral("\n".join(shown(line, style, Ink())))
        sheet.addLiteral("ET")
    file: Callable[[], bytes] = sheet.getpdfdata
    return BytesIO(file())


def extracted(text: str, style: Style, width: float) -> str:
    return pypdf.PdfReader(drawn(text, style, width)).pages[0].extract_text()


def said(text: str) -> Counter[str]:
    return Counter(char for char in text if not char.isspace() and unicodedata.category(char) != "Cf")


@given(TEXTS, STYLES, st.floats(40, 500))
@settings(max_examples=150)
def test_lines_fit(text: str, style: Style, width: float) -> None:
    for line in typesetter().lines(text, style, width):
        assert line.indent >= 0
        assert line.end <= width + 0.01


@given(TEXTS, STYLES, st.floats(40, 500))
@settings(max_examples=100)
def test_one_line_fits(text: str, style: Style, width: float) -> None:
    assert typesetter().one_line(text, style, width).width <= width + 0.01


@given(TEXTS, st.floats(60, 300), st.integers(1, 3))
@settings(max_examples=60)
def test_at_most_so_many_lines(text: str, width: float, count: int) -> None:
    lines = typesetter().at_most(count, text, TEXT, width)
    assert len(lines) <= count
    assert all(line.width <= width + 0.01 for line in lines)


@given(TEXTS, STYLES, st.floats(60, 500))
@settings(max_examples=80)
def test_a_reader_of_the_text_finds_each_character_once(text: str, style: Style, width: float) -> None:
    assert said(extracted(text, style, width)) == said(text)


@given(TEXTS)
@settings(max_examples=40)
def test_no_code_stands_for_the_empty_box(text: str) -> None:
    for line in typesetter().lines(text, TEXT, 300):
        assert not [operand for operand in operands([line]) if "<0000>" in operand]


def operands(lines: Iterable[Line]) -> list[str]:
    return [operand for line in lines for _, codes in line.pieces if not isinstance(codes, str) for _, operand in codes]


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_any_text_is_set(text: str) -> None:
    set_ = typesetter()
    assert set_.lines(text, TEXT, 120)
    assert set_.one_line(text, TEXT, 120).width <= 120.01
    assert set_.widest_word(text, TEXT) >= 0


def read(pdf: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(char for char in done.stdout.decode() if unicodedata.category(char) != "Cf" or char == "\u200c")


@pytest.mark.parametrize(
    "text",
    [
        "تقييم ذاتي لأمن المواد النووية في المنشأة",
        "مُحَمَّدٌ رَسُولُ اللَّهِ لا إله إلا الله",
        "می‌خواهم کتاب‌ها را بخوانم",
        "共三十七个问题，其中“多数”已回答（见第3条）。",
        "日本語のテキスト、かな・カナ。",
        "x\u0302 q\u0308 \u1eb9\u0301",
        "Проверка завершена; Έλεγχος; Tiếng Việt",
    ],
)
def test_the_text_is_found_in_its_logical_order(text: str) -> None:
    assert text in read(lay_out(replace(received(), blocks=(Paragraph(text),)), fonts()).pdf)


def test_an_arabic_paragraph_stands_at_the_right_and_an_english_one_with_arabic_words_at_the_left() -> None:
    set_ = typesetter()
    [right] = set_.lines("ملاحظة (NPP-2)", TEXT, 300)
    [left] = set_.lines("The note says ملاحظة here", TEXT, 300)
    assert right.end == pytest.approx(300)
    assert right.indent > 200
    assert left.indent == 0


def test_forms_that_look_alike_keep_their_meaning() -> None:
    text = "بيت بیت"  # the Arabic and the Persian letter, joined on both sides
    assert text in read(lay_out(replace(received(), blocks=(Paragraph(text),)), fonts()).pdf)


def test_overrides_do_not_turn_letters_round() -> None:
    assert extracted("safe \u202egpj.exe\u202c file", TEXT, 400).strip() == "safe gpj.exe file"


def test_rare_ideographs_beyond_four_digits_are_set_or_named() -> None:
    assert fonts().missing("\U00020158") <= {"\U00020158"}
    rare = next(code for code in range(0x20000, 0x2FFFF) if fonts().covers(code))
    assert fonts().missing(chr(rare)) == set()
    assert chr(rare) in read(lay_out(replace(received(), blocks=(Paragraph(f"名{chr(rare)}字"),)), fonts()).pdf)
    assert fonts().missing("한 שלום ไทย") == set("한שלוםไทย")


def test_a_page_of_all_scripts_is_archival_and_embeds_all_it_shows(tmp_path: Path) -> None:
    cells = ("مركز التخزين", "2026年11月22日", "Хранилище")
    blocks = (
        Paragraph(AR_NOTE),
        Paragraph(ZH_NOTE),
        Paragraph("x\u0302"),
        Facts((("المالك", "核监管局"),)),
        DataTable("هل؟", ("الاسم", "日期", "Имя"), (cells,), "C1.Q1.p1"),
    )
    report = replace(received(), title="تقرير 自评估报告", organisation="هيئة الرقابة", blocks=blocks)
    out = lay_out(report, fonts())
    assert out.replaced == ()
    pdf = archived(out.pdf, record=None)  # checked by pikepdf on the way
    listed = subprocess.run(["pdffonts", "-"], input=pdf, check=True, capture_output=True, text=False)
    rows = listed.stdout.decode().splitlines()[2:]
    assert {row.split()[0].split("+")[1] for row in rows} >= {
        "NotoSansArabic-Regular",
        "NotoSansArabic-SemiBold",
        "NotoSansSC-Regular",
        "NotoSansSC-SemiBold",
    }
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf)
    subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)


def test_each_code_has_a_width_and_a_glyph() -> None:
    with pikepdf.open(drawn(AR_NOTE + ZH_NOTE, TEXT, 400)) as document:
        fonts_used = document.pages[0].Resources.Font.values()
        composed = [font for font in fonts_used if font.Subtype == "/Type0"]
        assert len(composed) == 2 + 1  # Arabic, Chinese, and the face itself for mirrored brackets
        for font in composed:
            described = font.DescendantFonts[0]
            start, widths = described.W
            assert int(start) == 0
            assert len(widths) == len(described.CIDToGIDMap.read_bytes()) // 2


def test_the_same_text_gives_the_same_bytes() -> None:
    report = replace(received(), blocks=(Paragraph(AR_NOTE), Paragraph(ZH_NOTE)))
    assert lay_out(report, fonts()).pdf == lay_out(report, fonts()).pdf


@pytest.mark.parametrize("name", ["محمد الأمين", "王小明", "Zoë Ångström x\u0302"])
def test_a_stamp_shows_the_name_of_a_signer_of_any_script(name: str) -> None:
    words = ("apple", "baker", "cedar", "delta")
    stamp = StampText(name, "هيئة الرقابة 核监管局", "Signed 2026-11-22", "Self-made key", words, fonts())
    pdf = draw_stamp(stamp, 240, 84)
    text = read(pdf)
    assert all(part in text for part in name.split())
    assert "\ufffd" not in text
