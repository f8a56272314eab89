# SPDX-License-Identifier: Apache-2.0
"""Before anybody signs or prints, the export page says what paper cannot show."""

from checklistapp.domain.answer import Answer
from checklistapp.domain.ids import AssessmentId, QuestionId
from checklistapp.services import assessments
from checklistapp.services.workspace import Workspace
from checklistapp.ui.pages.export import ExportPage
from tests.ui.conftest import Program
from tests.ui.test_beside_answering import run, started


def test_characters_without_a_font_are_named_on_the_page(program: Program) -> None:
    page = started(program)
    assessment: AssessmentId = page.answering.assessment.id
    program.flow.desk.show_export()
    plain = program.page(ExportPage)
    assert isinstance(plain, ExportPage)

    def write(workspace: Workspace) -> None:
        assessments.save_answer(workspace, assessment, QuestionId("C1.Q1"), Answer(note="नमस्ते"))

    run(program, write)
    assert plain.unprintable.isHidden()
    program.flow.desk.go_back()
    program.flow.desk.show_export()
    shown = program.page(ExportPage)
    assert isinstance(shown, ExportPage)
    program.qtbot.waitUntil(lambda: not shown.unprintable.isHidden(), timeout=20_000)
    assert "U+0928" in shown.unprintable.text()
    assert "C1.Q1" in shown.unprintable.text()
