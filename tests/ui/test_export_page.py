# SPDX-License-Identifier: Apache-2.0
"""Before anybody signs or prints, the export page says what paper cannot show, and shows what is to be signed."""

import subprocess

from checklistapp.domain.answer import Answer, Meta, Response
from checklistapp.domain.ids import AssessmentId, QuestionId
from checklistapp.services import assessments
from checklistapp.services.workspace import Workspace
from checklistapp.ui.pages.export import ExportPage
from checklistapp.ui.widgets.sign_dialog import SignDialog
from tests.ui.conftest import PASSPHRASE, Program
from tests.ui.kept_workspace import shown
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
    again = program.page(ExportPage)
    assert isinstance(again, ExportPage)
    program.qtbot.waitUntil(lambda: not again.unprintable.isHidden(), timeout=20_000)
    assert "U+0928" in again.unprintable.text()
    assert "C1.Q1" in again.unprintable.text()


def text_of(pdf: bytes) -> str:
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf, check=True, capture_output=True)
    return " ".join(run.stdout.decode().split())


def test_who_signs_reads_first_in_the_words_they_chose(program: Program) -> None:
    page = started(program)
    assessment: AssessmentId = page.answering.assessment.id

    def write(workspace: Workspace) -> None:
        assessments.save_answer(workspace, assessment, QuestionId("C1.Q1"), Answer(Response.as_meta(Meta.PARTLY), "n"))

    run(program, write)
    program.flow.desk.show_export()
    export = program.page(ExportPage)
    assert isinstance(export, ExportPage)
    seen: list[tuple[bytes, str, str]] = []
    export.reading.preview_wanted.connect(lambda pdf, title, kind: seen.append((pdf, title, kind)))
    export.preview_wanted.disconnect()
    program.qtbot.waitUntil(export.sign.isEnabled, timeout=20_000)

    def preview() -> None:
        before = len(seen)
        export.reading.preview.click()
        program.qtbot.waitUntil(lambda: len(seen) > before, timeout=20_000)

    for in_source_format in (False, True):
        export.reading.in_source_format.setChecked(in_source_format)
        preview()
    texts = [text_of(pdf) for pdf, _, _ in seen]
    assert ["Partly" in text for text in texts] == [True, False]
    assert all("PREVIEW, NOT SIGNED" in text for text in texts)
    assert {kind for _, _, kind in seen} == {""}  # what is not signed is not saved as if it were

    export.sign.click()
    asked = shown(program, SignDialog)
    assert isinstance(asked, SignDialog)
    asked.name.setText("Focal point")
    asked.passphrase.setText(PASSPHRASE)
    asked.sign.click()
    program.qtbot.waitUntil(export.approve.isEnabled, timeout=30_000)
    assert export.reading.in_source_format.isHidden()
    preview()
    signed = text_of(seen[2][0])
    assert "NOT SIGNED" not in signed
    assert "Partly" not in signed
    assert "Focal point" in signed
