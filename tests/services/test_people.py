# SPDX-License-Identifier: Apache-2.0
"""Persons come, change and go; at every moment exactly the right passphrases and words open the workspace."""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from checklistapp.crypto import keyslots
from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.answer import Answer
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, FormId, PersonId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import PersonRole
from checklistapp.services import assessments, identities, opening, people, signing
from checklistapp.services import workspace as workspaces
from checklistapp.services.operation import CancelledError, Progress
from checklistapp.services.workspace import Workspace
from checklistapp.store import folder, journal, register, replacing_keys
from tests.services.conftest import APPROVER, CHEAP, PREPARER, Scene
from tests.store.test_rekey import before_each_step

QUESTION = QuestionId("C1.Q1")


def code(caught: pytest.ExceptionInfo[ChecklistError]) -> str:
    assert caught.value.sentence
    assert caught.value.hint
    return caught.value.code


def is_pending(workspace: Workspace) -> bool:
    return workspace.recovery_pending


def named(workspace: Workspace, name: str) -> PersonId:
    return people.find(workspace, name).id


def test_a_removed_person_keeps_the_name_and_nothing_else(scene: Scene) -> None:
    state = scene.preparer()
    minister = named(state, "Minister")
    (theirs,) = [each for each in identities.identities(state) if each.person == minister]
    words = people.remove_person(state, minister, PREPARER)
    assert len(words) == 24
    assert [(each.name, each.removed, each.slot != "") for each in people.persons(state)] == [
        ("Focal point", False, True),
        ("Minister", True, False),
    ]
    assert next(each for each in identities.identities(state) if each.id == theirs.id).retired
    assert signing.stage(state, scene.assessment) == "complete"  # what they signed stays signed
    acts = [entry.act for entry in journal.entries(state.store)][-3:]
    assert acts == [Act.PERSON_REMOVED, Act.IDENTITY_RETIRED, Act.WORKSPACE_REKEYED]
    assert workspaces.check(state) == []
    # The workspace goes on under the new keys, without opening it again.
    identities.create(state, PREPARER, "Ruritania")
    people.change_person(state, named(state, "Focal point"), organisation="Ruritania")
    for act in (
        lambda: workspaces.act_as(state, "Minister"),
        lambda: people.add_slot(state, minister, PREPARER, "a new one for them", CHEAP),
        lambda: people.change_person(state, minister, name="Another"),
        lambda: people.remove_person(state, minister, PREPARER),
    ):
        with pytest.raises(ChecklistError) as caught:
            act()
        assert code(caught) == "person-removed"
    state.close()
    with pytest.raises(ChecklistError) as caught:
        scene.approver()
    assert code(caught) == "wrong-passphrase"
    with pytest.raises(ChecklistError) as caught:
        opening.recover(scene.state, " ".join(words), "quite new words", "Minister", CHEAP)
    assert code(caught) == "person-removed"


def test_a_removal_needs_the_passphrase_of_whoever_acts(scene: Scene) -> None:
    state = scene.preparer()
    keys = (scene.state / "keys.json").read_bytes()
    guest = people.add_person(state, "Guest", PersonRole.READER)
    for person in (named(state, "Minister"), guest.id):
        for wrong in ("wrong", "", APPROVER):
            with pytest.raises(ChecklistError) as caught:
                people.remove_person(state, person, wrong)
            assert code(caught) == "wrong-passphrase"
    workspaces.act_as(state, "Guest")
    with pytest.raises(ChecklistError) as caught:
        people.remove_person(state, named(state, "Minister"), PREPARER)
    assert code(caught) == "not-yours"
    assert (scene.state / "keys.json").read_bytes() == keys
    state.close()
    scene.approver().close()


def test_a_person_without_a_passphrase_goes_without_new_keys(scene: Scene) -> None:
    state = scene.preparer()
    guest = people.add_person(state, "Guest", PersonRole.READER)
    before = state.store.key_file
    assert people.remove_person(state, guest.id, PREPARER) == ()
    assert state.store.key_file == before
    assert people.find(state, "Guest").removed
    state.close()


def test_a_slot_that_nobody_has_is_not_carried_on(scene: Scene) -> None:
    """A crash between the two steps of giving a passphrase leaves one."""
    state = scene.preparer()
    data_key = keyslots.unlock(state.store.key_file, PREPARER).data_key
    grown = keyslots.add_slot(state.store.key_file, data_key, "nobody's passphrase", cost=CHEAP)
    with replacing_keys.new_key_file(state.store, grown):
        pass
    people.renew_keys(state, PREPARER)
    assert len(state.store.key_file.slots) == len(grown.slots) - 1
    assert state.store.key_file.rev > grown.rev
    state.close()
    scene.approver().close()


def test_giving_up_a_removal(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checklistapp.store.connection._STEPS_BETWEEN_LOOKS", 100)
    state = scene.preparer()
    seen: list[Progress] = []

    def cancel(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) > 5:
            raise CancelledError

    with pytest.raises(CancelledError):
        people.remove_person(state, named(state, "Minister"), PREPARER, cancel)
    assert not people.find(state, "Minister").removed
    assert {each.label for each in seen} == {"Exchanging the keys"}
    state.close()
    scene.approver().close()


def test_words_are_shown_until_they_are_written(tmp_path: Path) -> None:
    made = opening.create(tmp_path / "Ruritania", PREPARER, cost=CHEAP)
    made.workspace.close()
    state = opening.unlock(tmp_path / "Ruritania", PREPARER)
    assert is_pending(state)
    assert people.recovery_words(state, PREPARER) == made.recovery_words
    with pytest.raises(ChecklistError) as caught:
        people.recovery_words(state, "wrong")
    assert code(caught) == "wrong-passphrase"
    other = opening.create(tmp_path / "Other", PREPARER, cost=CHEAP)
    other.workspace.close()
    with pytest.raises(ChecklistError) as caught:
        people.confirm_recovery_words(state, " ".join(other.recovery_words))
    assert code(caught) == "recovery-words-differ"
    assert is_pending(state)
    assert people.are_typed_back(made.recovery_words, (3, 0), f"{made.recovery_words[3]} {made.recovery_words[0]}")
    assert not people.are_typed_back(made.recovery_words, (3, 0), made.recovery_words[3])
    for _ in range(2):
        people.confirm_recovery_words(state, " ".join(made.recovery_words))
    assert not is_pending(state)
    with pytest.raises(ChecklistError) as caught:
        people.recovery_words(state, PREPARER)
    assert code(caught) == "recovery-words-written"
    renewed = people.renew_keys(state, PREPARER)
    assert is_pending(state)
    assert people.recovery_words(state, PREPARER) == renewed != made.recovery_words
    state.close()


@pytest.mark.parametrize("fate", ["missing", "damaged", "folder", "link", "pipe", "huge", "whole"])
def test_the_words_open_whatever_became_of_the_key_file(scene: Scene, tmp_path: Path, fate: str) -> None:
    state = scene.preparer()
    old = people.recovery_words(state, PREPARER)
    words = people.renew_keys(state, PREPARER)
    rev = state.store.key_file.rev
    state.close()
    keys = scene.state / "keys.json"
    whole = keys.read_bytes()
    if fate != "whole":
        keys.unlink()
    (tmp_path / "elsewhere").write_bytes(b"precious")
    match fate:
        case "damaged":
            keys.write_bytes(whole[:-40])
        case "folder":
            keys.mkdir()
            (keys / "note.txt").write_text("precious")
        case "link":
            keys.symlink_to(tmp_path / "elsewhere")
        case "pipe":
            subprocess.run(["mkfifo", str(keys)], check=True)
        case "huge":
            with keys.open("wb") as file:
                file.truncate(1 << 40)
    with pytest.raises(ChecklistError) as caught:
        opening.recover(scene.state, " ".join(old), "quite new words", "Focal point", CHEAP)
    assert code(caught) == "recovery-words-foreign"
    with pytest.raises(ChecklistError) as caught:
        opening.recover(scene.state, " ".join(words), "password1", cost=CHEAP)
    assert code(caught) == "passphrase-weak"
    recovered = opening.recover(scene.state, " ".join(words), "quite new words", "Focal point", CHEAP)
    assert not recovered.recovery_pending  # they were typed
    assert workspaces.check(recovered) == []
    assert recovered.person.name == "Focal point"
    assert [each.slot != "" for each in people.persons(recovered)] == [True, fate == "whole"]
    assert (recovered.store.key_file.rev > rev) == (fate == "whole")
    recovered.close()
    opening.unlock(scene.state, "quite new words").close()
    assert (tmp_path / "elsewhere").read_bytes() == b"precious"
    if fate == "folder":
        (aside,) = scene.state.glob("keys.json.*.replaced")
        assert (aside / "note.txt").read_text() == "precious"


def test_a_passphrase_takes_as_long_as_this_machine_allows(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    measured = Argon2Cost(16 * 1024, 2, 3)
    monkeypatch.setattr(keyslots, "calibrated_cost", lambda: measured)
    state = scene.preparer()
    guest = people.add_person(state, "Guest", PersonRole.READER)
    people.add_slot(state, guest.id, PREPARER, "a passphrase of a guest")
    people.change_passphrase(state, PREPARER, "another of the preparer")
    costs = [Argon2Cost(slot.m, slot.t, slot.p) for slot in state.store.key_file.slots]
    assert costs == [measured, CHEAP, measured]
    state.close()
    made = opening.create(scene.state.with_name("New"), "another of the preparer")
    (slot,) = made.workspace.store.key_file.slots
    made.workspace.close()
    assert slot.m == measured.m
    recovered = opening.recover(scene.state.with_name("New"), " ".join(made.recovery_words), "quite new words")
    assert recovered.store.key_file.slots[0].m == measured.m
    recovered.close()


@dataclass
class Known:
    """What a tester writes down beside the workspace."""

    passphrases: dict[str, str]
    removed: dict[str, str] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    note: str = ""


class People(RuleBasedStateMachine):
    """Against a plain model: who opens it, with what, and what stands in it; crashes during re-keying included."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.folder = self.place / "Ruritania"
        self.count = 0
        self.known = Known({})
        self.old_words: list[tuple[str, ...]] = []
        self.words: tuple[str, ...] = ()

    def teardown(self) -> None:
        self.state.close()
        shutil.rmtree(self.place)

    def _fresh(self) -> str:
        self.count += 1
        return f"passphrase of somebody number {self.count}"

    @initialize()
    def create(self) -> None:
        self.passphrase = self._fresh()
        made = opening.create(self.folder, self.passphrase, cost=CHEAP)
        self.state, self.words = made.workspace, made.recovery_words
        self.known.passphrases["Person 1"] = self.passphrase
        self.assessment: AssessmentId = assessments.start(self.state, FormId("infcirc869-checklist"), "Ruritania").id

    @rule()
    def answer(self) -> None:
        self.known.note = f"note {self._fresh()}"
        assessments.save_answer(self.state, self.assessment, QUESTION, Answer(note=self.known.note))

    @rule()
    @precondition(lambda self: len(self.known.passphrases) + len(self.known.declared) < 4)
    def add(self) -> None:
        name = f"Person {len(people.persons(self.state)) + 1}"
        people.add_person(self.state, name, PersonRole.CONTRIBUTOR)
        self.known.declared.append(name)

    @rule()
    @precondition(lambda self: self.known.declared)
    def give_passphrase(self) -> None:
        name, passphrase = self.known.declared.pop(), self._fresh()
        people.add_slot(self.state, named(self.state, name), self.passphrase, passphrase, CHEAP)
        self.known.passphrases[name] = passphrase

    @rule()
    def change_passphrase(self) -> None:
        new = self._fresh()
        people.change_passphrase(self.state, self.passphrase, new, CHEAP)
        self.known.passphrases[self.state.person.name] = self.passphrase = new

    @rule(choice=st.integers(0, 10))
    def open_as(self, choice: int) -> None:
        self.state.close()
        name, self.passphrase = list(self.known.passphrases.items())[choice % len(self.known.passphrases)]
        self.state = opening.unlock(self.folder, self.passphrase)
        assert self.state.person.name == name

    def _others(self) -> list[str]:
        return [name for name in (*self.known.passphrases, *self.known.declared) if name != self.state.person.name]

    @rule(choice=st.integers(0, 10))
    @precondition(lambda self: self._others())
    def remove(self, choice: int) -> None:
        name = self._others()[choice % len(self._others())]
        words = people.remove_person(self.state, named(self.state, name), self.passphrase)
        self._removed(name, words)

    def _removed(self, name: str, words: tuple[str, ...]) -> None:
        assert bool(words) == (name in self.known.passphrases)
        self._renewed(words or self.words)
        self.known.removed[name] = self.known.passphrases.pop(name, "")
        self.known.declared = [each for each in self.known.declared if each != name]

    def _renewed(self, words: tuple[str, ...]) -> None:
        if words != self.words:
            self.old_words.append(self.words)
            self.words = words

    @rule()
    def renew(self) -> None:
        self._renewed(people.renew_keys(self.state, self.passphrase))

    @rule(choice=st.integers(0, 10), step=st.integers(1, 25))
    @precondition(lambda self: len(self.known.passphrases) > 1)
    def remove_and_crash(self, choice: int, step: int) -> None:
        """Goes on with the folder as it was before one of the steps on the disk."""
        others = [name for name in self.known.passphrases if name != self.state.person.name]
        name = others[choice % len(others)]
        crash, settings_then = self.place / "crash", b""

        def copy(number: int) -> None:
            nonlocal settings_then
            if number == step:
                subprocess.run(["cp", "-a", str(self.folder), str(crash)], check=True)
                settings_then = register.file().read_bytes()

        with before_each_step(copy):
            words = people.remove_person(self.state, named(self.state, name), self.passphrase)
        self.state.close()
        if crash.exists():
            shutil.rmtree(self.folder)
            crash.rename(self.folder)
            register.file().write_bytes(settings_then)
        self.state = opening.unlock(self.folder, self.passphrase)
        if people.find(self.state, name).removed:
            self._removed(name, words)

    @rule(choice=st.integers(0, 10), lost=st.booleans())
    def recover(self, choice: int, lost: bool) -> None:
        names = [*self.known.passphrases, *self.known.declared]
        owner, new = names[choice % len(names)], self._fresh()
        self.state.close()
        if lost:
            (self.folder / "keys.json").unlink()
        self.state = opening.recover(self.folder, " ".join(self.words), new, owner, CHEAP)
        kept = {} if lost else self.known.passphrases
        self.known.declared = [name for name in names if name not in kept and name != owner]
        self.known.passphrases = {**kept, owner: new}
        self.passphrase = new

    @invariant()
    def the_right_ones_open_it(self) -> None:
        key_file = folder.read_key_file(self.folder)
        found = people.persons(self.state)
        assert {each.name for each in found if each.removed} == set(self.known.removed)
        assert {each.name for each in found if each.slot} == set(self.known.passphrases)
        assert len(key_file.slots) == len(self.known.passphrases)
        for passphrase in self.known.passphrases.values():
            keyslots.unlock(key_file, passphrase)
        assert assessments.load(self.state, self.assessment).answer(QUESTION).note == self.known.note
        if self.state.recovery_pending:
            assert people.recovery_words(self.state, self.passphrase) == self.words

    @rule(choice=st.integers(0, 10))
    @precondition(lambda self: any(self.known.removed.values()) or self.old_words)
    def what_is_gone_opens_nothing(self, choice: int) -> None:
        gone = [passphrase for passphrase in self.known.removed.values() if passphrase]
        if gone:
            with pytest.raises(ChecklistError):
                keyslots.unlock(folder.read_key_file(self.folder), gone[choice % len(gone)])
        assert workspaces.check(self.state) == []
        self.state.close()
        if self.old_words:
            old = self.old_words[choice % len(self.old_words)]
            with pytest.raises(ChecklistError) as caught:
                opening.recover(self.folder, " ".join(old), "never to be given", cost=CHEAP)
            assert caught.value.code == "recovery-words-foreign"
        self.state = opening.unlock(self.folder, self.passphrase)


TestPeople = People.TestCase
TestPeople.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
