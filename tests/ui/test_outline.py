# SPDX-License-Identifier: Apache-2.0
"""The tree: counts, filters and search."""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from checklistapp.domain.answer import Answer, EvidenceReference, Response
from checklistapp.domain.ids import EvidenceId, QuestionId
from checklistapp.ui.models import outline as models_outline
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.models.outline import Filter, Outline
from checklistapp.ui.widgets.outline_tree import around, short_title, two_lines

Q1, Q2 = QuestionId("S1.Q1"), QuestionId("S1.Q2")


@pytest.fixture
def outline(answering: Answering) -> Outline:
    return Outline(answering)


def shown(outline: Outline) -> list[str]:
    found: list[str] = []
    for section in range(outline.rowCount()):
        parent = outline.index(section, 0)
        rows = (outline.question_at(outline.index(row, 0, parent)) for row in range(outline.rowCount(parent)))
        found += [each for each in rows if each]
    return found


def test_it_is_a_sound_model(outline: Outline, answering: Answering) -> None:
    QAbstractItemModelTester(outline, QAbstractItemModelTester.FailureReportingMode.Fatal)
    answering.change(Q1, Answer(Response.of("yes")))
    outline.narrow(Filter.OPEN, "")
    outline.narrow(Filter.ALL, "regulator")


def test_progress_follows_answers_at_once(outline: Outline, answering: Answering) -> None:
    assert (outline.total.answered, outline.total.total) == (0, 5)
    answering.change(Q1, Answer(Response.of("yes")))
    assert (outline.total.answered, outline.total.total) == (1, 5)


def test_a_question_that_is_not_asked_is_not_shown(outline: Outline, answering: Answering) -> None:
    answering.change(Q1, Answer(Response.of("no")))
    assert "S2.Q2" not in shown(outline)
    assert outline.total.total == 4
    answering.change(Q1, Answer(Response.of("yes")))
    assert "S2.Q2" in shown(outline)


def test_filters(outline: Outline, answering: Answering) -> None:
    answering.change(Q1, Answer(Response.of("yes")))
    answering.change(Q2, Answer(Response.of("no")))
    outline.narrow(Filter.OPEN, "")
    assert shown(outline) == ["S1.Q3", "S2.Q1", "S2.Q2"]
    outline.narrow(Filter.PARTLY_OR_NO, "")
    assert shown(outline) == ["S1.Q2"]


@pytest.mark.parametrize("words", ["REGULATOR", "s1.q2", "gazette 12", "Atomic"])
def test_search_reads_questions_notes_and_evidence(outline: Outline, answering: Answering, words: str) -> None:
    evidence = (EvidenceReference(EvidenceId("1"), title="Atomic Act"),)
    answering.change(Q2, Answer(note="See Gazette 12.", evidence=evidence))
    outline.narrow(Filter.ALL, words)
    assert shown(outline) == ["S1.Q2"]
    assert outline.first_hit() == "S1.Q2"


def test_search_finds_what_was_written_after_the_first_search(outline: Outline, answering: Answering) -> None:
    outline.narrow(Filter.ALL, "brandnew")
    assert outline.first_hit() is None
    answering.change(Q1, Answer(note="brandnew"))
    outline.narrow(Filter.ALL, "brandnew")
    assert outline.first_hit() == "S1.Q1"


def test_everything_is_read_before_anybody_searches(
    qtbot: QtBot, answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models_outline, "_AT_ONCE", 2)
    outline = Outline(answering)
    qtbot.waitUntil(lambda: not outline._ahead.isActive(), timeout=5_000)
    assert set(outline._texts) == set(answering.assessment.form.by_id)


def test_the_tree_says_what_a_section_is_about_and_shows_what_was_found(qapp: QApplication) -> None:
    assert short_title("Commitment 3: Keep improving") == "Keep improving"
    assert short_title("Additional actions") == "Additional actions"
    metrics = QFontMetrics(qapp.font())
    room = metrics.horizontalAdvance("Meet or exceed what")
    assert two_lines(metrics, "Meet or exceed what they ask", room) == ["Meet or exceed what", "they ask"]
    assert len(two_lines(metrics, "Meet or exceed what " * 5, room)) == 2
    assert around("Is there a regulator?", "regulator") == ("Is there a ", "regulator", "?")
    before, hit, after = around("A long way before the regulator comes", "REGULATOR".casefold())
    assert (before[0], len(before), hit, after) == ("…", 13, "regulator", " comes")
    assert around("Nothing of it", "xyz") == ("Nothing of it", "", "")
