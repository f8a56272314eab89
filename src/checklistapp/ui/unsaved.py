# SPDX-License-Identifier: Apache-2.0
"""What is typed and not on the disk yet: saving it, waiting for that, and asking before it is lost."""

from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from checklistapp.ui.session import Session
from checklistapp.ui.widgets.message import ask, show_error


class Typed(Protocol):
    @property
    def has_unsaved(self) -> bool: ...

    def flush(self) -> None: ...


class Unsaved(QObject):
    """``typed`` tells what a person is typing into at the moment."""

    def __init__(
        self, window: QWidget, session: Session, typed: Callable[[], Iterable[Typed]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._session, self._typed = window, session, typed

    def flush(self) -> None:
        for each in self._typed():
            each.flush()

    def when_safe(self, leave: Callable[[], None], action: str) -> None:
        """Calls ``leave`` once everything typed is on the disk; where that failed, ``action`` names leaving anyway."""

        def decide(is_safe: bool) -> None:
            if is_safe:
                leave()
            else:
                words = self.tr("An answer could not be saved. Leaving now loses what was typed last.")
                ask(self._window, self.tr("Not saved"), words, action, leave)

        self.settle(decide)

    def settle(self, then: Callable[[bool], None]) -> None:
        """Saves, waits for the end of it, and tells whether everything typed is on the disk."""
        self.flush()
        if self._is_safe or self._session.opened is None:
            then(True)
            return
        # The worker does one job after another: the end of this one is the end of all that was being saved.
        self._session.run(lambda _: None, lambda _: then(self._is_safe), self._complain)

    @property
    def _is_safe(self) -> bool:
        return not any(each.has_unsaved for each in self._typed())

    def _complain(self, error: BaseException) -> None:
        show_error(self._window, error)
