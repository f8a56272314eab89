# SPDX-License-Identifier: Apache-2.0
"""The public edition as a web page: what is released, told apart, escaped, and nothing from elsewhere."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from checklistapp.documents import web_page
from checklistapp.domain.answer import OPEN, Answer, Meta, Response
from checklistapp.domain.disclosure import public_edition
from checklistapp.domain.form import Release
from tests.documents.sample_assessment import ANSWERS, LAW, assessment


class Outline(HTMLParser):
    """Tags in order, and the text outside the style sheet."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "src"]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.said.append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(" ".join(each for each in self.said if each).split())


def page_of(answers: dict[str, Answer], dated: str = "") -> bytes:
    given = assessment(answers)
    return web_page.write(public_edition(given), given.form, dated)


def test_each_question_is_a_heading_with_its_answer_below() -> None:
    outline = Outline(page_of(dict(ANSWERS)))
    questions = list(assessment().form.questions())
    assert outline.tags.count("h3") == outline.tags.count("article") == len(questions)
    assert "script" not in outline.tags
    assert "C1.Q1 Are the laws written and published? Yes Statement Ruritania has" in outline.text
    assert outline.text.count("PUBLIC") == 2
    assert "true in part is published as No" in outline.text


def test_evidence_says_its_title_apart_from_what_is_known_of_it() -> None:
    law = replace(LAW, title="Nuclear Security Act", identifier="Act 41/2017")
    answer = Answer(Response.of("yes"), evidence=(law,), release=Release(evidence=True))
    text = Outline(page_of({"C2.Q6": answer})).text
    assert "Evidence Nuclear Security Act Law · Act 41/2017 · Articles 4 to 9" in text


def test_the_day_can_be_read_back_and_is_all_that_it_changes() -> None:
    page = page_of(dict(ANSWERS), "2026-11-22")
    assert web_page.day_of(page) == "2026-11-22"
    assert web_page.day_of(page_of(dict(ANSWERS))) == ""
    assert page.replace(b"2026-11-22", b"2027-01-01") == page_of(dict(ANSWERS), "2027-01-01")


def test_markup_in_an_answer_is_text() -> None:
    release = Release(public_statement=True)
    answer = Answer(public_statement='<script>x</script><time datetime="1999-01-01">', release=release)
    page = page_of({"C2.Q6": answer})
    assert b"<script" not in page
    assert web_page.day_of(page) == ""


@pytest.mark.parametrize(
    "response", [Response.of("no"), Response.as_meta(Meta.PARTLY), Response.as_meta(Meta.WITHHELD)]
)
def test_the_page_does_not_tell_what_is_held_back(response: Response) -> None:
    planted = {**ANSWERS, "C2.Q6": Answer(response, "NOTE", "STATEMENT", evidence=(LAW,), release=Release())}
    assert page_of(planted) == page_of({**ANSWERS, "C2.Q6": Answer(OPEN, release=Release())})
