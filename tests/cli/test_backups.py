# SPDX-License-Identifier: Apache-2.0
"""Backup copies and older states by commands: what scripts and a person without a window rely on."""

import shutil
from pathlib import Path

import pytest

from checklistapp.services import opening
from tests.cli.conftest import Command

START = ("--form", "operator-contribution", "--organisation", "Zenda")


@pytest.fixture
def folder(checklistapp: Command, passphrase_file: Path, tmp_path: Path) -> Path:
    assert passphrase_file.exists()
    made = checklistapp("workspace", "create", tmp_path / "State", "--recovery-file", tmp_path / "words")
    assert made.status == 0
    return tmp_path


def test_a_place_copies_and_their_tests(checklistapp: Command, folder: Path) -> None:
    state, place = folder / "State", folder / "place"
    place.mkdir()
    assert checklistapp("workspace", "backup-place", state).document == {"place": "", "remarks": []}
    assert checklistapp("workspace", "backup-place", state, place).document["place"] == str(place)
    (first,) = checklistapp("workspace", "backups", state).document["backups"]  # made as that command ended
    assert first["automatic"]
    assert not first["tested"]
    assert checklistapp("workspace", "test-backup", first["path"]).document["ok"]
    assert checklistapp("workspace", "backups", state).document["backups"][0]["tested"]
    damaged = folder / "damaged.checklist-backup"
    data = bytearray(Path(first["path"]).read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    failed = checklistapp("workspace", "test-backup", damaged)
    assert (failed.status, failed.document["ok"]) == (1, False)
    Path(first["path"]).write_bytes(data)
    assert checklistapp("workspace", "test-backup", first["path"]).status == 1
    (known,) = checklistapp("workspace", "backups", state).document["backups"]
    assert known["failed"]
    assert not known["tested"]
    assert checklistapp("workspace", "backup-place", state, "--none").document["place"] == ""


def test_copies_that_are_gone_are_shown_so(checklistapp: Command, folder: Path) -> None:
    state, place = folder / "State", folder / "place"
    place.mkdir()
    checklistapp("workspace", "backup-place", state, place)
    shutil.rmtree(place)
    checklistapp("assessment", "start", state, *START)
    (copy,) = checklistapp("workspace", "backups", state).document["backups"]
    assert not copy["present"]


def test_an_older_state_is_read_until_somebody_accepts_it(checklistapp: Command, folder: Path) -> None:
    state = folder / "State"
    shutil.copytree(state, folder / "older")
    assert checklistapp("assessment", "start", state, *START).status == 0
    shutil.rmtree(state)
    (folder / "older").rename(state)
    info = checklistapp("workspace", "info", state)
    assert info.status == 0
    assert info.document["readOnly"]
    assert [each["kind"] for each in info.document["concerns"]] == ["rolled-back"]
    assert "older copy" in info.errors
    refused = checklistapp("assessment", "start", state, *START)
    assert (refused.status, refused.document["error"]["code"]) == (3, "workspace-older")
    assert checklistapp("workspace", "accept", state, "--why", "The disk broke").document["sequence"] > 0
    assert checklistapp("assessment", "start", state, *START).status == 0
    assert checklistapp("workspace", "accept", state, "--why", "again").document["error"]["code"] == "not-older"


def test_reading_only_writes_nothing(checklistapp: Command, folder: Path) -> None:
    state = folder / "State"
    before = {path.name: path.stat().st_mtime_ns for path in (state, *state.iterdir())}
    assert checklistapp("workspace", "info", state, "--read-only").document["readOnly"]
    refused = checklistapp("assessment", "start", state, "--read-only", *START)
    assert refused.document["error"]["code"] == "opened-read-only"
    assert {path.name: path.stat().st_mtime_ns for path in (state, *state.iterdir())} == before


def test_preview_and_restore_in_the_place_of_an_older_one(checklistapp: Command, folder: Path) -> None:
    state, copy = folder / "State", folder / "x.checklist-backup"
    assert checklistapp("workspace", "backup", state, copy).status == 0
    checklistapp("assessment", "start", state, *START)
    preview = checklistapp("workspace", "preview-backup", copy, "--against", state)
    assert (preview.document["relation"], preview.document["assessments"]) == ("older", [])
    refused = checklistapp("workspace", "restore", copy, state, "--replace")
    assert refused.document["error"]["code"] == "backup-older"
    done = checklistapp("workspace", "restore", copy, state, "--replace", "--accept-loss")
    assert Path(done.document["aside"]).is_dir()
    info = checklistapp("workspace", "info", state).document
    assert not info["readOnly"]
    assert [each["kind"] for each in info["concerns"]] == ["restored"]
    assert checklistapp("workspace", "restore", copy, folder / "New").document["aside"] == ""
    opening.unlock(folder / "New", "correct horse battery").close()


def test_what_a_restoring_set_aside_is_listed_and_removed(checklistapp: Command, folder: Path) -> None:
    state, copy = folder / "State", folder / "copy.checklist-backup"
    checklistapp("workspace", "backup", state, copy)
    aside = Path(checklistapp("workspace", "restore", copy, state, "--replace").document["aside"])
    (listed,) = checklistapp("workspace", "backups", state).document["setAside"]
    assert listed["path"] == str(aside)
    assert checklistapp("workspace", "remove-set-aside", state, state).document["error"]["code"] == "unknown-set-aside"
    assert checklistapp("workspace", "remove-set-aside", state, aside).document == {"path": str(aside), "left": []}
    assert not aside.exists()
    assert checklistapp("workspace", "backups", state).document["setAside"] == []
