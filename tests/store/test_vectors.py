# SPDX-License-Identifier: Apache-2.0
"""A workspace of every released version opens and says what it said then; what was broken on purpose is refused."""

import base64
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checklistapp.crypto import key_file as key_files
from checklistapp.crypto import keyslots, recovery
from checklistapp.crypto.key_file import KeyFile
from checklistapp.domain.errors import ChecklistError
from checklistapp.services import assessments, opening
from checklistapp.services import workspace as workspaces
from checklistapp.store import folder
from checklistapp.store.connection import EncryptedDatabase
from checklistapp.store.migrations import STEPS
from tests.store.workspaces import CLOCK
from tests.vectors.workspaces import make

VERSIONS = sorted(path.name for path in make.HERE.glob("v*"))


class Vector:
    """A copy of one to open or to break."""

    def __init__(self, version: str, place: Path) -> None:
        shutil.copytree(make.HERE / version / make.NAME, place / make.NAME)
        self.folder = place / make.NAME
        self.keys, self.database = self.folder / "keys.json", self.folder / "Ruritania.checklist"
        self.log = self.folder / "Ruritania.checklist-wal"
        # Any: JSON of ours, its members are compared and never called
        self.expected: dict[str, Any] = json.loads((make.HERE / version / make.EXPECTED).read_text("utf-8"))
        self.passphrase: str = self.expected["passphrases"][0]
        self.data_key = recovery.data_key(self.expected["recovery"])

    @property
    def key_file(self) -> KeyFile:
        return key_files.from_json(self.keys.read_bytes())

    def write_keys(self, key_file: KeyFile) -> None:
        """With a sum that fits, as whoever alters the file would."""
        self.keys.write_bytes(key_files.to_json(key_file))

    def sql(self, *statements: str) -> None:
        """Written under the right key, past the journal."""
        database = EncryptedDatabase(self.database, keyslots.database_key(self.data_key), self.key_file.file_id)
        for statement in statements:
            database.execute(statement)
        database.close()

    def evidence(self) -> list[Path]:
        return sorted((self.folder / "evidence").iterdir(), key=lambda path: path.stat().st_size)


@pytest.fixture(params=VERSIONS)
def vector(request: pytest.FixtureRequest, tmp_path: Path) -> Vector:
    return Vector(request.param, tmp_path)


@pytest.fixture
def newest(tmp_path: Path) -> Vector:
    return Vector(f"v{len(STEPS)}", tmp_path)


def test_a_workspace_of_every_version_opens_and_says_what_it_said(vector: Vector) -> None:
    wanted = {key: value for key, value in vector.expected.items() if key not in ("passphrases", "recovery", "draft")}
    for passphrase in vector.expected["passphrases"]:
        opened = opening.unlock(vector.folder, passphrase)
        assert workspaces.check(opened) == []
        assert json.loads(json.dumps(make.contents(opened))) == wanted
        opened.close()


def test_a_workspace_of_every_version_opens_with_its_words_and_goes_on(vector: Vector) -> None:
    words = "the river has seven new bridges"
    (first, *_) = opening.recovery(vector.folder, vector.expected["recovery"]).owners
    opened = opening.recover(vector.folder, vector.expected["recovery"], words, first.id, make.CHEAP)
    draft = vector.expected["draft"]
    loaded = assessments.load(opened, draft)
    for question, answer in loaded.answers.items():
        assessments.save_answer(opened, draft, question, replace(answer, note="Said again"))
    opened.close()
    opened = opening.unlock(vector.folder, words)
    assert {answer.note for answer in assessments.load(opened, draft).answers.values()} == {"Said again"}
    assert workspaces.check(opened) == []
    opened.close()


def test_the_present_version_has_its_vector() -> None:
    assert f"v{len(STEPS)}" in VERSIONS, "python -m tests.vectors.workspaces.make"


def test_a_workspace_of_a_newer_program_opens_only_to_be_read(newest: Vector) -> None:
    newest.sql("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('checklistapp', 'm999_of_the_future')")
    before = {path: path.read_bytes() for path in newest.folder.rglob("*") if path.is_file()}
    store = folder.connect(newest.folder, newest.key_file, newest.data_key, CLOCK)
    assert store.read_only
    with pytest.raises(ChecklistError) as caught, store.transaction():
        pytest.fail("it was written")
    assert (caught.value.code, "newer version" in caught.value.sentence) == ("workspace-too-new", True)
    assert store.query("SELECT count(*) FROM answer") != [(0,)]
    store.close()
    assert {path: path.read_bytes() for path in newest.folder.rglob("*") if path.is_file()} == before
    with pytest.raises(ChecklistError) as caught:
        folder.open_store(newest.folder, newest.key_file, newest.data_key, CLOCK)
    assert caught.value.code == "workspace-too-new"


def flipped(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def cut(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])


def instead(path: Path, make_it: Callable[[Path], object]) -> None:
    path.unlink()
    make_it(path)


def edited(vector: Vector, change: Callable[[dict[str, Any]], object], *, with_sum: bool = True) -> None:
    """Change values of keys.json past every check of the program; the sum fits again."""
    values = json.loads(vector.keys.read_bytes())
    change(values)
    if with_sum:
        values["sum"] = _sum(values)
    vector.keys.write_bytes(json.dumps(values, indent=2, ensure_ascii=False).encode() + b"\n")


def _sum(values: dict[str, Any]) -> str:
    def raw(text: str) -> bytes:
        return base64.b64decode(text)

    framed = key_files.framed
    header = framed("checklistapp keys", values["v"], raw(values["file_id"]), values["rev"], len(values["slots"]))
    for slot in values["slots"]:
        keys, cost = [raw(slot[name]) for name in ("pub", "salt", "nonce")], (slot["m"], slot["t"], slot["p"])
        header += framed(slot["id"], slot["label"], *keys, *cost, raw(slot["ct"]), raw(slot["sealed"]))
    return hashlib.sha256(header + raw(values["mac"])).hexdigest()


def first_slot(**changes: int) -> Callable[[Vector], None]:
    return lambda vector: edited(vector, lambda values: values["slots"][0].update(changes))


def other_workspace(vector: Vector) -> Path:
    """One with the same passphrase, left as a crash leaves it: with a log."""
    place = vector.folder.with_name("Zenda")
    made = opening.create(place, vector.passphrase, cost=make.CHEAP).workspace
    made.store.query("PRAGMA wal_checkpoint(TRUNCATE)")
    workspaces.rename(made, "Zenda, renamed")
    shutil.copytree(place, place.with_name("crashed"))
    made.close()
    return place.with_name("crashed")


def without_tables(vector: Vector) -> None:
    instead(vector.database, Path.touch)
    database = EncryptedDatabase(
        vector.database, keyslots.database_key(vector.data_key), vector.key_file.file_id, new=True
    )
    database.execute("CREATE TABLE somebody (id TEXT)")
    database.close()


def plain(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE answer (value TEXT)")


def second_database(vector: Vector) -> None:
    data = vector.database.read_bytes()
    for name in ("one", "two"):
        (vector.folder / f"{name}.checklist").write_bytes(bytes(16) + data[16:])
    vector.database.unlink()


def twice(vector: Vector) -> None:
    shutil.copy(vector.database, vector.folder / "Copy of Ruritania.checklist")


def file_for_folder(vector: Vector) -> None:
    shutil.rmtree(vector.folder / "evidence")
    (vector.folder / "evidence").touch()


def link_for_folder(vector: Vector) -> None:
    (vector.folder / "evidence").rename(vector.folder / "moved")
    (vector.folder / "evidence").symlink_to("moved")


BROKEN: dict[str, tuple[Callable[[Vector], object], str]] = {
    "keys: gone": (lambda v: v.keys.unlink(), "keys-missing"),
    "keys: empty": (lambda v: v.keys.write_bytes(b""), "keys-damaged"),
    "keys: cut short": (lambda v: cut(v.keys, 500), "keys-damaged"),
    "keys: not JSON": (lambda v: flipped(v.keys, 0), "keys-damaged"),
    "keys: not an object": (lambda v: v.keys.write_bytes(b"[]\n"), "keys-damaged"),
    "keys: nested without end": (lambda v: v.keys.write_bytes(b"[" * 100_000), "keys-damaged"),
    "keys: larger than ever written": (lambda v: v.keys.write_bytes(b" " * (1 << 20) + b"{}"), "keys-damaged"),
    "keys: wrong sum": (lambda v: edited(v, lambda k: k.update(rev=9), with_sum=False), "keys-damaged"),
    "keys: wrong mac": (lambda v: edited(v, lambda k: k.update(rev=9)), "keys-damaged"),
    "keys: newer format": (lambda v: edited(v, lambda k: k.update(v=2)), "keys-too-new"),
    "keys: version of no program": (lambda v: edited(v, lambda k: k.update(v=0)), "keys-damaged"),
    "keys: extra member": (lambda v: edited(v, lambda k: k.update(hint="x")), "keys-damaged"),
    "keys: member gone": (lambda v: edited(v, lambda k: k.pop("rev"), with_sum=False), "keys-damaged"),
    "keys: other white space": (lambda v: v.keys.write_bytes(v.keys.read_bytes() + b" "), "keys-damaged"),
    "keys: hostile m": (first_slot(m=1 << 31), "keys-damaged"),
    "keys: worthless m": (first_slot(m=8), "keys-damaged"),
    "keys: hostile t": (first_slot(t=1_000_000), "keys-damaged"),
    "keys: hostile p": (first_slot(p=1 << 24), "keys-damaged"),
    "keys: too many slots": (lambda v: edited(v, lambda k: k.update(slots=k["slots"] * 33)), "keys-damaged"),
    "keys: costly together": (
        lambda v: edited(v, lambda k: k.update(slots=[{**k["slots"][0], "m": 1 << 20, "t": 3}] * 9)),
        "keys-too-costly",
    ),
    "keys: slots exchanged": (lambda v: edited(v, lambda k: k["slots"].reverse()), "keys-damaged"),
    "keys: no slots": (lambda v: edited(v, lambda k: k.update(slots=[])), "keys-damaged"),
    "keys: another's file id": (
        lambda v: edited(v, lambda k: k.update(file_id=base64.b64encode(bytes(16)).decode())),
        "keys-damaged",
    ),
    "keys: of another workspace": (
        lambda v: shutil.copy(other_workspace(v) / "keys.json", v.keys),
        "foreign-database",
    ),
    "keys: a link": (
        lambda v: instead(v.keys, lambda path: path.symlink_to(make.HERE / "v1" / make.NAME / "keys.json")),
        "not-a-file",
    ),
    "keys: a folder": (lambda v: instead(v.keys, Path.mkdir), "not-a-file"),
    "keys: a pipe": (lambda v: instead(v.keys, os.mkfifo), "not-a-file"),
    "database: gone": (lambda v: v.database.unlink(), "not-a-workspace"),
    "database: a folder": (lambda v: instead(v.database, Path.mkdir), "not-a-workspace"),
    "database: zero length": (lambda v: cut(v.database, 0), "foreign-database"),
    "database: shorter than a page": (lambda v: cut(v.database, 2000), "damaged"),
    "database: cut at a page": (lambda v: cut(v.database, 4096 * 20), "damaged"),
    "database: cut to its first page": (lambda v: cut(v.database, 4096), "damaged"),
    "database: first byte altered": (lambda v: flipped(v.database, 0), "foreign-database"),
    "database: header altered": (lambda v: flipped(v.database, 100), "damaged"),
    "database: schema altered": (lambda v: flipped(v.database, 3000), "damaged"),
    "database: plain SQLite": (lambda v: instead(v.database, plain), "foreign-database"),
    "database: of another workspace": (
        lambda v: shutil.copy(other_workspace(v) / "Zenda.checklist", v.database),
        "foreign-database",
    ),
    "database: without tables": (without_tables, "damaged"),
    "database: under another key": (
        lambda v: v.database.write_bytes(
            v.key_file.file_id + (other_workspace(v) / "Zenda.checklist").read_bytes()[16:]
        ),
        "damaged",
    ),
    "database: of two neither fits": (second_database, "ambiguous-database"),
    "database: twice": (twice, "ambiguous-database"),
    "log: of another workspace": (
        lambda v: shutil.copy(other_workspace(v) / "Zenda.checklist-wal", v.log),
        "damaged",
    ),
    "log: a folder": (lambda v: v.log.mkdir(), "disk-fault"),
    "evidence: a file in the folder's place": (file_for_folder, "evidence-not-a-folder"),
    "evidence: a link in the folder's place": (link_for_folder, "evidence-not-a-folder"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_workspace_is_refused_in_a_sentence(newest: Vector, kind: str) -> None:
    breaks, code = BROKEN[kind]
    breaks(newest)
    with pytest.raises(ChecklistError) as caught:
        opening.unlock(newest.folder, newest.passphrase).close()
    assert caught.value.code == code
    assert caught.value.sentence.endswith(".")
    assert caught.value.hint


HARMED: dict[str, tuple[Callable[[Vector], object], str]] = {
    "a page altered": (lambda v: flipped(v.database, 4096 * 40 + 99), "page"),
    "an answer changed past the journal": (
        lambda v: v.sql("UPDATE answer SET note = 'x' WHERE question = 'R1.Q3'"),
        "row",
    ),
    "an answer removed past the journal": (lambda v: v.sql("DELETE FROM answer WHERE question = 'R1.Q3'"), "row"),
    "a journal entry changed": (
        lambda v: v.sql("DROP TRIGGER journal_keeps_words", "UPDATE journal SET clock = 'x' WHERE sequence = 9"),
        "journal",
    ),
    "the journal's end cut off": (
        lambda v: v.sql("DROP TRIGGER journal_keeps_entries", "DELETE FROM journal WHERE sequence > 40"),
        "row",
    ),
    "rows that point to nothing": (lambda v: v.sql("PRAGMA foreign_keys=OFF", "DELETE FROM form"), "foreign-key"),
    "evidence gone": (lambda v: v.evidence()[0].unlink(), "evidence"),
    "evidence altered": (lambda v: flipped(v.evidence()[-1], 3), "evidence"),
    "evidence cut short": (lambda v: cut(v.evidence()[-1], 20), "evidence"),
    "evidence exchanged": (lambda v: shutil.copy(v.evidence()[0], v.evidence()[-1]), "evidence"),
    "evidence a link": (
        lambda v: instead(v.evidence()[-1], lambda path: path.symlink_to("/etc/hostname")),
        "evidence",
    ),
    "evidence a folder": (lambda v: instead(v.evidence()[-1], Path.mkdir), "evidence"),
    "evidence of nobody": (lambda v: (v.folder / "evidence" / "notes.txt").touch(), "evidence"),
}


@pytest.mark.parametrize("harm", HARMED)
def test_what_opening_cannot_see_is_found_by_checking(newest: Vector, harm: str) -> None:
    harms, kind = HARMED[harm]
    harms(newest)
    opened = opening.unlock(newest.folder, newest.passphrase)
    assert kind in {finding.kind for finding in workspaces.check(opened)}
    opened.close()
