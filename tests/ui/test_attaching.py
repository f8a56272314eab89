# SPDX-License-Identifier: Apache-2.0
"""Files by the dozen, pictures from the clipboard, new names, and plain words where a workspace takes no files."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest

from checklistapp.ui import evidence_files
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.widgets.questions_dialog import QuestionsDialog
from tests.ui.conftest import Program
from tests.ui.kept_workspace import FIRST, dialog, make, unlock
from tests.ui.test_beside_answering import choose


def opened(program: Program, *, attachments: bool) -> AssessmentPage:
    library = unlock(program, make(program.folder, attachments=attachments), LibraryPage)
    assert isinstance(library, LibraryPage)
    program.flow.desk.open(library._own[0].id)
    page = program.page(AssessmentPage)
    assert isinstance(page, AssessmentPage)
    page.go_to(FIRST)
    return page


def titles(page: AssessmentPage) -> list[str]:
    return [each.title for each in page.answering.assessment.answer(FIRST).evidence]


def files(program: Program, *names: str) -> list[Path]:
    made = [program.folder / name for name in names]
    for each in made:
        each.write_text(f"The text of {each.name}.")
    return made


def copy(files: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(each)) for each in files])
    QGuiApplication.clipboard().setMimeData(data)


def copy_picture() -> None:
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    QGuiApplication.clipboard().setImage(picture)


def test_several_files_and_a_picture_are_pasted(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(program, attachments=True)
    copy(files(program, "one.txt", "two.txt"))
    page._paste()
    program.qtbot.waitUntil(lambda: titles(page) == ["one.txt", "two.txt"], timeout=20_000)
    copy_picture()
    page._paste()
    program.qtbot.waitUntil(lambda: titles(page) == ["one.txt", "two.txt", "Picture.png"], timeout=20_000)
    assert "Picture.png" in program.window.status.saved_text
    (picture,) = (each for each in page.answering.assessment.answer(FIRST).evidence if each.title == "Picture.png")
    copied = program.folder / "copied.png"
    choose(monkeypatch, evidence_files, copied)
    page.copy_wanted.emit(picture.id)
    program.qtbot.waitUntil(copied.exists, timeout=20_000)
    assert QImage(str(copied)).pixelColor(3, 3) == QColor("red")


def test_a_file_gets_another_name(program: Program) -> None:
    page = opened(program, attachments=True)
    page.files_given.emit(FIRST, files(program, "scan0001.txt"))
    program.qtbot.waitUntil(lambda: titles(page) == ["scan0001.txt"], timeout=20_000)
    (reference,) = page.answering.assessment.answer(FIRST).evidence
    page.act_wanted.emit("rename", reference.id)
    asked = dialog(program, QuestionsDialog)
    assert isinstance(asked, QuestionsDialog)
    asked.fields["name"].setProperty("text", "Security plan.txt")
    asked.act.click()
    program.qtbot.waitUntil(lambda: titles(page) == ["Security plan.txt"], timeout=20_000)


def test_where_no_files_are_taken_the_name_becomes_a_reference(program: Program) -> None:
    page = opened(program, attachments=False)
    copy(files(program, "Decree 12.pdf"))
    page._paste()
    assert titles(page) == ["Decree 12"]
    assert "references only" in program.window.status.saved_text
    copy_picture()
    page._paste()
    assert "no picture" in program.window.status.saved_text
    assert titles(page) == ["Decree 12"]


def test_pasting_text_into_the_note_pastes_text(program: Program) -> None:
    page = opened(program, attachments=True)
    QGuiApplication.clipboard().setText("as written")
    page._card._note.setFocus()
    page._card._note.paste()
    assert page._card._note.toPlainText() == "as written"
    QTest.qWait(50)
    assert titles(page) == []
