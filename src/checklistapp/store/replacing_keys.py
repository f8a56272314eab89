# SPDX-License-Identifier: Apache-2.0
"""Puts another keys.json in the place of the one that opened the workspace: the whole change counts, or none of it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from checklistapp.crypto import key_file as key_files
from checklistapp.crypto.key_file import KeyFile
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act
from checklistapp.store import identities, people, settings
from checklistapp.store.folder import KEY_FILE, PREVIOUS_KEY_FILE, key_file_text, read_key_file
from checklistapp.store.store import Store
from checklistapp.system.files import file_faults, fsync_folder, temporary_beside, write_atomic


@contextmanager
def new_key_file(store: Store, key_file: KeyFile) -> Iterator[None]:
    """keys.json replaced for the block, which does the rest of the change; where anything fails, the former one is put
    back, so that what was refused has not happened. "keys-unfinished" says that even that failed.

    The file that opened the workspace is kept until it was closed, or has been opened again. A folder in its place, or
    what is no key file for its size, is set aside; a link is replaced and never followed.
    """
    current, spare = store.folder / KEY_FILE, store.folder / PREVIOUS_KEY_FILE
    keep = not os.path.lexists(spare)
    if not keep:
        spare = temporary_beside(current)
    opened_with, former = store.key_file, _spared(current, spare)
    try:
        write_atomic(current, key_files.to_json(key_file))
        store.key_file = key_file
        yield
    except BaseException as fault:
        try:
            with file_faults(current):
                if former is None:
                    current.unlink(missing_ok=True)
                elif key_file_text(current) != former:
                    spare.replace(current)  # takes no room on a disk that may be full
                fsync_folder(store.folder)
        except ChecklistError:
            store.key_file = _as_found(store.folder, key_file, opened_with)
            raise _keys_unfinished() from fault
        store.key_file = opened_with
        raise
    if not keep:
        with suppress(OSError):  # cleared at the next opening
            spare.unlink(missing_ok=True)


def forget_previous(store: Store) -> None:
    """At the end of a session: the former key file, which its passphrases still open, once the new one is proven to lie
    on the disk."""
    previous = store.folder / PREVIOUS_KEY_FILE
    if store.read_only or not os.path.lexists(previous):
        return
    with suppress(OSError, ChecklistError):
        if key_files.to_json(read_key_file(store.folder)) == key_files.to_json(store.key_file):
            previous.unlink()


def _spared(current: Path, spare: Path) -> bytes | None:
    """The key file that is there, if any; it is copied to ``spare`` before anything is written."""
    with file_faults(current):
        if current.is_symlink() or not current.exists():
            return None
        if current.is_file() and len(former := key_file_text(current)) <= key_files.MAXIMUM_TEXT_SIZE:
            write_atomic(spare, former)
            return former
        current.rename(current.with_name(f"{KEY_FILE}.{secrets.token_hex(4)}.replaced"))
        return None


def _as_found(folder: Path, *perhaps: KeyFile) -> KeyFile:
    """Which of them lies on the disk now."""
    with suppress(ChecklistError):
        text = key_files.to_json(read_key_file(folder))
        return next((each for each in perhaps if key_files.to_json(each) == text), perhaps[0])
    return perhaps[0]


def rebuild_key_file(store: Store, key_file: KeyFile, person: PersonId, clock: str) -> None:
    """Put a new key file in the place of the former one, in a workspace that the recovery words opened.

    Its last slot goes to ``person``. Whose slot is not in it loses theirs, and every identity that was sealed to a slot
    that is gone is retired. The words are proven to be written down: somebody typed them.
    """
    slots = {slot.id for slot in key_file.slots}
    # keys.json first: a crash in between leaves passphrases that nobody has, and the words, which open it again.
    with new_key_file(store, key_file), store.transaction():
        owner = replace(people.find(store, person), slot=key_file.slots[-1].id)
        for each in people.persons(store):
            if each.slot and each.slot not in slots and each.id != person:
                people.put(store, person, clock, replace(each, slot=""), Act.CREDENTIAL_CHANGED)
        keep_theirs = {each.id for each in people.persons(store) if each.slot in slots and each.id != person}
        people.put(store, person, clock, owner, Act.WORKSPACE_RECOVERED)
        settings.say_written(store, person, clock)
        for identity in identities.identities(store):
            if not identity.retired and identity.person not in keep_theirs:
                identities.retire(store, person, clock, identity.id)


def _keys_unfinished() -> ChecklistError:
    return ChecklistError(
        "keys-unfinished",
        "The disk failed while keys.json was being replaced, and the former one could not be put back.",
        "Keep both the former and the new passphrase until the workspace was opened again: one of them opens it, and"
        " the recovery words do in any case. Then make a backup copy on another disk.",
    )
