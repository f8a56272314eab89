# SPDX-License-Identifier: Apache-2.0
"""The PDF to fill in: its fields, what other readers make of it, and what comes back out of it."""

import ctypes
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from checklistapp.documents.fillable import fillable_pdf
from checklistapp.domain.answer import Row, Value
from checklistapp.domain.entry_lines import Entry, Line, LineKind, lines_of
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import AnswerSet, Form, Part
from checklistapp.domain.ids import FormId
from checklistapp.formats.fill_in import GRID_ROWS, FieldValue, FilledIn, read_fields
from checklistapp.formats.form_file import read_form
from checklistapp.formats.form_json import form_digest
from checklistapp.previews import field_frames, form_fields
from checklistapp.services import forms
from checklistapp.services.printing import fonts
from tests.documents.filling import as_typed, filled
from tests.strategies import values

EVERYTHING = Path(__file__).parents[1] / "vectors/forms/good/everything"


def made(form: Form, *, source_format: bool = False) -> bytes:
    return fillable_pdf(form, form_digest(form), fonts(), source_format=source_format)


def fields_in(pdf: bytes) -> dict[str, FieldValue]:
    """As the locked process would say them."""
    return dict(field_frames.unpack(field_frames.pack_fields(form_fields.read_fields(pdf))))


def read(pdf: bytes, form: Form) -> FilledIn:
    return read_fields(fields_in(pdf), form, form_digest(form))


@pytest.fixture(scope="module")
def checklist() -> Form:
    return forms.load(FormId("infcirc869-checklist"))


@pytest.fixture(scope="module")
def empty(checklist: Form) -> bytes:
    return made(checklist)


@pytest.fixture(scope="module")
def everything() -> Form:
    return read_form({file.name: file.read_bytes() for file in EVERYTHING.iterdir()})


@pytest.mark.parametrize("name", ["infcirc869-checklist", "operator-contribution"])
@pytest.mark.parametrize("source_format", [False, True])
def test_each_form_has_a_sound_pdf_that_is_the_same_each_time(name: str, source_format: bool, tmp_path: Path) -> None:
    form = forms.load(FormId(name))
    pdf = made(form, source_format=source_format)
    assert pdf == made(form, source_format=source_format)
    file = tmp_path / "form.pdf"
    file.write_bytes(pdf)
    assert subprocess.run(["qpdf", "--check", file], capture_output=True, check=False).returncode == 0
    info = subprocess.run(["pdfinfo", file], capture_output=True, check=True, text=True).stdout
    assert "AcroForm" in info
    assert "JavaScript:      no" in info
    given = read(pdf, form)
    assert not given.faults
    assert not given.unknown_count
    assert not any(given.entries.values())


def test_fields_are_named_by_question_and_say_what_they_ask(checklist: Form, empty: bytes) -> None:
    fields = PdfReader(BytesIO(empty)).get_fields() or {}
    for question in checklist.questions():
        assert set(fields[f"{question.id}.answer"]["/_States_"]) == {
            "/yes", "/partly", "/no", "/na", "/withheld", "/Off",
        }  # fmt: skip
        assert question.text in fields[f"{question.id}.answer"]["/TU"]
        assert question.text in fields[f"{question.id}.note"]["/TU"]
    assert {"organisation", "cycle", "name", "date", "marking"} <= fields.keys()


def test_the_source_format_knows_yes_no_and_a_note(checklist: Form) -> None:
    fields = PdfReader(BytesIO(made(checklist, source_format=True))).get_fields() or {}
    assert set(fields["C3.Q1.answer"]["/_States_"]) == {"/yes", "/no", "/Off"}
    assert {name for name in fields if name.startswith("C3.Q1.")} == {"C3.Q1.answer", "C3.Q1.note"}


def test_nothing_in_it_runs_and_every_state_is_drawn(empty: bytes) -> None:
    with pikepdf.open(BytesIO(empty)) as document:
        form = document.Root.AcroForm
        assert "/XFA" not in form
        assert "/NeedAppearances" not in form
        assert str(document.Root.Lang) == "en"
        font = form.DR.Font.NotoSans
        assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
        widgets = [each for page in document.pages for each in page.get("/Annots", []) if each.Subtype == "/Widget"]
        assert len(widgets) > 800
        assert {int(each.MaxLen) for each in widgets if each.get("/T") == "note"} == {4000}
        for widget in widgets:
            assert widget.Rect is not None
            assert "/N" in widget.AP
            assert "/AA" not in widget
            assert "/A" not in widget
        assert all(page.obj.Tabs == "/R" for page in document.pages)
    assert b"/JavaScript" not in empty


EXACT = (
    "Žluťoučký kůň, «où ça?»",
    "Законодательство: статья 221 УК",
    "التشريع الوطني (المادة 14) INFCIRC/869",
    "国家立法：第221条",
    "one\ntwo\n\n  four, indented",
    "𝔘𝔫𝔦 😀",
    "(\\)(\r",
    "x" * 4000,
)


def test_texts_come_back_exactly_or_are_named_and_never_cut(checklist: Form, empty: bytes) -> None:
    notes = dict(zip((f"{question.id}.note" for question in checklist.questions()), EXACT, strict=False))
    too_long = {"A1.note": "x" * 4001, "C1.Q1.p1": "31/12/2026"}
    back = read(filled(empty, {**notes, **too_long}), checklist)
    assert {name: back.entries[name] for name in notes} == {
        name: text.replace("\r", "\n") for name, text in notes.items()
    }
    assert back.faults == {
        "A1.note": "must have at most 4000 characters",
        "C1.Q1.p1": "must be a date like 2024-02-01",
    }


_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


def _lines(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(texts, max_size=3).map("\n".join).map(lambda text: text if text.strip() else "")


def entries(line: Line) -> st.SearchStrategy[Entry]:
    """What a person could put there, in the shape in which it comes back."""
    if line.states:
        return st.sampled_from(("", *line.states))
    if line.kind is LineKind.EVIDENCE:
        titles = _texts.map(str.strip).filter(lambda title: bool(title) and len(title.splitlines()) == 1)
        return st.lists(titles, max_size=3).map(tuple)
    if isinstance(line.of, Part) or line.value_kind in (None, AnswerSet.TEXT):
        return _lines(_texts)
    return st.just("") | values(line.of).map(lambda value: _in_order(line, value))


def _in_order(line: Line, value: Value) -> Entry:
    if isinstance(value, str) or isinstance(line.of, Part):
        return value
    if line.value_kind is AnswerSet.CHOICES:
        return tuple(choice for choice in line.of.choices if choice in value)
    rows: list[Row] = []
    for row in value[:GRID_ROWS]:
        if not isinstance(row, str):
            flat = {column: " ".join(text.split())[:200] for column, text in row.items()}
            rows.append({column: text for column, text in flat.items() if text})
    return tuple(row for row in rows if row)


@settings(max_examples=10, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # shrinking takes minutes
@given(data=st.data())
def test_whatever_is_filled_in_comes_back(everything: Form, data: st.DataObject) -> None:
    chosen = {line: data.draw(entries(line), line.name) for line in lines_of(everything)}
    typed = {name: text for line, entry in chosen.items() for name, text in as_typed(line, entry).items()}
    for question in everything.questions():  # a value and a word in its place are one too many
        if any(name.startswith(f"{question.id}.value") for name in typed):
            typed.pop(f"{question.id}.answer", None)
            chosen = {line: "" if line.name == f"{question.id}.answer" else entry for line, entry in chosen.items()}
    back = read(filled(made(everything), typed), everything)
    assert {name: entry or "" for name, entry in back.entries.items()} == {
        line.name: entry or "" for line, entry in chosen.items()
    }
    assert not back.faults


def test_the_engine_of_a_browser_fills_it_in(checklist: Form, empty: bytes) -> None:
    """Clicks and types in PDFium as a person would, and saves."""
    raw = pypdfium2.raw
    document = pypdfium2.PdfDocument(empty)
    document.init_forms()
    page = document[0]
    environment = document.formenv.raw
    with pikepdf.open(BytesIO(empty)) as known:
        spots = {}
        for widget in known.pages[0].Annots:
            if "/TU" in widget and str(widget.TU) == "Organisation":
                spots["organisation"] = [float(each) for each in widget.Rect]
            if str(widget.get("/Contents", "")).startswith("Partly (C1.Q1: "):
                spots["partly"] = [float(each) for each in widget.Rect]

    def click(rect: list[float]) -> None:
        x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
        for act in (raw.FORM_OnMouseMove, raw.FORM_OnLButtonDown, raw.FORM_OnLButtonUp):
            act(environment, page.raw, 0, x, y)

    click(spots["partly"])
    click(spots["organisation"])
    text = "Ruritánie Руритания"
    wide = (text + "\0").encode("utf-16-le")
    buffer = (ctypes.c_ushort * (len(wide) // 2)).from_buffer_copy(wide)
    raw.FORM_ReplaceSelection(environment, page.raw, buffer)
    raw.FORM_ForceToKillFocus(environment)
    written = BytesIO()
    document.save(written)
    back = read(written.getvalue(), checklist)
    assert back.entries["C1.Q1.answer"] == "partly"
    assert back.header["organisation"] == text


def test_another_form_version_wording_or_pdf_is_refused_in_a_sentence(checklist: Form, empty: bytes) -> None:
    operator = forms.load(FormId("operator-contribution"))
    fields = fields_in(empty)
    for form, digest, code in (
        (operator, form_digest(operator), "other-form"),
        (checklist, form_digest(operator), "other-wording"),
    ):
        with pytest.raises(ChecklistError) as refused:
            read_fields(fields, form, digest)
        assert refused.value.code == code
    for mark, code in (
        ("checklistapp/fill-in/1 infcirc869-checklist 9.9.9 0", "other-version"),
        ("checklistapp/fill-in/2 infcirc869-checklist 1.0.0 0", "not-a-fill-in-form"),
        ("", "not-a-fill-in-form"),
    ):
        with pytest.raises(ChecklistError) as refused:
            read_fields({**fields, "checklistapp": FieldValue(mark)}, checklist, form_digest(checklist))
        assert refused.value.code == code


def test_a_value_and_a_word_in_its_place_are_one_too_many(everything: Form) -> None:
    back = read(filled(made(everything), {"S1.Q2.answer": "/na", "S1.Q2.value.2": "/Yes"}), everything)
    assert back.faults == {"S1.Q2.answer": "must be left open where there is a value"}


def test_fields_of_others_are_counted_and_named(checklist: Form, empty: bytes) -> None:
    more = {f"extra{number}": FieldValue("x") for number in range(50)}
    back = read_fields({**fields_in(empty), **more}, checklist, form_digest(checklist))
    assert back.unknown_count == 50
    assert len(back.unknown) == 20
