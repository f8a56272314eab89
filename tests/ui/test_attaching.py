# SPDX-License-Identifier: Apache-2.0
"""Files by the dozen, pictures from the clipboard, new names, and plain words where a workspace takes no files."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from checklistapp.domain.answer import Answer
from checklistapp.domain.ids import AssessmentId, QuestionId
from checklistapp.services import evidence
from checklistapp.services.operation import Progress, Report
from checklistapp.services.workspace import Workspace
from checklistapp.ui import evidence_files
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.message import Message
from checklistapp.ui.widgets.questions_dialog import QuestionsDialog
from checklistapp.ui.widgets.working import WorkingDialog
from tests.ui.conftest import Program
from tests.ui.kept_workspace import FIRST, make, opened, shown
from tests.ui.test_beside_answering import choose


def words(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(Label) if each.isVisible())


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
    page = opened(program, make(program.folder, attachments=True))
    copy(files(program, "one.txt", "two.txt"))
    page.paste()
    program.qtbot.waitUntil(lambda: titles(page) == ["one.txt", "two.txt"], timeout=20_000)
    copy_picture()
    page.paste()
    program.qtbot.waitUntil(lambda: titles(page) == ["one.txt", "two.txt", "Picture.png"], timeout=20_000)
    assert "Picture.png" in program.window.status.saved_text
    (picture,) = (each for each in page.answering.assessment.answer(FIRST).evidence if each.title == "Picture.png")
    copied = program.folder / "copied.png"
    choose(monkeypatch, evidence_files, copied)
    page.copy_wanted.emit(picture.id)
    program.qtbot.waitUntil(copied.exists, timeout=20_000)
    assert QImage(str(copied)).pixelColor(3, 3) == QColor("red")


def slowly(monkeypatch: pytest.MonkeyPatch, go: list[bool]) -> None:
    """The second file and those after it wait until told."""
    attach, begun = evidence.attach, []

    def slow(
        workspace: Workspace, assessment: AssessmentId, question: QuestionId, file: Path, report: Report
    ) -> Answer:
        begun.append(file)
        while len(begun) > 1 and not go:
            report(Progress(1_200_000_000, 2_100_000_000, "Attaching"))
            time.sleep(0.01)
        return attach(workspace, assessment, question, file, report)

    monkeypatch.setattr(evidence, "attach", slow)


def working(program: Program) -> list[WorkingDialog]:
    return [each for each in program.window.findChildren(WorkingDialog) if each.isVisible()]


def test_several_files_are_one_piece_of_work_that_stops_whole(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(program, make(program.folder, attachments=True))
    slowly(monkeypatch, [])
    page.files_given.emit(FIRST, files(program, *(f"photo {n}.jpg" for n in range(6))))
    dialog = shown(program, WorkingDialog)
    program.qtbot.waitUntil(lambda: "2 of 6 · photo 1.jpg · 1." in words(dialog), timeout=20_000)
    assert len(working(program)) == 1
    next(each for each in dialog.findChildren(Button) if each.text() == "&Stop").click()
    program.qtbot.waitUntil(lambda: not working(program), timeout=20_000)
    program.qtbot.wait(600)
    assert not working(program)
    assert titles(page) == ["photo 0.jpg"]
    assert program.window.status.saved_text == "Stopped: 1 of 6 attached."


def test_one_file_that_cannot_be_taken_keeps_no_other_out(program: Program) -> None:
    page = opened(program, make(program.folder, attachments=True))
    one, gone, two = files(program, "one.txt", "gone.txt", "two.txt")
    gone.unlink()
    page.files_given.emit(FIRST, [one, gone, two])
    told = shown(program, Message)
    assert isinstance(told, Message)
    assert "gone.txt" in told.text
    assert titles(page) == ["one.txt", "two.txt"]
    told.accept()


def test_what_is_attached_is_in_sight(program: Program) -> None:
    page = opened(program, make(program.folder, attachments=True))
    page.files_given.emit(FIRST, files(program, "one.txt"))
    program.qtbot.waitUntil(lambda: titles(page) == ["one.txt"], timeout=20_000)
    assert page._card.folds._evidence.is_open
    assert "one.txt" in words(page._card.folds)


def test_a_file_held_over_the_question_outlines_it(program: Program) -> None:
    page = opened(program, make(program.folder, attachments=True))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(each)) for each in files(program, "one.txt")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(600, 400), copy, data, left, none))
    assert "Drop to attach to C1.Q1" in words(page)
    QApplication.sendEvent(page, QDragLeaveEvent())
    assert "Drop to attach" not in words(page)


def test_a_file_gets_another_name(program: Program) -> None:
    page = opened(program, make(program.folder, attachments=True))
    page.files_given.emit(FIRST, files(program, "scan0001.txt"))
    program.qtbot.waitUntil(lambda: titles(page) == ["scan0001.txt"], timeout=20_000)
    (reference,) = page.answering.assessment.answer(FIRST).evidence
    page.act_wanted.emit("rename", reference.id)
    asked = shown(program, QuestionsDialog)
    assert isinstance(asked, QuestionsDialog)
    asked.fields["name"].setProperty("text", "Security plan.txt")
    asked.act.click()
    program.qtbot.waitUntil(lambda: titles(page) == ["Security plan.txt"], timeout=20_000)


def test_where_no_files_are_taken_the_name_becomes_a_reference(program: Program) -> None:
    page = opened(program, make(program.folder, attachments=False))
    copy(files(program, "Decree 12.pdf"))
    page.paste()
    assert titles(page) == ["Decree 12"]
    assert "references only" in program.window.status.saved_text
    copy_picture()
    page.paste()
    assert "no picture" in program.window.status.saved_text
    assert titles(page) == ["Decree 12"]


def test_pasting_text_into_the_note_pastes_text(program: Program) -> None:
    page = opened(program, make(program.folder, attachments=True))
    QGuiApplication.clipboard().setText("as written")
    page._card._note.setFocus()
    page._card._note.paste()
    assert page._card._note.toPlainText() == "as written"
    QTest.qWait(50)
    assert titles(page) == []


def drop(page: AssessmentPage, file: Path) -> bool:
    """Whether what is dragged over the page was accepted; if so it is let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, left, none)
    entering.ignore()
    QApplication.sendEvent(page, entering)
    if entering.isAccepted():
        QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, left, none))
    return entering.isAccepted()


def test_a_file_is_dropped_on_the_question_that_is_on_screen_only(program: Program) -> None:
    page = opened(program, make(program.folder, attachments=True))
    (file,) = files(program, "plan.txt")
    page._open_section(page.answering.assessment.form.section_of[FIRST].id)
    assert not drop(page, file)
    page.go_to(FIRST)
    assert drop(page, file)
    program.qtbot.waitUntil(lambda: titles(page) == ["plan.txt"], timeout=20_000)
