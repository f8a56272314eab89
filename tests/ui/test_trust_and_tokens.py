# SPDX-License-Identifier: Apache-2.0
"""The window and its tokens, authorities and approvers: from the first driver to a PDF dropped on the page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from checklistapp.crypto import fingerprint as fingerprints
from checklistapp.documents.signing import certify
from checklistapp.domain.ids import AssessmentId
from checklistapp.domain.people import Identity
from checklistapp.services import assessments, authorities, drivers, exports, identities, signing
from checklistapp.services.authorities import Believed
from checklistapp.services.workspace import Workspace
from checklistapp.system.clock import Clock
from checklistapp.ui.pages import token_choice, trusted
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.export import ExportPage
from checklistapp.ui.pages.people import PeoplePage
from checklistapp.ui.pages.verify import VerifyPage
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.fingerprint import FingerprintDialog
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.message import Message
from checklistapp.ui.widgets.questions_dialog import QuestionsDialog
from checklistapp.ui.widgets.sign_dialog import SignDialog
from tests.crypto import authority
from tests.crypto.authority import NOW, issue, revoke
from tests.crypto.softhsm import DRIVER, PIN, Slots, slots
from tests.documents.sample_pdf import unsigned
from tests.ui.conftest import PASSPHRASE, Program
from tests.ui.kept_workspace import shown
from tests.ui.test_beside_answering import questions, run, started

__all__ = ["slots"]
ROOT = issue("Root of Ruritania", authority=True)
LEAF, OTHER = issue("Preparer", ROOT), issue("Deputy", ROOT)


def people_page(program: Program) -> PeoplePage:
    program.flow.desk.show_people()
    page = program.page(PeoplePage)
    assert isinstance(page, PeoplePage)
    program.qtbot.waitUntil(lambda: page.trusted.body.count() > 0, timeout=20_000)
    return page


def chosen(monkeypatch: pytest.MonkeyPatch, module: object, file: Path) -> None:
    def to_file(_parent: QWidget, _title: str, _patterns: str, then: Callable[[Path], object]) -> None:
        then(file)

    monkeypatch.setattr(module, "ask_file", to_file)


def click(page: QWidget, text: str) -> None:
    next(each for each in page.findChildren(Button) if text in each.text().replace("&", "")).click()


def fill(dialog: QuestionsDialog, **texts: str) -> None:
    for key, text in texts.items():
        made = dialog.fields[key]
        assert isinstance(made, QLineEdit)
        made.clear()
        QTest.keyClicks(made, text)
    dialog.act.click()


def next_questions(program: Program, key: str) -> QuestionsDialog:
    def look() -> bool:
        return any(key in each.fields for each in program.window.findChildren(QuestionsDialog) if each.isVisible())

    program.qtbot.waitUntil(look, timeout=20_000)
    return next(
        each for each in program.window.findChildren(QuestionsDialog) if each.isVisible() and key in each.fields
    )


def own(program: Program) -> list[Identity]:
    found: list[Identity] = []
    run(program, lambda ws: found.extend(identities.own(ws)))
    return found


def test_from_a_driver_to_a_signature(program: Program, slots: Slots, monkeypatch: pytest.MonkeyPatch) -> None:
    slots.plug_in("Ministry")
    slots.put("Ministry", LEAF, 1)
    slots.put("Ministry", OTHER, 2)
    started(program)
    page = people_page(program)
    chosen(monkeypatch, token_choice, Path(DRIVER))
    click(page, "Add from a token")
    warning = shown(program, Message)
    assert isinstance(warning, Message)
    assert "inside this program" in warning.text
    assert drivers.allowed() == []
    assert warning.act is not None
    warning.act.click()
    dialog = questions(program)
    fill(dialog, pin="000000")
    program.qtbot.waitUntil(lambda: "PIN is wrong" in dialog.complaint.text, timeout=20_000)
    fill(dialog, pin=PIN)
    asked = next_questions(program, "certificate")
    choice = asked.fields["certificate"]
    assert isinstance(choice, QComboBox)
    names = [choice.itemText(place) for place in range(choice.count())]
    assert {name.split(",")[0] for name in names} == {"Preparer", "Deputy"}
    choice.setCurrentIndex(next(place for place, name in enumerate(names) if name.startswith("Preparer")))
    fill(asked, organisation="Ministry", passphrase=PASSPHRASE)
    program.qtbot.waitUntil(lambda: "added as an identity" in program.window.status.saved_text, timeout=20_000)
    (mine,) = own(program)
    assert mine.token is not None
    assert mine.token.label == "Ministry"
    program.qtbot.waitUntil(
        lambda: any("key on the token Ministry" in each.text() for each in page.identities.findChildren(Label)),
        timeout=20_000,
    )

    program.flow.desk.open(program_assessment(program))
    program.page(AssessmentPage)
    program.flow.desk.show_export()
    export = program.page(ExportPage)
    assert isinstance(export, ExportPage)
    program.qtbot.waitUntil(export.sign.isEnabled, timeout=20_000)
    export.sign.click()
    sign = shown(program, SignDialog)
    assert isinstance(sign, SignDialog)
    assert sign.pin.isVisible()
    sign.approvers.setCurrentText("3")
    sign.date.setText(NOW.date().isoformat())
    QTest.keyClicks(sign.passphrase, PASSPHRASE)
    QTest.keyClicks(sign.pin, "000000")
    sign.sign.click()
    program.qtbot.waitUntil(lambda: "PIN is wrong" in sign.complaint.text, timeout=20_000)
    sign.pin.clear()
    QTest.keyClicks(sign.pin, PIN)
    sign.sign.click()
    program.qtbot.waitUntil(export.approve.isEnabled, timeout=30_000)
    program.qtbot.waitUntil(lambda: "3" in export._steps[1].remark, timeout=30_000)


def program_assessment(program: Program) -> AssessmentId:
    found: list[AssessmentId] = []
    run(program, lambda ws: found.append(assessments.resolve(ws, ".")))
    return found[0]


def test_an_authority_and_its_list_are_added_and_removed(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started(program)
    page = people_page(program)
    file = tmp_path / "given"
    file.write_bytes(ROOT.der)
    chosen(monkeypatch, trusted, file)
    click(page.trusted, "Add a certificate")
    dialog = shown(program, FingerprintDialog)
    assert isinstance(dialog, FingerprintDialog)
    QTest.keyClicks(dialog.typed, "quite another set of words than those shown")
    dialog.agree.click()
    program.qtbot.waitUntil(lambda: "eight words" in dialog.complaint.text, timeout=20_000)
    dialog.typed.clear()
    QTest.keyClicks(dialog.typed, fingerprints.words(ROOT.der))
    dialog.agree.click()
    program.qtbot.waitUntil(lambda: "is trusted here" in program.window.status.saved_text, timeout=20_000)
    file.write_bytes(revoke(ROOT, LEAF))
    click(page.trusted, "Add a certificate")
    program.qtbot.waitUntil(lambda: len(believed(program)) == 2, timeout=20_000)
    program.qtbot.waitUntil(
        lambda: sum("Remove" in each.text() for each in page.trusted.findChildren(Button)) == 2, timeout=20_000
    )
    said = " ".join(each.text() for each in page.trusted.findChildren(Label))
    assert "Revocation list of Root of Ruritania" in said
    assert "1 revoked" in said
    click(page.trusted, "Remove")
    sure = shown(program, Message)
    assert isinstance(sure, Message)
    assert sure.act is not None
    sure.act.click()
    program.qtbot.waitUntil(lambda: len(believed(program)) == 1, timeout=20_000)


def believed(program: Program) -> list[Believed]:
    found: list[Believed] = []
    run(program, lambda ws: found.extend(authorities.believed(ws)))
    return found


def signed(ws: Workspace) -> bytes:
    assessment = assessments.resolve(ws, ".")
    mine = identities.create(ws, PASSPHRASE, "Ministry", name="Focal point")
    signing.certify(ws, assessment, mine.id, PASSPHRASE)
    before = exports.signed_pdf(ws, assessment)
    signing.approve(ws, assessment, mine.id, PASSPHRASE, override="One person is here.")
    return before


def drop(page: VerifyPage, file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(page.viewport(), entered)
    assert entered.isAccepted()
    QApplication.sendEvent(page.viewport(), QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, buttons, keys))


def judged(program: Program, page: VerifyPage, file: Path, *texts: str) -> None:
    """Once dropped, everything in ``texts`` stands on the page."""
    drop(page, file)

    def seen() -> bool:
        shown_texts = [each.text() for each in page._result.findChildren(Label) if each.isVisible()]
        return page._name.text() == file.name and all(any(text in each for each in shown_texts) for text in texts)

    program.qtbot.waitUntil(seen, timeout=30_000)


def test_a_pdf_dropped_on_the_page_is_judged(program: Program, tmp_path: Path) -> None:
    started(program)
    made: list[bytes] = []
    run(program, lambda ws: made.extend((signed(ws), exports.signed_pdf(ws, assessments.resolve(ws, ".")))))
    program.flow.desk.received.show_verify()
    page = program.page(VerifyPage)
    assert isinstance(page, VerifyPage)
    files = {"whole.pdf": made[1], "cut.pdf": made[0], "longer.pdf": made[1] + b"\n% more"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    signer = "Preparer — Focal point, Ministry — "
    judged(program, page, tmp_path / "whole.pdf", "GOOD", "Covers the whole file; nothing was appended.", signer)
    judged(program, page, tmp_path / "cut.pdf", "CHECK", "earlier state of the document kept here")
    judged(program, page, tmp_path / "longer.pdf", "DO NOT USE", "7 bytes were added after the last signature")


def test_an_unknown_issuer_leads_to_where_authorities_are_added(program: Program, tmp_path: Path) -> None:

    started(program)
    file = tmp_path / "s.pdf"
    file.write_bytes(certify(unsigned(0), authority.signer(LEAF), when=NOW, stamp=None))
    run(program, lambda ws: setattr(ws, "clock", Clock(lambda: NOW)))
    program.flow.desk.received.show_verify()
    page = program.page(VerifyPage)
    assert isinstance(page, VerifyPage)
    judged(program, page, file, "“Root of Ruritania”, which is not trusted here")
    assert page.trust.isVisible()
    page.trust.click()
    assert isinstance(program.page(PeoplePage), PeoplePage)
