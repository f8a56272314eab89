# SPDX-License-Identifier: Apache-2.0
"""Whoever has several identities is asked which one signs, and making one is a single act."""

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from checklistapp.domain.journal import Act
from checklistapp.domain.people import Identity
from checklistapp.services import exchange, identities
from checklistapp.services.workspace import Workspace
from checklistapp.services.written import Written
from checklistapp.store import journal
from checklistapp.ui.pages import handing_over, product
from checklistapp.ui.pages.export import ExportPage
from checklistapp.ui.pages.people import PeoplePage
from checklistapp.ui.widgets.questions_dialog import QuestionsDialog
from checklistapp.ui.widgets.seal_dialog import SealDialog
from tests.ui.conftest import PASSPHRASE, Program
from tests.ui.kept_workspace import shown
from tests.ui.test_beside_answering import choose, questions, run, started


def own(program: Program) -> list[Identity]:
    found: list[Identity] = []
    run(program, lambda ws: found.extend(identities.own(ws)))
    return found


def export_page(program: Program) -> ExportPage:
    program.flow.desk.show_export()
    page = program.page(ExportPage)
    assert isinstance(page, ExportPage)
    return page


def fill(dialog: QuestionsDialog, **texts: str) -> None:
    for key, text in texts.items():
        field = dialog.fields[key]
        assert isinstance(field, QLineEdit)
        field.clear()
        QTest.keyClicks(field, text)


def test_a_wrong_passphrase_leaves_the_person_as_they_were(program: Program) -> None:
    started(program)
    program.flow.desk.show_people()
    page = program.page(PeoplePage)
    assert isinstance(page, PeoplePage)
    page.identities._make()
    dialog = questions(program)
    fill(dialog, name="Focal point", organisation="Ministry", passphrase="not the passphrase")
    dialog.act.click()
    program.qtbot.waitUntil(lambda: bool(dialog.complaint.text), timeout=20_000)
    people: list[str] = []
    acts: list[Act] = []

    def look(ws: Workspace) -> None:
        people.append(ws.person.name)
        acts.extend(entry.act for entry in journal.entries(ws.store))

    run(program, look)
    assert people == ["Person 1"]
    assert Act.PERSON_CHANGED not in acts
    fill(dialog, passphrase=PASSPHRASE)
    dialog.act.click()
    program.qtbot.waitUntil(lambda: "The identity was " in program.window.status.saved_text, timeout=20_000)
    run(program, look)
    (made,) = own(program)
    assert (made.name, made.organisation, people[-1]) == ("Focal point", "Ministry", "Focal point")


@pytest.fixture
def several(program: Program, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was sealed with which identity; nothing is written."""
    used: list[str] = []

    def seal(*given: object, identity_id: str, **named: object) -> Written:
        used.append(identity_id)
        return Written("/x", "", "submission", True)

    monkeypatch.setattr(exchange, "seal", seal)
    started(program)
    run(program, lambda ws: [identities.create(ws, PASSPHRASE, each) for each in ("Ruritania", "Zenda")])
    return used


def test_a_seal_asks_which_identity(program: Program, several: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, handing_over, program.folder / "x.bag.tar.age")
    page = export_page(program)
    page.seal.clicked.emit()
    dialog = shown(program, SealDialog)
    assert isinstance(dialog, SealDialog)
    assert dialog.identity.isVisible()
    dialog.identity.setCurrentIndex(1)
    dialog.passphrase.setText(PASSPHRASE)
    dialog.seal.click()
    program.qtbot.waitUntil(lambda: bool(several), timeout=20_000)
    assert several == [own(program)[1].id]


def test_a_signed_bundle_asks_which_identity(
    program: Program, several: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, product, program.folder / "x.bag.tar")
    page = export_page(program)
    page.public.bundle.click()
    dialog = questions(program)
    asked = dialog.fields["identity"]
    assert isinstance(asked, QComboBox)
    asked.setCurrentIndex(1)
    fill(dialog, passphrase=PASSPHRASE)
    dialog.act.click()
    program.qtbot.waitUntil(lambda: bool(several), timeout=20_000)
    assert several == [own(program)[1].id]


def test_without_an_identity_it_says_so_before_anything_is_asked(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(program)
    asked: list[Path] = []
    monkeypatch.setattr(product, "ask_target", lambda *given: asked.append(given[2]))
    page = export_page(program)
    for begin in (page.archive.archive.click, page.seal.clicked.emit):
        page.complaint.say("")
        begin()
        program.qtbot.waitUntil(lambda: "no identity" in page.complaint.text, timeout=20_000)
    assert asked == []
