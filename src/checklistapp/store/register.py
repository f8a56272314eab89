# SPDX-License-Identifier: Apache-2.0
"""What this computer knows of the workspaces it had open: the last journal head, the key file's number, the backups."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import Digest
from checklistapp.domain.journal import Act, Head
from checklistapp.store import journal, people, settings
from checklistapp.store.settings import Setting
from checklistapp.store.store import Store
from checklistapp.system.files import file_faults, ordinary_file, write_atomic
from checklistapp.system.paths import settings_folder

VERSION = 1
MAXIMUM_SIZE = 4 << 20
MAXIMUM_WORKSPACES = 10_000
MAXIMUM_BACKUPS = 200

_Hex32 = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
_Hex64 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
_Count = Annotated[int, Meta(ge=0, le=(1 << 63) - 1)]
_Clock = Annotated[str, Meta(max_length=40)]
_Path = Annotated[str, Meta(max_length=4096)]


@dataclass(frozen=True, slots=True)
class KnownBackup:
    """A backup copy made here: where, of which journal entry; ``tested`` and ``failed`` tell when its last test ended
    well or not, both empty for one that was never tested. ``sha256`` is that of the file that was tested last."""

    path: _Path
    clock: _Clock
    sequence: _Count
    size: _Count
    automatic: bool = False
    tested: _Clock = ""
    failed: _Clock = ""
    sha256: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?\Z")] = ""


@dataclass(frozen=True, slots=True)
class KnownAside:
    """A folder that a restoring set aside, with the workspace as it was before."""

    path: _Path
    clock: _Clock


@dataclass(frozen=True, slots=True)
class KnownWorkspace:
    """``sequence`` and ``hash`` are the last journal head kept, ``rev`` and ``mac`` those of keys.json then.

    ``place`` is the folder for automatic backups, empty for none; ``failed`` is what to say of the last one that could
    not be made. ``removed`` are the ids of persons who were removed: an older state readmits them.
    """

    id: _Hex32
    sequence: _Count = 0
    hash: _Hex64 = "0" * 64
    rev: _Count = 0
    mac: _Hex64 = "0" * 64
    clock: _Clock = ""
    place: _Path = ""
    backups: Annotated[tuple[KnownBackup, ...], Meta(max_length=MAXIMUM_BACKUPS)] = ()
    failed: Annotated[str, Meta(max_length=1000)] = ""
    asides: Annotated[tuple[KnownAside, ...], Meta(max_length=MAXIMUM_BACKUPS)] = ()
    removed: tuple[_Hex32, ...] = ()

    @property
    def head(self) -> Head:
        return Head(self.sequence, Digest(self.hash))


@dataclass(frozen=True, slots=True)
class _Register:
    v: int
    workspaces: Annotated[tuple[KnownWorkspace, ...], Meta(max_length=MAXIMUM_WORKSPACES)] = field(default=())


def file() -> Path:
    return settings_folder() / "workspaces.json"


def find(workspace_id: str) -> KnownWorkspace | None:
    """Refused with "register-broken" where the register cannot be read; then nothing is known."""
    return search(lambda known: known.id == workspace_id)


def search(is_wanted: Callable[[KnownWorkspace], bool]) -> KnownWorkspace | None:
    """The first of which that is so; refused like ``find``."""
    return next(filter(is_wanted, _read()), None)


def update(workspace_id: str, change: Callable[[KnownWorkspace], KnownWorkspace]) -> None:
    """Change what is known, beginning with nothing; a broken register is set aside, never lost."""
    with _alone():
        try:
            known = list(_read())
        except ChecklistError as fault:
            if fault.code != "register-broken":
                raise
            _set_aside()
            known = []
        before = next((each for each in known if each.id == workspace_id), KnownWorkspace(workspace_id))
        after = change(before)
        if after == before:
            return
        after = replace(after, backups=after.backups[-MAXIMUM_BACKUPS:], asides=after.asides[-MAXIMUM_BACKUPS:])
        others = [each for each in known if each.id != workspace_id]
        _write([*others, after])


def forget(workspace_id: str) -> None:
    """For a workspace that was destroyed."""
    with _alone():
        _write([each for each in _read() if each.id != workspace_id])


def keep_head(store: Store, clock: str) -> None:
    """Keep the journal's head and the key file's number, unless what is known already says that these are older ones.

    Raises what the disk refused; whoever calls decides whether anybody must know.
    """
    if store.read_only:
        return
    try:
        known = find(workspace_id(store))
    except ChecklistError as fault:
        if fault.code != "register-broken":
            raise
        known = None
    if known is None or (journal.holds(store, known.head) and not is_key_file_behind(store, known)):
        _keep(store, clock)


def accept_head(store: Store, clock: str) -> None:
    """Keep them although they are older: a person decided so."""
    _keep(store, clock)


def _keep(store: Store, clock: str) -> None:
    head, key_file = journal.head(store), store.key_file
    gone = {each.id for each in people.persons(store) if each.removed}

    def kept(known: KnownWorkspace) -> KnownWorkspace:
        removed = tuple(sorted(gone.union(known.removed)))  # an older state takes nobody out of it
        values = (head.sequence, head.hash, key_file.rev, key_file.mac.hex(), removed)
        if values == (known.sequence, known.hash, known.rev, known.mac, known.removed):
            return known
        sequence, link, rev, mac, _ = values
        return replace(known, sequence=sequence, hash=link, rev=rev, mac=mac, clock=clock, removed=removed)

    update(workspace_id(store), kept)


def note_aside(store: Store, folder: Path, clock: str) -> None:
    """Once, however often it is told."""

    def noted(known: KnownWorkspace) -> KnownWorkspace:
        others = tuple(each for each in known.asides if each.path != str(folder))
        return replace(known, asides=(*others, KnownAside(str(folder), clock)))

    if str(folder).isprintable():  # else the register could not hold it
        update(workspace_id(store), noted)


def confirms(store: Store) -> bool:
    """Whether the journal is known to hold what this computer knew: the state is that one or a newer one."""
    try:
        known = find(workspace_id(store))
    except ChecklistError:
        return False
    return known is not None and known.sequence > 0 and journal.holds(store, known.head)


def contradicts(store: Store) -> bool:
    """Whether this computer knew another state, or another key file, or can no longer tell."""
    try:
        known = find(workspace_id(store))
    except ChecklistError:
        return True
    return known is not None and not (journal.holds(store, known.head) and not is_key_file_behind(store, known))


def is_key_file_behind(store: Store, known: KnownWorkspace) -> bool:
    """Whether keys.json is older than the one known, or another one of the same number.

    Not where the journal tells that it was rebuilt from the recovery words since: numbering starts anew then.
    """
    key_file = store.key_file
    if known.sequence == 0 or key_file.rev > known.rev or (key_file.rev, key_file.mac.hex()) == (known.rev, known.mac):
        return False
    rebuilt = store.query(
        f"SELECT 1 FROM {store.schema}.journal WHERE sequence > ? AND act = ? LIMIT 1",  # noqa: S608 our own names
        known.sequence,
        Act.WORKSPACE_RECOVERED.value,
    )
    return not rebuilt


def is_key_file_older_than_journal(store: Store) -> bool:
    """Whether the journal tells of a later keys.json, or of another one of the same number; on any computer.

    A later one than it tells of is a crash's: keys.json comes before its entry.
    """
    key_file, told = store.key_file, journal.key_file_told(store)
    return told is not None and key_file.rev <= told[0] and (key_file.rev, key_file.mac.hex()) != told


def workspace_id(store: Store) -> str:
    return settings.read(store, Setting.WORKSPACE_ID)


def _read() -> tuple[KnownWorkspace, ...]:
    """What ``_write`` writes, now or in an earlier version that knew fewer members, or nothing."""
    where = file()
    with file_faults(where):
        if not where.exists():
            return ()
        with ordinary_file(where) as stream:
            text = stream.read(MAXIMUM_SIZE + 1)
    try:
        register = msgspec.json.decode(text, type=_Register)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        raise _broken() from fault
    written = msgspec.json.decode(_text(register.workspaces))
    if register.v != VERSION or not _is_within(msgspec.json.decode(text), written):
        raise _broken()
    return register.workspaces


def _is_within(read: object, written: object) -> bool:
    """Whether all that was read is what would be written: nothing unknown, and what is missing came later."""
    if isinstance(read, dict) and isinstance(written, dict):
        return all(key in written and _is_within(value, written[key]) for key, value in read.items())
    if isinstance(read, list) and isinstance(written, list):
        return len(read) == len(written) and all(map(_is_within, read, written))
    return read == written


def _write(workspaces: list[KnownWorkspace]) -> None:
    """Nothing that ``_read`` would refuse. Where it grows too large the oldest backup copies are forgotten, never a
    head: without it an older state would not be noticed."""
    try:
        while len(text := _text(tuple(workspaces))) > MAXIMUM_SIZE:
            workspaces = _without_oldest_copies(workspaces)
        msgspec.json.decode(text, type=_Register)
    except UnicodeEncodeError as fault:
        raise ChecklistError(
            "name-unfit", "This path holds characters that cannot be noted.", "Choose another folder or name."
        ) from fault
    except msgspec.MsgspecError as fault:
        raise _full() from fault
    write_atomic(file(), text, private=True)


def _without_oldest_copies(workspaces: list[KnownWorkspace]) -> list[KnownWorkspace]:
    clocks = sorted(copy.clock for each in workspaces for copy in each.backups)
    if not clocks:
        raise _full()
    oldest = clocks[len(clocks) // 10]
    return [replace(each, backups=tuple(copy for copy in each.backups if copy.clock > oldest)) for each in workspaces]


def _text(workspaces: tuple[KnownWorkspace, ...]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(_Register(VERSION, workspaces)), indent=1) + b"\n"


@contextmanager
def _alone() -> Iterator[None]:
    """Two programs at once must not lose what the other one wrote."""
    lock = file().with_suffix(".lock")
    with file_faults(lock):
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _set_aside() -> None:
    where = file()
    with file_faults(where):
        where.replace(where.with_suffix(".broken"))


def _full() -> ChecklistError:
    return ChecklistError(
        "register-full",
        "What this computer knows of your workspaces does not fit its file, so nothing was added to it.",
        f"Move “{file().name}” out of the program's settings to begin anew; then no older copy is noticed once.",
    )


def _broken() -> ChecklistError:
    return ChecklistError(
        "register-broken",
        "What this computer knew of your workspaces cannot be read, so an older copy would not be noticed this time.",
        "It is set aside as “workspaces.broken” and begins anew. In doubt, compare with a backup copy.",
    )
