# SPDX-License-Identifier: Apache-2.0
"""A workspace under a new data key: whole before or whole after, whatever happens in between."""

import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw
import pytest

from checklistapp.crypto import keyslots
from checklistapp.crypto.key_file import KeyFile
from checklistapp.domain.answer import Answer
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, Digest, QuestionId
from checklistapp.store import assessments, check, connection, folder, journal, next_file, rekey, settings
from checklistapp.store.settings import Setting
from checklistapp.store.store import Store, Watch, unwatched
from tests.store.test_durability import in_child
from tests.store.workspaces import CLOCK, PASSPHRASE, PERSON, Made, form_of, make

QUESTION = QuestionId("R1.Q1")


@dataclass(frozen=True)
class Exchange:
    """A closed workspace with an answer, and the keys it is to get."""

    made: Made
    assessment: AssessmentId
    key_file: KeyFile
    data_key: bytes

    def run(self, store: Store, watch: Watch = unwatched) -> Store:
        return rekey.rekey(
            store, self.key_file, self.data_key, lambda new: settings.say_pending(new, PERSON, CLOCK), CLOCK, watch
        )

    def reopened(self, where: Path | None = None) -> tuple[Store, bool]:
        """As the passphrase opens it, and whether it is the new one."""
        where = where or self.made.folder
        key_file = folder.read_key_file(where)
        data_key = keyslots.unlock(key_file, PASSPHRASE).data_key
        return folder.open_store(where, key_file, data_key, CLOCK), data_key == self.data_key

    def hold_whole(self, store: Store, note: str, *, exchanged: bool) -> None:
        """The answers are there, everything fits, and nothing is left of the other state."""
        assert assessments.load(store, self.assessment).answer(QUESTION).note == note
        assert settings.read(store, Setting.RECOVERY_WORDS) == ("pending" if exchanged else "")
        assert check.check(store) == []
        names = {path.name for path in store.folder.iterdir()}
        assert names - {"in-use.json"} == {"Ruritania.checklist", "Ruritania.checklist-wal", "keys.json"}


def save(store: Store, assessment: AssessmentId, note: str) -> None:
    wording = Digest("a" * 64)
    assessments.save_answer(
        store, PERSON, CLOCK, assessment, QUESTION, Answer(note=note), language="en", wording=wording
    )


@pytest.fixture
def exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    monkeypatch.setattr(connection, "_STEPS_BETWEEN_LOOKS", 50)
    made, store = make(tmp_path)
    assessment = assessments.start(store, PERSON, CLOCK, form_of(200), "Ministry").id
    save(store, assessment, "before")
    store.close()
    new_key = keyslots.new_data_key()
    key_file = keyslots.rekey(made.key_file, made.data_key, new_key, keyslots.new_file_id())
    return Exchange(made, assessment, key_file, new_key)


def pages(file: Path) -> set[bytes]:
    data = file.read_bytes()
    return {data[place : place + 4096] for place in range(0, len(data), 4096)}


def test_the_whole_workspace_goes_under_the_new_key(exchange: Exchange) -> None:
    made = exchange.made
    before, old_keys = pages(made.database), (made.folder / "keys.json").read_bytes()
    old = made.open()
    head = journal.head(old)
    new = exchange.run(old)
    assert journal.head(new).sequence == head.sequence + 1
    assert journal.holds(new, head)
    exchange.hold_whole(new, "before", exchanged=True)
    save(new, exchange.assessment, "after")
    new.close()
    assert made.database.stat().st_mode & 0o777 == 0o600
    assert not pages(made.database) & before
    store, exchanged = exchange.reopened()
    assert exchanged
    exchange.hold_whole(store, "after", exchanged=True)
    store.close()
    # Both keys.json and the key of before are of no use any more.
    with pytest.raises(ChecklistError) as caught:
        folder.open_store(made.folder, made.key_file, made.data_key, CLOCK)
    assert caught.value.code == "foreign-database"
    assert old_keys not in {path.read_bytes() for path in made.folder.iterdir()}


def test_a_foreign_reader_opens_it_with_the_new_key_only(exchange: Exchange) -> None:
    exchange.run(exchange.made.open()).close()
    salt = exchange.made.database.read_bytes()[:16]
    assert salt == exchange.key_file.file_id
    for data_key, opens in ((exchange.data_key, True), (exchange.made.data_key, False)):
        reader = apsw.Connection(str(exchange.made.database), flags=apsw.SQLITE_OPEN_READONLY)
        reader.pragma("cipher", "sqlcipher")
        reader.pragma("legacy", 4)
        reader.execute(f"PRAGMA key = \"x'{keyslots.database_key(data_key).hex()}{salt.hex()}'\"")
        if opens:
            assert reader.execute("SELECT note FROM answer").fetchall() == [("before",)]
            assert reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        else:
            with pytest.raises(apsw.NotADBError):
                reader.execute("SELECT note FROM answer").fetchall()
        reader.close()


def test_rows_keep_their_order(exchange: Exchange) -> None:
    old = exchange.made.open()
    tables = [name for (name,) in old.query("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    before = {table: old.query(f"SELECT * FROM {table}") for table in tables}  # noqa: S608 our own names
    schema = set(old.query("SELECT type, name, sql FROM sqlite_schema"))
    new = exchange.run(old)
    for table in set(tables) - {"setting", "journal"}:
        assert new.query(f"SELECT * FROM {table}") == before[table]  # noqa: S608 our own names
    assert new.query("SELECT * FROM journal")[:-1] == before["journal"]
    assert set(new.query("SELECT type, name, sql FROM sqlite_schema")) == schema
    new.close()


Step = Callable[[int], None]


@contextmanager
def before_each_step(act: Step) -> Iterator[None]:
    """Calls ``act`` with a running number before every change that Python itself makes or syncs on the disk."""
    count = 0
    kept = {name: getattr(os, name) for name in ("fsync", "replace", "rename", "unlink", "open")}

    def watched(name: str) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            nonlocal count
            makes = name != "open" or (isinstance(arguments[1], int) and arguments[1] & os.O_CREAT)
            if makes:
                count += 1
                act(count)
            return kept[name](*arguments, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in kept:
            patch.setattr(os, name, watched(name))
        yield


def test_every_crash_leaves_the_old_workspace_or_the_new_one(exchange: Exchange, tmp_path: Path) -> None:
    copies = tmp_path / "crashes"
    copies.mkdir()

    def copy(name: str) -> None:
        # Another process copies: closing the live file here would drop its lock.
        subprocess.run(["cp", "-a", str(exchange.made.folder), str(copies / name)], check=True)

    store = exchange.made.open()
    with before_each_step(lambda number: copy(f"step {number:02}")):
        exchange.run(
            store, lambda done, _: copy(f"copying {done:08}") if not (copies / f"copying {done:08}").exists() else None
        ).close()
    found = {}
    for crash in sorted(copies.iterdir()):
        opened, exchanged = exchange.reopened(crash)
        exchange.hold_whole(opened, "before", exchanged=exchanged)
        opened.close()
        found[crash.name] = exchanged
    states = [exchanged for name, exchanged in found.items() if name.startswith("step")]
    assert any(name.startswith("copying") for name in found)
    assert states == sorted(states)  # one moment switches
    assert set(states) == {False, True}
    assert sum(states) >= 4  # crashes between the switch and the end were among them


@pytest.mark.parametrize("fault", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("lasting", [False, True])
def test_every_fault_leaves_the_old_workspace_or_the_new_one(
    exchange: Exchange, tmp_path: Path, fault: int, lasting: bool
) -> None:
    outcomes = set()
    for wanted in range(1, 40):
        place = tmp_path / f"fault {wanted}"
        shutil.copytree(exchange.made.folder, place / "Ruritania")
        failed = False

        def fail(number: int, wanted: int = wanted) -> None:
            nonlocal failed
            if number == wanted or (lasting and number > wanted):
                failed = True
                raise OSError(fault, "injected")

        store = folder.open_store(place / "Ruritania", exchange.made.key_file, exchange.made.data_key, CLOCK)
        code, note = "", "before"
        with before_each_step(fail):
            try:
                store = exchange.run(store)
            except ChecklistError as error:
                code = error.code
        if not failed:
            store.close()
            break
        outcomes.add(code)
        if code != "rekey-unfinished":  # the store says that it is open, so what it takes must stay
            save(store, exchange.assessment, note := "after")
            store.close()
        opened, exchanged = exchange.reopened(place / "Ruritania")
        exchange.hold_whole(opened, note, exchanged=exchanged)
        opened.close()
    else:
        pytest.fail("the faults never ended")
    assert {"rekey-unfinished", "disk-full" if fault == errno.ENOSPC else "disk-fault"} <= outcomes


def test_giving_up_takes_everything_back(exchange: Exchange) -> None:
    class GivenUpError(Exception):
        pass

    store = exchange.made.open()
    keys = (exchange.made.folder / "keys.json").read_bytes()
    seen: list[tuple[int, int]] = []

    def watch(done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) == 3:
            raise GivenUpError

    for _ in range(2):
        seen.clear()
        with pytest.raises(GivenUpError):
            exchange.run(store, watch)
    assert all(0 <= done <= total for done, total in seen)
    assert (exchange.made.folder / "keys.json").read_bytes() == keys
    exchange.hold_whole(store, "before", exchanged=False)
    save(store, exchange.assessment, "after")
    exchange.run(store).close()


def test_a_disk_that_fills_up_changes_nothing(exchange: Exchange) -> None:
    def work() -> None:
        store = exchange.made.open()
        size = exchange.made.database.stat().st_size
        for limit in (0, 4096, size // 2, size - 4096):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            with pytest.raises(ChecklistError) as caught:
                exchange.run(store)
            assert caught.value.code in {"disk-full", "disk-fault", "file-too-large"}
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            assert not next_file.beside(store.file).exists()
            save(store, exchange.assessment, f"after {limit}")
            exchange.hold_whole(store, f"after {limit}", exchanged=False)
        store.close()

    assert in_child(work) == 0


def test_a_damaged_workspace_is_not_carried_over(exchange: Exchange) -> None:
    store = exchange.made.open()
    ((page,),) = store.query("SELECT rootpage FROM sqlite_schema WHERE name = 'answer'")
    store.close()
    data = bytearray(exchange.made.database.read_bytes())
    data[(page - 1) * 4096 + 100] ^= 1
    exchange.made.database.write_bytes(data)
    store = exchange.made.open()
    with pytest.raises(ChecklistError) as caught:
        exchange.run(store)
    assert caught.value.code == "damaged"
    store.close()
    assert exchange.made.database.read_bytes() == bytes(data)
    assert not next_file.beside(store.file).exists()


def test_what_lies_beside_is_no_workspace(exchange: Exchange) -> None:
    """Whatever a crash or a stranger left there goes, once the workspace itself has opened."""
    beside = next_file.beside(exchange.made.database)
    for content in (b"", b"garbage", exchange.made.database.read_bytes(), exchange.key_file.file_id + bytes(8176)):
        beside.write_bytes(content)
        Path(f"{beside}-wal").write_bytes(b"garbage")
        store, exchanged = exchange.reopened()
        exchange.hold_whole(store, "before", exchanged=exchanged)
        assert not exchanged
        store.close()
        assert not beside.exists()
    assert [file.name for file in folder.databases(exchange.made.folder)] == ["Ruritania.checklist"]


def crashed_after_the_switch(exchange: Exchange, crash: Path) -> Path:
    """A copy of the folder in which keys.json is the new one, and nothing else has happened since."""
    keys = exchange.made.folder / "keys.json"
    before = keys.read_bytes()

    def copy(number: int) -> None:
        if keys.read_bytes() != before and not crash.exists():
            subprocess.run(["cp", "-a", str(exchange.made.folder), str(crash)], check=True)

    with before_each_step(copy):
        exchange.run(exchange.made.open()).close()
    assert next_file.beside(crash / "Ruritania.checklist").exists()
    return crash


def test_a_next_database_that_does_not_open_never_takes_the_place(exchange: Exchange, tmp_path: Path) -> None:
    crash = crashed_after_the_switch(exchange, tmp_path / "crash")
    main = crash / "Ruritania.checklist"
    beside, old = next_file.beside(main), main.read_bytes()
    whole = beside.read_bytes()
    assert whole[:16] == exchange.key_file.file_id
    beside.write_bytes(whole[:16] + bytes(len(whole) - 16))
    with pytest.raises(ChecklistError) as caught:
        exchange.reopened(crash)
    assert caught.value.code == "damaged"
    wrong = keyslots.new_data_key()
    foreign = keyslots.new_key_file(wrong, exchange.key_file.file_id)
    beside.write_bytes(whole)
    with pytest.raises(ChecklistError) as caught:  # a key of somebody else renames nothing either
        folder.open_store(crash, foreign, wrong, CLOCK)
    assert caught.value.code == "damaged"
    assert main.read_bytes() == old
    opened, exchanged = exchange.reopened(crash)
    exchange.hold_whole(opened, "before", exchanged=True)
    assert exchanged
    opened.close()


def test_an_old_log_that_a_power_cut_brought_back_is_not_read(exchange: Exchange, tmp_path: Path) -> None:
    store = exchange.made.open()
    save(store, exchange.assessment, "in the log")
    log = tmp_path / "log"
    subprocess.run(["cp", f"{exchange.made.database}-wal", str(log)], check=True)
    assert log.stat().st_size > 0
    store.close()
    crash = crashed_after_the_switch(exchange, tmp_path / "crash")
    shutil.copy(log, crash / "Ruritania.checklist-wal")
    opened, exchanged = exchange.reopened(crash)
    exchange.hold_whole(opened, "in the log", exchanged=True)
    assert exchanged
    opened.close()


def test_what_counts_after_a_crash_can_be_read_without_changing_anything(exchange: Exchange, tmp_path: Path) -> None:
    crash = crashed_after_the_switch(exchange, tmp_path / "crash")
    before = {path.name: path.read_bytes() for path in crash.iterdir()}
    store = folder.connect(crash, exchange.key_file, exchange.data_key, CLOCK, read_only=True)
    assert settings.read(store, Setting.RECOVERY_WORDS) == "pending"
    with pytest.raises(ChecklistError) as caught:
        exchange.run(store)
    assert caught.value.code == "opened-read-only"
    store.close()
    assert {path.name: path.read_bytes() for path in crash.iterdir()} == before


def test_a_link_beside_is_not_followed(exchange: Exchange, tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(exchange.key_file.file_id + bytes(8176))
    next_file.beside(exchange.made.database).symlink_to(tmp_path / "victim")
    (exchange.made.folder / "keys.json").write_bytes(b"")
    with pytest.raises(ChecklistError) as caught:
        folder.open_store(exchange.made.folder, exchange.key_file, exchange.data_key, CLOCK)
    assert caught.value.code == "not-a-file"
    assert (tmp_path / "victim").read_bytes()[:16] == exchange.key_file.file_id


def test_two_workspaces_in_one_folder_are_told_apart_after_a_crash(exchange: Exchange, tmp_path: Path) -> None:
    other, store = make(tmp_path / "other")
    store.close()
    crash = crashed_after_the_switch(exchange, tmp_path / "crash")
    shutil.copy(other.database, crash / "Other.checklist")
    opened, exchanged = exchange.reopened(crash)
    assert (opened.file.name, exchanged) == ("Ruritania.checklist", True)
    opened.close()
