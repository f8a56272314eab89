# SPDX-License-Identifier: Apache-2.0
"""Operations on what a workspace holds: making one, answering, attaching, forgetting, receiving, migrating."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from checklistapp.services import assessments, evidence, forgetting, opening, receiving
from checklistapp.services.workspace import Workspace
from tests.crash import scenes
from tests.crash.findings import attached, found_answer, opened, require_newest, submissions_of
from tests.crash.scenes import AUTHORITY, CHEAP, CONTENTS, NAME, PASSPHRASE, SECOND
from tests.crash.witness import History, Witness
from tests.vectors.workspaces import make as vector


def create(root: Path, witness: Witness) -> None:
    def one(name: str) -> None:
        opening.create(root / name / NAME, PASSPHRASE, cost=CHEAP).workspace.close()

    for name in ("new/1", "new/1/2"):
        witness.attempt(name, partial(one, name))


def verify_created(root: Path, said: History) -> None:
    for name in said.begun:
        if name in said.done or (root / name / NAME).exists():
            opened(root / name / NAME, PASSPHRASE).close()


def answer(root: Path, witness: Witness) -> None:
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    try:
        before = found_answer(workspace)
        witness.say("done", f"answer {before}")
        for number in range(before + 1, before + 9):
            witness.attempt(f"answer {number}", partial(scenes.save, workspace, number))
    finally:
        workspace.close()


def verify_answer(root: Path, said: History) -> None:
    workspace = opened(root / NAME, PASSPHRASE)
    require_newest(said, "answer", found_answer(workspace))
    workspace.close()


def attach(root: Path, witness: Witness) -> None:
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    try:
        assessment = assessments.resolve(workspace, ".")
        for name in attached(workspace):
            witness.say("done", f"attach {name}")
        for name in CONTENTS:
            if name in attached(workspace):
                witness.attempt(f"remove {name}", partial(_remove, workspace, name))
            source = root / "sources" / name
            witness.attempt(f"attach {name}", partial(evidence.attach, workspace, assessment, SECOND, source))
        witness.attempt("remove several chunks", partial(_remove, workspace, "several chunks"))
    finally:
        workspace.close()


def _remove(workspace: Workspace, name: str) -> None:
    assessment = assessments.resolve(workspace, ".")
    known = assessments.load(workspace, assessment).answer(SECOND).evidence
    for reference in known:
        if reference.title == name:
            evidence.remove(workspace, assessment, reference.id)


def verify_attached(root: Path, said: History) -> None:
    workspace = opened(root / NAME, PASSPHRASE)
    found = attached(workspace)
    workspace.close()
    for name, content in found.items():
        assert content == CONTENTS[name], f"{name} is not what was attached"
    for name in CONTENTS:
        last = next((act for act in reversed(said.acts) if act.rest == name), None)
        if last and last.done:
            assert (name in found) == (last.subject == "attach"), f"after {last.label}"


def forget(root: Path, witness: Witness) -> None:
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    try:
        assessment = assessments.resolve(workspace, ".")
        (reference,) = assessments.load(workspace, assessment).answer(SECOND).evidence
        purges = {
            "answer": partial(forgetting.purge_answer, workspace, assessment, scenes.FIRST, "Entered by mistake"),
            "file": partial(forgetting.purge_evidence, workspace, assessment, reference.id, "Attached by mistake"),
        }
        for name, purge in purges.items():
            witness.attempt(name, purge)
    finally:
        workspace.close()


def verify_forgotten(root: Path, said: History) -> None:
    workspace = opened(root / NAME, PASSPHRASE)
    files = attached(workspace)
    text = assessments.load(workspace, assessments.resolve(workspace, ".")).answer(scenes.FIRST).note
    workspace.close()
    assert text in {"", scenes.note(0)}, "half an answer"
    assert not text or "answer" not in said.done, "the answer is still there"
    assert not files or "file" not in said.done, "the file is still there"
    assert files in ({}, {"small": CONTENTS["small"]}), "half a file"
    kept = list((root / NAME / "evidence").iterdir()) if (root / NAME / "evidence").exists() else []
    assert len(kept) == len(files), "a file without a name was left"


def migrate(root: Path, witness: Witness) -> None:
    witness.attempt("migrated", lambda: opening.unlock(root / NAME, _expected(root)["passphrases"][0]).close())


def verify_migrated(root: Path, said: History) -> None:
    expected = _expected(root)
    workspace = opened(root / NAME, expected["passphrases"][0])
    found = json.loads(json.dumps(vector.contents(workspace)))
    workspace.close()
    for part in found.keys() - {"journal", "newest"}:
        assert found[part] == expected[part], f"{part} differ"


def _expected(root: Path) -> dict[str, Any]:  # Any: plain data of several shapes
    expected: dict[str, Any] = json.loads((root / vector.EXPECTED).read_text(encoding="utf-8"))
    return expected


def receive(root: Path, witness: Witness) -> None:
    workspace = opening.unlock(root / AUTHORITY, PASSPHRASE)
    fingerprint = (root / scenes.FINGERPRINT).read_text()

    def one(number: int) -> None:
        bundle = root / f"{number}.bag.tar.age"
        received = receiving.receive(workspace, bundle, PASSPHRASE, fingerprint=fingerprint)
        assert received.imported, f"a good bundle was called {received.verdict}: {received.message}"

    try:
        for number in range(len(submissions_of(workspace)) + 1, scenes.BUNDLES + 1):
            if not witness.attempt(f"bundle {number}", partial(one, number)):
                break  # the next one waits for this one
    finally:
        workspace.close()


def verify_received(root: Path, said: History) -> None:
    workspace = opened(root / AUTHORITY, PASSPHRASE)
    require_newest(said, "bundle", len(submissions_of(workspace)), otherwise=0)
    workspace.close()
