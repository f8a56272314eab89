# SPDX-License-Identifier: Apache-2.0
"""Operations by which something leaves in the clear, or a workspace goes: exports, saved files, destruction."""

import json
from functools import partial
from pathlib import Path

from checklistapp.domain.errors import ChecklistError
from checklistapp.services import assessments, evidence, exports, forgetting, opening
from checklistapp.services.workspace import Workspace
from tests.crash import scenes
from tests.crash.findings import attached, found_answer, opened, require_newest
from tests.crash.scenes import CONTENTS, EXPORTS, NAME, PASSPHRASE, SECOND
from tests.crash.witness import History, Witness

RECORD, SAVED = "record.json", "several chunks"


def export(root: Path, witness: Witness) -> None:
    workspace = opening.unlock(root / NAME, PASSPHRASE)
    try:
        before = found_answer(workspace)
        witness.say("done", f"answer {before}")
        if (root / EXPORTS / RECORD).exists():
            witness.say("done", f"export {_number((root / EXPORTS / RECORD).read_bytes())}")
        for number in (before + 1, before + 2):
            witness.attempt(f"answer {number}", partial(scenes.save, workspace, number))
            witness.attempt(f"export {found_answer(workspace)}", partial(_export, workspace, root / EXPORTS / RECORD))
        witness.attempt("saved", partial(_save, workspace, root / EXPORTS / SAVED))
    finally:
        workspace.close()


def _export(workspace: Workspace, target: Path) -> None:
    assessment = assessments.load(workspace, assessments.resolve(workspace, "."))
    exports.export(workspace, assessment.id, exports.record(assessment), target, "record")


def _save(workspace: Workspace, target: Path) -> None:
    assessment = assessments.resolve(workspace, ".")
    known = assessments.load(workspace, assessment).answer(SECOND).evidence
    (large,) = (reference for reference in known if reference.title == SAVED)
    evidence.save_attachment(workspace, assessment, large.id, target)


def verify_exported(root: Path, said: History) -> None:
    """What is there is whole; with a name that nobody gave, only where the power went in the moment of renaming."""
    workspace = opened(root / NAME, PASSPHRASE)
    answer, files = found_answer(workspace), attached(workspace)
    workspace.close()
    require_newest(said, "answer", answer)
    assert files[SAVED] == CONTENTS[SAVED]
    found = {path.name: path.read_bytes() for path in (root / EXPORTS).iterdir()}
    for name, content in found.items():
        assert name in {SAVED, RECORD} or name.startswith("."), name
        if name == SAVED:
            assert content == CONTENTS[SAVED], "half a file"
        else:
            _number(content)
    last, _ = said.newest("export")
    if RECORD in found:
        number = _number(found[RECORD])
        assert last is None or number >= last, f"export {last} was acknowledged, {number} is there"
    assert RECORD in found or last is None, "the export is gone"
    assert SAVED in found or "saved" not in said.done, "the saved file is gone"


def _number(record: bytes) -> int:
    note = json.loads(record)["answers"][scenes.FIRST]["note"]
    assert note == scenes.note(scenes.number_of(note)), "half an export"
    return scenes.number_of(note)


def destroy(root: Path, witness: Witness) -> None:
    witness.attempt("destroyed", lambda: _wholly(root / NAME, PASSPHRASE))


def _wholly(folder: Path, passphrase: str) -> None:
    unfinished = forgetting.destroy(folder, passphrase).unfinished
    if unfinished:
        raise ChecklistError("destroy-unfinished", unfinished, "")


def verify_destroyed(root: Path, said: History) -> None:
    """Whole, or to be opened by nobody; and whoever goes on with it finishes."""
    folder = root / NAME
    assert "destroyed" not in said.done or not folder.exists(), "it is still there"
    if not folder.exists():
        return
    if not any(folder.iterdir()):
        return
    if not forgetting.is_cut_short(folder):
        workspace = opened(folder, PASSPHRASE)
        assert found_answer(workspace) == 0
        workspace.close()
        _wholly(folder, PASSPHRASE)
    else:
        _wholly(folder, "")
    assert not folder.exists()
