# SPDX-License-Identifier: Apache-2.0
"""Making, finding and opening workspace folders, and what happens to keys.json."""

import os
from pathlib import Path

import pytest

from checklistapp.crypto import keyslots
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Identity, Person
from checklistapp.store import check, folder, identities, people, replacing_keys, settings
from checklistapp.store.settings import Setting
from checklistapp.store.store import IN_USE_FILE, Store
from checklistapp.system import files
from tests.store.workspaces import CHEAP, CLOCK, PASSPHRASE, PERSON, Made, make


def test_a_new_workspace_holds_its_parts_and_nothing_else(closed: Made) -> None:
    assert {path.name for path in closed.folder.iterdir()} == {"Ruritania.checklist", "keys.json"}
    assert closed.folder.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in closed.folder.iterdir())
    assert closed.database.read_bytes()[:16] == closed.key_file.file_id
    assert folder.is_workspace(closed.folder)
    assert folder.is_workspace(closed.database)
    assert not folder.is_workspace(closed.folder.parent)


def test_settings_and_the_first_person_are_there(store: Store) -> None:
    assert settings.read(store, Setting.NAME) == "Ruritania"
    assert settings.allows_attachments(store)
    assert len(settings.read(store, Setting.WORKSPACE_ID)) == 32
    slot = store.key_file.slots[0].id
    found = people.of_slot(store, slot)
    assert found is not None
    assert found.id == PERSON
    assert people.of_slot(store, "") is None


def test_the_file_inside_opens_as_the_folder_does(closed: Made) -> None:
    key_file = folder.read_key_file(closed.database)
    data_key = keyslots.unlock(key_file, PASSPHRASE).data_key
    folder.open_store(closed.database, key_file, data_key, CLOCK).close()


def test_a_wrong_passphrase_changes_nothing(closed: Made) -> None:
    before = content(closed.folder)
    with pytest.raises(ChecklistError) as caught:
        keyslots.unlock(folder.read_key_file(closed.folder), "another passphrase")
    assert caught.value.code == "wrong-passphrase"
    assert content(closed.folder) == before


def test_opening_and_closing_changes_no_byte(closed: Made) -> None:
    before = content(closed.folder)
    store = closed.open()
    assert (closed.folder / IN_USE_FILE).exists()
    store.close()
    assert content(closed.folder) == before


def test_creating_never_touches_a_folder_with_something_in_it(closed: Made) -> None:
    before = content(closed.folder)
    with pytest.raises(ChecklistError) as caught:
        make(closed.folder.parent)
    assert caught.value.code == "already-there"
    assert content(closed.folder) == before
    assert [path.name for path in closed.folder.parent.iterdir()] == ["Ruritania"]


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "Ruritania").mkdir()
    _, store = make(tmp_path)
    store.close()


def test_a_failed_creation_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise files.file_fault(OSError(28, "full"), path)

    monkeypatch.setattr(folder, "write_atomic", full)
    with pytest.raises(ChecklistError) as caught:
        make(tmp_path)
    assert caught.value.code == "disk-full"
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_workspace_says_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ChecklistError) as caught:
            folder.read_key_file(path)
        assert caught.value.code == "not-a-workspace"


def test_a_damaged_key_file_is_noticed_at_every_byte(closed: Made) -> None:
    file = closed.folder / "keys.json"
    whole = file.read_bytes()
    for place in range(0, len(whole), 97):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(ChecklistError):
            closed.open()


def test_a_missing_key_file_points_to_the_recovery_words(closed: Made) -> None:
    (closed.folder / "keys.json").unlink()
    with pytest.raises(ChecklistError) as caught:
        folder.read_key_file(closed.folder)
    assert caught.value.code == "keys-missing"
    assert "recovery words" in caught.value.hint


def test_the_former_key_file_is_kept_until_the_next_opening(closed: Made) -> None:
    original = (closed.folder / "keys.json").read_bytes()
    store = closed.open()
    for passphrase in ("eight bridges over the river", "nine bridges over the river"):
        unlocked = keyslots.Unlocked(
            closed.data_key,
            store.key_file.slots[0].id,
            keyslots.unlock(folder.read_key_file(closed.folder), _last(passphrase)).slot_private_key,
        )
        with replacing_keys.new_key_file(
            store, keyslots.change_passphrase(store.key_file, unlocked, passphrase, CHEAP)
        ):
            pass
    previous = closed.folder / folder.PREVIOUS_KEY_FILE
    assert previous.read_bytes() == original
    store.close()
    closed.open().close()
    assert not previous.exists()
    assert keyslots.unlock(folder.read_key_file(closed.folder), passphrase).data_key == closed.data_key


def _last(passphrase: str) -> str:
    return PASSPHRASE if passphrase.startswith("eight") else "eight bridges over the river"


def test_the_recovery_words_rebuild_a_lost_key_file(closed: Made) -> None:
    store = closed.open()
    identity = Identity("1" * 32, PERSON, "Focal point", "Ruritania", b"c", "words", True, "age1pq1", "age1")
    identities.add(store, PERSON, CLOCK, identity, b"", b"sealed")
    reviewer = Person(PersonId("2" * 32), "Reviewer")
    people.put(store, PERSON, CLOCK, reviewer, Act.PERSON_ADDED)
    store.close()
    (closed.folder / "keys.json").unlink()
    key_file = keyslots.new_key_file(closed.data_key, folder.database_id(closed.database))
    key_file = keyslots.add_slot(key_file, closed.data_key, "new passphrase", cost=CHEAP)
    store = folder.open_store(closed.folder, key_file, closed.data_key, CLOCK)
    replacing_keys.rebuild_key_file(store, key_file, reviewer.id, CLOCK)
    assert {person.name: person.slot for person in people.persons(store)} == {
        "Focal point": "",
        "Reviewer": key_file.slots[0].id,
    }
    assert all(each.retired for each in identities.identities(store))
    assert check.check(store) == []
    store.close()
    unlocked = keyslots.unlock(folder.read_key_file(closed.folder), "new passphrase")
    folder.open_store(closed.folder, key_file, unlocked.data_key, CLOCK).close()


def test_words_of_another_workspace_change_nothing(closed: Made) -> None:
    before = content(closed.folder)
    wrong = keyslots.new_data_key()
    key_file = keyslots.new_key_file(wrong, folder.database_id(closed.database))
    with pytest.raises(ChecklistError) as caught:
        folder.open_store(closed.folder, key_file, wrong, CLOCK)
    assert caught.value.code == "damaged"
    assert content(closed.folder) == before


def test_the_key_file_chooses_among_several_databases(closed: Made, tmp_path: Path) -> None:
    other, store = make(tmp_path / "other")
    store.close()
    other.database.replace(closed.folder / "A.checklist")
    closed.open().close()
    (closed.folder / "B.checklist").write_bytes(closed.database.read_bytes())
    with pytest.raises(ChecklistError) as caught:
        closed.open()
    assert caught.value.code == "ambiguous-database"


@pytest.mark.parametrize(("kind", "code"), [("nfs4", "network-folder"), ("vfat", "fat-disk")])
def test_disks_that_lose_locks_are_refused(
    closed: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, code: str
) -> None:
    def pretended(path: Path, mounts: Path) -> str:
        return kind

    monkeypatch.setattr(files, "file_system_type", pretended)
    with pytest.raises(ChecklistError) as caught:
        closed.open()
    assert caught.value.code == code
    with pytest.raises(ChecklistError) as caught:
        make(tmp_path / "new")
    assert caught.value.code == code
    assert not (tmp_path / "new").exists()


def content(where: Path) -> dict[str, bytes]:
    return {os.path.relpath(path, where): path.read_bytes() for path in sorted(where.rglob("*")) if path.is_file()}


def test_the_note_that_it_is_in_use_never_follows_a_link(closed: Made, tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"precious")
    (closed.folder / IN_USE_FILE).symlink_to(tmp_path / "victim")
    closed.open().close()
    assert (tmp_path / "victim").read_bytes() == b"precious"
    assert not (closed.folder / IN_USE_FILE).is_symlink()


@pytest.mark.parametrize("name", ["keys.json", IN_USE_FILE])
def test_a_pipe_in_the_place_of_a_file_keeps_nobody_waiting(closed: Made, name: str) -> None:
    first = closed.open()
    (closed.folder / name).unlink()
    os.mkfifo(closed.folder / name)
    with pytest.raises(ChecklistError) as caught:
        folder.open_store(closed.folder, closed.key_file, closed.data_key, CLOCK)
    assert caught.value.code == "open-elsewhere"
    first.close()
    if name == "keys.json":
        with pytest.raises(ChecklistError) as caught:
            folder.read_key_file(closed.folder)
        assert caught.value.code == "not-a-file"
