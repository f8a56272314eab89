# SPDX-License-Identifier: Apache-2.0
"""“Stop” stops what it stands beside, and a window that closes waits for nobody on its own thread."""

import threading
import time
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from checklistapp.services import exports
from checklistapp.services.operation import Progress, Report
from checklistapp.ui.pages import product, verify
from checklistapp.ui.pages.export import ExportPage
from checklistapp.ui.pages.verify import VerifyPage
from checklistapp.ui.tasks import Task
from checklistapp.ui.widgets.working import WorkingDialog
from tests.ui.conftest import Program
from tests.ui.test_beside_answering import choose, run, started


def nothing(result: object) -> None:
    del result


class Stopped:
    """Stands where the dialog stands: its person presses Stop before the work begins."""

    def __init__(self, program: Program, monkeypatch: pytest.MonkeyPatch, module: object) -> None:
        self._program, self._go, self.ended = program, threading.Event(), False
        monkeypatch.setattr(module, "WorkingDialog", self._stop)

    def hold(self) -> None:
        """Nothing given to the worker from now on begins before it is stopped."""
        self._go.clear()
        self._program.session.worker.submit("", lambda _: self._go.wait(10), nothing, nothing)

    def _stop(self, task: Task, parent: object) -> None:
        del parent
        task.ended.connect(self._note)
        task.cancel()
        self._go.set()

    def _note(self) -> None:
        self.ended = True

    def wait(self) -> None:
        self._program.qtbot.waitUntil(lambda: self.ended, timeout=10_000)
        self.ended = False


def test_looking_at_a_file_and_receiving_it_stop(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    started(program)
    program.flow.desk.received.show_verify()
    page = program.page(VerifyPage)
    assert isinstance(page, VerifyPage)
    stopped = Stopped(program, monkeypatch, verify)
    for content in (b"%PDF-1.7 and no more", b"no bundle either"):
        file = program.folder / "came.tar"
        file.write_bytes(content)
        stopped.hold()
        page.verify(file)
        stopped.wait()
        assert not page._result.isVisible()
        assert page.complaint.text == ""
    stopped.hold()
    page._receive()
    stopped.wait()
    assert page.complaint.text == ""


def test_drawing_and_writing_stop_and_write_nothing(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    started(program)
    program.flow.desk.show_export()
    page = program.page(ExportPage)
    assert isinstance(page, ExportPage)
    shown: list[bytes] = []
    page.preview_wanted.connect(lambda pdf, title, kind: shown.append(pdf))
    stopped = Stopped(program, monkeypatch, product)
    target = program.folder / "public.json"
    choose(monkeypatch, product, target)
    for begin in (page.paper._show_blank_form, page.paper._show_approval_page, page.public._preview_edition):
        stopped.hold()
        begin()
        stopped.wait()
    stopped.hold()
    page.public.json.click()
    stopped.wait()
    assert (shown, page.complaint.text, target.exists()) == ([], "", False)


def test_what_is_stopped_is_not_put_on_record(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between making a document and writing it lies the last chance."""
    written: list[object] = []
    monkeypatch.setattr(exports, "export", lambda *given: written.append(given))
    started(program)
    program.flow.desk.show_export()
    page = program.page(ExportPage)
    assert isinstance(page, ExportPage)
    stopped = Stopped(program, monkeypatch, product)
    choose(monkeypatch, product, program.folder / "public.html")
    stopped.hold()
    page.public.html.click()
    stopped.wait()
    assert written == []


def test_the_window_answers_while_it_waits_for_the_worker_to_close(program: Program) -> None:
    started(program)
    go, running = threading.Event(), threading.Event()

    def sign(report: Report) -> None:
        del report
        running.set()
        go.wait(20)

    program.session.worker.submit("", sign, nothing, nothing)
    assert running.wait(5)
    begun = time.monotonic()
    program.window.close()
    QTest.qWait(50)
    assert time.monotonic() - begun < 5
    assert program.window.isVisible()
    assert not program.window.isEnabled()
    program.window.close()
    go.set()
    program.qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=10_000)


def test_closing_gives_up_long_work(program: Program) -> None:
    started(program)
    running = threading.Event()

    def work(report: Report) -> None:
        running.set()
        while True:
            report(Progress(0, 0))
            time.sleep(0.001)

    program.session.worker.submit("Sealing the bundle", work, nothing, nothing)
    assert running.wait(5)
    program.window.close()
    program.qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=10_000)


def test_a_backup_copy_is_unpacked_with_a_way_to_stop(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from checklistapp.services import backups
    from checklistapp.ui import flow
    from checklistapp.ui.widgets import file_choice

    started(program)
    copy = program.folder / f"Ruritania{backups.SUFFIX}"
    run(program, lambda ws: backups.backup(ws, copy))
    watched: list[Task] = []

    def dialog(task: Task, parent: object) -> WorkingDialog:
        watched.append(task)
        return WorkingDialog(task, program.window)

    monkeypatch.setattr(flow, "WorkingDialog", dialog)
    monkeypatch.setattr(file_choice, "ask_folder", lambda parent, title, then: then(program.folder / "unpacked"))
    (program.folder / "unpacked").mkdir()
    program.flow.restore(copy)
    program.qtbot.waitUntil((program.folder / "unpacked" / "Ruritania").is_dir, timeout=10_000)
    assert [task.title for task in watched] == ["Restoring the backup copy"]


def test_the_suggested_name_of_a_backup_copy_is_recognised(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from checklistapp.ui.pages import backups
    from checklistapp.ui.pages.backups import BackupsPage
    from checklistapp.ui.pages.start import StartPage
    from checklistapp.ui.widgets.button import Button

    started(program)
    suggested: list[str] = []

    def ask(parent: object, title: str, name: str, then: object) -> None:
        suggested.append(name)

    monkeypatch.setattr(backups, "ask_target", ask)
    program.flow.whole.backups.show()
    page = program.page(BackupsPage)
    next(each for each in page.findChildren(Button) if "to carry" in each.text()).click()
    assert suggested
    copy = program.folder / suggested[0]
    copy.write_text("there")
    restored: list[Path] = []
    monkeypatch.setattr(program.flow, "restore", restored.append)
    program.flow.begin(copy)
    program.page(StartPage)
    assert restored == [copy]
