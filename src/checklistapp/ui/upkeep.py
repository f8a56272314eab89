# SPDX-License-Identifier: Apache-2.0
"""What is done for an open workspace between other work: checking it, keeping its head, the daily backup copy."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from checklistapp.ui import errors
from checklistapp.ui.session import Session

if TYPE_CHECKING:
    from checklistapp.services.operation import Report
    from checklistapp.services.soundness import Concern
    from checklistapp.services.workspace import CheckFinding, CheckStep, Workspace

BEFORE_CHECK = 800
"""Milliseconds after unlocking: first the page is read and painted."""
BETWEEN = 15
"""Milliseconds in which the window may give the worker other jobs."""
AT_ONCE = 0.04
"""Seconds of checking in one job: a save waits no longer than this and the step that was begun."""
AFTER_SAVING = 5_000
HOUR = 3_600_000


class Upkeep(QObject):
    """Every piece is a job of its own in the worker's queue, so that saving an answer never waits long behind it."""

    progressed = Signal(int, str)
    """Percent of this part of the check, and its name."""
    checked = Signal(object)
    """The findings, in the order found; empty where all is in order."""
    failed = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._begun: _Check | None = None
        self._findings: list[CheckFinding] = []
        self._told: set[str] = set()
        self._round = 0
        self._after_saving, self._before_check, self._hourly = QTimer(self), QTimer(self), QTimer(self)
        for timer, act in (
            (self._after_saving, self.keep_head),
            (self._before_check, self._go_on),
            (self._hourly, self._back_up),
        ):
            timer.timeout.connect(act)
        self._after_saving.setSingleShot(True)
        self._before_check.setSingleShot(True)

    def begin(self) -> None:
        """After unlocking."""
        self.stop()
        self._before_check.start(BEFORE_CHECK)
        self._hourly.start(HOUR)

    def stop(self) -> None:
        """At the lock, and before the keys are exchanged: what is under way ends with its piece."""
        self._round += 1
        self._begun, self._findings = None, []
        for timer in (self._after_saving, self._before_check, self._hourly):
            timer.stop()

    # The check

    def _go_on(self) -> None:
        if self._session.opened is not None:
            this_round, begun = self._round, self._begun

            def done(found: "tuple[_Check, list[CheckStep]]") -> None:
                if this_round == self._round:
                    self._take(*found)

            def failed(error: BaseException) -> None:
                if this_round == self._round:
                    self._begun = None
                    self.failed.emit(errors.describe(error).text)

            self._session.run(lambda workspace: _piece(workspace, begun), done, failed, owner=self)

    def _take(self, begun: "_Check", made: "list[CheckStep]") -> None:
        self._begun = begun
        for step in made:
            self._findings.extend(step.findings)
        if made:
            progress = made[-1].progress
            self.progressed.emit(progress.done * 100 // progress.total if progress.total else 0, progress.label)
            QTimer.singleShot(BETWEEN, self, self._go_on)
            return
        self._begun = None
        self.checked.emit(self._findings)
        if not self._findings:
            self._back_up()

    # The head, and the copy of the day

    def saved(self) -> None:
        """An answer is on the disk: a little later, when nobody goes on, the head is kept."""
        self._after_saving.start(AFTER_SAVING)

    def keep_head(self) -> None:
        self._after_saving.stop()
        opened = self._session.opened
        if opened is None or opened.is_read_only:
            return

        def job(workspace: "Workspace") -> "list[Concern]":
            from checklistapp.services import workspace as workspaces

            return workspaces.keep_head(workspace)

        self._session.run(job, lambda concerns: self._tell(*concerns), self._ignore, owner=self)

    def _tell(self, *concerns: "Concern") -> None:
        """Once each: it comes again every few seconds."""
        for concern in concerns:
            if concern.code not in self._told:
                self._told.add(concern.code)
                self.failed.emit(f"{concern.sentence} {concern.hint}".strip())

    def _back_up(self) -> None:
        opened = self._session.opened
        if opened is None or opened.is_read_only:
            return

        def job(workspace: "Workspace", report: "Report") -> str:
            from checklistapp.services import backups

            return backups.before_leaving(workspace, report, closing=False)

        def done(failure: str) -> None:
            if failure:
                self.failed.emit(failure)

        self._session.run_reporting(job, done, self._ignore, owner=self)

    def _ignore(self, error: BaseException) -> None:
        """The next opening asks again; a bug is put on record."""
        errors.describe(error)


@dataclass(frozen=True, slots=True)
class _Check:
    """``store`` is what is read: after an exchange of the keys it is another one, and the check begins anew."""

    store: object
    steps: "Iterator[CheckStep]"


def _piece(workspace: "Workspace", begun: _Check | None) -> "tuple[_Check, list[CheckStep]]":
    """As many steps as fit; none where the check is at its end."""
    from checklistapp.services import workspace as workspaces

    if begun is None or begun.store is not workspace.store:
        begun = _Check(workspace.store, workspaces.check_steps(workspace))
    made: list[CheckStep] = []
    until = monotonic() + AT_ONCE
    for step in begun.steps:
        made.append(step)
        if monotonic() >= until:
            break
    return begun, made
