# SPDX-License-Identifier: Apache-2.0
"""Whether a PDF that claims to be of an assessment kept here is the very file that was kept."""

from dataclasses import replace
from hashlib import sha256

import msgspec

from checklistapp.documents import archival
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId
from checklistapp.domain.verdict import Verdict, worst
from checklistapp.services.assessments import SUBMISSION
from checklistapp.services.judgement import Judgement
from checklistapp.services.workspace import Workspace
from checklistapp.store import documents
from checklistapp.store.documents import Kept, Stage


class _Record(msgspec.Struct):
    id: str


def held_against_kept(workspace: Workspace, pdf: bytes, judgement: Judgement) -> Judgement:
    """The judgement once more, where the document was signed here: only the stored bytes are complete.

    A file cut back to an earlier signature verifies by itself; what is kept shows that more was signed since.
    """
    if not judgement.signatures or judgement.verdict in (Verdict.ALTERED, Verdict.UNREADABLE):
        return judgement
    kept = [each for each in _kept(workspace, pdf) if each.kind == SUBMISSION]
    digest = sha256(pdf).hexdigest()
    same = next((each for each in kept if each.sha256 == digest), None)
    if same is not None:
        said = {
            Stage.SUPERSEDED: "The assessment was reopened since: this document is no longer the current one.",
            Stage.PURGED: "This document is kept here no more: it held what was to be forgotten.",
        }.get(same.stage)
        return replace(judgement, findings=(*judgement.findings, said)) if said else judgement
    first = min((each.covered for each in judgement.signatures if each.covered), default=0)
    for each in kept:
        stored = documents.pdf(workspace.store, each.id) if each.stage is not Stage.PURGED else b""
        if stored.startswith(pdf):
            said = "This is an earlier state of the document kept here; more persons have signed it since."
            verdict = worst([judgement.verdict, Verdict.APPROVAL_PENDING])
            return replace(judgement, verdict=verdict, findings=(*judgement.findings, said))
        if first and stored[:first] == pdf[:first]:
            said = "This is not the file that is kept here: it differs after the preparer's signature."
            verdict = worst([judgement.verdict, Verdict.ALTERED])
            return replace(judgement, verdict=verdict, findings=(*judgement.findings, said))
    return judgement


def _kept(workspace: Workspace, pdf: bytes) -> list[Kept]:
    """Of the assessment that the file's record names, if it carries one; the newest first."""
    try:
        record = archival.read_record(pdf)
        named = msgspec.json.decode(record, type=_Record).id if record else ""
    except (ChecklistError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return []
    return documents.history(workspace.store, AssessmentId(named)) if named else []
