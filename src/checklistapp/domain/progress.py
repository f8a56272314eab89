# SPDX-License-Identifier: Apache-2.0
"""How far an assessment is: answered, open and not applicable, by section; never a score."""

from dataclasses import dataclass

from checklistapp.domain.answer import YES, Meta
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import Section, SectionRule


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of questions that are asked; ``answered`` includes not applicable, partly and withheld."""

    answered: int
    total: int
    not_applicable: int = 0
    partly: int = 0
    withheld: int = 0

    @property
    def open(self) -> int:
        return self.total - self.answered

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(
            self.answered + other.answered,
            self.total + other.total,
            self.not_applicable + other.not_applicable,
            self.partly + other.partly,
            self.withheld + other.withheld,
        )


def of_section(assessment: Assessment, section: Section) -> Progress:
    states = [assessment.answer(question.id).response.meta for question in section.questions]
    if assessment.hidden:
        states = [
            state for question, state in zip(section.questions, states, strict=True) if assessment.is_asked(question)
        ]
    return Progress(
        answered=len(states) - states.count(Meta.UNANSWERED),
        total=len(states),
        not_applicable=states.count(Meta.NOT_APPLICABLE),
        partly=states.count(Meta.PARTLY),
        withheld=states.count(Meta.WITHHELD),
    )


def of_assessment(assessment: Assessment) -> Progress:
    return sum((of_section(assessment, section) for section in assessment.form.sections), Progress(0, 0))


def rule_holds(assessment: Assessment, section: Section) -> bool:
    """Section A of the checklist asks for at least one Yes; other sections have no rule."""
    if section.rule is SectionRule.AT_LEAST_ONE_YES:
        return any(assessment.answer(question.id).response.value == YES for question in section.questions)
    return True
