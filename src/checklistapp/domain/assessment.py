# SPDX-License-Identifier: Apache-2.0
"""A form being answered, from draft to approved, and what each answer means beside its question."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from checklistapp.domain.answer import EMPTY, NO, OPEN, YES, Answer, Meta, Response
from checklistapp.domain.conditions import NOT_ASKED, evaluate, may_still_hold
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import AnswerSet, Form, Part, Question, Release
from checklistapp.domain.ids import AssessmentId, Digest, FactId, PartId, QuestionId


class State(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"


@dataclass(frozen=True)
class Assessment:
    """One form answered once by one organisation.

    ``form_digest`` fixes the wording; ``profile`` holds only the facts somebody stated.
    ``pending`` is true while a certified PDF waits for its approver.
    """

    id: AssessmentId
    form: Form
    form_digest: Digest
    organisation: str
    country: str = ""
    facility: str = ""
    cycle: str = ""
    marking: str = ""
    language: str = "en"
    state: State = State.DRAFT
    profile: Mapping[FactId, bool] = field(default_factory=dict)
    answers: Mapping[QuestionId, Answer] = field(default_factory=dict)

    def answer(self, question: QuestionId) -> Answer:
        return self.answers.get(question, EMPTY)

    def lookup(self, identifier: str) -> str | None:
        """Value or meta-state behind a question, part or profile fact; None while open, NOT_ASKED where hidden."""
        return self._lookup(identifier, self.hidden)

    def _lookup(self, identifier: str, hidden: Set[QuestionId]) -> str | None:
        fact = self.profile.get(FactId(identifier))
        if fact is not None:
            return YES if fact else NO
        owner = self.form.owner_of.get(PartId(identifier))
        if (owner or identifier) in hidden:
            return NOT_ASKED
        if owner is None:
            return self.answer(QuestionId(identifier)).response.state
        return self.answer(owner).parts.get(PartId(identifier), OPEN).state

    def is_asked(self, question: Question) -> bool:
        return question.id not in self.hidden

    @cached_property
    def hidden(self) -> Set[QuestionId]:
        """Questions whose condition fails for good; what nobody stated hides nothing, a hidden answer counts for none.

        Kept answers of hidden questions thus change nothing, so sender and receiver hide the same ones.
        """
        hidden: set[QuestionId] = set()
        for question in self.form.conditional:
            condition = question.shown_when
            if condition is not None and not may_still_hold(condition, lambda name: self._lookup(name, hidden)):
                hidden.add(question.id)
        return hidden

    def seems_not_applicable(self, question: Question | Part) -> bool:
        """The profile says so; a person still sets the answer."""
        return question.applicable_when is not None and not may_still_hold(question.applicable_when, self.lookup)

    def suggestion(self, question: Question) -> Response | None:
        """What the parts suggest, or None while they say too little.

        Parts that are not applicable do not count against Yes, withheld ones say nothing. Where some but not all
        needed parts are Yes, the suggestion is *partly* (printed as No in source format, never upgraded).
        """
        if question.suggests is None or question.answer_set is not AnswerSet.YES_NO:
            return None
        given = self.answer(question.id).parts
        states: dict[str, str | None] = {part.id: given.get(part.id, OPEN).state for part in question.parts}
        if all(state == Meta.NOT_APPLICABLE for state in states.values()):
            return Response.as_meta(Meta.NOT_APPLICABLE)

        def known(part: str) -> str | None:
            match states[part]:
                case Meta.NOT_APPLICABLE:
                    return YES
                case Meta.WITHHELD:
                    return None
            return states[part]

        if evaluate(question.suggests, known) and YES in states.values():
            return Response.of(YES)
        if may_still_hold(question.suggests, known):
            return None
        if any(state in (YES, Meta.PARTLY) for state in states.values()):
            return Response.as_meta(Meta.PARTLY)
        return None if any(known(part) is None for part in states) else Response.of(NO)

    def disagrees(self, question: Question) -> bool:
        """The person's answer differs from what the parts suggest: a reason is required and kept."""
        given, suggested = self.answer(question.id).response, self.suggestion(question)
        return suggested is not None and not given.is_open and given.state != suggested.state

    def release(self, question: Question) -> Release:
        """The person's decision, else the form's default; a default never releases anything but a Yes."""
        answer = self.answer(question.id)
        if answer.release is not None:
            return answer.release
        is_yes = answer.response.value == YES
        return Release(value=question.release.value and is_yes)

    def require_draft(self) -> None:
        if self.state is not State.DRAFT:
            raise ChecklistError(
                "frozen",
                "This assessment is approved and signed, so its answers are frozen.",
                "Reopen it with a reason to change an answer; the signed version is kept.",
            )


def source_format(response: Response) -> str:
    """``Yes``, ``No`` or blank, the only words of INFCIRC/869: *partly* is No."""
    if response.value == YES:
        return "Yes"
    if response.value == NO or response.meta is Meta.PARTLY:
        return "No"
    return ""
