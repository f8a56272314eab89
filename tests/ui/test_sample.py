# SPDX-License-Identifier: Apache-2.0
"""The sample that the start page offers: whole, open to everybody, and asking for nothing to be written down."""

import pytest

from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.sample import SAMPLE_OPENS_WITH
from checklistapp.ui.pages.start import StartPage
from tests.ui.conftest import Program


def test_one_press_shows_all_answers(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checklistapp.ui.pages.sample.documents_folder", lambda: program.folder)
    start = program.page(StartPage)
    assert isinstance(start, StartPage)
    start.sample_wanted.emit()
    page = program.page(AssessmentPage)
    assert isinstance(page, AssessmentPage)
    assert page.outline.total.answered == page.outline.total.total == 37
    assert SAMPLE_OPENS_WITH in program.window.status.saved_text
