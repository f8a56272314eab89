# SPDX-License-Identifier: Apache-2.0
"""The sheet for the recovery words is printed from their page and put on record."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from checklistapp.domain.journal import Act
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal
from checklistapp.ui.pages.recovery import RecoveryPage
from checklistapp.ui.pages.start import StartPage
from checklistapp.ui.widgets.message import Message
from tests.ui.conftest import PASSPHRASE, Program
from tests.ui.kept_workspace import shown
from tests.ui.test_beside_answering import run


def test_the_sheet_is_printed_beside_the_words(program: Program, tmp_path: Path) -> None:
    start = program.page(StartPage)
    assert isinstance(start, StartPage)
    start._set_place(program.folder)
    for field, words in ((start.name, "Ruritania"), (start.passphrase, PASSPHRASE), (start.again, PASSPHRASE)):
        QTest.keyClicks(field, words)
    QTest.keyClick(start.again, Qt.Key.Key_Return)
    page = program.page(RecoveryPage)
    assert isinstance(page, RecoveryPage)
    page.sheet.click()
    question = shown(program, Message)
    assert isinstance(question, Message)
    assert question.act is not None
    question.act.click()
    dialog = shown(program, QPrintDialog)
    assert isinstance(dialog, QPrintDialog)
    dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    dialog.printer().setOutputFileName(str(tmp_path / "sheet.pdf"))
    dialog.done(QDialog.DialogCode.Accepted)
    found: list[str] = []

    def look(workspace: Workspace) -> None:
        found.extend(each.subject for each in journal.entries(workspace.store) if each.act is Act.PRINTED)

    def is_on_record() -> bool:
        run(program, look)
        return bool(found)

    program.qtbot.waitUntil(is_on_record, timeout=20_000)
    assert found[0] == "print:/recovery-sheet"
    assert program.window.page is page
