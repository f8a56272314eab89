# SPDX-License-Identifier: Apache-2.0
"""A disk that fails while keys.json is replaced: what was refused has not happened, or the sentence says otherwise."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.people import PersonRole
from checklistapp.services import opening, people
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.store import rows
from tests.services.conftest import CHEAP, PREPARER

NEW = "another phrase of words"


@dataclass(frozen=True)
class Made:
    folder: Path
    words: str


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("whole") / "Ruritania"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CONFIG_HOME", str(folder.parent / "settings"))
        created = opening.create(folder, PREPARER, cost=CHEAP)
        people.add_person(created.workspace, "Second", PersonRole.APPROVER)
        created.workspace.close()
    return Made(folder, " ".join(created.recovery_words))


def fresh(whole: Made, place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy on a computer of its own."""
    shutil.copytree(whole.folder, place / "Ruritania")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place / "settings"))
    return place / "Ruritania"


@contextmanager
def failing(place: int, *, ever_after: bool) -> Iterator[list[str]]:
    """The call of that number that brings something to the disk is refused; lists the calls."""
    called: list[str] = []

    def counted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            called.append(name)
            if len(called) == place or (ever_after and len(called) > place):
                if name == "row":
                    raise ChecklistError("disk-full", "The disk is full: the last change was not saved.", "")
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return real(*arguments, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in ("fsync", "link", "replace", "rename"):
            patch.setattr(os, name, counted(name, getattr(os, name)))
        patch.setattr(rows, "put", counted("row", rows.put))
        yield called


def change(workspace: Workspace) -> None:
    people.change_passphrase(workspace, PREPARER, NEW, CHEAP)


def give(workspace: Workspace) -> None:
    people.add_slot(workspace, people.find(workspace, "Second").id, PREPARER, NEW, CHEAP)


def opens(folder: Path, passphrase: str) -> bool:
    try:
        opening.unlock(folder, passphrase).close()
    except ChecklistError as fault:
        if fault.code not in {"wrong-passphrase", "keys-missing", "slot-without-person"}:
            raise
        return False
    return True


def attempted(folder: Path, act: Callable[[Workspace], None], place: int, *, ever_after: bool) -> tuple[str, int]:
    """The code of the refusal, and how many calls there were; the window goes on afterwards, and finds itself sound."""
    workspace, code = opening.unlock(folder, PREPARER), ""
    with failing(place, ever_after=ever_after) as called:
        try:
            act(workspace)
        except ChecklistError as fault:
            code = fault.code
    assert not workspaces.check(workspace)
    workspace.close()
    return code, len(called)


@pytest.mark.parametrize("ever_after", [False, True], ids=["one fault", "a disk that fails from then on"])
@pytest.mark.parametrize("act", [change, give])
def test_what_was_refused_has_not_happened(
    act: Callable[[Workspace], None], ever_after: bool, whole: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, refused = 0, 0
    while True:
        place += 1
        folder = fresh(whole, tmp_path / str(place), monkeypatch)
        code, calls = attempted(folder, act, place, ever_after=ever_after)
        new = opens(folder, NEW)
        if not code:
            assert new
            assert calls < place, "a fault was passed over"
            break
        refused += 1
        if code == "keys-unfinished":
            assert ever_after
            assert new or opens(folder, PREPARER)
        else:
            assert not new, (place, code)
            assert opens(folder, PREPARER)
    assert refused > 6


def test_a_refused_recovery_locks_nobody_out(whole: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = place = 0
    called = ["the first one"]
    while place <= len(called):
        place += 1
        folder = fresh(whole, tmp_path / str(place), monkeypatch)
        code = ""
        with failing(place, ever_after=False) as called:
            try:
                opening.recover(folder, whole.words, NEW, cost=CHEAP).close()
            except ChecklistError as fault:
                code = fault.code
                refused += 1
        assert code != "keys-unfinished"
        assert opens(folder, PREPARER) == bool(code), (place, code)
        assert opens(folder, NEW) != bool(code), (place, code)
    assert refused > 6


@pytest.mark.parametrize("former", ["nothing", "a folder", "rubbish", "more than any key file"])
def test_a_refused_recovery_may_be_tried_again_whatever_lay_there(former: str, whole: Made, tmp_path: Path) -> None:
    folder = tmp_path / "Ruritania"
    shutil.copytree(whole.folder, folder)
    keys = folder / "keys.json"
    keys.unlink()
    if former == "a folder":
        keys.mkdir()
    elif former != "nothing":
        keys.write_bytes(b"x" * (7 if former == "rubbish" else 2 << 20))
    with failing(12, ever_after=False), pytest.raises(ChecklistError):
        opening.recover(folder, whole.words, NEW, cost=CHEAP)
    opening.recover(folder, whole.words, NEW, cost=CHEAP).close()
    assert opens(folder, NEW)
