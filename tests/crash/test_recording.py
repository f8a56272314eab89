# SPDX-License-Identifier: Apache-2.0
"""The recorder sees every step below the root, and fails where it meets one that it was not written for."""

import mmap
import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from checklistapp.system.files import atomic_file, write_atomic
from tests.crash.recorder import record
from tests.crash.steps import Line, MakeFile, MakeFolder, MakeNameless, Name, Remove, Rename, Resize, Sync, Write
from tests.crash.system_calls import TraceError
from tests.crash.witness import Witness


def everything(root: Path, witness: Witness) -> None:
    (root / "a").mkdir()
    with (root / "a" / "f").open("w+b") as file:
        file.write(b"hello")
        file.seek(1)
        file.write(b"EL")
        file.flush()
        os.fsync(file.fileno())
        other = os.dup(file.fileno())
        os.write(other, b"LO!")
        os.close(other)
        os.pwrite(file.fileno(), b"J", 0)
        file.truncate(4)
    with (root / "log").open("ab") as log:
        log.write(b"1")
    witness.say("done", "writing")
    (root / "a" / "f").rename(root / "a" / "g")
    with (root / "log").open("rb") as deleted:
        (root / "log").unlink()
        deleted.read()
    (root / "b").mkdir()
    (root / "b" / "x").touch()
    shutil.rmtree(root / "b")


def test_each_step_is_seen_in_its_order(tmp_path: Path) -> None:
    steps = record(everything, tmp_path).steps
    assert steps == (
        MakeFolder("a"),
        MakeFile("a/f"),
        Resize("a/f", 0),
        Write("a/f", 0, b"hello"),
        Write("a/f", 1, b"EL"),
        Sync("a/f"),
        Write("a/f", 3, b"LO!"),
        Write("a/f", 0, b"J"),
        Resize("a/f", 4),
        MakeFile("log"),
        Write("log", None, b"1"),
        Line("done writing"),
        Rename("a/f", "a/g"),
        Remove("log"),
        MakeFolder("b"),
        MakeFile("b/x"),
        Remove("b/x"),
        Remove("b"),
        Line("ended "),
    )


def nameless(root: Path, witness: Witness) -> None:
    del witness
    write_atomic(root / "f", b"1")
    write_atomic(root / "f", b"2")
    with suppress(KeyboardInterrupt), atomic_file(root / "g") as file:
        file.write(b"half")
        raise KeyboardInterrupt


def test_a_file_is_followed_from_before_it_has_a_name(tmp_path: Path) -> None:
    steps = record(nameless, tmp_path).steps
    kinds = [type(step) for step in steps]
    assert kinds == [
        *(MakeNameless, Write, Sync, Name, Sync),
        *(MakeNameless, Write, Sync, Name, Rename, Sync),
        *(MakeNameless, Write, Line),
    ]


def link(root: Path, witness: Witness) -> None:
    (root / "f").touch()
    os.link(root / "f", root / "g")


def shared_memory(root: Path, witness: Witness) -> None:
    (root / "f").write_bytes(bytes(4096))
    with (root / "f").open("r+b") as file, mmap.mmap(file.fileno(), 4096) as memory:
        memory[0] = 1


def other_process(root: Path, witness: Witness) -> None:
    if os.fork() == 0:
        (root / "f").touch()
        os._exit(0)


def copied_by_the_kernel(root: Path, witness: Witness) -> None:
    (root / "f").write_bytes(b"x")
    shutil.copyfile(root / "f", root / "g")


@pytest.mark.parametrize("act", [link, shared_memory, other_process, copied_by_the_kernel])
def test_an_unknown_way_to_change_a_file_is_no_recording(tmp_path: Path, act: object) -> None:
    with pytest.raises(TraceError):
        record(act, tmp_path)  # type: ignore[arg-type] # one of the acts above


def fails_to_sync(root: Path, witness: Witness) -> None:
    with (root / "f").open("wb") as file:
        for number in range(2):
            witness.say("began", str(number))
            try:
                os.fsync(file.fileno())
            except OSError as fault:
                witness.say("refused", f"{number}: {fault.errno}")


def test_an_injected_fault_is_seen_as_one(tmp_path: Path) -> None:
    recording = record(fails_to_sync, tmp_path, inject=["fsync:error=EIO:when=2"])
    assert [step for step in recording.steps if isinstance(step, Sync)] == [Sync("f"), Sync("f", done=False)]
    assert recording.said().refused == ("1: 5",)
