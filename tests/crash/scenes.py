# SPDX-License-Identifier: Apache-2.0
"""Folders as they are before an operation: each is made once and copied for every run."""

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.ids import QuestionId
from checklistapp.domain.people import PersonRole
from checklistapp.services import (
    assessments,
    backups,
    contacts,
    evidence,
    exchange,
    identities,
    opening,
    people,
    signing,
)
from checklistapp.services.workspace import Workspace
from tests.crash.settings import settings_in
from tests.store.workspaces import form_of
from tests.vectors.workspaces.make import HERE

CHEAP = Argon2Cost(8 * 1024, 1, 1)
FIRST, SECOND = QuestionId("R1.Q1"), QuestionId("R1.Q2")
NAME, AUTHORITY = "Ruritania", "Authority"
PASSPHRASE = "copper lantern orchard velvet thimble 0"
SECOND_PASSPHRASE = "granite harbour whistle nutmeg saddle"
NEW_PASSPHRASE = "marble candle forest anvil pepper"
BACKUP, SAFE, WORDS, FINGERPRINT = "carried.checklist-backup", "safe", "words.txt", "fingerprint.txt"
EXPORTS = "exports"
BUNDLES = 2
VECTOR = HERE / "v1"
CONTENTS = {
    "several chunks": b"".join(number.to_bytes(8, "big") for number in range(150_000)),
    "small": b"EVIDENCE",
    "empty": b"",
}


def passphrase(number: int) -> str:
    return f"{PASSPHRASE[:-1]}{number}"


def note(number: int) -> str:
    """Longer than a page of the database, so that one answer is several writes."""
    return f"answer {number} " * 600


def number_of(text: str) -> int:
    return int(text.split()[1])


def save(workspace: Workspace, number: int, question: QuestionId = FIRST) -> None:
    assessment = assessments.resolve(workspace, ".")
    before = assessments.load(workspace, assessment).answer(question)
    answer = Answer(Response.of("yes"), note=note(number), evidence=before.evidence)
    assessments.save_answer(workspace, assessment, question, answer)


def empty(root: Path) -> None:
    root.mkdir()


def _workspace(root: Path) -> opening.Created:
    root.mkdir()
    created = opening.create(root / NAME, PASSPHRASE, person="Focal point", allow_attachments=True, cost=CHEAP)
    assessments.start(created.workspace, form_of(5), NAME)
    return created


def answered(root: Path) -> None:
    """One answer with one small file; beside the workspace, what may be attached to it."""
    workspace = _workspace(root).workspace
    save(workspace, 0)
    (root / "sources").mkdir()
    for name, content in CONTENTS.items():
        (root / "sources" / name).write_bytes(content)
    evidence.attach(workspace, assessments.resolve(workspace, "."), SECOND, root / "sources" / "small")
    workspace.close()


def fresh(root: Path) -> None:
    """Nothing was ever attached: the folder for it is not there yet."""
    answered(root)
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    assessment = assessments.resolve(workspace, ".")
    for reference in assessments.load(workspace, assessment).answer(SECOND).evidence:
        evidence.remove(workspace, assessment, reference.id)
    workspace.close()
    (root / NAME / "evidence").rmdir()


def shared(root: Path) -> None:
    """Two persons with a passphrase each."""
    answered(root)
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    second = people.add_person(workspace, "Second", PersonRole.APPROVER)
    people.add_slot(workspace, second.id, PASSPHRASE, SECOND_PASSPHRASE, CHEAP)
    workspace.close()


def old(root: Path) -> None:
    """A workspace of the first version, and what is expected to be read in it."""
    shutil.copytree(VECTOR, root)


def carried(root: Path) -> None:
    """A backup copy on a computer that knows nothing of the workspace."""
    answered(root)
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    backups.backup(workspace, root / BACKUP)
    workspace.close()
    shutil.rmtree(root / NAME)
    shutil.rmtree(root / "settings", ignore_errors=True)


def outdated(root: Path) -> None:
    """A workspace and an older backup copy of it."""
    answered(root)
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    backups.backup(workspace, root / BACKUP)
    save(workspace, 1)
    workspace.close()


def leaving(root: Path) -> None:
    """A large file is attached, and there is a place to export to."""
    answered(root)
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    evidence.attach(workspace, assessments.resolve(workspace, "."), SECOND, root / "sources" / "several chunks")
    workspace.close()
    (root / EXPORTS).mkdir()


def safe(root: Path) -> None:
    """A place for automatic copies."""
    answered(root)
    (root / SAFE).mkdir()


def sheeted(root: Path) -> None:
    """The recovery words are on paper."""
    created = _workspace(root)
    save(created.workspace, 0)
    (root / "small").write_bytes(CONTENTS["small"])
    evidence.attach(created.workspace, assessments.resolve(created.workspace, "."), SECOND, root / "small")
    created.workspace.close()
    (root / WORDS).write_text(" ".join(created.recovery_words))


def shared_and_sheeted(root: Path) -> None:
    """Two persons with a passphrase each, and the recovery words on paper."""
    sheeted(root)
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    second = people.add_person(workspace, "Second", PersonRole.APPROVER)
    people.add_slot(workspace, second.id, PASSPHRASE, SECOND_PASSPHRASE, CHEAP)
    workspace.close()


def keyless(root: Path) -> None:
    """keys.json was lost; the words are on paper."""
    created = _workspace(root)
    save(created.workspace, 0)
    created.workspace.close()
    (root / WORDS).write_text(" ".join(created.recovery_words))
    (root / NAME / "keys.json").unlink()


def posted(root: Path) -> None:
    """An authority's workspace, and beside it the bundles that a State sent."""
    state = _workspace(root).workspace
    assessment = assessments.resolve(state, ".")
    approver = people.add_person(state, "Approver", PersonRole.APPROVER)
    people.add_slot(state, approver.id, PASSPHRASE, SECOND_PASSPHRASE, CHEAP)
    for question in form_of(5).questions():
        save(state, 0, question.id)
    (root / "plan").write_bytes(CONTENTS["several chunks"])
    evidence.attach(state, assessment, FIRST, root / "plan")
    preparer = identities.create(state, PASSPHRASE, NAME)
    signing.certify(state, assessment, preparer.id, PASSPHRASE)
    state.close()
    state = opening.unlock(root / NAME, SECOND_PASSPHRASE)
    mine = identities.create(state, SECOND_PASSPHRASE, NAME)
    signing.approve(state, assessment, mine.id, SECOND_PASSPHRASE)
    authority = opening.create(root / AUTHORITY, PASSPHRASE, person="Registrar", cost=CHEAP).workspace
    theirs = identities.create(authority, PASSPHRASE, AUTHORITY)
    identities.export_card(authority, theirs.id, PASSPHRASE, root / "card.json")
    authority.close()
    receiver = contacts.add(state, root / "card.json", theirs.fingerprint)
    for number in range(1, BUNDLES + 1):
        exchange.seal(
            state,
            assessment,
            root / f"{number}.bag.tar.age",
            identity_id=mine.id,
            passphrase=SECOND_PASSPHRASE,
            to=[receiver.id],
        )
    (root / FINGERPRINT).write_text(mine.fingerprint)
    state.close()
    shutil.rmtree(root / NAME)


Scene = Callable[[Path], None]


@cache
def _made(scene: Scene, store: Path) -> Path:
    place = store / f"scene-{scene.__name__}"
    with settings_in(place):
        scene(place)
    return place


def place(scene: Scene, root: Path) -> None:
    """A copy of the scene at ``root``; the first one is made beside it."""
    shutil.copytree(_made(scene, root.parent), root)
