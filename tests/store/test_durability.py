# SPDX-License-Identifier: Apache-2.0
"""What a full disk, a read-only folder and a thief of the disk find; for crashes see tests/crash."""

import multiprocessing
import os
import resource
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, EvidenceReference, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, Digest, EvidenceId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.store import assessments, check, evidence, journal
from checklistapp.store.store import Store
from tests.store.workspaces import CLOCK, PERSON, form_of, make

QUESTION = QuestionId("R1.Q1")


def save(store: Store, assessment: AssessmentId, note: str, question: QuestionId = QUESTION) -> None:
    assessments.save_answer(
        store, PERSON, CLOCK, assessment, question, Answer(note=note), language="en", wording=Digest("a" * 64)
    )


@pytest.mark.parametrize("when", ["open", "killed", "closed"])
def test_nothing_readable_lies_on_the_disk(tmp_path: Path, when: str) -> None:
    """Markers in every kind of text are looked for in every byte of the folder, the log included."""
    marker = "marker-7f3a"
    (tmp_path / f"{marker}.txt").write_text(marker * 100)

    def work(folder_only: bool) -> None:
        _, store = make(tmp_path)
        assessment = assessments.start(store, PERSON, CLOCK, form_of(1), marker, facility=marker)
        reference = EvidenceReference(EvidenceId("e" * 32), title=marker, location=marker)
        attached = evidence.attach(store, PERSON, CLOCK, assessment.id, QUESTION, reference, tmp_path / f"{marker}.txt")
        answer = Answer(Response.of(marker, marker), marker, marker, marker, evidence=(attached,))
        for texts in (answer, replace(answer, note=marker * 2000)):
            assessments.save_answer(
                store, PERSON, CLOCK, assessment.id, QUESTION, texts, language="en", wording=Digest("a" * 64)
            )
        journal.append(store, PERSON, CLOCK, Act.EXPORTED, marker, remark=marker)
        if folder_only:
            os.kill(os.getpid(), signal.SIGKILL)
        search(tmp_path / "Ruritania", marker)
        assert (tmp_path / "Ruritania" / "Ruritania.checklist-wal").stat().st_size > 0
        store.close()

    if when == "killed":
        assert in_child(lambda: work(folder_only=True)) == -signal.SIGKILL
        assert (tmp_path / "Ruritania" / "Ruritania.checklist-wal").stat().st_size > 0
    else:
        work(folder_only=False)
    search(tmp_path / "Ruritania", marker)


def search(where: Path, marker: str) -> None:
    # Another process reads the live database: closing it here would drop its lock.
    found = subprocess.run(
        ["grep", "-rlaE", f"{marker}|R1\\.Q1|Focal point", str(where)], capture_output=True, check=False
    )
    assert found.stdout == b""
    assert found.returncode == 1
    assert all(marker not in path.name for path in where.rglob("*"))


def test_a_full_disk_takes_nothing_that_was_saved(store: Store, assessment: Assessment) -> None:
    save(store, assessment.id, "before")
    pages = store.database.execute("PRAGMA page_count").fetchone()[0]
    store.database.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(ChecklistError) as caught:
        save(store, assessment.id, "too long " * 10000)
    assert caught.value.code == "disk-full"
    assert assessments.load(store, assessment.id).answer(QUESTION).note == "before"
    store.database.execute("PRAGMA max_page_count=1000000")
    save(store, assessment.id, "after")
    assert assessments.load(store, assessment.id).answer(QUESTION).note == "after"
    assert check.check(store) == []


def test_a_disk_that_takes_no_more_bytes_is_told(tmp_path: Path) -> None:
    def work() -> None:
        made, store = make(tmp_path)
        assessment = assessments.start(store, PERSON, CLOCK, form_of(1), "Ministry")
        save(store, assessment.id, "before")
        (tmp_path / "large").write_bytes(bytes(3 << 20))
        limit = (made.folder / "Ruritania.checklist-wal").stat().st_size + 4096
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        codes = set()
        for act in (
            lambda: save(store, assessment.id, "too long " * 10000),
            lambda: evidence.attach(
                store,
                PERSON,
                CLOCK,
                assessment.id,
                QUESTION,
                EvidenceReference(EvidenceId("e" * 32)),
                tmp_path / "large",
            ),
        ):
            with pytest.raises(ChecklistError) as caught:
                act()
            codes.add(caught.value.code)
        assert codes <= {"disk-full", "disk-fault", "file-too-large"}
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert list((made.folder / "evidence").iterdir()) == []
        assert assessments.load(store, assessment.id).answer(QUESTION).note == "before"
        save(store, assessment.id, "after")
        assert check.check(store) == []
        store.close()

    assert in_child(work) == 0


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """Temporary folders of tests are their owner's only; another user must get into this one."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        yield Path(place)


def test_a_folder_without_rights_is_told_and_left_alone(open_to_all: Path) -> None:
    made, store = make(open_to_all)
    store.close()
    made.folder.chmod(0o555)
    for path in made.folder.iterdir():
        path.chmod(0o444)
    before = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    open_to_all.chmod(0o555)

    def work() -> None:
        if os.geteuid() == 0:
            os.setuid(65534)
        with pytest.raises(ChecklistError) as caught:
            made.open()
        assert caught.value.code == "read-only"
        with pytest.raises(ChecklistError) as caught:
            make(open_to_all / "new")
        assert caught.value.code == "no-rights"

    assert in_child(work) == 0
    made.folder.chmod(0o755)
    open_to_all.chmod(0o755)
    assert {path.name: path.read_bytes() for path in made.folder.iterdir()} == before


def in_child(work: Callable[[], None]) -> int | None:
    """Run in a forked process, whose limits, rights and death are its own."""
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join(60)
    return process.exitcode
