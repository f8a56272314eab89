# SPDX-License-Identifier: Apache-2.0
"""Operations on who can open a workspace: passphrases, persons, new keys, the recovery words."""

from functools import partial
from pathlib import Path

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.people import PersonRole
from checklistapp.services import opening, people
from checklistapp.services.workspace import Workspace
from tests.crash import scenes
from tests.crash.findings import attached, found_answer, opened, opens, require_newest
from tests.crash.scenes import CHEAP, CONTENTS, NAME, PASSPHRASE
from tests.crash.witness import History, Witness


def change_passphrase(root: Path, witness: Witness) -> None:
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    try:
        for number in (1, 2):
            old, new = scenes.passphrase(number - 1), scenes.passphrase(number)
            witness.attempt(f"passphrase {number}", partial(people.change_passphrase, workspace, old, new, CHEAP))
    finally:
        workspace.close()


def verify_passphrase(root: Path, said: History) -> None:
    number = next((n for n in range(3) if opens(root / NAME, scenes.passphrase(n))), None)
    assert number is not None, "no passphrase opens the workspace"
    require_newest(said, "passphrase", number, otherwise=0)
    opened(root / NAME, scenes.passphrase(number)).close()


def add_person(root: Path, witness: Witness) -> None:
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    try:
        witness.attempt("person", partial(people.add_person, workspace, "Second", PersonRole.APPROVER))
        witness.attempt("slot", partial(_give_passphrase, workspace))
    finally:
        workspace.close()


def _give_passphrase(workspace: Workspace) -> None:
    people.add_slot(workspace, people.find(workspace, "Second").id, PASSPHRASE, scenes.SECOND_PASSPHRASE, CHEAP)


def verify_person(root: Path, said: History) -> None:
    workspace = opened(root / NAME, PASSPHRASE)
    second = [person for person in people.persons(workspace) if person.name == "Second"]
    assert second or "person" not in said.done, "the person is gone"
    assert (second and second[0].slot) or "slot" not in said.done, "the person's passphrase is gone"
    assert not (second and said.was_refused("person")), "a refused person is there"
    assert not (second and second[0].slot and said.was_refused("slot")), "a refused passphrase opens"
    # Whoever was interrupted does the same again, with the same words.
    if not second:
        people.add_person(workspace, "Second", PersonRole.APPROVER)
    if not second or not second[0].slot:
        _give_passphrase(workspace)
    workspace.close()
    workspace = opened(root / NAME, scenes.SECOND_PASSPHRASE)
    assert workspace.person.name == "Second"
    workspace.close()


def renew(root: Path, witness: Witness) -> None:
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    try:
        witness.attempt("renewed", partial(people.renew_keys, workspace, PASSPHRASE))
    finally:
        workspace.close()


def verify_renewed(root: Path, said: History) -> None:
    words = (root / scenes.WORDS).read_text()
    workspace = opened(root / NAME, PASSPHRASE)
    assert found_answer(workspace) == 0
    assert attached(workspace) == {"small": CONTENTS["small"]}
    try:
        people.confirm_recovery_words(workspace, words)
    except ChecklistError as fault:
        if fault.code != "recovery-words-differ":
            raise
        assert not said.was_refused("renewed"), "refused, and the words are others"
    else:
        assert "renewed" not in said.done, "the old words are still the right ones"
    workspace.close()
    assert {path.name for path in (root / NAME).iterdir()} <= {"Ruritania.checklist", "keys.json", "evidence"}


def remove_person(root: Path, witness: Witness) -> None:
    """Gives the workspace a new data key, so the whole database is written anew."""
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    try:
        second = people.find(workspace, "Second").id
        witness.attempt("removed", partial(people.remove_person, workspace, second, PASSPHRASE))
    finally:
        workspace.close()
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    try:
        before = found_answer(workspace)
        witness.attempt(f"answer {before + 1}", partial(scenes.save, workspace, before + 1))
    finally:
        workspace.close()


def verify_removed(root: Path, said: History) -> None:
    theirs = opens(root / NAME, scenes.SECOND_PASSPHRASE)
    workspace = opened(root / NAME, PASSPHRASE)
    (second,) = (person for person in people.persons(workspace) if person.name == "Second")
    require_newest(said, "answer", found_answer(workspace), otherwise=0)
    assert attached(workspace) == {"small": CONTENTS["small"]}
    workspace.close()
    assert theirs != second.removed, "removed by half"
    assert second.removed or "removed" not in said.done, "the removed person can open the workspace"
    assert {path.name for path in (root / NAME).iterdir()} <= {"Ruritania.checklist", "keys.json", "evidence"}


def recover(root: Path, witness: Witness) -> None:
    words = (root / scenes.WORDS).read_text()
    witness.attempt("recovered", lambda: opening.recover(root / NAME, words, scenes.NEW_PASSPHRASE, cost=CHEAP).close())


def recover_one(root: Path, witness: Witness) -> None:
    """The key file is whole: the other person keeps their passphrase whatever happens."""
    words = (root / scenes.WORDS).read_text()

    def job() -> None:
        opening.recover(root / NAME, words, scenes.NEW_PASSPHRASE, "Second", CHEAP).close()

    witness.attempt("recovered", job)


def verify_recovered_one(root: Path, said: History) -> None:
    first = opened(root / NAME, PASSPHRASE)
    assert found_answer(first) == 0
    first.close()
    if "recovered" in said.done:
        assert opens(root / NAME, scenes.NEW_PASSPHRASE)
    if not opens(root / NAME, scenes.NEW_PASSPHRASE) and not opens(root / NAME, scenes.SECOND_PASSPHRASE):
        words = (root / scenes.WORDS).read_text()
        opening.recover(root / NAME, words, scenes.NEW_PASSPHRASE, "Second", CHEAP).close()
        assert opens(root / NAME, scenes.NEW_PASSPHRASE)


def verify_recovered(root: Path, said: History) -> None:
    if said.was_refused("recovered"):
        assert not opens(root / NAME, scenes.NEW_PASSPHRASE), "refused, and the new passphrase opens"
    if "recovered" not in said.done and not opens(root / NAME, scenes.NEW_PASSPHRASE):
        opening.recover(root / NAME, (root / scenes.WORDS).read_text(), scenes.NEW_PASSPHRASE, cost=CHEAP).close()
    workspace = opened(root / NAME, scenes.NEW_PASSPHRASE)
    assert found_answer(workspace) == 0
    workspace.close()
