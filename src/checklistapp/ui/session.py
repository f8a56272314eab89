# SPDX-License-Identifier: Apache-2.0
"""The workspace that is open in the window, and the only way to run anything on it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from checklistapp.domain.errors import ChecklistError
from checklistapp.ui.tasks import Task, Worker

if TYPE_CHECKING:
    from checklistapp.domain.people import Person
    from checklistapp.services.opening import Recovery
    from checklistapp.services.operation import Report
    from checklistapp.services.soundness import Concern
    from checklistapp.services.workspace import Workspace

T = TypeVar("T")
Failed = Callable[[BaseException], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """What the window shows of a workspace; read by the worker, for the workspace itself belongs to that thread.

    ``refusal`` says why nothing may be changed, None where it may. ``pending_words`` are the recovery words while
    nobody has shown that they are written down. ``easy_guesses`` are names that a guesser of passphrases tries first.
    """

    workspace: "Workspace"
    path: Path
    name: str
    person: "Person"
    allow_attachments: bool
    refusal: ChecklistError | None = None
    concerns: "tuple[Concern, ...]" = ()
    easy_guesses: tuple[str, ...] = ()
    pending_words: tuple[str, ...] = ()

    @property
    def is_read_only(self) -> bool:
        return self.refusal is not None


def _look(workspace: "Workspace") -> Opened:
    from checklistapp.services import people

    name = workspace.name or workspace.folder.name
    return Opened(
        workspace,
        workspace.folder,
        name,
        workspace.person,
        workspace.allow_attachments,
        workspace.refusal,
        workspace.concerns,
        people.words_of_context(workspace),
    )


def _look_with_words(workspace: "Workspace", passphrase: str) -> Opened:
    from checklistapp.services import people

    try:
        opened = _look(workspace)
        if opened.is_read_only or not workspace.recovery_pending:
            return opened
        return replace(opened, pending_words=people.recovery_words(workspace, passphrase))
    except BaseException:
        workspace.close()
        raise


class Session(QObject):
    """Every call on the workspace goes through the worker, because its connection is bound to that thread."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self.worker = worker
        self.opened: Opened | None = None

    def open(self, path: Path, passphrase: str, done: Callable[[], None], failed: Failed) -> None:
        def run(report: "Report") -> Opened:
            del report
            from checklistapp.services import opening

            return _look_with_words(opening.unlock(path, passphrase), passphrase)

        self.worker.submit("", run, lambda opened: self._adopt(opened, done), failed)

    def create(
        self,
        folder: Path,
        passphrase: str,
        name: str,
        allow_attachments: bool,
        done: Callable[[tuple[str, ...]], None],
        failed: Failed,
    ) -> None:
        """``done`` gets the recovery words, once; the workspace is open by then."""

        def run(report: "Report") -> tuple[Opened, tuple[str, ...]]:
            del report
            from checklistapp.services import opening

            made = opening.create(folder, passphrase, name=name, allow_attachments=allow_attachments)
            return _look(made.workspace), made.recovery_words

        self.worker.submit("", run, lambda made: self._adopt(made[0], lambda: done(made[1])), failed)

    def look_before_recovery(self, path: Path, words: str, done: "Callable[[Recovery], None]", failed: Failed) -> None:
        """Changes nothing: who could get the new passphrase, and who would lose theirs."""

        def run(report: "Report") -> "Recovery":
            del report
            from checklistapp.services import opening

            return opening.recovery(path, words)

        self.worker.submit("", run, done, failed)

    def recover(
        self, path: Path, words: str, passphrase: str, person: str, done: Callable[[], None], failed: Failed
    ) -> None:
        """``person`` is the id of whoever gets the new passphrase, or empty where only one has one."""

        def run(report: "Report") -> Opened:
            del report
            from checklistapp.services import opening

            return _look(opening.recover(path, words, passphrase, person))

        self.worker.submit("", run, lambda opened: self._adopt(opened, done), failed)

    def take_pending_words(self) -> tuple[str, ...]:
        """Once: they are shown, and not kept longer than that."""
        if self.opened is None:
            return ()
        words = self.opened.pending_words
        self.opened = replace(self.opened, pending_words=())
        return words

    def refresh(self, done: Callable[[], None], failed: Failed, owner: QObject | None = None) -> None:
        """Reads name and person again after they were changed; ``owner`` is no longer told once it is gone."""

        def adopt(opened: Opened) -> None:
            now = self.opened
            if now is None or now.workspace is not opened.workspace:
                return  # locked meanwhile: what was read belongs to a workspace that is closed
            self.opened = replace(opened, pending_words=now.pending_words)
            if owner is None or isValid(owner):
                done()

        def fail(error: BaseException) -> None:
            if owner is None or isValid(owner):
                failed(error)

        self.run(_look, adopt, fail)

    def _adopt(self, opened: Opened, done: Callable[[], None]) -> None:
        former, self.opened = self.opened, opened
        if former is not None and former.workspace is not opened.workspace:
            self._close(former)
        done()

    def run(
        self,
        job: "Callable[[Workspace], T]",
        done: Callable[[T], None],
        failed: Failed,
        title: str = "",
        owner: QObject | None = None,
    ) -> Task:
        """Runs ``job`` on the open workspace; ``done`` and ``failed`` are called on the main thread."""
        return self.run_reporting(lambda workspace, _: job(workspace), done, failed, title, owner)

    def run_reporting(
        self,
        job: "Callable[[Workspace, Report], T]",
        done: Callable[[T], None],
        failed: Failed,
        title: str = "",
        owner: QObject | None = None,
    ) -> Task:
        if self.opened is None:
            raise ChecklistError("locked", "The workspace is locked.", "Unlock it with your passphrase.")
        workspace = self.opened.workspace
        return self.worker.submit(title, lambda report: job(workspace, report), done, failed, owner)

    def close(self) -> None:
        """Locks; work given before is done first. The window forgets the workspace at once."""
        opened, self.opened = self.opened, None
        if opened is not None:
            self._close(opened)

    def _close(self, opened: Opened) -> None:
        self.worker.submit("", lambda _: opened.workspace.close(), _nothing, _ignored)


def _nothing(result: object) -> None:
    del result


def _ignored(error: BaseException) -> None:
    """A workspace that fails to close is closed all the same: the process drops its lock and its key."""
    del error
