# SPDX-License-Identifier: Apache-2.0
"""Files that came from somebody: what a sealed one needs, and words compared by one rule however they are typed."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from checklistapp.domain.ids import FormId
from checklistapp.domain.people import Confirmation
from checklistapp.services import assessments, contacts, exchange, identities, opening, receiving, submissions
from checklistapp.ui import received_desk
from checklistapp.ui.pages.library import LibraryPage
from checklistapp.ui.pages.people import PeoplePage
from checklistapp.ui.pages.verify import VerifyPage
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.fingerprint import FingerprintDialog
from tests.ui.conftest import CHEAP, PASSPHRASE, Program
from tests.ui.kept_workspace import shown
from tests.ui.test_beside_answering import choose, run, started


@dataclass(frozen=True)
class Sender:
    public: Path
    sealed: Path
    card: Path
    words: str


@pytest.fixture
def sender(program: Program) -> Sender:
    """Somebody else, who publishes and keeps an archive."""
    folder = program.folder
    made = Sender(folder / "p.bag.tar", folder / "a.bag.tar.age", folder / "card.json", "")
    workspace = opening.create(folder / "Zenda", PASSPHRASE, cost=CHEAP).workspace
    started = assessments.start(workspace, FormId("infcirc869-checklist"), "Zenda")
    mine = identities.create(workspace, PASSPHRASE, "Zenda")
    for kind, target in (("public", made.public), ("archive", made.sealed)):
        exchange.seal(workspace, started.id, target, identity_id=mine.id, passphrase=PASSPHRASE, kind=kind)
    identities.export_card(workspace, mine.id, PASSPHRASE, made.card)
    workspace.close()
    return Sender(made.public, made.sealed, made.card, mine.fingerprint)


def verify_page(program: Program, file: Path) -> VerifyPage:
    program.flow.desk.received.verify(file)
    page = program.page(VerifyPage)
    assert isinstance(page, VerifyPage)
    return page


def compare(program: Program, typed: str) -> FingerprintDialog:
    dialog = shown(program, FingerprintDialog)
    assert isinstance(dialog, FingerprintDialog)
    dialog.typed.clear()
    QTest.keyClicks(dialog.typed, typed)
    dialog.agree.click()
    return dialog


def shortened(words: str) -> str:
    """As a person may type them: four letters of each, in capitals, numbered and parted by hyphens."""
    return "-".join(f"{place}.{word[:4].upper()}" for place, word in enumerate(words.split(), 1))


def test_a_sealed_bundle_unfolds_the_passphrase_it_needs(program: Program, sender: Sender) -> None:
    started(program)
    page = verify_page(program, sender.sealed)
    program.qtbot.waitUntil(lambda: bool(page.complaint.text), timeout=20_000)
    assert page._fold.is_open
    assert page.passphrase.isVisible()
    program.qtbot.waitUntil(lambda: QApplication.focusWidget() is page.passphrase)
    assert "sealed" in page.complaint.text
    assert not page._result.isVisible()


def test_the_words_of_a_sender_are_judged_where_the_bundle_is(program: Program, sender: Sender) -> None:
    started(program)
    page = verify_page(program, sender.public)
    program.qtbot.waitUntil(page.compare.isVisible, timeout=20_000)
    page.compare.click()
    dialog = compare(program, "quite another set of words than those shown")
    program.qtbot.waitUntil(lambda: "differ" in dialog.complaint.text, timeout=20_000)
    received: list[object] = []
    run(program, lambda ws: received.extend(submissions.submissions(ws)))
    assert received == []
    compare(program, shortened(sender.words))
    program.page(LibraryPage)
    run(program, lambda ws: received.extend(submissions.submissions(ws)))
    assert len(received) == 1


def test_the_document_that_came_can_be_saved(program: Program, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    started(program)
    run(program, lambda ws: receiving.receive(ws, sender.public, PASSPHRASE, fingerprint=sender.words))
    known: list[str] = []
    run(program, lambda ws: known.extend(each.id for each in submissions.submissions(ws)))
    program.flow.desk.received.open(known[0])
    program.qtbot.waitUntil(lambda: program.flow.desk.answering is not None and program.flow.desk.answering.read_only)
    target = program.folder / "came.pdf"
    choose(monkeypatch, received_desk, target)
    found: list[Button] = []

    def look() -> bool:
        found[:] = [each for each in program.window.findChildren(Button) if "PDF" in each.text() and each.isVisible()]
        return bool(found)

    program.qtbot.waitUntil(look, timeout=20_000)
    found[0].click()
    program.qtbot.waitUntil(lambda: "came.pdf" in program.window.status.saved_text, timeout=20_000)
    kept: list[bytes] = []
    run(program, lambda ws: kept.append(submissions.submission_pdf(ws, known[0])))
    assert target.read_bytes() == kept[0]


def test_without_a_workspace_the_words_make_a_verdict_good(program: Program, sender: Sender) -> None:
    page = verify_page(program, sender.public)
    program.qtbot.waitUntil(page.compare.isVisible, timeout=20_000)
    page.compare.click()
    dialog = compare(program, "not these")
    program.qtbot.waitUntil(lambda: "differ" in dialog.complaint.text, timeout=20_000)
    compare(program, shortened(sender.words))
    program.qtbot.waitUntil(lambda: not page.compare.isVisible(), timeout=20_000)
    assert page._sentence.text().startswith("Complete")


def test_the_words_of_a_contact_are_judged_where_it_is_kept(program: Program, sender: Sender) -> None:
    started(program)
    run(program, lambda ws: contacts.add(ws, sender.card))
    program.flow.desk.show_people()
    page = program.page(PeoplePage)
    assert isinstance(page, PeoplePage)
    known: list[Confirmation] = []

    def look() -> Confirmation:
        run(program, lambda ws: known.append(contacts.contacts(ws)[0].confirmation))
        return known[-1]

    program.qtbot.waitUntil(lambda: page.contacts.body.count() > 1, timeout=20_000)
    next(each for each in page.contacts.findChildren(Button) if "Compare" in each.text()).click()
    dialog = compare(program, "not these")
    program.qtbot.waitUntil(lambda: "eight words" in dialog.complaint.text, timeout=20_000)
    assert look() is Confirmation.UNCONFIRMED
    compare(program, shortened(sender.words))
    program.qtbot.waitUntil(lambda: "is confirmed" in program.window.status.saved_text, timeout=20_000)
    assert look() is Confirmation.CONFIRMED
