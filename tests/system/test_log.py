# SPDX-License-Identifier: Apache-2.0
"""The log tells codes and places and never a value, stays small, and stops nobody."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklistapp import __version__
from checklistapp.crypto import recovery
from checklistapp.system import files, log
from checklistapp.system.clock import Clock

NOON = Clock(lambda: datetime(2026, 1, 31, 12, tzinfo=UTC))


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


def bug(act: str = "recovery") -> Exception:
    try:
        if act == "recovery":
            recovery.words(b"MARKER")
        else:
            files.write_atomic(Path("/"), b"MARKER")
    except ValueError as fault:
        return fault
    raise AssertionError


def test_a_line_has_time_version_code_and_place() -> None:
    log.record("disk-full", "checklistapp.store.folder", NOON)
    log.record("wrong-passphrase", clock=NOON)
    assert log.log_file().read_text() == (
        f"2026-01-31T12:00:00Z {__version__} disk-full checklistapp.store.folder\n"
        f"2026-01-31T12:00:00Z {__version__} wrong-passphrase -\n"
    )


@pytest.mark.parametrize("text", ["", "two words", "line\nbreak", "ключ", "x" * 200, "/home/person/file"])
def test_what_is_no_code_is_left_out(text: str) -> None:
    log.record(text, text, NOON)
    assert log.log_file().read_text() == f"2026-01-31T12:00:00Z {__version__} - -\n"


def test_the_log_stays_small_and_keeps_the_newest() -> None:
    for number in range(3000):
        log.record(f"code-{number}", "checklistapp.system", NOON)
    lines = log.log_file().read_text().splitlines()
    assert log.MAXIMUM_SIZE / 3 < log.log_file().stat().st_size <= log.MAXIMUM_SIZE
    assert [line.split()[2] for line in lines] == [f"code-{number}" for number in range(3000 - len(lines), 3000)]


def test_a_log_that_cannot_be_written_stops_nobody(state: Path) -> None:
    (state / "checklistapp").write_bytes(b"a file where the folder should be")
    log.record("disk-full")


def test_a_bug_is_recorded_by_its_place_without_its_message() -> None:
    code = log.record_bug(bug())
    assert log.log_file().read_text().split()[2:] == [code, "checklistapp.crypto.recovery.words"]
    assert "MARKER" not in log.log_file().read_text()


def test_a_bugs_code_is_stable_and_tells_bugs_apart() -> None:
    code = log.bug_code(bug())
    assert re.fullmatch("[A-Z2-7]{4}-[A-Z2-7]{4}", code)
    assert log.bug_code(bug()) == code
    assert log.bug_code(bug("files")) != code
    assert log.bug_code(KeyError("MARKER")) == log.bug_code(KeyError("other"))
    assert log.bug_code(KeyError()) != log.bug_code(IndexError())


def test_the_same_fault_by_another_way_shares_the_first_half() -> None:
    caller: dict[str, object] = {"__name__": "checklistapp.services.invented", "recovery": recovery}
    with pytest.raises(ValueError, match="32 bytes") as caught:
        exec("recovery.words(b'')", caller)  # noqa: S102  # a caller inside our package
    assert log.bug_code(caught.value)[:4] == log.bug_code(bug())[:4]
    assert log.bug_code(caught.value) != log.bug_code(bug())
