# SPDX-License-Identifier: Apache-2.0
"""No workspace comes to be without its recovery words, and nobody else reads them."""

from pathlib import Path

import pytest

from checklistapp.domain.errors import ChecklistError
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
