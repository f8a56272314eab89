# SPDX-License-Identifier: Apache-2.0
"""An open workspace: its folder, its database and the one way to change something in it."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checklistapp.crypto.key_file import KeyFile
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form
from checklistapp.domain.ids import Digest
from checklistapp.domain.journal import Head
from checklistapp.store.connection import Database, UnchangingDatabase, database_faults
from checklistapp.system.files import file_faults, write_atomic

if TYPE_CHECKING:
    from checklistapp.store.journal import Trail

IN_USE_FILE = "in-use.json"

Watch = Callable[[int, int], None]
"""Told what is done and what there is in all, in bytes or steps (0 where unknown); may raise to give up."""


def unwatched(done: int, total: int) -> None:
    """A ``Watch`` for nobody."""
    del done, total


class Store:
    """Belongs to the thread that opened it; ``file`` is the .checklist file in ``folder``.

    ``forms`` holds what was decoded before: what a digest means never changes. ``head`` is the journal's newest link
    once it was read: nobody else can write. ``trail`` has followed the whole chain once. ``schema`` is SQLite's name of
    the database, another than ``main`` for a copy attached to an open one. ``refusal`` says why nothing may be changed,
    None where it may.
    """

    def __init__(self, file: Path, database: Database, key_file: KeyFile, schema: str = "main") -> None:
        self.file = file
        self.folder = file.parent
        self.database = database
        self.key_file = key_file
        self.schema = schema
        self.refusal: ChecklistError | None = None
        self.forms: dict[Digest, Form] = {}
        self._in_use = self.folder / IN_USE_FILE
        self.head: Head | None = None
        self.trail: Trail | None = None
        self.is_closed = False
        self._inner_failed = False
        self._after_commit: list[Callable[[], None]] = []

    @property
    def read_only(self) -> bool:
        return self.refusal is not None

    def require_writable(self) -> None:
        if self.refusal is not None:
            raise ChecklistError(self.refusal.code, self.refusal.sentence, self.refusal.hint)

    def require_outside(self, target: Path) -> None:
        """Refuses a place in the workspace's own folder, however it is named: what is written there could be lost, or
        replace the open database itself.
        """
        with file_faults(target):
            above = {*target.resolve().parents, target.resolve(), *(target.parent.resolve() / target.name).parents}
            is_inside = any(each.exists() and each.samefile(self.folder) for each in above)
        if is_inside:
            raise ChecklistError(
                "inside-workspace",
                f"“{target.name}” would lie in the folder of the workspace, where only the program itself writes.",
                "Choose another folder.",
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and on the disk when the outermost block ends.

        An inner block joins the outer one; where it fails, the whole fails, even if the fault is caught in between.
        """
        self.require_writable()
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
                self.head = self.trail = None
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
        with self.faults():
            return self.database.conn.execute(sql, values).fetchall()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Names what reading can meet: a damaged page, a disk pulled out. One that only reads goes on afterwards."""
        try:
            with database_faults(self.file):
                yield
        except ChecklistError as fault:
            if fault.code == "damaged" and isinstance(self.database, UnchangingDatabase):
                self.database.renew()
            raise

    def say_in_use(self, holder: Mapping[str, str | int]) -> None:
        """For the sentence that another program shows; the lock itself is SQLite's, so a fault here stops nobody."""
        with suppress(ChecklistError):
            write_atomic(self._in_use, json.dumps(dict(holder)).encode(), private=True)

    def close(self) -> None:
        """Take back the word that it is in use, write the log back and let go of the lock: afterwards the word may be
        another program's. A second time does nothing."""
        if self.is_closed:
            return
        self.is_closed = True
        if not isinstance(self.database, UnchangingDatabase):
            with suppress(OSError):
                self._in_use.unlink()
        with database_faults(self.file):
            self.database.close()
