# SPDX-License-Identifier: Apache-2.0
"""Looking at attached files without opening them: read into memory here, decoded by a locked process."""

from dataclasses import dataclass, field
from io import BytesIO

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, EvidenceId
from checklistapp.previews import decoding_process, frames
from checklistapp.previews.frames import Ask, Kind, Picture, Text
from checklistapp.previews.neutral_text import neutral
from checklistapp.services import assessments, submissions
from checklistapp.services.operation import Progress, Report, silently
from checklistapp.services.workspace import Workspace
from checklistapp.store import evidence as store_evidence
from checklistapp.store import exchange as registers

__all__ = ["Kind", "Picture", "Readable", "Text", "draw", "read", "read_received"]


@dataclass(frozen=True, slots=True)
class Readable:
    """A file in the clear, in memory only; ``name`` is safe to show and no safe name for a file."""

    name: str
    data: bytes = field(repr=False)


def read(workspace: Workspace, assessment: AssessmentId, evidence: str) -> Readable:
    """An attached file, whole and checked; refused with a sentence where it is too large to be shown."""
    answers = assessments.load(workspace, assessment).answers.values()
    references = (each for answer in answers for each in answer.evidence if each.id == evidence)
    attachment = next((each.attachment for each in references), None)
    if attachment is None:
        raise ChecklistError("no-attachment", "No file is attached there.", "Choose evidence with a file attached.")
    _require_small(attachment.size)
    target = BytesIO()
    store_evidence.save_attachment(workspace.store, EvidenceId(evidence), target)
    return Readable(neutral(attachment.name), target.getvalue())


def read_received(workspace: Workspace, submission: str, evidence: str) -> Readable:
    """The same for a file that came with a submission."""
    found = submissions.received_file(workspace, submission, evidence)
    _require_small(found.attachment.size)
    target = BytesIO()
    registers.save_received(workspace.store, submission, found.path, target)
    return Readable(neutral(found.attachment.name), target.getvalue())


def draw(data: bytes, page: int, width: int, height: int, report: Report = silently) -> Picture | Text:
    """Page ``page`` (from 0) so that it fits into ``width`` and ``height`` pixels, or the beginning of a text.

    Needs no workspace and takes up to 15 seconds: not for the thread that owns the database.
    """
    ask = Ask(page, min(width, frames.MOST_SIDE), min(height, frames.MOST_SIDE))
    return decoding_process.show(data, ask, lambda: report(Progress(0, 0)))


def _require_small(size: int) -> None:
    if size > frames.MOST_INPUT:
        raise decoding_process.too_large_to_show()
