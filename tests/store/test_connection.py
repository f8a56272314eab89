# SPDX-License-Identifier: Apache-2.0
"""The encrypted database as others see it: an outside reader, a second program, a wrong file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import apsw
import pytest
import sqlcipher3

from checklistapp.crypto import keyslots
from checklistapp.domain.errors import ChecklistError
from checklistapp.store import folder
from checklistapp.store.connection import EncryptedDatabase
from checklistapp.store.store import IN_USE_FILE, Store
from checklistapp.system.files import is_held
from tests.store.workspaces import CLOCK, Made, make


def test_sqlite_utils_uses_sqlcipher_and_its_exceptions(store: Store) -> None:
    assert store.database.execute("PRAGMA cipher_version").fetchone()
    store.database["nowhere"].drop(ignore=True)
    with pytest.raises(sqlcipher3.OperationalError):
        store.database.execute("SELECT * FROM nowhere")


def test_settings_that_keep_answers(store: Store) -> None:
    def pragma(name: str) -> object:
        return store.database.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("locking_mode") == "exclusive"
    assert pragma("foreign_keys") == 1
    assert pragma("secure_delete") == 1
    assert pragma("temp_store") == 2
    assert pragma("trusted_schema") == 0
    assert pragma("page_size") == "4096"


def test_an_outside_reader_opens_the_file_as_sqlcipher_4(closed: Made) -> None:
    reader = apsw.Connection(str(closed.database))
    reader.pragma("cipher", "sqlcipher")
    reader.pragma("legacy", 4)
    key = keyslots.database_key(closed.data_key) + closed.key_file.file_id
    assert reader.execute(f"PRAGMA hexkey='{f'x{key.hex()!r}'.encode().hex()}'").fetchone() == ("ok",)
    assert reader.execute("SELECT value FROM setting WHERE key = 'name'").fetchone() == ("Ruritania",)
    assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    strict = {name: strict for _, name, kind, _, _, strict in reader.execute("PRAGMA table_list") if kind == "table"}
    ours = {name for name in strict if not name.startswith(("sqlite_", "_sqlite"))}
    assert len(ours) == 15
    assert all(strict[name] for name in ours)
    reader.close()


def test_a_second_opening_in_this_process_is_refused_and_leaves_the_lock(made: Made, store: Store) -> None:
    with pytest.raises(ChecklistError) as caught:
        made.open()
    assert caught.value.code == "open-elsewhere"
    with pytest.raises(ChecklistError):
        folder.database_id(store.file)
    assert second_program(made).stdout.strip() == "open-elsewhere"


def test_a_second_program_is_told_since_when(made: Made, store: Store) -> None:
    answer = second_program(made, "fault.sentence")
    assert "since 2026-01-" in answer.stdout, "as the clock on the wall has it"
    assert "another" in answer.stdout


def test_after_closing_another_program_may_open(closed: Made) -> None:
    assert second_program(closed).stdout.strip() == "opened"


def second_program(made: Made, tell: str = "fault.code") -> "subprocess.CompletedProcess[str]":
    code = f"""
from pathlib import Path
from checklistapp.domain.errors import ChecklistError
from checklistapp.store import folder
where = Path({str(made.folder)!r})
try:
    folder.open_store(where, folder.read_key_file(where), bytes.fromhex({made.data_key.hex()!r}), "later").close()
    print("opened")
except ChecklistError as fault:
    print({tell})
"""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)


def test_key_and_salt_have_their_lengths(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        EncryptedDatabase(tmp_path / "x", b"short", bytes(16), new=True)
    assert not (tmp_path / "x").exists()


def test_a_plain_sqlite_file_is_refused_unchanged(closed: Made) -> None:
    closed.database.unlink()
    plain = apsw.Connection(str(closed.database))
    plain.execute("CREATE TABLE answer (value TEXT)")
    plain.close()
    before = closed.database.read_bytes()
    assert refusal(closed) == "foreign-database"
    assert closed.database.read_bytes() == before


def test_another_workspaces_file_is_refused(closed: Made, tmp_path: Path) -> None:
    other, store = make(tmp_path / "other")
    store.close()
    other.database.replace(closed.database)
    assert refusal(closed) == "foreign-database"


def test_random_bytes_behind_the_right_beginning_are_damage(closed: Made) -> None:
    closed.database.write_bytes(closed.key_file.file_id + b"\x17" * 8176)
    assert refusal(closed) == "damaged"


@pytest.mark.parametrize("size", [0, 15])
def test_a_file_cut_to_its_beginning_is_refused(closed: Made, size: int) -> None:
    closed.database.write_bytes(closed.database.read_bytes()[:size])
    assert refusal(closed) == "foreign-database"


@pytest.mark.parametrize("size", [16, 4095, 4096, 8192])
def test_a_cut_file_is_damage(closed: Made, size: int) -> None:
    closed.database.write_bytes(closed.database.read_bytes()[:size])
    assert refusal(closed) == "damaged"


def test_another_data_key_does_not_open(closed: Made) -> None:
    with pytest.raises(ChecklistError) as caught:
        EncryptedDatabase(closed.database, bytes(32), closed.key_file.file_id)
    assert caught.value.code == "damaged"
    assert not is_held(closed.database)


def test_a_newer_programs_tables_are_left_alone(closed: Made) -> None:
    store = closed.open()
    store.database.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('checklistapp', 'm999_x', '')"
    )
    store.close()
    assert refusal(closed) == "workspace-too-new"


def refusal(made: Made) -> str:
    with pytest.raises(ChecklistError) as caught:
        made.open()
    return caught.value.code


def test_the_sentence_says_who_where_and_since_when_and_no_name_of_a_person(made: Made, store: Store) -> None:
    sentence = second_program(made, "fault.sentence").stdout
    note = json.loads((made.folder / IN_USE_FILE).read_text())
    assert set(note) == {"computer", "login", "process", "since"}
    assert note["process"] == os.getpid()
    assert note["since"] == CLOCK
    assert all(str(note[word]) in sentence for word in ("computer", "login", "process"))
    assert "Focal point" not in (made.folder / IN_USE_FILE).read_text()


def test_a_note_without_a_lock_is_stale_and_keeps_nobody_out(closed: Made) -> None:
    """A program that was killed cannot take its note back; the lock went with it."""
    holder = f"""
import time
from pathlib import Path
from checklistapp.store import folder
where = Path({str(closed.folder)!r})
store = folder.open_store(where, folder.read_key_file(where), bytes.fromhex({closed.data_key.hex()!r}), "long ago")
print("open", flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "open\n"
        with pytest.raises(ChecklistError) as caught:
            closed.open()
        assert caught.value.code == "open-elsewhere"
        assert f"(process {running.pid}) since long ago" in caught.value.sentence
        running.kill()
    stale = (closed.folder / IN_USE_FILE).read_text()
    assert "long ago" in stale
    store = closed.open()
    assert (closed.folder / IN_USE_FILE).read_text() != stale
    store.close()
    assert not (closed.folder / IN_USE_FILE).exists()


@pytest.mark.parametrize("text", ["", "[]", '{"computer": 1}', "x" * 5000])
def test_a_note_that_says_nothing_useful_spoils_no_refusal(made: Made, store: Store, text: str) -> None:
    (made.folder / IN_USE_FILE).write_text(text)
    assert second_program(made, "fault.sentence").stdout.startswith(
        f"The workspace is open in another window or program (process {os.getpid()})."
    )


def test_a_note_of_somebody_who_is_gone_is_not_believed(closed: Made) -> None:
    """The kernel says who holds the lock; it also says that somebody only reads."""
    gone = {"computer": "here", "login": "focal-point", "process": 1, "since": "long ago"}
    store = closed.open()
    (closed.folder / IN_USE_FILE).write_text(json.dumps(gone))
    assert second_program(closed, "fault.sentence").stdout.strip().endswith(f"program (process {os.getpid()}).")
    store.close()
    (closed.folder / IN_USE_FILE).write_text(json.dumps(gone))
    key_file = folder.read_key_file(closed.folder)
    reader = folder.connect(closed.folder, key_file, closed.data_key, CLOCK, read_only=True)
    told = second_program(closed, "fault.sentence").stdout
    assert "only to be read" in told
    assert "long ago" not in told
    reader.close()


def test_the_word_is_taken_back_before_the_lock_is_let_go(made: Made, store: Store) -> None:
    assert (made.folder / IN_USE_FILE).exists()
    close, seen = store.database.close, list[bool]()

    def watched() -> None:
        seen.append((made.folder / IN_USE_FILE).exists())
        close()

    vars(store.database)["close"] = watched
    store.close()
    assert seen == [False]


def _hot_journal(pages: int) -> bytes:
    """As SQLite's file format has it: plays back by cutting the database to ``pages``."""
    numbers = (0, 1234, pages, 512, 4096)
    header = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"".join(number.to_bytes(4, "big") for number in numbers)
    return header.ljust(512, b"\0")


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_a_planted_rollback_journal_is_not_played_back(closed: Made, tmp_path: Path, kind: str) -> None:
    journal = closed.database.with_name(closed.database.name + "-journal")
    victim = tmp_path / "victim"
    victim.write_bytes(hot := _hot_journal(4))
    if kind == "folder":
        journal.mkdir()
    elif kind == "link":
        journal.symlink_to(victim)
    else:
        journal.write_bytes(hot)
    size = closed.database.stat().st_size
    closed.open().close()
    assert closed.database.stat().st_size >= size
    assert not os.path.lexists(journal)
    (aside,) = closed.folder.glob(closed.database.name + ".*.journal.replaced")
    assert aside.is_symlink() == (kind == "link")
    assert victim.read_bytes() == hot
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"SQLite format 3\0".ljust(4096, b"\0"))
    (tmp_path / "other.sqlite-journal").write_bytes(hot)
    with pytest.raises(ChecklistError):
        EncryptedDatabase(other, bytes(32), bytes(16))
    assert (tmp_path / "other.sqlite-journal").read_bytes() == hot


def test_a_file_with_a_second_name_is_refused_to_write(closed: Made, tmp_path: Path) -> None:
    os.link(closed.database, tmp_path / "snapshot")
    with pytest.raises(ChecklistError) as caught:
        closed.open()
    assert caught.value.code == "two-names"
    folder.connect(closed.folder, closed.key_file, closed.data_key, CLOCK, read_only=True).close()
    (tmp_path / "snapshot").unlink()
    closed.open().close()
