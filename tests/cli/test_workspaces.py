# SPDX-License-Identifier: Apache-2.0
"""No workspace comes to be without its recovery words, and nobody else reads them."""

import json
import os
from pathlib import Path

import pytest

from checklistapp.domain.errors import ChecklistError
from checklistapp.services import opening
from tests.cli.conftest import Command


@pytest.mark.usefixtures("passphrase_file")
def test_no_workspace_is_made_where_the_words_cannot_be_written(checklistapp: Command, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for place in (tmp_path / "nowhere" / "words.txt", tmp_path / "folder"):
        ran = checklistapp("workspace", "create", tmp_path / "W", "--recovery-file", place)
        assert ran.status == 3
        assert ran.document["error"]["hint"]
        assert {path.name for path in tmp_path.iterdir()} == {"folder", "passphrase.txt"}


@pytest.mark.usefixtures("passphrase_file")
@pytest.mark.parametrize("before", [None, "older words\n"])
def test_a_failed_creation_leaves_the_place_of_the_words_as_it_was(
    checklistapp: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ChecklistError("disk-full", "The disk is full.", "Choose another.")

    monkeypatch.setattr("checklistapp.services.opening.create", refuse)
    words = tmp_path / "words.txt"
    if before is not None:
        words.write_text(before)
    assert checklistapp("workspace", "create", tmp_path / "W", "--recovery-file", words).status == 3
    assert (words.read_text() if words.exists() else None) == before


@pytest.mark.usefixtures("passphrase_file")
def test_the_words_are_their_owners_alone(checklistapp: Command, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.touch()
    words.chmod(0o666)
    assert checklistapp("workspace", "create", tmp_path / "W", "--recovery-file", words).status == 0
    assert words.stat().st_mode & 0o777 == 0o600
    assert len(words.read_text().split()) == 24


@pytest.mark.usefixtures("passphrase_file")
def test_a_folder_whose_name_is_no_text_is_refused(checklistapp: Command, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"Rur\xff")
    made = checklistapp("workspace", "create", folder, "--recovery-file", tmp_path / "words.txt")
    assert (made.status, made.document["error"]["code"]) == (3, "name-unfit")
    assert not os.path.lexists(folder)


@pytest.mark.usefixtures("passphrase_file")
@pytest.mark.parametrize(
    "note",
    [
        b"[" * 4000,
        b'{"x": ' + b"[" * 4000,
        b"[1]",
        json.dumps({"computer": "\ud800", "login": "a", "process": 1, "since": "x"}).encode(),
        json.dumps({"computer": "\x1b[2Jevil", "login": "a", "process": 1, "since": "x"}).encode(),
        b'{"computer": NaN, "since": 1e999}',
        b"\xff\xfe",
    ],
)
def test_a_note_by_somebody_else_neither_stops_nor_steers(
    checklistapp: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str], note: bytes
) -> None:
    """``in-use.json`` of a workspace that is open, and ``restored.json`` of one that is not."""
    checklistapp("workspace", "create", tmp_path / "W", "--recovery-file", tmp_path / "words.txt")
    opened = opening.unlock(tmp_path / "W", "correct horse battery")
    (tmp_path / "W" / "in-use.json").write_bytes(note)
    busy = checklistapp("workspace", "info", tmp_path / "W")
    opened.close()
    assert (busy.status, busy.document["error"]["code"]) == (3, "open-elsewhere")
    (tmp_path / "W" / "restored.json").write_bytes(note)
    assert checklistapp("workspace", "info", tmp_path / "W").status == 0
    assert "\x1b" not in busy.errors + capsys.readouterr().err


@pytest.mark.usefixtures("passphrase_file")
def test_recovery_on_an_older_copy_asks_for_a_reason(
    checklistapp: Command, tmp_path: Path, passphrase_file: Path
) -> None:
    folder, words = tmp_path / "W", tmp_path / "words.txt"
    checklistapp("workspace", "create", folder, "--recovery-file", words)
    older = (folder / "W.checklist").read_bytes()
    assert checklistapp("person", "add", folder, "--name", "Second", "--role", "reader").status == 0
    (folder / "W.checklist").write_bytes(older)
    command = ("workspace", "recover", "--recovery-file", words, "--new-passphrase-file", passphrase_file, folder)
    refused = checklistapp(*command)
    assert (refused.status, refused.document["error"]["code"]) == (3, "recovery-older")
    assert "--why" in refused.errors
    assert (folder / "W.checklist").read_bytes() == older
    assert checklistapp(*command, "--why", "the disk failed").status == 0
    assert checklistapp("workspace", "info", folder).document["concerns"] == []


@pytest.mark.usefixtures("passphrase_file")
def test_files_may_be_attached_from_later_on(checklistapp: Command, tmp_path: Path) -> None:
    where = tmp_path / "W"
    checklistapp("workspace", "create", where, "--recovery-file", tmp_path / "words.txt")
    start = ("--form", "operator-contribution", "--organisation", "Zenda")
    checklistapp("assessment", "start", where, *start)
    plan = tmp_path / "plan.txt"
    plan.write_text("The plan.")
    refused = checklistapp("evidence", "attach", where, ".", "O1.Q1", plan)
    assert refused.document["error"]["code"] == "attachments-off"
    assert "workspace allow-attachments" in refused.document["error"]["hint"]
    assert checklistapp("workspace", "allow-attachments", where).document == {"attachments": True}
    assert checklistapp("workspace", "allow-attachments", where, "--none").document == {"attachments": False}
