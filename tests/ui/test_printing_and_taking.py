# SPDX-License-Identifier: Apache-2.0
"""Printing page by page while the window lives on, and taking a held bundle for a reason."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from checklistapp.domain.journal import Act
from checklistapp.domain.verdict import Verdict
from checklistapp.services import receiving
from checklistapp.services.judgement import Judgement
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal
from checklistapp.ui.pages.verify import VerifyPage
from checklistapp.ui.print_register import note_printing
from checklistapp.ui.tasks import Worker
from checklistapp.ui.widgets.printing import Printed, PrintRun
from tests.ui.conftest import Program
from tests.ui.test_beside_answering import questions, run, started


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


@dataclass(frozen=True)
class WhitePage:
    width: int = 100
    height: int = 140
    stride: int = 400
    pixels: bytes = b"\xff" * 400 * 140


@dataclass(frozen=True)
class WhitePages:
    count: int

    def render(self, index: int, dpi: float) -> WhitePage:
        del index, dpi
        return WhitePage()


def printer_to(file: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    return printer


@pytest.mark.parametrize("stopped", [False, True])
def test_pages_are_printed_one_by_one_and_can_be_stopped(
    qtbot: QtBot, worker: Worker, tmp_path: Path, stopped: bool
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    printed: list[Printed] = []
    print_run = PrintRun(parent, worker, printer_to(tmp_path / "out.pdf"), WhitePages(5), printed.append)
    told: list[int] = []
    ended: list[bool] = []
    print_run.task.progressed.connect(lambda thousandths, label: told.append(thousandths))
    print_run.task.ended.connect(lambda: ended.append(True))
    print_run.start()
    assert not told
    if stopped:
        print_run.task.cancel()
    qtbot.waitUntil(lambda: bool(ended), timeout=10_000)
    assert told == ([] if stopped else [200, 400, 600, 800, 1000])
    assert not print_run._painter.isActive()
    assert [(each.first, each.last, each.copies) for each in printed] == ([] if stopped else [(1, 5, 1)])


def test_a_range_of_pages_is_what_is_printed_and_put_on_record(program: Program, tmp_path: Path) -> None:
    assessment = started(program).answering.assessment.id
    failed: list[BaseException] = []
    found: list[str] = []

    def record(printed: Printed) -> None:
        note_printing(program.session, "review", b"%PDF-", printed, failed.append, assessment)

    def look(workspace: Workspace) -> None:
        found.extend(each.remark for each in journal.entries(workspace.store) if each.act is Act.PRINTED)

    printer = printer_to(tmp_path / "out.pdf")
    printer.setFromTo(2, 3)
    PrintRun(program.window, program.session.worker, printer, WhitePages(5), record).start()

    def is_on_record() -> bool:
        run(program, look)
        return bool(found)

    program.qtbot.waitUntil(is_on_record, timeout=10_000)
    assert not failed
    assert "pages 2 to 3" in found[0]
    assert hashlib.sha256(b"%PDF-").hexdigest() in found[0]


def test_a_held_bundle_is_taken_for_a_reason_only(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    started(program)
    why: list[str] = []

    def receive(*given: object, accept_held: str = "", **named: str) -> receiving.Received:
        why.append(accept_held)
        return receiving.Received("b.bag.tar", Verdict.COMPLETE, "Received.", imported=True)

    monkeypatch.setattr(receiving, "receive", receive)
    program.flow.desk.received.show_verify()
    page = program.page(VerifyPage)
    assert isinstance(page, VerifyPage)
    page._file = program.folder / "b.bag.tar"
    page._show(page._file, Judgement(Verdict.HELD, "bundle", (), ("One is missing.",)))
    assert page.take.isVisible()
    assert not page.receive.isVisible()
    page.take.click()
    dialog = questions(program)
    dialog.act.click()
    assert not why
    QTest.keyClicks(dialog.fields["why"], "The one before was lost in the post.")
    dialog.act.click()
    program.qtbot.waitUntil(lambda: why == ["The one before was lost in the post."])
