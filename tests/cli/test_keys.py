# SPDX-License-Identifier: Apache-2.0
"""Persons come and go, keys are renewed, and nobody is left without recovery words in hand."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checklistapp.cli.main import program
from tests.cli.conftest import Command

REMINDER = "recovery words of this workspace are written down"


@pytest.fixture
def state(checklistapp: Command, passphrase_file: Path, tmp_path: Path) -> Path:
    """Two persons with passphrases, the second one's in ``second.txt``, and the words in ``words.txt``."""
    assert passphrase_file.exists()
    where = tmp_path / "State"
    assert checklistapp("workspace", "create", where, "--recovery-file", tmp_path / "words.txt").status == 0
    (tmp_path / "second.txt").write_text("another long passphrase\n")
    checklistapp("person", "add", where, "--name", "Minister", "--role", "approver")
    new = ("--new-passphrase-file", tmp_path / "second.txt")
    assert checklistapp("workspace", "key", "add", where, "--person", "Minister", *new).status == 0
    return where


def typed(state: Path, *words: str, given: str = "") -> Result:
    """As on a terminal: without ``--json``."""
    return CliRunner().invoke(program, ["workspace", *words, str(state)], input=given)


def shown_words(output: str) -> list[str]:
    return [
        word for _, word in sorted((int(n), w) for n, w in re.findall(r"(\d+) ([a-z]+)\b", output.partition("Type")[0]))
    ]


def test_a_person_is_removed_with_new_keys_and_new_words(checklistapp: Command, state: Path, tmp_path: Path) -> None:
    second, new_words = tmp_path / "second.txt", tmp_path / "new.txt"
    assert checklistapp("workspace", "info", state, "--passphrase-file", second).status == 0
    backup = tmp_path / "copy.checklist-backup"
    assert checklistapp("workspace", "backup", state, backup).status == 0
    assert checklistapp("workspace", "key", "remove", state, "--person", "Minister").status == 2
    removed = checklistapp("workspace", "key", "remove", state, "--person", "Minister", "--recovery-file", new_words)
    assert (removed.status, removed.document["rekeyed"]) == (0, True)
    assert removed.document["copies"] == [str(backup)]
    assert REMINDER not in removed.errors
    assert len(new_words.read_text().split()) == 24
    assert new_words.read_text() != (tmp_path / "words.txt").read_text()
    refused = checklistapp("workspace", "info", state, "--passphrase-file", second)
    assert refused.document["error"]["code"] == "wrong-passphrase"
    assert checklistapp("workspace", "check", state).document == {"ok": True, "findings": []}
    assert [person["removed"] for person in checklistapp("person", "list", state).document["persons"]] == [False, True]
    assert len(checklistapp("workspace", "key", "list", state).document["keys"]) == 1
    new = ("--new-passphrase-file", second)
    for refused in (
        checklistapp("workspace", "key", "add", state, "--person", "Minister", *new),
        checklistapp("workspace", "key", "remove", state, "--person", "Minister"),
        checklistapp("person", "set", state, "Minister", "--name", "Somebody"),
        checklistapp("person", "list", state, "--as", "Minister"),
    ):
        assert refused.document["error"]["code"] == "person-removed"
    old = checklistapp("workspace", "recover", state, "--recovery-file", tmp_path / "words.txt", *new)
    assert old.document["error"]["code"] == "recovery-words-foreign"
    # What the removal cannot take back.
    assert checklistapp("workspace", "restore", backup, tmp_path / "Before").status == 0
    assert checklistapp("workspace", "info", tmp_path / "Before", "--passphrase-file", second).status == 0
    (state / "keys.json").unlink()
    assert checklistapp("workspace", "recover", state, "--recovery-file", new_words, *new).status == 0
    assert checklistapp("workspace", "info", state, "--passphrase-file", second).status == 0


def test_who_cannot_be_removed(checklistapp: Command, state: Path, tmp_path: Path) -> None:
    words = ("--recovery-file", tmp_path / "never.txt")

    def code(who: str, *more: str | Path) -> str:
        refused = checklistapp("workspace", "key", "remove", state, "--person", who, *words, *more)
        assert refused.status == 3
        return str(refused.document["error"]["code"])

    assert code("Person 1") == "removes-oneself"
    assert code("Person 1", "--as", "Minister") == "removes-oneself"
    assert code("Nobody") == "unknown-person"
    assert not (tmp_path / "never.txt").exists()
    checklistapp("person", "add", state, "--name", "Guest", "--role", "reader")
    assert code("Guest", "--as", "Minister") == "not-yours"
    before = (state / "keys.json").read_bytes()
    gone = checklistapp("workspace", "key", "remove", state, "--person", "Guest")
    assert gone.document["rekeyed"] is False
    assert (state / "keys.json").read_bytes() == before
    assert checklistapp("workspace", "key", "remove", state, "--person", "Minister", *words).status == 0
    assert code("Person 1") == "last-slot"


def test_keys_are_renewed_for_a_lost_sheet(checklistapp: Command, state: Path, tmp_path: Path) -> None:
    words = tmp_path / "renewed.txt"
    before = (state / "State.checklist").read_bytes()
    assert checklistapp("workspace", "key", "renew", state).status == 2
    assert checklistapp("workspace", "key", "renew", state, "--recovery-file", words).document == {
        "recovery": str(words),
        "copies": [],
    }
    assert (state / "State.checklist").read_bytes()[:16] != before[:16]
    for passphrase in (tmp_path / "passphrase.txt", tmp_path / "second.txt"):
        assert checklistapp("workspace", "info", state, "--passphrase-file", passphrase).status == 0
    assert words.read_text() != (tmp_path / "words.txt").read_text()


def test_words_that_were_not_typed_back_are_asked_for_until_they_are(
    checklistapp: Command, passphrase_file: Path, tmp_path: Path
) -> None:
    assert passphrase_file.exists()
    state = tmp_path / "State"
    aborted = typed(state, "create", given="not these\n")
    assert aborted.exit_code != 0
    assert REMINDER in aborted.stderr
    words = shown_words(aborted.stdout)
    assert len(words) == 24
    for _ in range(2):
        info = checklistapp("workspace", "info", state)
        assert info.status == 0
        assert REMINDER in info.errors
        assert "recovery-words" in info.errors
        assert not set(info.errors.split()) & set(words[:3])
    assert checklistapp("workspace", "recovery-words", state).status == 2
    again = typed(state, "recovery-words", given="")
    assert shown_words(again.stdout) == words

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("secrets.SystemRandom.sample", lambda *_: [2, 0, 1])
        done = typed(state, "recovery-words", given=f"no\n1. {words[0].upper()}, {words[1][:4]} {words[2]}\n")
    assert done.exit_code == 0
    assert REMINDER not in checklistapp("workspace", "info", state).errors
    shown = checklistapp("workspace", "recovery-words", state, "--recovery-file", tmp_path / "w.txt")
    assert shown.document["error"]["code"] == "recovery-words-written"
    assert not (tmp_path / "w.txt").exists()


def test_removal_that_was_not_typed_back_is_asked_for_again(checklistapp: Command, state: Path, tmp_path: Path) -> None:
    aborted = typed(state, "key", "remove", "--person", "Minister", given="no\n")
    assert aborted.exit_code != 0
    assert REMINDER in aborted.stderr
    kept = checklistapp("workspace", "recovery-words", state, "--recovery-file", tmp_path / "new.txt")
    assert kept.status == 0
    assert (tmp_path / "new.txt").read_text().split() == shown_words(aborted.stdout)
    assert REMINDER not in checklistapp("workspace", "info", state).errors


@pytest.mark.usefixtures("passphrase_file")
@pytest.mark.parametrize("weak", ["letmein", "State2026", "qwertyuiop", "2026-01-31"])
def test_weak_passphrases_are_refused_before_anything_is_made(checklistapp: Command, tmp_path: Path, weak: str) -> None:
    (tmp_path / "weak.txt").write_text(f"{weak}\n")
    words = tmp_path / "words.txt"
    ran = checklistapp(
        "workspace", "create", tmp_path / "State", "--recovery-file", words, "--passphrase-file", tmp_path / "weak.txt"
    )
    assert ran.document["error"]["code"] == "passphrase-weak"
    assert weak not in ran.errors
    assert not (tmp_path / "State").exists()
    assert not words.exists()


def test_recovery_asks_whose_passphrase_is_lost_and_leaves_the_others_theirs(
    checklistapp: Command, state: Path, tmp_path: Path
) -> None:
    new, words = tmp_path / "new.txt", ("--recovery-file", tmp_path / "words.txt")
    new.write_text("a third long passphrase\n")
    given = (*words, "--new-passphrase-file", new)
    unsaid = checklistapp("workspace", "recover", state, *given)
    assert unsaid.document["error"]["code"] == "which-person"
    assert "Person 1, Minister" in unsaid.document["error"]["message"]
    assert "--person" in unsaid.document["error"]["hint"]
    done = checklistapp("workspace", "recover", state, *given, "--person", "Minister")
    assert (done.status, done.document["lockedOut"]) == (0, [])
    assert "Minister gets a new passphrase" in done.errors
    assert "Nobody else loses anything" in done.errors
    assert checklistapp("workspace", "info", state).status == 0
    assert checklistapp("workspace", "info", state, "--passphrase-file", new).status == 0
    former = checklistapp("workspace", "info", state, "--passphrase-file", tmp_path / "second.txt")
    assert former.document["error"]["code"] == "wrong-passphrase"


def test_recovery_without_a_key_file_says_who_needs_a_new_passphrase(
    checklistapp: Command, state: Path, tmp_path: Path
) -> None:
    (state / "keys.json").unlink()
    new, words = tmp_path / "new.txt", ("--recovery-file", tmp_path / "words.txt")
    new.write_text("a third long passphrase\n")
    done = checklistapp("workspace", "recover", state, *words, "--new-passphrase-file", new, "--person", "Minister")
    assert "these lose theirs too: Person 1" in done.errors
    (first,) = (
        person["id"]
        for person in checklistapp("workspace", "info", state, "--passphrase-file", new).document["persons"]
        if person["name"] == "Person 1"
    )
    assert done.document["lockedOut"] == [first]
