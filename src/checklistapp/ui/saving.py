# SPDX-License-Identifier: Apache-2.0
"""Ties what is answered on screen to the workspace that keeps it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from shiboken6 import isValid

from checklistapp.domain.ids import QuestionId
from checklistapp.ui.session import Session

if TYPE_CHECKING:
    from checklistapp.domain.answer import Answer
    from checklistapp.domain.assessment import Assessment
    from checklistapp.services.assessments import Saved
    from checklistapp.services.workspace import Workspace
    from checklistapp.ui.models.answering import Answering


def answering_of(
    session: Session, assessment: "Assessment", complain: Callable[[BaseException], None], *, read_only: bool
) -> "Answering":
    """``complain`` is told what could not be saved once its page was left."""
    from checklistapp.ui.models.answering import Answering

    def save(
        question: QuestionId,
        answer: "Answer",
        saved: "Callable[[Saved], None]",
        failed: Callable[[BaseException], None],
    ) -> None:
        def job(workspace: "Workspace") -> "Saved":
            from checklistapp.services import assessments

            return assessments.save_answer(workspace, assessment.id, question, answer)

        def done(result: "Saved") -> None:
            if isValid(answering):
                saved(result)

        def lost(error: BaseException) -> None:
            if isValid(answering):
                failed(error)
            else:
                complain(error)

        session.run(job, done, lost)

    answering = Answering(assessment, save, read_only=read_only)
    if not read_only:
        _ask_certified(session, answering, complain)
    return answering


def _ask_certified(session: Session, answering: "Answering", complain: Callable[[BaseException], None]) -> None:
    def job(workspace: "Workspace") -> bool:
        from checklistapp.services import assessments

        return assessments.awaits_approval(workspace, answering.assessment.id)

    def show(is_certified: bool) -> None:
        if is_certified:
            answering.show_certified(True)
            if answering.can_undo or answering.has_unsaved:
                answering.void()

    session.run(job, show, complain, owner=answering)
