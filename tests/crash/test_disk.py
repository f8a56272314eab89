# SPDX-License-Identifier: Apache-2.0
"""The model of a disk that the power cuts rely on: what must survive, and what may not."""

import pytest

from tests.crash.cuts import CHOICES, Cut, chosen, seeded, states
from tests.crash.disk import Bytes, Disk, File, Tree, UnmodelledError
from tests.crash.steps import (
    Exchange,
    Line,
    MakeFile,
    MakeFolder,
    MakeNameless,
    Name,
    Remove,
    Rename,
    Resize,
    Step,
    Sync,
    Write,
)

HALF = b"a" * 512
PAGE = HALF + b"b" * 512


def left(steps: list[Step], choice: str, start: Tree | None = None) -> Tree:
    ((_, tree),) = states(start or {}, steps, [Cut(len(steps), choice)], "seed")
    return tree


def test_what_is_not_synced_may_be_lost_or_there() -> None:
    steps: list[Step] = [Write("f", 0, b"new")]
    assert left(steps, "nothing", {"f": b"old"}) == {"f": b"old"}
    assert left(steps, "everything", {"f": b"old"}) == {"f": b"new"}


def test_a_file_needs_its_own_sync_and_its_folders() -> None:
    made: list[Step] = [MakeFile("f"), Write("f", 0, b"x")]
    assert left([*made, Sync("f")], "nothing") == {}
    assert left([*made, Sync(".")], "nothing") == {"f": b""}
    assert left([*made, Sync("f"), Sync(".")], "nothing") == {"f": b"x"}


def test_a_folder_needs_the_sync_of_the_one_above() -> None:
    inside: list[Step] = [MakeFolder("a"), MakeFile("a/f"), Sync("a/f"), Sync("a")]
    assert left(inside, "nothing") == {}
    assert left([*inside, Sync(".")], "nothing") == {"a": None, "a/f": b""}


def test_a_rename_may_come_before_the_bytes_of_the_file_it_names() -> None:
    careless: list[Step] = [MakeFile("t"), Write("t", 0, b"new"), Rename("t", "f")]
    assert left(careless, "names only", {"f": b"old"}) == {"f": b""}
    assert left([*careless, Sync(".")], "nothing", {"f": b"old"}) == {"f": b""}


def test_a_rename_is_whole_or_not_at_all() -> None:
    steps: list[Step] = [MakeFile("t"), Write("t", 0, b"new"), Sync("t"), Rename("t", "f")]
    seen = set()
    for number in range(50):
        ((_, tree),) = states({"f": b"old"}, steps, [Cut(4, "any")], str(number))
        seen.add(tuple(sorted(tree.items())))
    assert seen == {(("f", b"old"),), (("f", b"old"), ("t", b"new")), (("f", b"new"),)}


def test_a_file_without_a_name_leaves_nothing_until_it_has_one() -> None:
    made: list[Step] = [MakeNameless("#1"), Write("#1", 0, b"x"), Sync("#1")]
    assert left(made, "everything") == {}
    named = [*made, Name("#1", "f")]
    assert left(named, "nothing") == {}
    assert left(named, "everything") == left([*named, Sync(".")], "nothing") == {"f": b"x"}
    assert left([*made[:2], Name("#1", "f"), Sync(".")], "nothing") == {"f": b""}


def test_two_names_are_exchanged_whole_or_not_at_all() -> None:
    start: Tree = {"a": b"1", "b": b"2"}
    assert left([Exchange("a", "b")], "nothing", start) == start
    assert left([Exchange("a", "b")], "names only", start) == {"a": b"2", "b": b"1"}


def test_writes_tear_at_sectors_and_nowhere_else() -> None:
    seen = set()
    for number in range(50):
        ((_, tree),) = states({"f": b"\0" * 1024}, [Write("f", 0, PAGE)], [Cut(1, "torn")], str(number))
        seen.add(tree["f"])
    assert seen == {PAGE, HALF + b"\0" * 512, b"\0" * 512 + b"b" * 512, b"\0" * 1024}
    pieces = list(Bytes(File(), 500, b"x" * 20).torn(seeded("3")))
    assert {(piece.offset, len(piece.data)) for piece in pieces} <= {(500, 12), (512, 8)}


def test_a_removed_name_may_come_back_and_a_shortened_file_be_long_again() -> None:
    assert left([Remove("f")], "nothing", {"f": b"old"}) == {"f": b"old"}
    assert left([Remove("f"), Sync(".")], "nothing", {"f": b"old"}) == {}
    assert left([Resize("f", 1)], "nothing", {"f": b"old"}) == {"f": b"old"}
    assert left([Resize("f", 1), Sync("f")], "nothing", {"f": b"old"}) == {"f": b"o"}


def test_appending_goes_to_the_end_that_programs_see() -> None:
    assert left([Write("f", None, b"1"), Write("f", None, b"2")], "everything", {"f": b"0"}) == {"f": b"012"}


def test_after_a_failed_sync_the_next_one_brings_nothing_back() -> None:
    steps: list[Step] = [Write("f", 0, b"new"), Sync("f", done=False), Sync("f")]
    seen = {states_of["f"] for number in range(20) for _, states_of in states({"f": b"old"}, steps, _END, str(number))}
    assert seen == {b"old", b"new"}


_END = [Cut(3, "nothing")]


def test_what_the_model_cannot_judge_is_refused() -> None:
    disk = Disk({"a": None, "b": None, "a/f": b""})
    with pytest.raises(UnmodelledError):
        disk.take(Rename("a/f", "b/f"))


def test_the_live_disk_is_what_programs_see() -> None:
    disk = Disk({})
    for step in (MakeFolder("a"), MakeFile("a/f"), Write("a/f", 2, b"x"), Line("done"), Rename("a", "b")):
        disk.take(step)
    assert disk.live() == {"b": None, "b/f": b"\0\0x"}


def test_cuts_are_repeated_by_their_seed_and_end_with_all_there_are() -> None:
    steps: list[Step] = [MakeFile("f"), Write("f", 0, PAGE)]
    assert chosen(steps, 6, seeded("1")) == chosen(steps, 6, seeded("1"))
    assert len(chosen(steps, 1000, seeded("1"))) == 2 * len(CHOICES)
