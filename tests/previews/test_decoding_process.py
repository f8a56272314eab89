# SPDX-License-Identifier: Apache-2.0
"""Whatever the decoding process does, the outcome is a sentence, in time, and no process is left."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklistapp.domain.errors import ChecklistError
from checklistapp.previews import decoding_process, frames, locked_process
from checklistapp.previews.frames import Picture
from tests.previews.samples import ASK, hostile, png, text_in

SECONDS = 2.0


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Every decoding process of a test, each of which must have ended by then."""
    children: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload] # handed on as they came
            children.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    yield children
    assert all(child.returncode is not None for child in children)


def refused(data: bytes, mode: str, seconds: float = locked_process.SECONDS) -> str:
    begun = time.monotonic()
    with pytest.raises(ChecklistError) as caught:
        decoding_process.show(data, ASK, start=hostile(mode), seconds=seconds)
    assert time.monotonic() - begun < seconds + locked_process.GRACE + 1
    assert caught.value.sentence.endswith(".")
    assert "copy" in caught.value.hint
    return caught.value.code


@pytest.mark.parametrize("size", [0, 4 << 20])
@pytest.mark.parametrize("mode", ["hang", "spin"])
def test_one_that_never_ends_is_stopped(mode: str, size: int) -> None:
    assert refused(bytes(size), mode, SECONDS) == "preview-too-slow"


@pytest.mark.parametrize(
    "mode",
    [
        *("crash", "crash-half-way", "say-nothing", "garbage", "flood"),
        *("too-few-pixels", "too-many-pixels", "too-wide", "no-pages", "unknown-kind", "unknown-shape"),
        *("no-text", "behind-the-end"),
    ],
)
def test_one_that_misbehaves_is_not_believed(mode: str) -> None:
    assert refused(bytes(4 << 20), mode) == "preview-failed"


def test_one_that_runs_out_of_memory_is_not_taken_for_a_damaged_file() -> None:
    assert refused(bytes(4 << 20), "eat-memory") == "preview-not-started"


def test_one_that_reads_everything_and_hangs_is_stopped() -> None:
    assert refused(bytes(20 << 20), "read-and-hang", SECONDS) == "preview-too-slow"


def test_the_stand_in_is_believed_where_it_keeps_to_the_form() -> None:
    shown = decoding_process.show(b"", ASK, start=hostile("good"))
    assert shown == Picture(frames.Kind.PNG, 1, 2, 1, b"abcdef")


def test_one_that_stays_behind_its_answer_is_killed(started: list[subprocess.Popen[bytes]]) -> None:
    assert text_in(decoding_process.show(b"", ASK, start=hostile("answer-and-hang"))) == "looks finished"
    assert started[0].returncode == -9


def test_without_an_interpreter_there_is_a_sentence() -> None:
    with pytest.raises(ChecklistError) as caught:
        decoding_process.show(b"", ASK, start=["/nonexistent/python"])
    assert caught.value.code == "preview-not-started"


def test_one_that_ends_before_it_says_anything_is_no_fault_of_the_file() -> None:
    start = [sys.executable, "-I", "-c", "import a_module_that_is_not_there"]
    with pytest.raises(ChecklistError) as caught:
        decoding_process.show(png(3, 2), ASK, start=start)
    assert caught.value.code == "preview-not-started"
    assert "damaged" not in caught.value.sentence


def test_too_large_a_file_starts_nothing(started: list[subprocess.Popen[bytes]]) -> None:
    with pytest.raises(ChecklistError) as caught:
        decoding_process.show(bytes(frames.MOST_INPUT + 1), ASK)
    assert caught.value.code == "preview-too-large"
    assert not started


def test_giving_up_stops_the_decoding_process(started: list[subprocess.Popen[bytes]]) -> None:
    begun = time.monotonic()

    def watch() -> None:
        if time.monotonic() - begun > 0.3:
            raise KeyError

    with pytest.raises(KeyError):
        decoding_process.show(b"", ASK, watch, start=hostile("hang"))
    assert time.monotonic() - begun < 1
    assert started[0].returncode == -9


def test_no_descriptor_is_left_open() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert isinstance(decoding_process.show(png(3, 2), ASK), Picture)
    refused(bytes(4 << 20), "crash")
    assert len(list(Path("/proc/self/fd").iterdir())) == before
