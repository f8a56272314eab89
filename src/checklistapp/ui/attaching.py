# SPDX-License-Identifier: Apache-2.0
"""Attaches several files in one piece of work: one progress, one way to stop, and each whole file stays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from checklistapp.domain.answer import Answer
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, QuestionId

if TYPE_CHECKING:
    from checklistapp.services.operation import Progress, Report
    from checklistapp.services.workspace import Workspace

    Take = Callable[[Workspace, AssessmentId, QuestionId, Report], Answer]

_LONGEST = 36
"""Characters of a name beside its progress."""


@dataclass(frozen=True, slots=True)
class Given:
    """Something to attach: its name, and what takes it in."""

    name: str
    take: "Take"
    lies_on_disk: bool = True


@dataclass
class Batch:
    """How it ended. ``answer`` is as it is after the last file, None where none was taken.

    ``leaves_originals``: what was attached lies on a disk as well.
    """

    total: int
    leaves_originals: bool = True
    answer: Answer | None = None
    attached: list[str] = field(default_factory=list)
    failures: list[tuple[str, ChecklistError]] = field(default_factory=list)
    is_stopped: bool = False

    @property
    def said(self) -> str:
        if self.is_stopped:
            words = QCoreApplication.translate("EvidenceFiles", "Stopped: {0} of {1} attached.")
            return words.format(len(self.attached), self.total)
        if not self.attached:
            return ""
        if len(self.attached) == 1:
            words = QCoreApplication.translate("EvidenceFiles", "Attached and encrypted: {0}.").format(self.attached[0])
            stays = QCoreApplication.translate("EvidenceFiles", "The original stays where it was, unencrypted.")
        else:
            words = QCoreApplication.translate("EvidenceFiles", "Attached and encrypted: {0} files.")
            words = words.format(len(self.attached))
            stays = QCoreApplication.translate("EvidenceFiles", "The originals stay where they were, unencrypted.")
        return f"{words} {stays}" if self.leaves_originals else words

    @property
    def failure(self) -> ChecklistError | None:
        """All that failed in one sentence."""
        if not self.failures:
            return None
        if self.total == 1:
            return self.failures[0][1]
        sentences = " ".join(f"{name}: {fault.sentence}" for name, fault in self.failures)
        return ChecklistError("not-attached", sentences, self.failures[0][1].hint)


def attach_all(
    workspace: "Workspace", assessment: AssessmentId, question: QuestionId, given: Sequence[Given], report: "Report"
) -> Batch:
    """One after another; what one of them fails at keeps none of the others out."""
    from checklistapp.services.operation import CancelledError, Progress

    batch = Batch(len(given), all(each.lies_on_disk for each in given))
    for place, each in enumerate(given, 1):
        said = _naming(report, each.name, place, len(given))
        try:
            said(Progress(0, 0))
            batch.answer = each.take(workspace, assessment, question, said)
        except CancelledError:
            batch.is_stopped = True
            break
        except ChecklistError as fault:
            batch.failures.append((each.name, fault))
        else:
            batch.attached.append(each.name)
    return batch


def of_file(file: Path) -> Given:
    def take(workspace: "Workspace", assessment: AssessmentId, question: QuestionId, report: "Report") -> Answer:
        from checklistapp.services import evidence

        return evidence.attach(workspace, assessment, question, file, report)

    return Given(file.name, take)


def of_picture(name: str, png: bytes) -> Given:
    def take(workspace: "Workspace", assessment: AssessmentId, question: QuestionId, report: "Report") -> Answer:
        from checklistapp.services import evidence

        return evidence.attach_data(workspace, assessment, question, name, png, report)

    return Given(name, take, lies_on_disk=False)


def _naming(report: "Report", name: str, place: int, total: int) -> "Report":
    """``2 of 6 · Gate photo.jpg · 1.2 GB of 2.1 GB``."""
    locale = QLocale()
    which = QCoreApplication.translate("EvidenceFiles", "{0} of {1}")
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 14]}…{name[-13:]}"
    parts = [which.format(place, total)] * (total > 1) + [short]

    def said(progress: "Progress") -> None:
        sizes = (locale.formattedDataSize(size) for size in (progress.done, progress.total))
        label = " · ".join([*parts, which.format(*sizes)] if progress.total else parts)
        report(replace(progress, label=label))

    return said
