# SPDX-License-Identifier: Apache-2.0
"""What this computer remembers of workspaces: exact, bounded, and safe from a second program."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.journal import Head
from checklistapp.store import journal, register
from checklistapp.store.register import KnownBackup, KnownWorkspace
from checklistapp.store.store import Store
from tests.store.test_check import answered
from tests.store.workspaces import CLOCK, Made


def test_the_head_is_kept_and_goes_forward_only(made: Made, store: Store) -> None:
    register.keep_head(store, CLOCK)
    first = register.find(register.workspace_id(store))
    assert first is not None
    assert first.head == journal.head(store) != Head()
    answered(store, 2)
    register.keep_head(store, CLOCK)
    second = register.find(first.id)
    assert second is not None
    assert second.sequence > first.sequence
    register.update(first.id, lambda known: replace(known, sequence=known.sequence + 1))
    register.keep_head(store, CLOCK)
    third = register.find(first.id)
    assert third is not None
    assert third.sequence == second.sequence + 1
    register.accept_head(store, CLOCK)
    assert register.find(first.id) == second


def test_it_is_bounded() -> None:
    copies = tuple(KnownBackup(f"/{number}", CLOCK, number, 1) for number in range(register.MAXIMUM_BACKUPS + 5))
    register.update("a" * 32, lambda known: replace(known, backups=copies))
    known = register.find("a" * 32)
    assert known is not None
    assert known.backups == copies[5:]
    assert register.file().stat().st_size < register.MAXIMUM_SIZE


def test_the_oldest_copies_make_room_and_no_head_does() -> None:
    paths = [f"/{'x' * 3990}{number}" for number in range(register.MAXIMUM_BACKUPS)]
    for number in range(8):
        copies = tuple(KnownBackup(path, f"2026-01-{number + 1:02}T12:00:00Z", 1, 1) for path in paths)
        register.update(f"{number:032x}", lambda known, copies=copies: replace(known, sequence=7, backups=copies))  # type: ignore[misc] # a default in a lambda
    found = [register.find(f"{number:032x}") for number in range(8)]
    assert all(known is not None and known.sequence == 7 for known in found)
    left = [len(known.backups) for known in found if known is not None]
    assert left[0] == 0
    assert left[-1] == register.MAXIMUM_BACKUPS
    assert register.file().stat().st_size <= register.MAXIMUM_SIZE


def test_what_would_not_be_read_is_not_written() -> None:
    register.update("a" * 32, lambda known: replace(known, sequence=1))
    before = register.file().read_bytes()
    changes: tuple[Callable[[KnownWorkspace], KnownWorkspace], ...] = (
        lambda known: replace(known, place="x" * 5000),
        lambda known: replace(known, place="/\udcff"),
        lambda known: replace(known, sequence=-1),
        lambda known: replace(known, failed="x" * 1001),
    )
    for change in changes:
        with pytest.raises(ChecklistError) as caught:
            register.update("a" * 32, change)
        assert caught.value.code in {"register-full", "name-unfit"}
    assert register.file().read_bytes() == before
    many = [KnownWorkspace(f"{number:032x}", 1) for number in range(register.MAXIMUM_WORKSPACES + 1)]
    with pytest.raises(ChecklistError):
        register._write(many)
    register._write(many[1:])
    assert register.find(many[1].id) == many[1]


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", "../x"), ("hash", "z" * 64), ("sequence", -1), ("place", "x" * 5000), ("rev", "1"), ("clock", None)],
)
def test_values_out_of_bounds_are_refused(field: str, value: object) -> None:
    import json

    register.update("a" * 32, lambda known: replace(known, sequence=1))
    values = json.loads(register.file().read_text())
    values["workspaces"][0][field] = value
    register.file().write_text(json.dumps(values, indent=1) + "\n")
    with pytest.raises(ChecklistError) as caught:
        register.find("a" * 32)
    assert caught.value.code == "register-broken"


def test_what_an_earlier_version_wrote_is_read_and_what_nobody_knows_is_not() -> None:
    register.update("a" * 32, lambda known: replace(known, sequence=7, backups=(KnownBackup("/x", CLOCK, 1, 1),)))
    written = json.loads(register.file().read_text())
    for later in ("asides", "removed", "failed"):
        del written["workspaces"][0][later]
    del written["workspaces"][0]["backups"][0]["sha256"]
    register.file().write_text(json.dumps(written))
    known = register.find("a" * 32)
    assert known is not None
    assert known.sequence == 7
    written["workspaces"][0]["unknown"] = ""
    register.file().write_text(json.dumps(written))
    with pytest.raises(ChecklistError) as refused:
        register.find("a" * 32)
    assert refused.value.code == "register-broken"


def test_nothing_is_written_where_nothing_changes() -> None:
    register.update("a" * 32, lambda known: replace(known, sequence=1))
    before = register.file().stat()
    register.update("a" * 32, lambda known: known)
    assert register.file().stat().st_ino == before.st_ino


def test_two_programs_lose_nothing_of_each_other() -> None:
    code = """
import sys
from dataclasses import replace
from checklistapp.store import register
for number in range(25):
    register.update(f"{sys.argv[1]}{number:031x}", lambda known: replace(known, sequence=number + 1))
"""
    running = [subprocess.Popen([sys.executable, "-c", code, which]) for which in "ab"]
    assert [each.wait() for each in running] == [0, 0]
    for which in "ab":
        assert all(register.find(f"{which}{number:031x}") for number in range(25))


def test_a_destroyed_workspace_is_forgotten() -> None:
    for name in ("a", "b"):
        register.update(name * 32, lambda known: replace(known, sequence=1))
    register.forget("a" * 32)
    assert register.find("a" * 32) is None
    assert register.find("b" * 32) == KnownWorkspace("b" * 32, 1)
