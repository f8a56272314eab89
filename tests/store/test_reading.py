# SPDX-License-Identifier: Apache-2.0
"""Opening a workspace only to read it: writes nothing, shows nothing stale, and keeps writers out meanwhile."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import Digest
from checklistapp.store import assessments, check, folder, people, rows
from checklistapp.store.store import Store
from tests.store.workspaces import CLOCK, PERSON, Made


def connect(where: Path, made: Made, *, read_only: bool = True) -> Store:
    return folder.connect(where, folder.read_key_file(where), made.data_key, CLOCK, read_only=read_only)


def content(where: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in where.rglob("*") if path.is_file()}


def answer(store: Store, assessment: Assessment, word: str) -> None:
    for question in assessment.form.questions():
        assessments.save_answer(
            store,
            PERSON,
            CLOCK,
            assessment.id,
            question.id,
            Answer(Response.of(word)),
            language="en",
            wording=Digest("a" * 64),
        )


@pytest.fixture
def crashed(made: Made, store: Store, assessment: Assessment) -> Path:
    """A copy of the folder while the workspace is open: its newest answers stand in the log alone."""
    answer(store, assessment, "yes")
    store.query("PRAGMA wal_checkpoint(TRUNCATE)")
    answer(store, assessment, "no")
    where = made.folder.with_name("crashed")
    shutil.copytree(made.folder, where)
    assert (where / "Ruritania.checklist-wal").stat().st_size > 0
    return where


def test_nothing_is_written_in_the_folder(closed: Made) -> None:
    before = content(closed.folder)
    store = connect(closed.folder, closed)
    assert {path.name for path in closed.folder.iterdir()} == set(before)
    assert people.persons(store)
    assert check.check(store) == []
    with pytest.raises(ChecklistError) as caught, store.transaction():
        pass
    assert caught.value.code == "opened-read-only"
    store.close()
    assert content(closed.folder) == before


def test_answers_in_a_log_that_a_crash_left_are_shown_without_touching_it(
    made: Made, crashed: Path, assessment: Assessment
) -> None:
    before = content(crashed)
    store = connect(crashed, made)
    assert {str(each.response.value) for each in assessments.load(store, assessment.id).answers.values()} == {"no"}
    assert check.check(store) == []
    store.close()
    assert content(crashed) == before


def test_a_tracer_sees_no_file_opened_for_writing(made: Made, crashed: Path, tmp_path: Path) -> None:
    """strace is the witness: whatever SQLite does, no name in the folder is opened to be written, made or removed."""
    for where in (crashed, crashed.with_name("clean")):
        if where != crashed:
            shutil.copytree(crashed, where)
            connect(where, made, read_only=False).close()
        trace = tmp_path / "trace"
        calls = "openat,open,creat,unlink,unlinkat,rename,renameat,renameat2,ftruncate,mkdir,link,symlink"
        subprocess.run(
            ["strace", "-f", "-e", f"trace={calls}", "-o", trace, sys.executable, "-c", reader(where, made)],
            check=True,
            capture_output=True,
        )
        lines = [line for line in trace.read_text(errors="replace").splitlines() if str(where) in line]
        assert any("O_RDONLY" in line for line in lines)
        assert not [line for line in lines if "O_RDONLY" not in line]


def reader(where: Path, made: Made) -> str:
    return f"""
from pathlib import Path
from checklistapp.domain.errors import ChecklistError
from checklistapp.store import folder, people
where = Path({str(where)!r})
try:
    keys = folder.read_key_file(where)
    store = folder.connect(where, keys, bytes.fromhex({made.data_key.hex()!r}), "", read_only=True)
    print(len(people.persons(store)), store.refusal.code)
    store.close()
except ChecklistError as fault:
    print(fault.code)
"""


def other_program(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_readers_share_and_writers_wait(closed: Made) -> None:
    store = connect(closed.folder, closed)
    assert other_program(reader(closed.folder, closed)) == "1 opened-read-only"
    writer = reader(closed.folder, closed).replace("read_only=True", "read_only=False")
    assert other_program(writer) == "open-elsewhere"
    with pytest.raises(ChecklistError) as caught:
        closed.open()
    assert caught.value.code == "open-elsewhere"
    assert other_program(writer) == "open-elsewhere"
    store.close()
    closed.open().close()


def test_a_reader_is_kept_out_while_somebody_writes(made: Made, store: Store) -> None:
    assert other_program(reader(made.folder, made)) == "open-elsewhere"
    with pytest.raises(ChecklistError) as caught:
        connect(made.folder, made)
    assert caught.value.code == "open-elsewhere"
    assert other_program(reader(made.folder, made)) == "open-elsewhere"


def test_a_folder_without_rights_is_read(made: Made, crashed: Path) -> None:
    """Root may write everywhere, so root gives up its capabilities first."""
    for path in (crashed, *crashed.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = content(crashed)
    bare = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
    asked = reader(crashed, made).replace("read_only=True", "read_only=False")
    answer = subprocess.run([*bare, sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "1 read-only"
    assert content(crashed) == before


def test_a_newer_programs_workspace_is_read(closed: Made) -> None:
    store = closed.open()
    store.database.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('checklistapp', 'm999_x', '')"
    )
    store.database.execute("ALTER TABLE person ADD COLUMN rank TEXT")
    store.database.execute("CREATE TABLE rank (id TEXT PRIMARY KEY) STRICT")
    store.close()
    before = content(closed.folder)
    store = connect(closed.folder, closed, read_only=False)
    assert store.refusal is not None
    assert store.refusal.code == "workspace-too-new"
    assert [person.name for person in people.persons(store)] == ["Focal point"]
    assert check.check(store) == []
    store.close()
    assert content(closed.folder) == before


def test_what_still_verifies_is_read_beside_a_damaged_page(made: Made, store: Store, assessment: Assessment) -> None:
    answer(store, assessment, "yes")
    ((page,),) = store.query("SELECT rootpage FROM sqlite_schema WHERE name = 'answer'")
    store.close()
    data = bytearray(made.database.read_bytes())
    data[(page - 1) * 4096 + 100] ^= 1
    made.database.write_bytes(bytes(data))
    reading = connect(made.folder, made)
    for _ in range(2):
        with pytest.raises(ChecklistError) as caught:
            assessments.load(reading, assessment.id)
        assert caught.value.code == "damaged"
        assert [row["id"] for row in rows.select(reading, "assessment")] == [assessment.id]
        assert people.persons(reading)
    assert {finding.kind for finding in check.check(reading)} == {"page"}
    reading.close()


def test_no_room_for_the_private_copy_is_a_sentence(made: Made, crashed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/proc/nowhere")
    with pytest.raises(ChecklistError) as caught:
        connect(crashed, made)
    assert caught.value.sentence
