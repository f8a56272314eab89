# SPDX-License-Identifier: Apache-2.0
"""A file is looked at from its answer: page by page, larger, as text, or with a sentence; and the lock ends it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from checklistapp.previews import decoding_process
from checklistapp.ui import evidence_files
from checklistapp.ui.pages.assessment import AssessmentPage
from checklistapp.ui.pages.unlock import UnlockPage
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.preview import PreviewDialog
from tests.previews.samples import hostile, pdf, png
from tests.ui.conftest import Program
from tests.ui.kept_workspace import shown
from tests.ui.test_attached_files import Q, started
from tests.ui.test_beside_answering import choose


def attached(program: Program, name: str, data: bytes) -> AssessmentPage:
    page = started(program)
    (program.folder / name).write_bytes(data)
    page.attach_wanted.emit(Q, str(program.folder / name))
    program.qtbot.waitUntil(lambda: bool(page.answering.assessment.answer(Q).evidence), timeout=20_000)
    page.go_to(Q)
    return page


def looked_at(program: Program, name: str, data: bytes) -> PreviewDialog:
    """As a person does it: with the button beside the file."""
    page = attached(program, name, data)
    button = next(each for each in page.findChildren(Button) if each.accessibleName() == f"Preview {name}")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = shown(program, PreviewDialog)
    assert isinstance(dialog, PreviewDialog)
    return dialog


def drawn(program: Program, dialog: PreviewDialog, times: int = 1) -> None:
    program.qtbot.waitUntil(lambda: dialog._drawn >= times, timeout=20_000)


def test_pages_are_turned_and_made_larger(program: Program) -> None:
    dialog = looked_at(program, "law.txt", pdf(2))
    drawn(program, dialog)
    assert dialog.facts.text().startswith("PDF, ")
    assert dialog.facts.text().endswith("page 1 of 2")
    assert not dialog.before.isEnabled()
    first = dialog._sheet.pixmap().toImage()
    QTest.mouseClick(dialog.after, Qt.MouseButton.LeftButton)
    drawn(program, dialog, 2)
    assert dialog.facts.text().endswith("page 2 of 2")
    assert not dialog.after.isEnabled()
    assert dialog._sheet.pixmap().toImage() != first
    QTest.keyClick(dialog, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    drawn(program, dialog, 3)
    assert dialog._sheet.pixmap().toImage() == first
    QTest.mouseClick(dialog.larger, Qt.MouseButton.LeftButton)
    drawn(program, dialog, 4)
    assert dialog._sheet.pixmap().width() == pytest.approx(1.5 * first.width(), abs=2)
    dialog.accept()


def test_a_picture_fills_the_width_and_follows_it(program: Program) -> None:
    dialog = looked_at(program, "gate.png", png(3000, 1000))
    drawn(program, dialog)
    assert not dialog.after.isVisible()
    width = dialog._sheet.pixmap().width()
    assert 0.9 * dialog._scroll.width() < width <= dialog._scroll.width()
    dialog.resize(dialog.width() - 200, dialog.height())
    drawn(program, dialog, 2)
    assert dialog._sheet.pixmap().width() == pytest.approx(width - 200, abs=2)
    dialog.accept()


def test_a_text_is_read_only_and_hides_nothing(program: Program) -> None:
    dialog = looked_at(program, "notes.txt", "one\u202e two <b>three</b>".encode())
    drawn(program, dialog)
    assert dialog.text.isVisible()
    assert dialog.text.isReadOnly()
    assert dialog.text.toPlainText() == "one\ufffd two <b>three</b>"
    assert not dialog.larger.isVisible()
    dialog.accept()


def test_what_cannot_be_shown_can_still_be_saved(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, evidence_files, program.folder / "copy.docx")
    dialog = looked_at(program, "plan.docx", b"PK\3\4\0\0")
    program.qtbot.waitUntil(dialog.complaint.isVisible, timeout=20_000)
    assert "none of them. Save a copy" in dialog.complaint.text
    save = next(each for each in dialog.findChildren(Button) if "Save" in each.text())
    QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    program.qtbot.waitUntil((program.folder / "copy.docx").exists, timeout=20_000)
    dialog.accept()


def test_a_decoder_that_goes_wrong_is_a_sentence_in_the_dialog(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding_process, "command", lambda: hostile("crash"))
    dialog = looked_at(program, "a.png", png(20, 20))
    program.qtbot.waitUntil(dialog.complaint.isVisible, timeout=20_000)
    assert "could not be shown" in dialog.complaint.text
    dialog.accept()


def test_the_lock_ends_the_decoder_and_takes_the_picture_away(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding_process, "command", lambda: hostile("hang"))
    dialog = looked_at(program, "a.png", png(20, 20))
    program.qtbot.waitUntil(lambda: bool(decoders()), timeout=20_000)
    program.flow.way_out.lock()
    program.page(UnlockPage)
    assert not decoders()
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, PreviewDialog) and each.isVisible()]
    del dialog


def decoders() -> list[str]:
    """Stand-ins that run, by their command lines."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = process.read_bytes().split(b"\0")
        except OSError:  # ended meanwhile
            continue
        if b"hang" in words and any(word.endswith(b"hostile.py") for word in words):
            found.append(str(process))
    return found
