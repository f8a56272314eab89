# SPDX-License-Identifier: Apache-2.0
"""Unlocking a workspace of 100 MB, beside the key derivation and plain SQLite opening the same content."""

import secrets
import sqlite3
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from benchmarks import synthetic
from benchmarks.measuring import WALL, Contest, Measures, Row, Setting, clock, progress
from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.ids import AssessmentId, Digest
from checklistapp.domain.journal import Act
from checklistapp.services import opening
from checklistapp.services.workspace import Workspace
from checklistapp.store import documents, journal

QUESTIONS = 5_000
_DOCUMENTS, _DOCUMENT_SIZE = 95, 1 << 20
_OURS, _PLAIN, _DERIVED = "checklistapp", "key derivation + plain SQLite", "key derivation alone"
_COST = Argon2Cost()
"""What a new workspace asks at least; most machines are calibrated above it, which hides more."""


def run(setting: Setting) -> list[Row]:
    progress("unlock: filling a workspace with 100 MB")
    folder, plain = setting.scratch / "unlock", setting.scratch / "plain.sqlite"
    workspace = opening.create(folder, synthetic.PASSPHRASE, cost=_COST).workspace
    assessment = synthetic.answered(workspace, QUESTIONS)
    _keep_documents(workspace, assessment.id)
    _copy_plain(workspace, plain)
    head = journal.head(workspace.store)
    salt = workspace.store.key_file.slots[0].salt
    workspace.close()

    def ours() -> Measures:
        opened: list[Workspace] = []
        measures = clock(lambda: opened.append(opening.unlock(folder, synthetic.PASSPHRASE)))
        opened[0].close()
        return measures

    def derive() -> None:
        kdf = Argon2id(salt=salt, length=32, iterations=_COST.t, lanes=_COST.p, memory_cost=_COST.m)
        kdf.derive(synthetic.PASSPHRASE.encode())

    def peer() -> Measures:
        opened: list[sqlite3.Connection] = []

        def derive_and_open() -> None:
            derive()
            opened.append(_open_plain(plain))

        measures = clock(derive_and_open)
        found = opened[0].execute("SELECT hash FROM journal ORDER BY sequence DESC LIMIT 1").fetchone()
        assert found == (head.hash,)
        opened[0].close()
        return measures

    contest = Contest(setting.runs)
    contest.enter(_OURS, lambda: ours)
    contest.enter(_PLAIN, lambda: peer)
    contest.enter(_DERIVED, lambda: lambda: clock(derive))
    contest.run()
    size = (folder / "unlock.checklist").stat().st_size / 1e6
    what = f"unlock a workspace of {size:.0f} MB"
    return [
        contest.row(what, (_OURS, WALL), (_PLAIN, WALL), 1.2),
        contest.row(what, (_OURS, WALL), (_DERIVED, WALL), None),
    ]


def _keep_documents(workspace: Workspace, assessment: AssessmentId) -> None:
    store, person = workspace.store, workspace.person.id
    with store.transaction():
        for number in range(_DOCUMENTS):
            documents.keep(
                store,
                person,
                workspace.clock.reading(),
                Act.CERTIFIED,
                assessment,
                f"document {number}",
                documents.Stage.CERTIFIED,
                secrets.token_bytes(_DOCUMENT_SIZE),
                Digest(""),
            )


def _copy_plain(workspace: Workspace, target: Path) -> None:
    """The same tables and rows without encryption: invented data, and never a part of the program."""
    store = workspace.store
    with sqlite3.connect(target) as plain:
        for name, sql in store.query("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
            plain.execute(sql)
            cursor = store.database.execute(f"SELECT * FROM {name}")  # noqa: S608 the schema's own names
            marks = ", ".join("?" * len(cursor.description))
            plain.executemany(f"INSERT INTO {name} VALUES ({marks})", cursor)  # noqa: S608 the same names
        for (sql,) in store.query("SELECT sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL"):
            plain.execute(sql)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.close()


def _open_plain(file: Path) -> sqlite3.Connection:
    """As the program opens its database: locked, in WAL mode, and read once."""
    database = sqlite3.connect(file, isolation_level=None)
    for setting in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        database.execute(f"PRAGMA {setting}").fetchall()
    database.execute("BEGIN IMMEDIATE")
    database.execute("COMMIT")
    database.execute("SELECT * FROM person").fetchall()
    return database
