# SPDX-License-Identifier: Apache-2.0
"""Folders that are filled before they get their name: what a crash left goes, what somebody fills or owns stays."""

import subprocess
import sys
from pathlib import Path

import pytest

from checklistapp.store import place

FILLING = """
import sys, time
from pathlib import Path
from checklistapp.store import place
with place.unfinished_folder(Path(sys.argv[1])) as made:
    (made / "evidence").mkdir()
    (made / "evidence" / "large").write_bytes(bytes(10_000))
    print(made.name, flush=True)
    time.sleep(60)
"""


def test_what_a_killed_program_left_goes_and_what_another_one_fills_stays(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", FILLING, str(tmp_path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        name = other.stdout.readline().strip()
        with place.unfinished_folder(tmp_path) as made:
            assert {path.name for path in tmp_path.iterdir()} == {name, made.name}
        other.kill()
        other.wait()
        with place.unfinished_folder(tmp_path) as made:
            assert {path.name for path in tmp_path.iterdir()} == {made.name}
    assert not list(tmp_path.iterdir())


def test_a_whole_workspace_under_such_a_name_stays(tmp_path: Path) -> None:
    """Between an exchange and its getting a name for people, the former workspace is called so."""
    former = tmp_path / ".0123456789abcdef.part"
    former.mkdir()
    (former / "keys.json").write_bytes(b"{}")
    with place.unfinished_folder(tmp_path):
        pass
    assert [path.name for path in former.iterdir()] == ["keys.json"]


def test_a_finished_folder_is_its_owners(tmp_path: Path) -> None:
    with place.unfinished_folder(tmp_path) as made:
        (made / "keys.json").write_bytes(b"{}")
        place.finish(made)
    assert [path.name for path in made.iterdir()] == ["keys.json"]


def test_a_new_folder_holds_what_was_put_there_and_nothing_else(tmp_path: Path) -> None:
    with place.new_folder(tmp_path / "above" / "Ruritania") as made:
        (made / "keys.json").write_bytes(b"{}")
    assert [path.name for path in (tmp_path / "above" / "Ruritania").iterdir()] == ["keys.json"]
    with pytest.raises(KeyboardInterrupt), place.new_folder(tmp_path / "other"):
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["above"]
