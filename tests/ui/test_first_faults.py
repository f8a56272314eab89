# SPDX-License-Identifier: Apache-2.0
"""What a newcomer stumbles over: refused files and dates, a void signature, the focus, and what is said in place."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import QuestionId
from checklistapp.domain.people import Identity
from checklistapp.services import identities, signing
from checklistapp.services.written import Written
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.pages.answering_for import AnsweringForPage
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.export import ExportPage
from checklistapp.ui.pages.sample import SAMPLE_OPENS_WITH
from checklistapp.ui.pages.start import StartPage
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.widgets.sign_dialog import SignDialog
from tests.ui.conftest import PASSPHRASE, Program
from tests.ui.kept_workspace import shown
from tests.ui.test_beside_answering import run, started

Q1 = QuestionId("S1.Q1")


def sign_dialog(program: Program) -> tuple[ExportPage, SignDialog]:
    program.flow.desk.show_export()
    page = program.page(ExportPage)
    assert isinstance(page, ExportPage)
    program.qtbot.waitUntil(page.sign.isEnabled, timeout=20_000)
    page.sign.click()
    dialog = shown(program, SignDialog)
    assert isinstance(dialog, SignDialog)
    dialog.name.setText("Focal point")
    return page, dialog


def refuse(program: Program, dialog: SignDialog) -> None:
    dialog.sign.click()
    program.qtbot.waitUntil(lambda: bool(dialog.complaint.text) and dialog.sign.isEnabled(), timeout=20_000)


def test_a_refused_signature_leaves_no_key_and_no_row_is_cut(program: Program) -> None:
    started(program)
    _, dialog = sign_dialog(program)
    dialog.passphrase.setText(PASSPHRASE)
    dialog.date.setText("31.01.2026")
    refuse(program, dialog)
    own: list[Identity] = []
    run(program, lambda ws: own.extend(identities.own(ws)))
    assert own == []
    dialog.date.setText("2026-01-31")
    dialog.passphrase.setText("not the passphrase")
    refuse(program, dialog)
    assert "wrong" in dialog.complaint.text
    assert "recovery" not in dialog.complaint.text
    QApplication.processEvents()
    inside = dialog._inside.layout()
    assert inside is not None
    assert dialog._inside.height() >= inside.totalHeightForWidth(dialog._inside.width())
    dialog.reject()


@pytest.mark.parametrize("text", ["", "2026-02-30", "20260131", "31.01.2026"])
def test_only_a_day_is_a_date(text: str) -> None:
    with pytest.raises(ChecklistError, match="not a date"):
        signing.check_date(text)


def test_a_change_says_that_it_made_the_signature_void(program: Program) -> None:
    page = started(program)
    export, dialog = sign_dialog(program)
    dialog.passphrase.setText(PASSPHRASE)
    dialog.sign.click()
    program.qtbot.waitUntil(export.approve.isEnabled, timeout=30_000)
    program.qtbot.waitUntil(lambda: "approval pending" in program.window.subtitle)
    program.flow.way_out.lock()
    unlock = program.page(UnlockPage)
    assert isinstance(unlock, UnlockPage)
    unlock.passphrase.setText(PASSPHRASE)
    unlock.unlock.click()
    found = program.page(AssessmentPage)
    assert isinstance(found, AssessmentPage)
    page = found
    program.qtbot.waitUntil(lambda: "approval pending" in program.window.subtitle)
    assert not page.frame.void.isVisible()
    page._answer_by_key("no")
    assert page.frame.void.isVisible()
    assert QApplication.activeModalWidget() is None
    assert "approval pending" not in program.window.subtitle
    page.frame.void.sign.click()
    program.page(ExportPage)


def test_what_cannot_be_opened_is_said_on_the_first_page(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    restored: list[Path] = []
    monkeypatch.setattr(program.flow, "restore", restored.append)
    text, backup = program.folder / "hello.txt", program.folder / "w.checklist-backup"
    for each in (text, backup):
        each.write_text("there")
    for path, words in ((text, "not a workspace"), (program.folder / "missing", "no file"), (backup, "")):
        program.flow.begin(path)
        page = program.page(StartPage)
        assert isinstance(page, StartPage)
        assert words in page.refusal.text
        assert bool(page.refusal.text) == bool(words)
    assert restored == [backup]


def test_the_locked_sample_says_how_it_opens(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checklistapp.ui.pages.sample.documents_folder", lambda: program.folder)
    program.flow.show_unlock(program.folder / "Ruritania sample")
    assert SAMPLE_OPENS_WITH in program.window.status.saved_text
    program.flow.show_unlock(program.folder / "another")
    assert program.window.status.saved_text == ""


def test_what_was_saved_is_named_and_an_old_complaint_goes(program: Program) -> None:
    started(program)
    program.flow.desk.show_export()
    page = program.page(ExportPage)
    assert isinstance(page, ExportPage)
    page.complaint.say("The disk is full.")
    page._told(Written("/some/where/made.pdf", "", "public", True, 2, 1, 0))
    assert page.complaint.text == ""
    assert program.window.status.saved_text == (
        "Saved to made.pdf; re-opened and checked: 2 answers, 1 attachment, 0 signatures"
    )


def test_the_focus_follows_the_key_and_the_fold_says_what_is_published(qtbot: QtBot, answering: Answering) -> None:
    page = AssessmentPage(answering, attach=False)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.start()
    for key, state in ((Qt.Key.Key_Y, "yes"), (Qt.Key.Key_N, "no")):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
        assert page._card._buttons._buttons[state].hasFocus()
    public = page._card.folds._public._summary
    assert public.text() == "nothing is published"
    answering.change(Q1, Answer(response=Response.of("yes")))
    assert public.text() == "Yes will be published"


def test_return_on_a_choice_begins(qtbot: QtBot, answering: Answering) -> None:
    page = AnsweringForPage([answering.assessment.form])
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.choices[0].setFocus()
    with qtbot.waitSignal(page.chosen):
        QTest.keyClick(page.choices[0], Qt.Key.Key_Return)


def test_a_weak_passphrase_is_remarked_on_while_it_is_typed(qtbot: QtBot) -> None:
    page = StartPage([])
    qtbot.addWidget(page)
    page.show()
    for text, word in (("secret", "Too weak"), ("ample garden velvet thirteen", "Strong")):
        page.passphrase.setText(text)
        qtbot.waitUntil(lambda word=word: page.strength.text.startswith(word), timeout=20_000)  # type: ignore[misc] # bound at once
        assert page.begin.isEnabled()
