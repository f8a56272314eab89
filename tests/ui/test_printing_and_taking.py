# SPDX-License-Identifier: Apache-2.0
"""Printing page by page while the window lives on, and taking a held bundle for a reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from checklistapp.domain.verdict import Verdict
from checklistapp.services import receiving
from checklistapp.services.verification import Judgement
from checklistapp.ui.pages.verify import VerifyPage
from checklistapp.ui.tasks import Worker
from checklistapp.ui.widgets.printing import PrintRun
from tests.ui.conftest import Program
from tests.ui.test_beside_answering import questions, started


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


def white(place: int, dpi: int) -> QImage:
    del place, dpi
    image = QImage(100, 140, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    return image


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
    run = PrintRun(parent, worker, printer_to(tmp_path / "out.pdf"), 5, white)
    told: list[int] = []
    ended: list[bool] = []
    run.task.progressed.connect(lambda thousandths, label: told.append(thousandths))
    run.task.ended.connect(lambda: ended.append(True))
    run.start()
    assert not told
    if stopped:
        run.task.cancel()
    qtbot.waitUntil(lambda: bool(ended), timeout=10_000)
    assert told == ([] if stopped else [200, 400, 600, 800, 1000])
    assert not run._painter.isActive()


def test_a_held_bundle_is_taken_for_a_reason_only(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    started(program)
    why: list[str] = []

    def receive(*given: object, accept_held: str = "", **named: str) -> receiving.Received:
        why.append(accept_held)
        return receiving.Received("b.bag.tar", Verdict.COMPLETE, "Received.", imported=True)

    monkeypatch.setattr(receiving, "receive", receive)
    program.flow.desk.show_verify()
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
