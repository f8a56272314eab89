# SPDX-License-Identifier: Apache-2.0
"""Recovery replaces one person's passphrase; whose key file is whole keeps theirs, and nobody is chosen silently."""

import shutil
from pathlib import Path

import pytest

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Identity, PersonRole
from checklistapp.services import identities, opening, people
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal
from tests.services.conftest import APPROVER, CHEAP, PREPARER, Scene

NEW = "quite another sentence of words"


@pytest.fixture
def words(scene: Scene) -> str:
    state = scene.preparer()
    made = people.renew_keys(state, PREPARER)
    state.close()
    return " ".join(made)


def identity_of(workspace: Workspace, name: str) -> Identity:
    person = people.find(workspace, name)
    (found,) = (each for each in identities.identities(workspace) if each.person == person.id)
    return found


def test_a_whole_key_file_loses_only_the_slot_of_whoever_recovers(scene: Scene, words: str) -> None:
    found = opening.recovery(scene.state, words)
    assert [each.name for each in found.persons] == ["Focal point", "Minister"]
    assert [each.name for each in found.locks_out(found.persons[1].id)] == []
    recovered = opening.recover(scene.state, words, NEW, "Minister", CHEAP)
    assert recovered.person.name == "Minister"
    assert [each.slot != "" for each in people.persons(recovered)] == [True, True]
    assert len(recovered.store.key_file.slots) == 2
    assert identity_of(recovered, "Minister").retired
    assert not identity_of(recovered, "Focal point").retired
    assert not recovered.concerns
    assert workspaces.check(recovered) == []
    recovered.close()
    state = scene.preparer()
    assert not state.concerns
    identities.unseal(state, identity_of(state, "Focal point").id, PREPARER)
    state.close()
    opening.unlock(scene.state, NEW).close()
    with pytest.raises(ChecklistError) as caught:
        scene.approver()
    assert caught.value.code == "wrong-passphrase"


@pytest.mark.parametrize("fate", ["gone", "damaged", "foreign"])
def test_a_lost_key_file_locks_the_others_out_and_says_whom(scene: Scene, words: str, fate: str) -> None:
    keys = scene.state / "keys.json"
    if fate == "gone":
        keys.unlink()
    elif fate == "damaged":
        keys.write_bytes(keys.read_bytes()[:-40])
    else:
        shutil.copy(scene.authority / "keys.json", keys)
    found = opening.recovery(scene.state, words)
    minister = found.persons[1]
    assert [each.name for each in found.locks_out(minister.id)] == ["Focal point"]
    recovered = opening.recover(scene.state, words, NEW, "Minister", CHEAP)
    assert [each.slot != "" for each in people.persons(recovered)] == [False, True]
    assert all(each.retired for each in identities.identities(recovered))
    (told,) = recovered.concerns
    assert (told.code, "Focal point" in told.sentence) == ("passphrases-lost", True)
    recovered.close()
    for passphrase in (PREPARER, APPROVER):
        with pytest.raises(ChecklistError) as caught:
            opening.unlock(scene.state, passphrase)
        assert caught.value.code == "wrong-passphrase"


@pytest.mark.parametrize("is_whole", [True, False])
def test_nobody_is_chosen_silently_among_several(scene: Scene, words: str, is_whole: bool) -> None:
    if not is_whole:
        (scene.state / "keys.json").unlink()
    before = {file: file.read_bytes() for file in scene.state.iterdir() if file.is_file()}
    with pytest.raises(ChecklistError) as caught:
        opening.recover(scene.state, words, NEW, cost=CHEAP)
    assert caught.value.code == "which-person"
    assert "Focal point, Minister" in caught.value.sentence
    opening.recovery(scene.state, words)
    assert {file: file.read_bytes() for file in scene.state.iterdir() if file.is_file()} == before


def test_where_one_person_has_a_passphrase_it_is_theirs(tmp_path: Path) -> None:
    created = opening.create(tmp_path / "Ruritania", PREPARER, cost=CHEAP)
    people.add_person(created.workspace, "Guest", PersonRole.READER)
    created.workspace.close()
    recovered = opening.recover(tmp_path / "Ruritania", " ".join(created.recovery_words), NEW, cost=CHEAP)
    assert recovered.person.name == "Person 1"
    acts = [entry.act for entry in journal.entries(recovered.store)]
    assert acts.count(Act.WORKSPACE_RECOVERED) == 1
    recovered.close()


def test_a_slot_that_a_crash_left_is_not_kept(scene: Scene, words: str) -> None:
    """keys.json was replaced and the rows were not: the slot made then opens nothing, and goes."""
    before = (scene.state / "Ruritania.checklist").read_bytes()
    opening.recover(scene.state, words, NEW, "Minister", CHEAP).close()
    (scene.state / "Ruritania.checklist").write_bytes(before)
    recovered = opening.recover(scene.state, words, NEW, "Minister", CHEAP)
    if recovered.is_read_only:
        workspaces.accept_older(recovered, "a crash")
    assert len(recovered.store.key_file.slots) == 2
    recovered.close()
    opening.unlock(scene.state, NEW).close()
    scene.preparer().close()


def test_an_older_key_file_put_back_is_asked_about(scene: Scene, words: str) -> None:
    """Kept, it would bring back a passphrase that was changed since."""
    older = (scene.state / "keys.json").read_bytes()
    state = scene.approver()
    people.change_passphrase(state, APPROVER, "the minister's other words", CHEAP)
    state.close()
    (scene.state / "keys.json").write_bytes(older)
    recovered = opening.recover(scene.state, words, NEW, "Focal point", CHEAP)
    assert recovered.is_read_only
    assert [each.code for each in recovered.concerns] == ["workspace-older"]
    recovered.close()
    assert (scene.state / "keys.json").read_bytes() == older
