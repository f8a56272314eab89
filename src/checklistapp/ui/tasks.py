# SPDX-License-Identifier: Apache-2.0
"""The one worker: a thread that owns the database and runs one job after another."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

if TYPE_CHECKING:
    from checklistapp.services.operation import Progress, Report

T = TypeVar("T")
UNKNOWN = -1


class Task(QObject):
    """A job under way. ``progressed`` comes from the worker's thread and reaches receivers on theirs."""

    progressed = Signal(int, str)
    """Thousandths done, or ``UNKNOWN``, and of what: bytes of a large bundle do not fit Qt's int."""
    ended = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self._given_up = threading.Event()

    def cancel(self) -> None:
        """Asks the job to stop at its next report; it may still end well."""
        self._given_up.set()

    def report(self, progress: "Progress") -> None:
        from checklistapp.services.operation import CancelledError

        if self._given_up.is_set():
            raise CancelledError
        thousandths = progress.done * 1000 // progress.total if progress.total else UNKNOWN
        self.progressed.emit(thousandths, progress.label)


class _Job(Generic[T]):
    def __init__(
        self,
        task: Task,
        run: "Callable[[Report], T]",
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
        owner: QObject | None,
    ) -> None:
        self.task, self.run, self.done, self.failed, self.owner = task, run, done, failed, owner
        self.result: tuple[T] | None = None
        self.error: BaseException | None = None

    def work(self) -> None:
        try:
            self.result = (self.run(self.task.report),)
        except Exception as error:  # noqa: BLE001 - handed over whole to the main thread, which sorts it
            self.error = error

    def deliver(self) -> None:
        self.task.ended.emit()
        if self.owner is not None and not isValid(self.owner):
            return
        if self.result is not None:
            self.done(self.result[0])
        elif self.error is not None:
            self.failed(self.error)


class Worker(QObject):
    """Runs jobs in the order given; their ends are told on the thread that made the worker."""

    _finished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._queue: SimpleQueue[_Job[object] | None] = SimpleQueue()
        self._under_way: list[Task] = []
        self._finished.connect(self._deliver)
        self._thread = threading.Thread(target=self._serve, name="workspace", daemon=True)
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        return bool(self._under_way)

    def submit(
        self,
        title: str,
        run: "Callable[[Report], T]",
        done: Callable[[T], None],
        failed: Callable[[BaseException], None],
        owner: QObject | None = None,
    ) -> Task:
        """Nobody is told the end once ``owner`` is gone, such as a page that was left meanwhile."""
        task = Task(title)
        self._under_way.append(task)
        self._queue.put(_Job(task, run, done, failed, owner))  # type: ignore[arg-type] # a job pairs its own result and receiver
        return task

    def give_up(self) -> None:
        """Asks all that was given to stop at its next report; what reports nothing, such as saving, goes on."""
        for task in self._under_way:
            task.cancel()

    def stop(self) -> None:
        """Waits for everything given so far; nothing may be submitted afterwards."""
        self._queue.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while (job := self._queue.get()) is not None:
            job.work()
            self._finished.emit(job)

    def _deliver(self, job: _Job[object]) -> None:
        self._under_way.remove(job.task)
        job.deliver()
