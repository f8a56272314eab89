# SPDX-License-Identifier: Apache-2.0
"""The whole main job in the real window, by keyboard: create, answer, attach, sign, approve, seal, verify."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from checklistapp.domain.people import PersonRole
from checklistapp.services import people
from checklistapp.services.workspace import Workspace
from checklistapp.ui.pages import handing_over
from checklistapp.ui.pages.answering_for import AnsweringForPage
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.export import ExportPage
from checklistapp.ui.pages.recovery import RecoveryPage
from checklistapp.ui.pages.start import StartPage
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.pages.verify import VerifyPage
from checklistapp.ui.widgets.seal_dialog import SealDialog
from checklistapp.ui.widgets.secret import SecretDialog
from checklistapp.ui.widgets.sign_dialog import SignDialog
from tests.ui.conftest import PASSPHRASE, Program
from tests.ui.kept_workspace import shown

APPROVERS = "another plain test passphrase"


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None, "the keyboard belongs to nobody"
    QTest.keyClick(focused, key, modifier)


def type_text(text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None, "the keyboard belongs to nobody"
    QTest.keyClicks(focused, text)


def create(program: Program) -> AssessmentPage:
    """With nothing but the keyboard, from the first page to the first question."""
    start = program.page(StartPage)
    assert isinstance(start, StartPage)
    start._set_place(program.folder)
    start.attachments.setChecked(True)
    type_text("Ruritania")
    press(Qt.Key.Key_Tab)
    type_text(PASSPHRASE)
    press(Qt.Key.Key_Tab)
    type_text(PASSPHRASE)
    press(Qt.Key.Key_Return)
    words = program.page(RecoveryPage)
    assert isinstance(words, RecoveryPage)
    program.qtbot.waitUntil(words.written.hasFocus)
    press(Qt.Key.Key_Space)
    type_text(" ".join(words._words[place] for place in words.asked))
    press(Qt.Key.Key_Return)
    program.page(AnsweringForPage)
    press(Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    page = program.page(AssessmentPage)
    assert isinstance(page, AssessmentPage)
    return page


def saved(program: Program) -> None:
    program.qtbot.waitUntil(lambda: program.window.status.saved_text.startswith("Saved "), timeout=20_000)


def sign(program: Program, passphrase: str, name: str, *, approver: bool) -> None:
    program.flow.desk.show_export()
    page = program.page(ExportPage)
    assert isinstance(page, ExportPage)
    button = page.approve if approver else page.sign
    program.qtbot.waitUntil(button.isEnabled, timeout=30_000)
    button.click()
    asked = shown(program, SignDialog)
    assert isinstance(asked, SignDialog)
    asked.name.setText(name)
    asked.passphrase.setText(passphrase)
    asked.sign.click()
    following = page.seal if approver else page.approve
    program.qtbot.waitUntil(following.isEnabled, timeout=60_000)


def add_approver(program: Program) -> None:
    def job(workspace: Workspace) -> None:
        added = people.add_person(workspace, "Director", PersonRole.APPROVER)
        people.add_slot(workspace, added.id, PASSPHRASE, APPROVERS)

    done: list[None] = []
    program.session.run(job, done.append, print)
    program.qtbot.waitUntil(lambda: bool(done), timeout=20_000)


def unlock(program: Program, passphrase: str) -> AssessmentPage:
    page = program.page(UnlockPage)
    assert isinstance(page, UnlockPage)
    program.window.activateWindow()
    program.qtbot.waitUntil(page.passphrase.hasFocus)
    type_text(passphrase)
    press(Qt.Key.Key_Return)
    again = program.page(AssessmentPage)
    assert isinstance(again, AssessmentPage)
    return again


def answer_everything(program: Program, page: AssessmentPage) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    keys = (Qt.Key.Key_Y, Qt.Key.Key_P, Qt.Key.Key_N, Qt.Key.Key_Y)
    for number in range(37):
        press(keys[number % 4])
        press(Qt.Key.Key_E, control)
        type_text(f"Entered by keyboard, {number}.")
        press(Qt.Key.Key_J, control)
    program.page(ExportPage)
    program.flow.desk.go_back()
    saved(program)


def attach(program: Program, page: AssessmentPage) -> None:
    proof = program.folder / "gazette.txt"
    proof.write_text("Official Gazette of Ruritania, No. 12")
    first = page.outline.asked()[0]
    page.attach_wanted.emit(first, str(proof))
    program.qtbot.waitUntil(lambda: bool(page.answering.assessment.answer(first).evidence), timeout=20_000)


def seal(program: Program, target: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Returns the generated passphrase as it was shown."""

    def to_target(parent: QWidget, title: str, suggested: str, then: Callable[[Path], object]) -> None:
        then(target)

    monkeypatch.setattr(handing_over, "ask_target", to_target)
    page = program.page(ExportPage)
    assert isinstance(page, ExportPage)
    page.seal.click()
    sealing = shown(program, SealDialog)
    assert isinstance(sealing, SealDialog)
    sealing.by_passphrase.setChecked(True)
    sealing.passphrase.setText(APPROVERS)
    sealing.seal.click()
    program.qtbot.waitUntil(lambda: bool(page.findChildren(SecretDialog)), timeout=60_000)
    secret = shown(program, SecretDialog)
    assert isinstance(secret, SecretDialog)
    secret.written.click()
    secret.close_button.click()
    return secret.secret


def verdict(program: Program, bundle: Path, passphrase: str) -> str:
    program.flow.desk.received.verify(None)
    page = program.page(VerifyPage)
    assert isinstance(page, VerifyPage)
    page.verify(bundle)
    program.qtbot.waitUntil(lambda: "your passphrase" in page.complaint.text, timeout=20_000)
    page.passphrase.setText(APPROVERS)
    page.bundle_passphrase.setText(passphrase)
    page.verify(bundle)
    program.qtbot.waitUntil(lambda: page._verdict is not None or bool(page.complaint.text), timeout=60_000)
    assert page.complaint.text == ""
    assert page._verdict is not None
    return page._verdict.verdict


def test_from_first_launch_to_a_sealed_bundle(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    page = create(program)
    answer_everything(program, page)
    answers = page.answering.assessment.answers
    assert page.outline.total.answered == 37
    assert len({answer.note for answer in answers.values()}) == 37
    attach(program, page)
    add_approver(program)
    sign(program, PASSPHRASE, "Focal point", approver=False)
    program.flow.way_out.lock()
    unlock(program, APPROVERS)
    sign(program, APPROVERS, "Director", approver=True)

    target = program.folder / "submission.bag.tar.age"
    passphrase = seal(program, target, monkeypatch)
    assert target.read_bytes().startswith(b"age-encryption.org/v1")
    assert "37 answers, 1 attachment, 3 signatures" in program.window.status.saved_text
    assert verdict(program, target, passphrase) == "complete"

    program.flow.desk.go_back()
    frozen = program.page(AssessmentPage)
    assert isinstance(frozen, AssessmentPage)
    assert frozen.answering.is_frozen
