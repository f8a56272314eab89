# SPDX-License-Identifier: Apache-2.0
"""Every way into a workspace, and every way that stays shut with a sentence."""

from pathlib import Path

import pytest

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import FormId
from checklistapp.domain.people import PersonRole
from checklistapp.services import assessments, backups, identities, opening, people
from checklistapp.services import workspace as workspaces
from tests.services.conftest import APPROVER, CHEAP, PREPARER


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, tuple[str, ...]]:
    created = opening.create(tmp_path / "Ruritania", PREPARER, person="Focal point", cost=CHEAP)
    assessments.start(created.workspace, FormId("infcirc869-checklist"), "Ruritania")
    identities.create(created.workspace, PREPARER, "Ruritania")
    created.workspace.close()
    return tmp_path / "Ruritania", created.recovery_words


@pytest.mark.parametrize(("name", "person"), [("a/b", "P"), ("Ruri\ntania", "P"), ("", " "), ("", "\u202ex")])
def test_names_are_held_to_their_rules_before_anything_is_made(tmp_path: Path, name: str, person: str) -> None:
    with pytest.raises(ChecklistError) as caught:
        opening.create(tmp_path / "Ruritania", PREPARER, name=name, person=person, cost=CHEAP)
    assert caught.value.code in {"unfit-name", "name-empty"}
    assert not (tmp_path / "Ruritania").exists()


def code_of(path: Path, passphrase: str = PREPARER) -> str:
    with pytest.raises(ChecklistError) as caught:
        opening.unlock(path, passphrase)
    assert caught.value.sentence
    assert caught.value.hint
    return caught.value.code


def test_the_folder_or_the_file_inside_opens(made: tuple[Path, tuple[str, ...]]) -> None:
    folder, _ = made
    for path in (folder, folder / "Ruritania.checklist"):
        workspace = opening.unlock(path, PREPARER)
        assert workspace.person.name == "Focal point"
        assert workspaces.info(workspace).assessments == 1
        workspace.close()


def test_what_stays_shut(made: tuple[Path, tuple[str, ...]], tmp_path: Path) -> None:
    folder, _ = made
    assert code_of(folder, "wrong") == "wrong-passphrase"
    assert code_of(folder, "") == "wrong-passphrase"
    assert code_of(tmp_path) == "not-a-workspace"
    assert code_of(tmp_path / "nowhere") == "not-a-workspace"
    keys = (folder / "keys.json").read_bytes()
    (folder / "keys.json").write_bytes(keys.replace(b"1", b"2", 1))
    assert code_of(folder) in {"keys-damaged", "keys-too-new"}
    (folder / "keys.json").write_bytes(keys)
    database = (folder / "Ruritania.checklist").read_bytes()
    (folder / "Ruritania.checklist").write_bytes(database[:16] + bytes(len(database) - 16))
    assert code_of(folder) == "damaged"
    (folder / "Ruritania.checklist").write_bytes(b"SQLite format 3\0" + database[16:])
    assert code_of(folder) == "foreign-database"


def test_two_programs_at_once(made: tuple[Path, tuple[str, ...]]) -> None:
    folder, _ = made
    first = opening.unlock(folder, PREPARER)
    assert code_of(folder) == "open-elsewhere"
    first.close()
    opening.unlock(folder, PREPARER).close()


def test_recovery_keeps_answers_and_retires_keys(made: tuple[Path, tuple[str, ...]]) -> None:
    folder, words = made
    (folder / "keys.json").unlink()
    assert code_of(folder) == "keys-missing"
    with pytest.raises(ChecklistError):
        opening.recover(folder, " ".join(words[:-1] + words[:1]), "quite new words", cost=CHEAP)
    assert not (folder / "keys.json").exists()
    recovered = opening.recover(folder, " ".join(words), "quite new words", cost=CHEAP)
    assert len(assessments.summaries(recovered)) == 1
    assert not identities.own(recovered)
    assert not workspaces.check(recovered)
    recovered.close()
    assert code_of(folder) == "wrong-passphrase"
    opening.unlock(folder, "quite new words").close()


def test_each_person_has_a_passphrase_of_their_own(made: tuple[Path, tuple[str, ...]]) -> None:
    folder, _ = made
    workspace = opening.unlock(folder, PREPARER)
    second = people.add_person(workspace, "Minister", PersonRole.APPROVER)
    with pytest.raises(ChecklistError):
        people.add_slot(workspace, second.id, "wrong", APPROVER, CHEAP)
    people.add_slot(workspace, second.id, PREPARER, APPROVER, CHEAP)
    people.change_passphrase(workspace, PREPARER, "changed long words", CHEAP)
    workspace.close()
    assert code_of(folder) == "wrong-passphrase"
    for passphrase, name in ((APPROVER, "Minister"), ("changed long words", "Focal point")):
        workspace = opening.unlock(folder, passphrase)
        assert workspace.person.name == name
        workspace.close()


def test_acting_for_another_is_declared_and_signs_nothing(made: tuple[Path, tuple[str, ...]]) -> None:
    folder, _ = made
    workspace = opening.unlock(folder, PREPARER)
    people.add_person(workspace, "Colleague", PersonRole.CONTRIBUTOR)
    workspaces.act_as(workspace, "Colleague")
    with pytest.raises(ChecklistError) as caught:
        identities.create(workspace, PREPARER, "Ruritania")
    assert caught.value.code == "not-yours"
    with pytest.raises(ChecklistError):
        workspaces.act_as(workspace, "Nobody")
    workspace.close()


def test_a_backup_never_lands_on_a_workspace(made: tuple[Path, tuple[str, ...]], tmp_path: Path) -> None:
    folder, _ = made
    workspace = opening.unlock(folder, PREPARER)
    backups.backup(workspace, tmp_path / "copy.checklist-backup")
    workspace.close()
    with pytest.raises(ChecklistError) as caught:
        backups.restore(tmp_path / "copy.checklist-backup", folder)
    assert caught.value.code == "already-there"
    backups.restore(tmp_path / "copy.checklist-backup", tmp_path / "Again")
    opening.unlock(tmp_path / "Again", PREPARER).close()


def test_words_of_another_workspace_are_called_that(made: tuple[Path, tuple[str, ...]], tmp_path: Path) -> None:
    folder, _ = made
    other = opening.create(tmp_path / "Other", PREPARER, cost=CHEAP)
    other.workspace.close()
    before = (folder / "keys.json").read_bytes()
    with pytest.raises(ChecklistError) as caught:
        opening.recover(folder, " ".join(other.recovery_words), "quite new words", cost=CHEAP)
    assert caught.value.code == "recovery-words-foreign"
    assert "damaged" in caught.value.hint
    assert (folder / "keys.json").read_bytes() == before
