# SPDX-License-Identifier: Apache-2.0
"""An open workspace: its folder, its database and the one way to change something in it."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from checklistapp.crypto.key_file import KeyFile
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form
from checklistapp.domain.ids import Digest
from checklistapp.domain.journal import Head
from checklistapp.store.connection import EncryptedDatabase, database_faults
from checklistapp.system.files import write_atomic

IN_USE_FILE = "in-use.json"

Watch = Callable[[int, int], None]
"""Told what is done and what there is in all, in bytes or steps (0 where unknown); may raise to give up."""


def unwatched(done: int, total: int) -> None:
    """A ``Watch`` for nobody."""
    del done, total


class Store:
    """Belongs to the thread that opened it; ``file`` is the .checklist file in ``folder``.

    ``forms`` holds what was decoded before: what a digest means never changes. ``head`` is the journal's newest link
    once it was read: nobody else can write.
    """

    def __init__(self, file: Path, database: EncryptedDatabase, key_file: KeyFile) -> None:
        self.file = file
        self.folder = file.parent
        self.database = database
        self.key_file = key_file
        self.forms: dict[Digest, Form] = {}
        self._in_use = self.folder / IN_USE_FILE
        self.head: Head | None = None
        self._inner_failed = False
        self._after_commit: list[Callable[[], None]] = []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and on the disk when the outermost block ends.

        An inner block joins the outer one; where it fails, the whole fails, even if the fault is caught in between.
        """
        if self.database.conn.in_transaction:
            try:
                yield
            except BaseException:
                self._inner_failed = True
                raise
            return
        with database_faults(self.file):
            self._inner_failed = False
            self.database.execute("BEGIN IMMEDIATE")
            try:
                yield
                if self._inner_failed:
                    raise RuntimeError("a part of the transaction failed, so the whole cannot be committed")
                self.database.execute("COMMIT")
            except BaseException:
                self._after_commit.clear()
                self.head = None
                self.database.rollback()
                raise
        actions, self._after_commit = self._after_commit, []
        for action in actions:
            action()

    def after_commit(self, action: Callable[[], None]) -> None:
        """For what cannot be rolled back, such as removing a file; to be called inside a transaction."""
        self._after_commit.append(action)

    def query(self, sql: str, *values: str | int) -> list[Any]:  # Any: cells differ by column
        """All rows as tuples of cells."""
        with database_faults(self.file):
            return self.database.conn.execute(sql, values).fetchall()

    def faults(self) -> AbstractContextManager[None]:
        """Names what reading outside ``query`` can meet: a damaged page, a disk pulled out."""
        return database_faults(self.file)

    def say_in_use(self, computer: str, since: str) -> None:
        """For the sentence that another program shows; the lock itself is SQLite's, so a fault here stops nobody."""
        with suppress(ChecklistError):
            write_atomic(self._in_use, json.dumps({"computer": computer, "since": since}).encode(), private=True)

    def close(self) -> None:
        """Write the log back, let go of the lock and take back the word that it is in use."""
        with database_faults(self.file):
            self.database.close()
        with suppress(OSError):
            self._in_use.unlink()
