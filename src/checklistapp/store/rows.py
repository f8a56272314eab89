# SPDX-License-Identifier: Apache-2.0
"""Changes a row and tells the journal in one transaction; afterwards every row can be held against the journal."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import msgspec

from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act, Entry
from checklistapp.store import journal
from checklistapp.store.connection import any_text, damaged
from checklistapp.store.store import Store

Cell = str | int | bytes | None
Row = Mapping[str, Cell]

_KEYS: Mapping[str, tuple[str, ...]] = {
    "setting": ("key",),
    "person": ("id",),
    "identity": ("id",),
    "contact": ("id",),
    "pinned": ("id",),
    "assessment": ("id",),
    "answer": ("assessment", "question"),
    "keyed": ("assessment", "line", "person"),
    "evidence": ("id",),
    "document": ("id",),
    "sent": ("signer", "assessment", "authority", "kind", "sequence"),
    "submission": ("id",),
    "received_evidence": ("submission", "path"),
}


def find(store: Store, table: str, *key: Cell) -> dict[str, Cell] | None:
    """The row with this primary key, by column."""
    found = list(select(store, table, _key_condition(table), *key))
    return found[0] if found else None


def select(store: Store, table: str, condition: str = "TRUE", *values: Cell) -> Iterator[dict[str, Cell]]:
    """``condition`` is SQL of ours after WHERE, with ``?`` for each value."""
    kind = _OlderRow if store.read_only else dict[str, Cell]
    with store.faults():
        cursor = store.database.execute(
            f"SELECT * FROM {store.schema}.{table} WHERE {condition}",  # noqa: S608 our own names
            values,
        )
        columns = [column[0] for column in cursor.description]
        for cells in cursor:
            yield kind(zip(columns, cells, strict=True))


class _OlderRow(dict[str, Cell]):
    """Of a workspace that is only read, and so not brought up to date: a column that came later is empty."""

    def __missing__(self, column: str) -> Cell:
        return None


def batch(store: Store, table: str, after: Sequence[Cell], count: int) -> list[dict[str, Cell]]:
    """At most ``count`` rows in the order of their key, from the one behind the key ``after``; empty for the first."""
    keys = ", ".join(_KEYS[table])
    condition = f"({keys}) > ({', '.join('?' * len(after))})" if after else "TRUE"
    return list(select(store, table, f"{condition} ORDER BY {keys} LIMIT {count}", *after))


def subjects(store: Store, table: str) -> set[str]:
    """Of every row, as the journal calls it."""
    found = store.query(f"SELECT {', '.join(_KEYS[table])} FROM {store.schema}.{table}")  # noqa: S608 our own names
    return {f"{table}:{'/'.join(map(str, key))}" for key in found}


def tables(store: Store) -> list[str]:
    """Those that the journal answers for and that this workspace has: an older one lacks what came later."""
    found = store.query("SELECT name FROM pragma_table_list WHERE schema = ? AND type = 'table'", store.schema)
    return [table for table in _KEYS if (table,) in found]


def key_of(table: str, row: Row) -> tuple[Cell, ...]:
    return tuple(row[column] for column in _KEYS[table])


def put(store: Store, person: PersonId, clock: str, act: Act, table: str, row: Row, remark: str = "") -> Entry:
    """Insert or replace the whole row (without its salt)."""
    with store.transaction():
        with any_text(store.database):  # what is unreadable may be replaced
            former = find(store, table, *(row[column] for column in _KEYS[table]))
        salted = {**row, "salt": secrets.token_bytes(16)}
        store.database.execute(_upsert(table, tuple(salted)), list(salted.values()))
        before, after = digest(table, former) if former else "", digest(table, salted)
        return journal.append(store, person, clock, act, subject(table, row), before=before, after=after, remark=remark)


def remove(
    store: Store, person: PersonId, clock: str, act: Act, table: str, key: Sequence[Cell], remark: str = ""
) -> Entry:
    """A KeyError says that there is no such row."""
    with store.transaction():
        with any_text(store.database):
            former = find(store, table, *key)
        if former is None:
            raise KeyError(table)
        store.database.execute(f"DELETE FROM {table} WHERE {_key_condition(table)}", key)  # noqa: S608 our own names
        return journal.append(
            store, person, clock, act, subject(table, former), before=digest(table, former), remark=remark
        )


@cache
def _key_condition(table: str) -> str:
    return " AND ".join(f"{column} = ?" for column in _KEYS[table])


@cache
def _upsert(table: str, columns: tuple[str, ...]) -> str:
    names, keys, marks = ", ".join(columns), ", ".join(_KEYS[table]), ", ".join("?" * len(columns))
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT ({keys}) DO UPDATE SET {changes}"  # noqa: S608 our own names


def subject(table: str, row: Row) -> str:
    """What the journal calls a row: ``answer:<assessment>/<question>``."""
    return f"{table}:{'/'.join(str(row[column]) for column in _KEYS[table])}"


def digest(table: str, row: Row) -> str:
    """SHA-256 over the salt and the canonical JSON (RFC 8785) of ``[table, {column: cell}]``.

    Neither the salt nor empty cells (NULL) stand in it, so a column added later changes no digest; bytes stand as
    their own SHA-256 in hexadecimal.
    """
    salt = row["salt"]
    if not isinstance(salt, bytes):
        raise damaged()  # STRICT keeps it so: this is a page of another table
    cells = {
        column: hashlib.sha256(cell).hexdigest() if isinstance(cell, bytes) else cell
        for column, cell in row.items()
        if cell is not None and column != "salt"
    }
    # The same bytes as RFC 8785: ASCII names sorted, strings escaped alike, whole numbers far below 2**53.
    return hashlib.sha256(salt + msgspec.json.encode([table, cells], order="deterministic")).hexdigest()
