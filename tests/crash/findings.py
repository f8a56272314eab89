# SPDX-License-Identifier: Apache-2.0
"""Looks at what a crash left, through the doors that a person has; every doubt is an AssertionError."""

import io
import tempfile
from pathlib import Path

from checklistapp.domain.answer import EvidenceReference
from checklistapp.domain.errors import ChecklistError
from checklistapp.services import assessments, backups, opening, submissions
from checklistapp.services import workspace as workspaces
from checklistapp.services.soundness import ConcernKind
from checklistapp.services.workspace import Workspace
from checklistapp.store import evidence as store_evidence
from checklistapp.store import exchange as registers
from tests.crash.scenes import CONTENTS, FIRST, PASSPHRASE, SECOND, note, number_of
from tests.crash.settings import settings_in
from tests.crash.witness import History

_HARMLESS = {ConcernKind.FIRST_TIME, ConcernKind.RESTORED}


def opened(path: Path, passphrase: str) -> Workspace:
    """Open and sound: each page, row, journal entry and evidence file; and nobody is told that it was rolled back."""
    workspace = opening.unlock(path, passphrase)
    concerns = [concern for concern in workspace.concerns if concern.kind not in _HARMLESS]
    findings = [*workspaces.check(workspace), *concerns]
    if findings:
        workspace.close()
        raise AssertionError(f"not sound: {findings}")
    return workspace


def opens(path: Path, passphrase: str) -> bool:
    try:
        opening.unlock(path, passphrase).close()
    except ChecklistError as fault:
        if fault.code not in {"wrong-passphrase", "keys-missing", "slot-without-person"}:
            raise
        return False
    return True


def found_answer(workspace: Workspace) -> int:
    text = assessments.load(workspace, assessments.resolve(workspace, ".")).answer(FIRST).note
    number = number_of(text)
    assert text == note(number), "half an answer"
    return number


def require_newest(said: History, subject: str, found: int, otherwise: int | None = None) -> None:
    """``otherwise`` is what was there before anything was said."""
    last, perhaps = said.newest(subject)
    last = otherwise if last is None else last
    assert last is None or found == last or found in perhaps, f"{subject} {last} was acknowledged, {found} is there"


def attached(workspace: Workspace) -> dict[str, bytes]:
    """Contents by title of what is attached to the second question."""
    answer = assessments.load(workspace, assessments.resolve(workspace, ".")).answer(SECOND)
    return {reference.title: _content(workspace, reference) for reference in answer.evidence}


def _content(workspace: Workspace, reference: EvidenceReference) -> bytes:
    content = io.BytesIO()
    store_evidence.save_attachment(workspace.store, reference.id, content)
    return content.getvalue()


def restored_answer(backup: Path) -> int:
    """What the first question's answer is in a backup copy, restored elsewhere."""
    with tempfile.TemporaryDirectory() as elsewhere, settings_in(Path(elsewhere)):
        backups.restore(backup, Path(elsewhere, "restored"))
        workspace = opened(Path(elsewhere, "restored"), PASSPHRASE)
        number = found_answer(workspace)
        workspace.close()
    return number


def submissions_of(workspace: Workspace) -> list[str]:
    """Ids of what was received, each with its answers and files looked at."""
    found = []
    for summary in submissions.submissions(workspace):
        record = submissions.load_submission(workspace, summary.id)
        assert {answer.note for answer in record.answers.values()} == {note(0)}, "half a submission"
        assert submissions.submission_pdf(workspace, summary.id).startswith(b"%PDF-")
        for file in registers.received_files(workspace.store, summary.id):
            content = io.BytesIO()
            registers.save_received(workspace.store, summary.id, file.path, content)
            assert content.getvalue() == CONTENTS["several chunks"]
        found.append(summary.id)
    return found
