# SPDX-License-Identifier: Apache-2.0
"""Tagged pages: every word belongs to one element of the structure or to the furniture, in the order of reading."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO

import pikepdf
import pytest

from checklistapp.documents.layout import lay_out
from checklistapp.documents.report import DataTable, QuestionLine
from tests.documents.sample_assessment import every_report, fonts, received

NAMES = list(every_report())
SHOWING = {"Tj", "TJ", "'", '"', "Do"}


@cache
def laid(name: str) -> bytes:
    return lay_out(every_report()[name], fonts()).pdf


def spoken(pdf: bytes) -> str:
    done = subprocess.run(["pdfinfo", "-struct-text", "-"], input=pdf, capture_output=True, check=True)
    assert not done.stderr
    return done.stdout.decode()


def elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    yield element
    for kid in element.K:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
            assert kid.P.objgen == element.objgen
            yield from elements(kid)


def marks_shown(page: pikepdf.Page) -> list[int]:
    """The numbers of marked content in the order of the stream; fails where something is shown outside of any."""
    around: list[bool] = []
    found: list[int] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BMC", "BDC"):
            numbered = operator == "BDC" and "/MCID" in instruction.operands[1]
            assert not (numbered and any(around))
            around.append(numbered)
            if numbered:
                found.append(int(instruction.operands[1]["/MCID"]))
        elif operator == "EMC":
            around.pop()
        elif operator in SHOWING | {"f", "S"}:
            assert around
    assert not around
    return found


def parents(tree: pikepdf.Object) -> dict[int, pikepdf.Object]:
    listed = list(tree.ParentTree.Nums)
    keys = [int(key) for key in listed[::2]]
    assert keys == sorted(set(keys))
    return dict(zip(keys, listed[1::2], strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_everything_shown_is_an_element_or_furniture(name: str) -> None:
    with pikepdf.open(BytesIO(laid(name))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        tree = pdf.Root.StructTreeRoot
        known = {each.objgen for each in elements(tree.K)}
        answering = parents(tree)
        for page in pdf.pages:
            marks = marks_shown(page)
            assert page.Tabs == "/S"
            owners = answering.pop(int(page.StructParents))
            assert sorted(marks) == list(range(len(owners)))
            assert all(owner.objgen in known for owner in owners)
            for link in page.get("/Annots", []):
                owner = answering.pop(int(link.StructParent))
                assert owner.S == "/Link"
                assert any(isinstance(kid, pikepdf.Dictionary) and kid.Obj.objgen == link.objgen for kid in owner.K)
        assert not answering


@pytest.mark.parametrize("name", NAMES)
def test_furniture_is_not_read_aloud(name: str) -> None:
    text = spoken(laid(name))
    report = every_report()[name]
    assert "Page 1" not in text
    assert not report.watermark or report.watermark not in text
    assert report.title in text


@pytest.mark.parametrize("name", ["submission", "public-edition", "review-copy", "blank-form"])
def test_questions_are_headings_in_their_order(name: str) -> None:
    asked = [block for block in every_report()[name].blocks if isinstance(block, QuestionLine)]
    heard = re.findall(r'H3 \(block\)\n\s+"(.*)"', spoken(laid(name)))
    questions = [each for each in heard if re.match(r"C\d\.Q\d ", each)]
    assert len(questions) == len(asked)
    for block, words in zip(asked, questions, strict=True):
        assert words.startswith(f"{block.id} {block.mark.value}".strip())
        assert block.text in words


def test_words_of_neighbouring_lines_and_columns_stay_apart() -> None:
    text = spoken(laid("submission"))
    assert "Official Gazette · file act.pdf" in text
    assert "Note The act entered into force in 2019. Its decrees followed in 2021." in text


def test_a_table_has_its_heads_and_as_many_cells_in_every_row_even_over_pages() -> None:
    rows = tuple((f"Person {number}", "reader " * 30, "") for number in range(60))
    table = DataTable("", ("Name", "Role", "Remark"), rows, beside_question=False)
    with pikepdf.open(BytesIO(lay_out(replace(received(), blocks=(table,)), fonts()).pdf)) as pdf:
        assert len(pdf.pages) > 2
        (found,) = [each for each in elements(pdf.Root.StructTreeRoot.K) if each.S == "/Table"]
        lines = [[str(cell.S) for cell in line.K] for line in found.K]
    assert lines == [["/TH"] * 3, *[["/TD"] * 3] * 60]


def test_a_bar_says_in_words_what_it_shows() -> None:
    with pikepdf.open(BytesIO(laid("submission"))) as pdf:
        figures = [str(each.Alt) for each in elements(pdf.Root.StructTreeRoot.K) if each.S == "/Figure"]
    assert figures[0] == "Yes 1, Partly 1, Not applicable 1"
