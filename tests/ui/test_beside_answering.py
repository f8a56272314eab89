# SPDX-License-Identifier: Apache-2.0
"""About an assessment, reopening it, locking while saving fails, and what else can leave: on a real workspace."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.assessment import State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import QuestionId
from checklistapp.domain.people import Contact, Identity
from checklistapp.services import assessments, contacts, identities
from checklistapp.services.workspace import Workspace
from checklistapp.ui.pages import identities as identities_page
from checklistapp.ui.pages import product
from checklistapp.ui.pages.about import AboutPage
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.export import ExportPage
from checklistapp.ui.pages.people import PeoplePage
from checklistapp.ui.pages.preview import PreviewPage
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.widgets.message import Message
from checklistapp.ui.widgets.questions_dialog import QuestionsDialog
from checklistapp.ui.widgets.sign_dialog import SignDialog
from tests.ui.conftest import PASSPHRASE, Program
from tests.ui.kept_workspace import shown
from tests.ui.test_first_hour import create


def questions(program: Program) -> QuestionsDialog:
    found = shown(program, QuestionsDialog)
    assert isinstance(found, QuestionsDialog)
    return found


def run(program: Program, job: Callable[[Workspace], object]) -> None:
    done: list[object] = []
    failed: list[BaseException] = []
    program.session.run(job, done.append, failed.append)
    program.qtbot.waitUntil(lambda: bool(done or failed), timeout=20_000)
    assert not failed


def started(program: Program) -> AssessmentPage:
    create(program)
    page = program.page(AssessmentPage)
    assert isinstance(page, AssessmentPage)
    return page


def choose(monkeypatch: pytest.MonkeyPatch, module: object, target: Path) -> None:
    def to_target(parent: QWidget, title: str, suggested: str, then: Callable[[Path], object]) -> None:
        then(target)

    monkeypatch.setattr(module, "ask_target", to_target)


def sign_twice(program: Program) -> ExportPage:
    program.flow.desk.show_export()
    page = program.page(ExportPage)
    assert isinstance(page, ExportPage)
    for button, after in ((page.sign, page.approve), (page.approve, page.seal)):
        program.qtbot.waitUntil(button.isEnabled, timeout=20_000)
        button.click()
        asked = shown(program, SignDialog)
        assert isinstance(asked, SignDialog)
        asked.name.setText("Focal point")
        asked.override.setText("A small office.")
        asked.passphrase.setText(PASSPHRASE)
        asked.sign.click()
        program.qtbot.waitUntil(after.isEnabled, timeout=30_000)
    return page


def test_what_is_said_about_an_assessment_is_kept_and_followed(program: Program) -> None:
    answering = started(program).answering
    program.flow.desk.show_about()
    page = program.page(AboutPage)
    assert isinstance(page, AboutPage)
    for key, text in (("organisation", "Ministry"), ("facility", "Reactor"), ("marking", "OFFICIAL")):
        page.fields[key].selectAll()
        QTest.keyClicks(page.fields[key], text)
    QTest.keyClick(page.fields["marking"], Qt.Key.Key_Return)
    program.qtbot.waitUntil(lambda: answering.assessment.marking == "OFFICIAL")
    assert program.window._marking.isVisible()
    assert program.window.subtitle.startswith("Ministry · Reactor")
    assert "Saved" in program.window.status.saved_text
    page.fields["organisation"].clear()
    page.flush()
    assert "name" in page.complaint.text
    QTest.keyClicks(page.fields["cycle"], "2027")
    program.flow.desk.go_back()
    program.qtbot.waitUntil(lambda: answering.assessment.cycle == "2027")
    assert answering.assessment.organisation == "Ministry"
    kept: list[str] = []
    run(program, lambda ws: kept.append(assessments.load(ws, answering.assessment.id).cycle))
    assert kept == ["2027"]


def test_a_profile_says_so_on_the_card_and_one_key_answers(program: Program) -> None:
    page = started(program)
    program.flow.desk.show_about()
    about = program.page(AboutPage)
    assert isinstance(about, AboutPage)
    about.profile.stated.update({fact.id: False for fact in page.answering.assessment.form.profile})
    about.flush()
    program.qtbot.waitUntil(lambda: bool(page.answering.assessment.profile))
    program.flow.desk.go_back()
    page.go_to(QuestionId("A7"))
    assert page._card._profile_hint.isVisible()
    program.window.activateWindow()
    program.qtbot.waitUntil(program.window.isActiveWindow)
    page.focus()
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_A)
    assert page.answering.assessment.answer(QuestionId("A7")).response.state == "not_applicable"
    assert not page._card._profile_hint.isVisible()


def test_frozen_answers_say_so_and_reopen_for_a_reason(program: Program) -> None:
    answering = started(program).answering
    page = sign_twice(program)
    program.qtbot.waitUntil(lambda: answering.is_frozen)
    assert page._frozen.isVisible()
    program.flow.desk.go_back()
    assessment = program.page(AssessmentPage)
    assert isinstance(assessment, AssessmentPage)
    assert assessment.frame.frozen.isVisible()
    assessment.frame.frozen.reopen.click()
    dialog = questions(program)
    dialog.act.click()
    assert dialog.complaint.text
    dialog.fields["why"].setFocus()
    QTest.keyClicks(dialog.fields["why"], "An answer was wrong.")
    dialog.act.click()
    program.qtbot.waitUntil(lambda: answering.assessment.state is State.DRAFT)
    assert not assessment.frame.frozen.isVisible()
    assert not answering.is_frozen


def fail_to_save(monkeypatch: pytest.MonkeyPatch) -> None:
    def save_answer(*given: object) -> None:
        raise ChecklistError("disk-full", "The disk is full.", "Make room.")

    monkeypatch.setattr(assessments, "save_answer", save_answer)


@pytest.mark.parametrize("by_hand", [True, False])
def test_the_lock_does_not_lose_what_could_not_be_saved(
    program: Program, monkeypatch: pytest.MonkeyPatch, by_hand: bool
) -> None:
    page = started(program)
    with monkeypatch.context() as broken:
        fail_to_save(broken)
        page.answering.change(QuestionId("C1.Q1"), Answer(note="typed last"), typing=True)
        (program.flow.way_out.lock if by_hand else program.flow.way_out.lock_unused)()
        if by_hand:
            box = shown(program, Message)
            assert isinstance(box, QDialog)
            box.reject()
        else:
            program.qtbot.waitUntil(program.window._cover.isVisible)
        assert program.window.page is page
        program.qtbot.waitUntil(lambda: page.answering._under_way == 0)
        assert page.answering.assessment.answer(QuestionId("C1.Q1")).note == "typed last"
    program.window.cover(False)
    program.flow.way_out.lock_unused()
    program.page(UnlockPage)


def test_a_review_copy_is_numbered_and_enter_takes_what_is_there(program: Program) -> None:
    started(program)
    program.flow.desk.show_export()
    page = program.page(ExportPage)
    assert isinstance(page, ExportPage)
    page.paper.review.click()
    dialog = questions(program)
    QTest.keyClick(dialog.fields["copy"], Qt.Key.Key_Return)
    preview = program.page(PreviewPage)
    assert program.window._title.text() == "Review copy 1 of 1"
    assert isinstance(preview, PreviewPage)


def test_other_forms_of_the_public_edition_and_an_archive(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    page = started(program)
    page.answering.change(QuestionId("C1.Q1"), Answer(response=Response.of("yes")))
    run(program, lambda ws: identities.create(ws, PASSPHRASE, "Ruritania"))
    program.flow.desk.show_export()
    export = program.page(ExportPage)
    assert isinstance(export, ExportPage)
    begins = {"json": b"{", "html": b"<!doctype html>", "bag.tar": b"", "bag.tar.age": b"age-encryption.org/v1"}
    buttons = (export.public.json, export.public.html, export.public.bundle, export.archive.archive)
    for (ending, begin), button in zip(begins.items(), buttons, strict=True):
        target = program.folder / f"made.{ending}"
        choose(monkeypatch, product, target)
        button.click()
        if "bag" in ending:
            dialog = questions(program)
            QTest.keyClicks(dialog.fields["passphrase"], PASSPHRASE)
            dialog.act.click()
        program.qtbot.waitUntil(target.exists, timeout=30_000)
        program.qtbot.waitUntil(lambda: "re-opened and checked" in program.window.status.saved_text, timeout=20_000)
        assert program.window.status.saved_text.startswith(f"Saved to {target.name}; ")
        program.window.status.say("")
        assert target.read_bytes().startswith(begin)
        QApplication.processEvents()


def test_own_keys_leave_and_a_contact_is_retired(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    started(program)

    def prepare(ws: Workspace) -> None:
        made = identities.create(ws, PASSPHRASE, "Ruritania")
        identities.export_card(ws, made.id, PASSPHRASE, program.folder / "card.json")
        contacts.add(ws, program.folder / "card.json")

    run(program, prepare)
    program.flow.desk.show_people()
    page = program.page(PeoplePage)
    assert isinstance(page, PeoplePage)
    own: list[Identity] = []
    run(program, lambda ws: own.extend(identities.own(ws)))
    choose(monkeypatch, identities_page, program.folder / "certificate.pem")
    page.identities._export_certificate(own[0])
    program.qtbot.waitUntil((program.folder / "certificate.pem").exists)
    choose(monkeypatch, identities_page, program.folder / "id.age")
    page.identities._export_age(own[0])
    dialog = questions(program)
    QTest.keyClicks(dialog.fields["passphrase"], PASSPHRASE)
    dialog.act.click()
    program.qtbot.waitUntil((program.folder / "id.age").exists, timeout=20_000)
    assert b"AGE-SECRET-KEY" not in (program.folder / "id.age").read_bytes()
    known: list[Contact] = []
    run(program, lambda ws: known.extend(contacts.contacts(ws)))
    page.contacts._ask_retiring(known[0])
    box = shown(program, Message)
    assert isinstance(box, Message)
    assert box.act is not None
    box.act.click()
    program.qtbot.waitUntil(lambda: "retired" in program.window.status.saved_text)
