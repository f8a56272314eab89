# SPDX-License-Identifier: Apache-2.0
"""The worker: order, threads, errors, giving up, and a void Qt method that must not eat None."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from checklistapp.services.operation import CancelledError, Progress, Report
from checklistapp.ui.tasks import Worker


@pytest.fixture
def worker(qapp: QApplication) -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


def ignore(result: object) -> None:
    del result


def test_jobs_run_in_order_on_one_thread_and_end_on_the_main_one(qtbot: QtBot, worker: Worker) -> None:
    ran: list[tuple[int, int]] = []
    ended: list[tuple[int, int]] = []

    def submit(number: int) -> None:
        def run(report: Report) -> int:
            ran.append((number, threading.get_ident()))
            return number

        worker.submit("", run, lambda result: ended.append((result, threading.get_ident())), ignore)

    for number in range(20):
        submit(number)
    qtbot.waitUntil(lambda: len(ended) == 20)
    assert [number for number, _ in ran] == [number for number, _ in ended] == list(range(20))
    assert {thread for _, thread in ended} == {threading.get_ident()}
    assert len({thread for _, thread in ran} - {threading.get_ident()}) == 1
    assert not worker.is_busy


def test_an_error_reaches_the_one_who_asked(qtbot: QtBot, worker: Worker) -> None:
    errors: list[BaseException] = []

    def break_off(report: Report) -> None:
        raise ValueError("x")

    worker.submit("", break_off, ignore, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ValueError)


def test_long_work_reports_and_can_be_given_up(qtbot: QtBot, worker: Worker) -> None:
    errors: list[BaseException] = []
    steps: list[int] = []
    cancelled = threading.Event()

    def run(report: Report) -> None:
        report(Progress(1, 3_000_000_000_000 // 1_000_000, "first"))
        cancelled.wait(5)
        report(Progress(2, 3))

    task = worker.submit("Long", run, ignore, errors.append)
    task.progressed.connect(lambda done, total, label: steps.append(done))
    task.cancel()
    cancelled.set()
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], CancelledError)


def test_nobody_is_told_once_the_owner_is_gone(qtbot: QtBot, worker: Worker) -> None:
    owner = QObject()
    told: list[object] = []
    go = threading.Event()
    worker.submit("", lambda _: go.wait(5), told.append, ignore, owner)
    owner.deleteLater()
    qtbot.wait(10)
    del owner
    go.set()
    worker.submit("", lambda _: "later", told.append, ignore)
    qtbot.waitUntil(lambda: told == ["later"])


def test_a_void_method_can_be_called_for_ever(qapp: QApplication) -> None:
    widget = QWidget()
    for _ in range(200_000):
        widget.update()
