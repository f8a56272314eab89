# SPDX-License-Identifier: Apache-2.0
"""A workspace on the disk for tests that open it in the real window, and the way to a page of it."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import FormId, QuestionId
from checklistapp.services import assessments, backups, forms, opening, people, submissions
from checklistapp.services.workspace import Workspace
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.unlock import UnlockPage
from tests.ui.conftest import CHEAP, PASSPHRASE, Program

FIRST, SECOND = QuestionId("C1.Q1"), QuestionId("C1.Q2")


def make(folder: Path, *, attachments: bool = False, written: bool = True) -> Path:
    """A workspace with one assessment and one answer; ``written``: its recovery words were typed back."""
    created = opening.create(
        folder / "Ruritania", PASSPHRASE, name="Ruritania", allow_attachments=attachments, cost=CHEAP
    )
    workspace = created.workspace
    if written:
        people.confirm_recovery_words(workspace, " ".join(created.recovery_words))
    assessments.start(workspace, FormId(forms.shipped()[0].id), "Ruritania")
    workspace.close()
    answer(folder / "Ruritania", FIRST, "yes")
    return folder / "Ruritania"


def change(path: Path, job: Callable[[Workspace], object]) -> None:
    workspace = opening.unlock(path, PASSPHRASE)
    try:
        job(workspace)
    finally:
        workspace.close()


def answer(path: Path, question: QuestionId, state: str) -> None:
    def job(workspace: Workspace) -> None:
        (only,) = assessments.summaries(workspace)
        assessments.save_answer(workspace, only.id, question, Answer(response=Response.of(state)))

    change(path, job)


def put_older_back(path: Path) -> Path:
    """The folder as it was before a second answer was given; returns a backup copy made after it."""
    before, copies = path.with_name("before"), path.with_name("copies")
    shutil.copytree(path, before)
    answer(path, SECOND, "no")
    copies.mkdir()

    def back_up(workspace: Workspace) -> None:
        backups.set_place(workspace, copies)
        backups.make_automatic(workspace)

    change(path, back_up)
    shutil.rmtree(path)
    before.rename(path)
    (made,) = copies.iterdir()
    return made


def damage(path: Path) -> None:
    """A byte of a page that neither opening nor the library reads."""
    (database,) = path.glob("*.checklist")
    whole = database.read_bytes()
    for place in range(len(whole) - 2000, 0, -4096):
        content = bytearray(whole)
        content[place] ^= 1
        database.write_bytes(content)
        with suppress(ChecklistError):
            change(path, _look)
            return
        database.write_bytes(whole)
    raise AssertionError("opening reads every page")


def _look(workspace: Workspace) -> None:
    assessments.summaries(workspace)
    submissions.submissions(workspace)
    people.persons(workspace)


def break_open(path: Path) -> None:
    """A byte of the first page, without which nothing opens."""
    (database,) = path.glob("*.checklist")
    content = bytearray(database.read_bytes())
    content[2000] ^= 1
    database.write_bytes(content)


def unlock(program: Program, path: Path, kind: type[QWidget]) -> QWidget:
    """Through the page, as a person does."""
    program.flow.show_unlock(path)
    page = program.page(UnlockPage)
    assert isinstance(page, UnlockPage)
    QTest.keyClicks(page.passphrase, PASSPHRASE)
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    return program.page(kind)


def opened(program: Program, path: Path) -> AssessmentPage:
    """The only assessment of the workspace, at its first question."""
    library = unlock(program, path, LibraryPage)
    assert isinstance(library, LibraryPage)
    program.flow.desk.open(library._own[0].id)
    page = program.page(AssessmentPage)
    assert isinstance(page, AssessmentPage)
    page.go_to(FIRST)
    return page


def shown(program: Program, kind: type[QWidget]) -> QWidget:
    """The one in sight, such as the dialog that is open."""
    found: list[QWidget] = []

    def look() -> bool:
        found[:] = [each for each in program.window.findChildren(kind) if each.isVisible()]
        return bool(found)

    program.qtbot.waitUntil(look, timeout=20_000)
    return found[0]
