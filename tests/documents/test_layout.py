# SPDX-License-Identifier: Apache-2.0
"""Pages as readers nobody here wrote see them: sound, embedded, whole in text, and the same bytes each time."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklistapp.documents.layout import LaidOut, lay_out
from checklistapp.documents.report import DataTable, Facts, Kind, Labelled, Listing, Paragraph, Report, without_number
from checklistapp.documents.sheet import HEIGHT, WIDTH
from checklistapp.documents.table_rows import shared
from checklistapp.domain.answer import OPEN, Answer, Meta, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import Question, Release, Section
from checklistapp.domain.ids import Digest, FormId, QuestionId
from checklistapp.services import forms
from tests.documents import sample_assessment
from tests.documents.sample_assessment import (
    ANSWERS,
    assessment,
    every_report,
    fonts,
    published,
    question,
    received,
    reviewed,
    submitted,
    to_approve,
)

NAMES = list(every_report())


@cache
def laid(name: str) -> LaidOut:
    return lay_out(every_report()[name], fonts())


def read(pdf: bytes, *options: str) -> str:
    """The text as pdftotext finds it, white space made even."""
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return even(done.stdout.decode())


def read_pages(pdf: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return [even(page) for page in done.stdout.decode().split("\f")[:-1]]


def even(text: str) -> str:
    return " ".join(text.split())


def shipped(answers: dict[QuestionId, Answer]) -> Assessment:
    form = forms.load(FormId("infcirc869-checklist"))
    return replace(assessment(), form=form, answers=answers)


def with_note(note: str) -> Report:
    return submitted(assessment({**ANSWERS, "C2.Q6": Answer(Response.of("yes"), note=note)}))


@pytest.mark.parametrize("name", NAMES)
def test_qpdf_finds_it_sound(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(laid(name).pdf)
    subprocess.run(["qpdf", "--check", tmp_path / "a.pdf"], check=True, capture_output=True)


@pytest.mark.parametrize("name", NAMES)
def test_every_font_is_embedded_and_none_is_a_standard_one(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(laid(name).pdf)
    done = subprocess.run(["pdffonts", tmp_path / "a.pdf"], check=True, capture_output=True, text=True)
    listed = done.stdout.splitlines()[2:]
    assert listed
    for line in listed:
        assert re.match(r"[A-K]{6}\+NotoSans\S* +TrueType +WinAnsi +yes yes yes", line), line
    assert b"Helvetica" not in laid(name).pdf


@pytest.mark.parametrize("name", NAMES)
def test_pages_carry_nothing_that_pdfa_forbids(name: str) -> None:
    with pikepdf.open(BytesIO(laid(name).pdf)) as pdf:
        assert len(pdf.pages) == laid(name).pages
        assert not any("/Trans" in page for page in pdf.pages)
        links = [link for page in pdf.pages for link in page.get("/Annots", [])]
        assert all(int(link.F) == 4 for link in links)
        assert str(pdf.Root.Lang) == "en"


@pytest.mark.parametrize("reading", [(), ("-raw",), ("-layout",)], ids=["blocks", "stream", "layout"])
@pytest.mark.parametrize("name", ["submission", "submission-source-format", "public-edition", "review-copy"])
def test_each_question_is_found_whole_and_once(name: str, reading: tuple[str, ...]) -> None:
    text = read(laid(name).pdf, *reading)
    listed = [
        each.id for block in every_report()[name].blocks if isinstance(block, Listing) for each in block.questions
    ]
    assert {each.id: text.count(each.text) for each in assessment().form.questions()} == {
        each.id: 1 + listed.count(each.id) for each in assessment().form.questions()
    }


@pytest.mark.parametrize("document", [submitted, reviewed], ids=["submission", "review-copy"])
@pytest.mark.parametrize("reading", [(), ("-raw",), ("-layout",)], ids=["blocks", "stream", "layout"])
def test_the_shipped_checklist_is_found_whole_with_its_notes(
    reading: tuple[str, ...], document: Callable[[Assessment], Report]
) -> None:
    form = forms.load(FormId("infcirc869-checklist"))
    notes = {
        each.id: f"Note {number} says: " + "as the act has it, " * (number % 60)
        for number, each in enumerate(form.questions())
    }
    given = shipped({known: Answer(Response.of("yes"), note=note) for known, note in notes.items()})
    text = read(lay_out(document(given), fonts()).pdf, *reading)
    assert not [each.id for each in form.questions() if text.count(even(each.text)) != 1]
    assert not [known for known, note in notes.items() if text.count(even(note)) != 1]


def test_a_plain_source_format_is_three_pages_and_a_signature_page() -> None:
    form = forms.load(FormId("infcirc869-checklist"))
    given = shipped({each.id: Answer(Response.of("yes")) for each in form.questions()})
    out = lay_out(submitted(given, source_format=True), fonts())
    assert out.pages == 4
    assert [(name, page) for name, page, _ in out.signature_fields] == [("preparer", 3), ("approver", 3)]


@pytest.mark.parametrize("name", ["approval-page", "receipt", "cover-slip", "recovery-sheet"])
def test_one_page_is_one_page(name: str) -> None:
    assert laid(name).pages == 1


def test_the_worst_approval_page_is_one_page() -> None:
    words = "Is this point, which takes several lines to put, met in each of the places where it is to be met? " * 3
    many = tuple(question(f"X-RUR-{number}", words) for number in range(2000))
    no, release = Response.of("no"), Release(value=True, public_statement=True, note=True, evidence=True)
    answers = {each.id: Answer(no, "n", "s", evidence=(sample_assessment.LAW,), release=release) for each in many}
    form = replace(sample_assessment.form(), title=words[:150], sections=(Section("X", "Points", "", many),))
    given = replace(assessment(), answers=answers, form=form)
    changed = [each.id for each in many]
    assert lay_out(to_approve(given, changed), fonts()).pages == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_page_says_what_it_belongs_to(name: str) -> None:
    report, out = every_report()[name], laid(name)
    for number, page in enumerate(read_pages(out.pdf), start=1):
        assert f"Page {number} of {out.pages}" in page
        if report.marking:
            assert page.startswith(report.marking)
            assert page.endswith(report.marking)
        assert report.title in page
        assert report.organisation in page
        assert report.cycle in page
        assert report.document_id in page
        assert report.digest in page


def test_contents_name_the_right_pages_and_the_outline_all_questions() -> None:
    form = forms.load(FormId("infcirc869-checklist"))
    out = lay_out(submitted(shipped({})), fonts())
    pages = read_pages(out.pdf)
    for section in form.sections:
        [page] = [number for number, text in enumerate(pages, start=1) if number > 1 and section.title in text]
        title = without_number(section.id, section.title)
        assert re.search(rf"{section.id} {re.escape(title)} {page} {len(section.questions)} ", pages[0])
    with pikepdf.open(BytesIO(out.pdf)) as pdf, pdf.open_outline() as outline:
        titles = [child.title for item in outline.root for child in item.children]
        assert [item.title.split()[0] for item in outline.root] == [*(each.id for each in form.sections), "Signatures"]
        assert titles == [each.id for each in form.questions()]


def test_a_page_that_begins_within_an_answer_says_whose() -> None:
    notes = {each.id: Answer(Response.of("yes"), note="A line of the note.\n" * 25) for each in form_questions()}
    pages = read_pages(lay_out(submitted(shipped(notes)), fonts()).pdf)
    begun = [re.search(r"2026 (\S+) (\S+) ", page) for page in pages[1:-1]]
    assert all(begin and begin[2] in ("continued", "Yes", "Commitment", "Additional") for begin in begun)
    assert any(begin and begin[2] == "continued" for begin in begun)


def form_questions() -> list[Question]:
    return list(forms.load(FormId("infcirc869-checklist")).questions())


CELLS = ("2026-11-22", "Yes", "0.035 %", "Ruritanian Nuclear Regulatory Office", "A long description of it all " * 6)


@pytest.mark.parametrize("margin", [0.0, 62.0])
@pytest.mark.parametrize("count", [2, 5, 6])
def test_no_word_or_date_is_broken_in_a_table(count: int, margin: float) -> None:
    cells = (CELLS * 2)[:count]
    heads = ("Responsibilities", "Last held on", "Certification", "Recommendations", "Grants licences?", "Remark")
    table = DataTable("Which are there?", heads[:count], (cells, cells), "C1.Q1.p1")
    text = read(lay_out(replace(received(), blocks=(table,), margin=margin), fonts()).pdf, "-layout")
    missing = [word for cell in (*heads[:count], *cells) for word in cell.split() if word not in text.split()]
    assert not missing


@given(st.lists(st.tuples(st.floats(5, 300), st.floats(0, 500)), min_size=1, max_size=9), st.floats(100, 500))
def test_columns_share_all_room_and_keep_their_words(wanted: list[tuple[float, float]], width: float) -> None:
    narrowest = [least for least, _ in wanted]
    widths = shared(narrowest, [least + more for least, more in wanted], width)
    assert sum(widths) == pytest.approx(width)
    if sum(narrowest) <= width:
        assert all(got >= least - 0.001 for got, least in zip(widths, narrowest, strict=True))


def test_no_line_begins_with_a_dot() -> None:
    many = tuple(replace(sample_assessment.LAW, location="Official Gazette " * number) for number in range(1, 9))
    given = assessment({**ANSWERS, "C2.Q6": Answer(Response.of("yes"), evidence=many)})
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=lay_out(submitted(given), fonts()).pdf,
        capture_output=True,
        check=True,
    )
    lines = done.stdout.decode().splitlines()
    assert sum("·" in line for line in lines) > 8
    assert not [line for line in lines if line.strip().startswith("·")]


def test_the_approval_page_says_all_that_is_signed_and_what_becomes_a_no() -> None:
    released = replace(ANSWERS["C1.Q2"], release=Release(value=True))
    pdf = lay_out(to_approve(assessment({**ANSWERS, "C1.Q2": released})), fonts()).pdf
    text = read(pdf, "-layout")
    for known in ("C1.Q2", "C1.Q3", "C2.Q2", "C2.Q4"):
        assert assessment().form.by_id[QuestionId(known)].text in text
    assert text.count("published as No") == 1
    assert "I approve the submission of these answers (content digest 3fa9 11c0 …) to the receiving authority." in text


def test_the_blank_form_takes_all_that_the_program_records() -> None:
    pages = read_pages(laid("blank-form").pdf)
    text = " ".join(pages)
    asked = len(list(assessment().form.questions()))
    assert text.count("Yes Partly No N.a. Withheld") == asked - 1 + 2  # one number, two parts
    assert text.count("Reason") >= asked
    assert text.count("Evidence") >= asked
    assert "Authority Responsible for" in text
    assert all(page.count("Marking:") == 2 for page in pages)
    assert all("example · 1.0.0" in page for page in pages)
    assert text.index("Sources") < text.index("Signature")


def test_signature_fields_lie_apart_on_the_signature_page() -> None:
    out = lay_out(submitted(assessment(), approvers=4), fonts())
    assert len({page for _, page, _ in out.signature_fields}) == 1
    rectangles = [rectangle for _, _, rectangle in out.signature_fields]
    assert len(rectangles) == 5
    for x0, y0, x1, y1 in rectangles:
        assert 40 < x0 < x1 < WIDTH - 40
        assert 60 < y0 < y1 < HEIGHT - 60
    rows = [rectangles[start : start + 2] for start in (0, 2, 4)]
    assert all(left[2] < right[0] for left, right in (row for row in rows if len(row) == 2))
    assert all(above[0][1] > below[0][3] for above, below in pairwise(rows))


BY_ITSELF = """
import sys
from checklistapp.documents.layout import lay_out
from tests.documents.sample_assessment import every_report, fonts
sys.stdout.buffer.write(lay_out(every_report()["review-copy"], fonts()).pdf)
"""


def test_the_bytes_are_the_same_in_every_process() -> None:
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run([sys.executable, "-c", BY_ITSELF], env=environment, capture_output=True, check=True)
        assert done.stdout == laid("review-copy").pdf


SILENT = [
    Response.of("no"),
    Response.as_meta(Meta.PARTLY),
    Response.as_meta(Meta.NOT_APPLICABLE, "MARKER"),
    Response.as_meta(Meta.WITHHELD, "MARKER"),
]


@pytest.mark.parametrize("response", SILENT)
def test_the_public_bytes_do_not_tell_what_is_held_back(response: Response) -> None:
    texts = "MARKER NOTE", "MARKER STATEMENT", "MARKER WORKING"
    planted = assessment({**ANSWERS, "C2.Q6": Answer(response, *texts, release=Release())})
    blank = assessment({**ANSWERS, "C2.Q6": Answer(OPEN, release=Release())})
    assert lay_out(published(planted), fonts()).pdf == lay_out(published(blank), fonts()).pdf


def test_a_very_long_note_is_kept_to_the_last_word() -> None:
    words = [f"word{number}" for number in range(11_000)]
    out = lay_out(with_note(" ".join(words)), fonts())
    assert re.findall(r"word\d+", read(out.pdf, "-raw")) == words


def test_a_word_wider_than_the_page_is_broken_not_lost() -> None:
    word = "".join(chr(ord("a") + number % 26) for number in range(1000))
    assert word in read(lay_out(with_note(word), fonts()).pdf, "-raw").replace(" ", "")


def test_a_question_never_stands_apart_from_its_text() -> None:
    for lines in range(0, 40, 3):
        note = "\n".join(["one line"] * lines)
        given = assessment({**ANSWERS, "C1.Q2": Answer(Response.of("yes"), note=note)})
        pages = read_pages(lay_out(submitted(given), fonts()).pdf)
        for each in given.form.questions():
            assert any(re.search(rf"{re.escape(each.id)} [A-Z][a-z ]+ {re.escape(each.text)}", page) for page in pages)


def test_the_head_of_a_table_stands_on_every_page_of_it() -> None:
    readers = tuple((f"Person {number}", "reader") for number in range(150))
    table = DataTable("", ("Name", "Role"), readers, beside_question=False)
    pages = read_pages(lay_out(replace(received(), blocks=(table,)), fonts()).pdf)
    assert len(pages) > 2
    assert all(page.count("Name Role") == 1 for page in pages)


def test_characters_without_a_glyph_are_replaced_visibly_and_named() -> None:
    out = lay_out(with_note("smile \U0001f600 한 \x00\x07\ud800 end\u00ad."), fonts())
    assert out.replaced == ("\x00", "\x07", "한", "\ud800", "\U0001f600")
    assert "smile � � ��� end." in read(out.pdf)
    assert fonts().missing("aé \U0001f600\r\n\v\u2028\t\u00ad") == {"\U0001f600"}


ODD = ["(unbalanced \\", "\u202egnp.exe", "\r\n\v\f\x1c", "\u3000\u00a0\u2028x", "a\u0301" * 50, "ﷺ" * 40, "(" * 500]
ANY = st.text(st.characters(exclude_categories=()), max_size=60) | st.sampled_from(ODD)


@given(st.lists(ANY, min_size=9, max_size=9), st.sampled_from([Kind.SUBMISSION, Kind.REVIEW_COPY]))
@settings(max_examples=60)
def test_no_text_breaks_a_page(texts: list[str], kind: Kind) -> None:
    title, organisation, cycle, marking, known, label, value, head, watermark = texts
    blocks = (
        Paragraph(value),
        Labelled(label, value, known),
        Facts(((label, value), (value, label))),
        DataTable(head, (label, value), ((value, head), (label, label)), known),
    )
    report = replace(received(), kind=kind, title=title, organisation=organisation, cycle=cycle, marking=marking)
    out = lay_out(replace(report, watermark=watermark, document_id=known, blocks=blocks), fonts())
    with pikepdf.open(BytesIO(out.pdf)) as pdf:
        assert len(pdf.pages) == out.pages
        for page in pdf.pages:
            assert pikepdf.parse_content_stream(page)


def test_digests_stay_whole() -> None:
    digest = Digest("0123456789abcdef" * 4)
    report = replace(received(), blocks=(Facts((("Digest", digest),)),))
    assert digest in read(lay_out(report, fonts()).pdf)
