# SPDX-License-Identifier: Apache-2.0
"""Operations on who can open a workspace: passphrases, persons, new keys, the recovery words."""

from functools import partial
from pathlib import Path

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
    # Whoever was interrupted does the same again, with the same words.
    if not second:
        people.add_person(workspace, "Second", PersonRole.APPROVER)
    if not second or not second[0].slot:
        _give_passphrase(workspace)
    workspace.close()
    workspace = opened(root / NAME, scenes.SECOND_PASSPHRASE)
    assert workspace.person.name == "Second"
    workspace.close()


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


def verify_recovered(root: Path, said: History) -> None:
    if "recovered" not in said.done and not opens(root / NAME, scenes.NEW_PASSPHRASE):
        opening.recover(root / NAME, (root / scenes.WORDS).read_text(), scenes.NEW_PASSPHRASE, cost=CHEAP).close()
    workspace = opened(root / NAME, scenes.NEW_PASSPHRASE)
    assert found_answer(workspace) == 0
    workspace.close()
