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
    responses = [assessment.answer(q.id).response for q in section.questions if assessment.is_asked(q)]
    return Progress(
        answered=sum(not response.is_open for response in responses),
        total=len(responses),
        not_applicable=sum(response.meta is Meta.NOT_APPLICABLE for response in responses),
        partly=sum(response.meta is Meta.PARTLY for response in responses),
        withheld=sum(response.meta is Meta.WITHHELD for response in responses),
    )


def of_assessment(assessment: Assessment) -> Progress:
    return sum((of_section(assessment, section) for section in assessment.form.sections), Progress(0, 0))


def rule_holds(assessment: Assessment, section: Section) -> bool:
    """Section A of the checklist asks for at least one Yes; other sections have no rule."""
    if section.rule is SectionRule.AT_LEAST_ONE_YES:
        return any(assessment.answer(question.id).response.value == YES for question in section.questions)
    return True
