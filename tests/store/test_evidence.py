# SPDX-License-Identifier: Apache-2.0
"""Attached files: whole after any crash, gone when removed, refused when damaged."""

import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Attachment, EvidenceReference
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import Digest, EvidenceId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.store import assessments, check, evidence, journal, register, rows, sealed_files
from checklistapp.store.store import Store
from tests.store.workspaces import CLOCK, PERSON, Made

QUESTION = QuestionId("R1.Q1")
REFERENCE = EvidenceReference(EvidenceId("e" * 32), title="Licence")
CONTENT = os.urandom(1 << 20) + b"the end"


@pytest.fixture
def attached(store: Store, assessment: Assessment, tmp_path: Path) -> EvidenceReference:
    (tmp_path / "licence.pdf").write_bytes(CONTENT)
    return evidence.attach(store, PERSON, CLOCK, assessment.id, QUESTION, REFERENCE, tmp_path / "licence.pdf")


def save(store: Store, assessment: Assessment, answer: Answer) -> None:
    assessments.save_answer(
        store, PERSON, CLOCK, assessment.id, QUESTION, answer, language="en", wording=Digest("a" * 64)
    )


def test_what_was_attached_comes_back(
    made: Made, store: Store, assessment: Assessment, attached: EvidenceReference
) -> None:
    assert attached.attachment is not None
    assert (attached.attachment.name, attached.attachment.size) == ("licence.pdf", len(CONTENT))
    assert assessments.load(store, assessment.id).answer(QUESTION).evidence == (attached,)
    target = io.BytesIO()
    assert evidence.save_attachment(store, attached.id, target) == attached.attachment
    assert target.getvalue() == CONTENT
    (file,) = (made.folder / "evidence").iterdir()
    assert b"the end" not in file.read_bytes()
    assert next(journal.entries(store, subject=f"evidence:{REFERENCE.id}")).act is Act.EVIDENCE_ADDED
    assert check.check(store) == []


def test_saving_the_answer_keeps_the_file(store: Store, assessment: Assessment, attached: EvidenceReference) -> None:
    moved = replace(attached, section="4.2")
    save(store, assessment, Answer(note="see licence", evidence=(moved,)))
    assert assessments.load(store, assessment.id).answer(QUESTION).evidence == (moved,)
    evidence.save_attachment(store, attached.id, io.BytesIO())
    assert check.check(store) == []


@pytest.mark.parametrize("kept", [(), (REFERENCE,)])
def test_removing_it_removes_the_file(
    made: Made,
    store: Store,
    assessment: Assessment,
    attached: EvidenceReference,
    kept: tuple[EvidenceReference, ...],
) -> None:
    save(store, assessment, Answer(evidence=kept))
    assert assessments.load(store, assessment.id).answer(QUESTION).evidence == kept
    assert list((made.folder / "evidence").iterdir()) == []
    with pytest.raises(ChecklistError) as caught:
        evidence.save_attachment(store, attached.id, io.BytesIO())
    assert caught.value.code == "no-attachment"
    assert check.check(store) == []


def test_a_removal_rolled_back_keeps_the_file(
    store: Store, assessment: Assessment, attached: EvidenceReference
) -> None:
    def change_of_mind() -> None:
        with store.transaction():
            save(store, assessment, Answer())
            raise KeyError

    with pytest.raises(KeyError):
        change_of_mind()
    evidence.save_attachment(store, attached.id, io.BytesIO())
    assert check.check(store) == []


def test_a_file_cannot_come_by_the_back_door(store: Store, assessment: Assessment) -> None:
    forged = replace(REFERENCE, attachment=Attachment("x", 1, "0" * 128))
    with pytest.raises(ValueError, match="attach"):
        save(store, assessment, Answer(evidence=(forged,)))
    save(store, assessment, Answer(evidence=(REFERENCE,)))
    with pytest.raises(ValueError, match="attach"):
        save(store, assessment, Answer(evidence=(forged,)))


def test_an_id_belongs_to_one_question(store: Store, assessment: Assessment, attached: EvidenceReference) -> None:
    with pytest.raises(ValueError, match="elsewhere"):
        evidence.replace(store, PERSON, CLOCK, assessment.id, QuestionId("R1.Q2"), [replace(attached, attachment=None)])


def test_a_workspace_is_not_attached_to_itself(store: Store, assessment: Assessment, tmp_path: Path) -> None:
    (tmp_path / "link").hardlink_to(store.file)
    for path in (store.file, tmp_path / "link"):
        with pytest.raises(ChecklistError) as caught:
            evidence.attach(store, PERSON, CLOCK, assessment.id, QUESTION, REFERENCE, path)
        assert caught.value.code == "attaches-itself"


def test_giving_up_leaves_nothing(made: Made, store: Store, assessment: Assessment, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(bytes(3 << 20))
    seen = []

    def watch(done: int, total: int) -> None:
        seen.append((done, total))
        if done > 1 << 20:
            raise KeyError

    before = journal.head(store)
    with pytest.raises(KeyError):
        evidence.attach(store, PERSON, CLOCK, assessment.id, QUESTION, REFERENCE, tmp_path / "large", watch)
    assert seen[0][1] == 3 << 20
    assert list((made.folder / "evidence").iterdir()) == []
    assert journal.head(store) == before


def test_a_commit_that_fails_takes_the_file_with_it(
    made: Made, store: Store, assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise ChecklistError("disk-full", "full")

    monkeypatch.setattr(rows, "put", fail)
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(ChecklistError):
        evidence.attach(store, PERSON, CLOCK, assessment.id, QUESTION, REFERENCE, tmp_path / "file")
    assert list((made.folder / "evidence").iterdir()) == []


def test_orphans_go_at_opening_and_strangers_stay(closed: Made) -> None:
    store, where = closed.open(), closed.folder / "evidence"
    register.keep_head(store, CLOCK)
    store.close()
    where.mkdir()
    for name in ("a" * 32, ".0123456789abcdef.tmp", "somebody's notes.txt"):
        (where / name).write_bytes(b"x")
    store = closed.open()
    assert sealed_files.on_disk(store) == {"somebody's notes.txt"}
    assert [finding.kind for finding in check.check(store)] == ["evidence"]
    store.close()


@pytest.mark.parametrize("harm", ["flip", "cut", "longer", "gone", "another"])
def test_a_damaged_file_is_refused_and_found(
    made: Made, store: Store, assessment: Assessment, attached: EvidenceReference, tmp_path: Path, harm: str
) -> None:
    (file,) = (made.folder / "evidence").iterdir()
    data = file.read_bytes()
    if harm == "flip":
        file.write_bytes(data[:500] + bytes([data[500] ^ 1]) + data[501:])
    elif harm == "cut":
        file.write_bytes(data[: (1 << 20) + 16])
    elif harm == "longer":
        file.write_bytes(data + b"\0")
    elif harm == "gone":
        file.unlink()
    else:
        (tmp_path / "other").write_bytes(CONTENT[::-1])
        other = replace(REFERENCE, id=EvidenceId("f" * 32))
        evidence.attach(store, PERSON, CLOCK, assessment.id, QUESTION, other, tmp_path / "other")
        (second,) = set((made.folder / "evidence").iterdir()) - {file}
        file.write_bytes(second.read_bytes())
    with pytest.raises(ChecklistError) as caught:
        evidence.save_attachment(store, attached.id, io.BytesIO())
    assert caught.value.code == "evidence-damaged"
    assert [finding.kind for finding in check.check(store)] == ["evidence"]


def test_an_evidence_folder_that_is_a_link_is_refused_and_nothing_behind_it_goes(
    made: Made, store: Store, attached: EvidenceReference, tmp_path: Path
) -> None:
    store.close()
    (made.folder / "evidence").rename(tmp_path / "elsewhere")
    theirs = tmp_path / "elsewhere" / ("a" * 32)
    theirs.write_bytes(b"another workspace's")
    for stand_in in ("link", "file"):
        if stand_in == "link":
            (made.folder / "evidence").symlink_to(tmp_path / "elsewhere")
        else:
            (made.folder / "evidence").write_bytes(b"")
        with pytest.raises(ChecklistError) as caught:
            made.open()
        assert caught.value.code == "evidence-not-a-folder"
        (made.folder / "evidence").unlink()
    assert theirs.exists()
    assert len(list((tmp_path / "elsewhere").iterdir())) == 2


def test_a_folder_exchanged_for_a_link_while_open_is_refused_everywhere(
    made: Made, store: Store, attached: EvidenceReference, tmp_path: Path
) -> None:
    (made.folder / "evidence").rename(tmp_path / "elsewhere")
    (made.folder / "evidence").symlink_to(tmp_path / "elsewhere")
    (name,) = (path.name for path in (tmp_path / "elsewhere").iterdir())
    sealed_files.discard(store, name)
    for act in (
        lambda: sealed_files.on_disk(store),
        lambda: sealed_files.opened(store, name, bytes(32)),
        lambda: evidence.save_attachment(store, attached.id, io.BytesIO()),
        lambda: sealed_files.sealed(store, io.BytesIO(b"x")).__enter__(),
    ):
        with pytest.raises(ChecklistError) as caught:
            act()
        assert caught.value.code == "evidence-not-a-folder"
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == [name]


@pytest.mark.parametrize("stand_in", [os.mkfifo, lambda path: path.symlink_to("/etc/hostname")])
def test_an_attached_file_exchanged_for_a_pipe_or_a_link_is_refused(
    made: Made, store: Store, attached: EvidenceReference, stand_in: Callable[[Path], None]
) -> None:
    (file,) = (made.folder / "evidence").iterdir()
    file.unlink()
    stand_in(file)
    with pytest.raises(ChecklistError) as caught:
        evidence.save_attachment(store, attached.id, io.BytesIO())
    assert caught.value.code == "not-a-file"
