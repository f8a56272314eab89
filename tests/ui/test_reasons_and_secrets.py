# SPDX-License-Identifier: Apache-2.0
"""What a reason, a secret and a message look like to whoever has to act on them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from checklistapp.domain.ids import PersonId
from checklistapp.domain.people import UNNAMED, Person
from checklistapp.domain.review import Finding, FindingKind
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.widgets import secret
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.message import Message, ask
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.secret import SecretDialog, copy_secret, forget_copied
from checklistapp.ui.widgets.sign_dialog import Signature, SignDialog
from checklistapp.ui.widgets.step import Step
from checklistapp.ui.widgets.worklist import Worklist


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1024, 768)
    made.show()
    return made


def test_a_reason_shows_its_beginning_and_says_when_it_is_missing(qtbot: QtBot, answering: Answering) -> None:
    page = AssessmentPage(answering, attach=False)
    qtbot.addWidget(page)
    page.resize(1024, 768)
    page.start()
    page.show()
    page._answer_by_key("not_applicable")
    reason = page._card._reason
    assert "required to sign" in page._card._reason_label.text()
    assert reason.property("wanting") is True
    QTest.keyClicks(reason, "None here.")
    assert reason.property("wanting") is False
    reason.show_text("A long reason. " * 60)
    QTest.qWait(20)
    assert reason.verticalScrollBar().value() == 0
    assert reason.verticalScrollBar().maximum() == 0


def test_a_secret_closes_only_once_it_is_written_down(qtbot: QtBot, window: QWidget) -> None:
    dialog = SecretDialog("Passphrase", "Send it.", "3460c2-7d60c4", window)
    qtbot.addWidget(dialog)
    dialog.open()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.close_button.isEnabled()
    dialog.written.click()
    dialog.close_button.click()
    assert not dialog.isVisible()


def test_the_lock_closes_even_a_secret(qtbot: QtBot, window: QWidget) -> None:
    dialog = SecretDialog("Passphrase", "Send it.", "3460c2-7d60c4", window)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.close()
    assert not dialog.isVisible()


@pytest.mark.usefixtures("qapp")
def test_a_copied_secret_leaves_the_clipboard_unless_something_else_is_there(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clipboard = QGuiApplication.clipboard()
    monkeypatch.setattr(secret, "FORGET_AFTER", 20)
    copy_secret("3460c2-7d60c4")
    assert clipboard.text() == "3460c2-7d60c4"
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=2_000)
    copy_secret("3460c2-7d60c4")
    clipboard.setText("something else")
    forget_copied()
    assert clipboard.text() == "something else"
    copy_secret("3460c2-7d60c4")
    forget_copied()
    assert clipboard.text() == ""


def test_a_passphrase_out_of_sight_cannot_be_brought_back(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    field = PassphraseField("Passphrase", page)
    page.show()
    QTest.keyClicks(field, "four plain test words")
    page.hide()
    page.show()
    field._reveal.setChecked(True)
    field.undo()
    assert field.text() == ""


def sign_dialog(window: QWidget, given: list[Signature], *, override: bool = False) -> SignDialog:
    person = Person(PersonId("p" * 32), UNNAMED)
    return SignDialog(
        "Sign",
        "",
        person,
        (),
        lambda signature, _: given.append(signature),
        organisation="Ruritania",
        override=override,
        parent=window,
    )


def test_nobody_signs_under_a_name_nobody_gave(qtbot: QtBot, window: QWidget) -> None:
    given: list[Signature] = []
    dialog = sign_dialog(window, given)
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.name.text() == ""
    dialog.passphrase.setText("four plain test words")
    dialog.sign.click()
    assert given == []
    assert "name or function" in dialog.complaint.text
    assert dialog.name.property("failing") is True
    dialog.name.setText("Focal point")
    dialog.sign.click()
    assert [each.name for each in given] == ["Focal point"]
    assert dialog.name.property("failing") is False


@pytest.mark.parametrize("override", [True, False])
def test_only_who_gave_answers_is_asked_why_they_approve(qtbot: QtBot, window: QWidget, override: bool) -> None:
    dialog = sign_dialog(window, [], override=override)
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.override.isVisible() is override


def test_a_message_does_nothing_until_it_is_told_to(qtbot: QtBot, window: QWidget) -> None:
    done: list[bool] = []
    for take in (False, True):
        ask(window, "Remove", "It cannot be undone.", "&Remove", lambda: done.append(True), destroys=True)
        message = window.findChildren(Message)[-1]
        assert message.act is not None
        assert message.leave is not None
        qtbot.waitUntil(message.leave.hasFocus)
        assert message.act.property("kind") == "destructive"
        assert message.leave.x() < message.act.x()
        (message.act if take else message.leave).click()
        assert done == [True] * take


@pytest.mark.parametrize("destroys", [True, False])
def test_return_does_what_a_message_warns_of_never(qtbot: QtBot, window: QWidget, destroys: bool) -> None:
    done: list[bool] = []
    ask(window, "Remove", "It cannot be undone.", "&Remove", lambda: done.append(True), destroys=destroys)
    message = window.findChildren(Message)[-1]
    leave = message.leave
    assert leave is not None
    qtbot.waitUntil(leave.hasFocus)
    QTest.keyClick(message, Qt.Key.Key_Return)
    assert not message.isVisible()
    assert done == []


def test_the_worklist_tells_what_blocks_from_what_is_worth_a_look(qtbot: QtBot) -> None:
    tile = Worklist()
    qtbot.addWidget(tile)
    wanted: list[str] = []
    tile.question_wanted.connect(wanted.append)
    missing = Finding("A7", FindingKind.REASON_MISSING, "Say why.")
    doubtful = Finding("A8", FindingKind.EVIDENCE_MISSING, "No evidence.")
    tile.show_findings([doubtful, missing])
    assert tile.title.text() == "Not ready to sign"
    assert tile.first is not None
    tile.first.click()
    assert wanted == ["A7"]
    tile.show_findings([doubtful])
    assert tile.title.text().startswith("Ready")
    tile.show_findings([])
    assert tile.first is None


def test_a_done_step_says_by_whom_and_has_no_button(qtbot: QtBot) -> None:
    button = Button("Sign")
    step = Step("1. The preparer signs", button)
    qtbot.addWidget(step)
    step.show()
    step.show_step(done=False, possible=False, remark="Settle first.")
    assert (button.isVisible(), button.isEnabled(), button.toolTip()) == (True, False, "Settle first.")
    step.show_step(done=True, possible=False, remark="Signed by Focal point, 2026-11-22")
    assert not button.isVisible()
    assert step.remark.endswith("2026-11-22")
