# SPDX-License-Identifier: Apache-2.0
"""The worker: order, threads, errors, giving up, and a void Qt method that must not eat None."""

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from checklistapp.services.operation import CancelledError, Progress, Report
from checklistapp.ui.tasks import UNKNOWN, Worker


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
    steps: list[tuple[int, str]] = []
    watched, cancelled = threading.Event(), threading.Event()

    def run(report: Report) -> None:
        watched.wait(5)
        report(Progress(3 << 40, 4 << 40, "first"))
        report(Progress(5 << 30, 0, "second"))
        cancelled.wait(5)
        report(Progress(2, 3))

    task = worker.submit("Long", run, ignore, errors.append)
    task.progressed.connect(lambda thousandths, label: steps.append((thousandths, label)))
    watched.set()
    qtbot.waitUntil(lambda: len(steps) == 2)
    assert steps == [(750, "first"), (UNKNOWN, "second")]
    task.cancel()
    cancelled.set()
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], CancelledError)


def test_everything_under_way_is_asked_to_stop(qtbot: QtBot, worker: Worker) -> None:
    errors: list[BaseException] = []
    saved: list[str] = []
    started = threading.Event()

    def run(report: Report) -> None:
        started.set()
        while True:
            report(Progress(0, 0))
            time.sleep(0.001)

    worker.submit("Long", run, ignore, errors.append)
    worker.submit("Long as well", run, ignore, errors.append)
    worker.submit("", lambda _: "an answer", saved.append, ignore)
    assert started.wait(5)
    worker.give_up()
    qtbot.waitUntil(lambda: saved == ["an answer"])
    assert [type(error) for error in errors] == [CancelledError, CancelledError]


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
