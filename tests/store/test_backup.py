# SPDX-License-Identifier: Apache-2.0
"""A backup copy restores the whole workspace, and nothing else is ever restored."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from checklistapp.crypto import keyslots
from checklistapp.domain.answer import Answer, EvidenceReference, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import Digest, EvidenceId, QuestionId
from checklistapp.store import assessments, backup, check, evidence, folder, restoring
from checklistapp.store.store import Store
from tests.store.workspaces import CLOCK, PASSPHRASE, PERSON, Made

QUESTION = QuestionId("R1.Q1")


@pytest.fixture
def copy(store: Store, assessment: Assessment, tmp_path: Path) -> Path:
    (tmp_path / "plan.txt").write_bytes(b"plan" * 1000)
    reference = EvidenceReference(EvidenceId("e" * 32))
    evidence.attach(store, PERSON, CLOCK, assessment.id, QUESTION, reference, tmp_path / "plan.txt")
    (tmp_path / "plan.txt").unlink()
    answer = Answer(Response.of("yes"), evidence=assessments.load(store, assessment.id).answer(QUESTION).evidence)
    assessments.save_answer(
        store, PERSON, CLOCK, assessment.id, QUESTION, answer, language="en", wording=Digest("a" * 64)
    )
    target = tmp_path / "Ruritania.checklist-backup"
    backup.backup(store, target)
    return target


def test_the_copy_restores_everything(store: Store, assessment: Assessment, copy: Path, tmp_path: Path) -> None:
    assert {path.name for path in tmp_path.iterdir()} == {"Ruritania", copy.name}
    place = tmp_path / "Restored"
    restoring.restore(copy, place, CLOCK)
    key_file = folder.read_key_file(place)
    restored = folder.open_store(place, key_file, keyslots.unlock(key_file, PASSPHRASE).data_key, CLOCK)
    assert check.check(restored) == []
    assert assessments.load(restored, assessment.id) == assessments.load(store, assessment.id)
    target = io.BytesIO()
    evidence.save_attachment(restored, EvidenceId("e" * 32), target)
    assert target.getvalue() == b"plan" * 1000
    restored.close()


def test_the_copy_holds_the_encrypted_parts_alone(copy: Path) -> None:
    with zipfile.ZipFile(copy) as archive:
        names = archive.namelist()
        assert {member.compress_type for member in archive.infolist()} == {zipfile.ZIP_STORED}
    assert names[:2] == ["keys.json", "Ruritania.checklist"]
    assert [name.partition("/")[0] for name in names[2:]] == ["evidence"]
    assert b"Ministry" not in copy.read_bytes()


def test_the_workspace_goes_on_after_a_copy(made: Made, store: Store, copy: Path) -> None:
    assert check.check(store) == []
    with pytest.raises(ChecklistError) as caught:
        made.open()
    assert caught.value.code == "open-elsewhere"


def test_an_existing_workspace_is_never_overwritten(made: Made, store: Store, copy: Path) -> None:
    with pytest.raises(ChecklistError) as caught:
        restoring.restore(copy, made.folder, CLOCK)
    assert caught.value.code == "already-there"
    assert check.check(store) == []


def test_no_copy_inside_the_workspace(made: Made, store: Store) -> None:
    with pytest.raises(ChecklistError) as caught:
        backup.backup(store, made.folder / "copy.checklist-backup")
    assert caught.value.code == "inside-workspace"


def test_giving_up_leaves_nothing_and_the_older_copy(store: Store, copy: Path, tmp_path: Path) -> None:
    def give_up(done: int, total: int) -> None:
        raise KeyError

    older = copy.read_bytes()
    with pytest.raises(KeyError):
        backup.backup(store, copy, give_up)
    assert copy.read_bytes() == older
    with pytest.raises(KeyError):
        restoring.restore(copy, tmp_path / "Restored", CLOCK, give_up)
    assert {path.name for path in tmp_path.iterdir()} == {"Ruritania", copy.name}


Members = dict[str, bytes]


def test_cut_and_changed_copies_are_refused(copy: Path, tmp_path: Path) -> None:
    whole = copy.read_bytes()
    with zipfile.ZipFile(copy) as archive:
        inside = [member.header_offset + 100 for member in archive.infolist()]
    for changed in (
        b"",
        whole[:100],
        whole[: len(whole) // 2],
        whole[:-1],
        *(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in inside),
    ):
        refused(changed, tmp_path)


@pytest.mark.parametrize(
    "harm",
    [
        lambda parts: {**parts, "../outside": b"x"},
        lambda parts: {**parts, "/tmp/outside": b"x"},
        lambda parts: {**parts, "evidence/../../outside": b"x"},
        lambda parts: {**parts, "evidence/notes.txt": b"x"},
        lambda parts: {**parts, "second.checklist": parts["Ruritania.checklist"]},
        lambda parts: {name: data for name, data in parts.items() if name != "keys.json"},
        lambda parts: {name: data for name, data in parts.items() if name != "Ruritania.checklist"},
        lambda parts: {**parts, "Ruritania.checklist": bytes(8192)},
        lambda parts: {**parts, "keys.json": b"{}"},
        lambda parts: {},
    ],
)
def test_foreign_members_are_refused(copy: Path, tmp_path: Path, harm: Callable[[Members], Members]) -> None:
    with zipfile.ZipFile(copy) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    refused(zipped(harm(parts)), tmp_path)


def test_compressed_members_are_refused(copy: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(copy) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    refused(zipped(parts, zipfile.ZIP_DEFLATED), tmp_path)


def zipped(parts: Members, compression: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def refused(data: bytes, tmp_path: Path) -> None:
    source = tmp_path / "changed.checklist-backup"
    source.write_bytes(data)
    before = set(tmp_path.rglob("*"))
    with pytest.raises(ChecklistError) as caught:
        restoring.restore(source, tmp_path / "Restored", CLOCK)
    assert caught.value.code in ("not-a-backup", "keys-damaged")
    assert set(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["-rf.checklist", "a\nb.checklist", "a\x1b[2J.checklist", "a\u202eb.checklist"])
def test_a_database_name_that_could_do_harm_is_neither_restored_nor_written(
    made: Made, store: Store, copy: Path, tmp_path: Path, name: str
) -> None:
    with zipfile.ZipFile(copy) as archive:
        parts = {member: archive.read(member) for member in archive.namelist()}
    refused(zipped({name if member.endswith(".checklist") else member: parts[member] for member in parts}), tmp_path)
    store.close()
    made.database.rename(made.folder / name)
    renamed = made.open()
    backup.backup(renamed, copy)
    renamed.close()
    restoring.restore(copy, tmp_path / "Restored", CLOCK)
    assert [file.name for file in folder.databases(tmp_path / "Restored")] == ["workspace.checklist"]


def test_a_key_file_of_any_size_is_read_only_so_far(copy: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(copy) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    refused(zipped({**parts, "keys.json": parts["keys.json"] + bytes(3 << 20)}), tmp_path)
