# SPDX-License-Identifier: Apache-2.0
"""Puts a whole workspace under a new data key: a new database beside the old one, one rename of keys.json switches."""

import os
from collections.abc import Callable

from checklistapp.crypto import key_file as key_files
from checklistapp.crypto import keyslots
from checklistapp.crypto.key_file import KeyFile
from checklistapp.domain.errors import ChecklistError
from checklistapp.store import check, journal, next_file
from checklistapp.store.connection import EncryptedDatabase, export
from checklistapp.store.folder import KEY_FILE, open_store
from checklistapp.store.store import Store, Watch, unwatched
from checklistapp.system.files import file_faults, fsync_folder, ordinary_file, write_atomic


def rekey(
    store: Store,
    key_file: KeyFile,
    data_key: bytes,
    change: Callable[[Store], None],
    clock: str,
    watch: Watch = unwatched,
) -> Store:
    """The store that takes the place of ``store``, which is closed; outside any transaction.

    ``key_file`` opens ``data_key``, both new; ``change`` is made in the new database and belongs to the switch: it
    has happened exactly when keys.json is the new one. What fails before that leaves ``store`` open and as it was;
    what fails afterwards ("rekey-unfinished") leaves it closed, and the next opening finishes.
    """
    store.require_writable()
    next_file.discard(store.file)
    try:
        _copy(store, key_file, data_key, watch)
        _complete(store, key_file, data_key, change)
        _checkpointed(store)
    except BaseException:
        next_file.discard(store.file)
        raise
    _switch(store, key_file)
    try:
        # Locked until the old database is out of reach: nobody may save anything in it any more.
        next_file.take_place(store.file)
        store.close()
        return open_store(store.file, key_file, data_key, clock)
    except ChecklistError as fault:
        store.close()
        raise _unfinished() from fault
    except BaseException:  # given up by whoever runs the program: the old database is not the one to go on with
        store.close()
        raise


def _copy(store: Store, key_file: KeyFile, data_key: bytes, watch: Watch) -> None:
    """In a file that nothing names yet, so it is synced only once, when it is whole."""
    target, total = next_file.beside(store.file), store.file.stat().st_size
    with file_faults(target):
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    key = keyslots.database_key(data_key)
    export(store.database, target, key, key_file.file_id, lambda: watch(min(target.stat().st_size, total), total))


def _complete(store: Store, key_file: KeyFile, data_key: bytes, change: Callable[[Store], None]) -> None:
    """Proves that the copy opens with the new key and is whole, makes the change in it, and has it on the disk."""
    target = next_file.beside(store.file)
    with file_faults(target):
        made = Store(target, EncryptedDatabase(target, keyslots.database_key(data_key), key_file.file_id), key_file)
        try:
            whole = journal.head(made) == journal.head(store)
            change(made)
            if not whole or any(step.findings for step in check.pages(made)):
                raise ChecklistError(
                    "copy-damaged",
                    "The disk did not keep the new copy of the workspace's file as it was written.",
                    "Nothing was changed. Make a backup copy on another disk, and do not trust this one.",
                )
        finally:
            with made.faults():
                made.database.close()
        with target.open("rb") as written:
            os.fsync(written.fileno())
        fsync_folder(target.parent)


def _checkpointed(store: Store) -> None:
    """Everything in the old file itself: its log goes before the new database takes its name."""
    busy, _, _ = store.query("PRAGMA wal_checkpoint(TRUNCATE)")[0]
    if busy:
        raise RuntimeError("nobody else can read a database that is locked exclusively")


def _switch(store: Store, key_file: KeyFile) -> None:
    """The moment from which the new database counts."""
    file, former = store.folder / KEY_FILE, key_files.to_json(store.key_file)
    try:
        write_atomic(file, key_files.to_json(key_file))
    except BaseException:
        try:
            with file_faults(file), ordinary_file(file) as stream:
                switched = stream.read(key_files.MAXIMUM_TEXT_SIZE) != former
            if switched:
                # Renamed but perhaps not on the disk: either may be there after a power cut, so neither may go yet.
                write_atomic(file, former)
        except ChecklistError as fault:
            store.close()
            raise _unfinished() from fault
        next_file.discard(store.file)
        raise


def _unfinished() -> ChecklistError:
    return ChecklistError(
        "rekey-unfinished",
        "The disk failed while the keys were being exchanged, so the workspace was closed. No answer was lost.",
        "Open the workspace again: that finishes the exchange or takes it back.",
    )
