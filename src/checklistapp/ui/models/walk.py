# SPDX-License-Identifier: Apache-2.0
"""The order in which the questions of an assessment are gone through."""

from checklistapp.domain.form import Section
from checklistapp.domain.ids import QuestionId
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.models.outline import Outline


class Walk:
    """Printed order; questions that are not asked are passed over."""

    def __init__(self, answering: Answering, outline: Outline) -> None:
        self._answering, self.asked = answering, outline.asked

    def asked_in(self, section: Section) -> list[QuestionId]:
        assessment = self._answering.assessment
        return [question.id for question in section.questions if assessment.is_asked(question)]

    def is_open(self, question: QuestionId) -> bool:
        return self._answering.assessment.answer(question).response.is_open

    def first_open(self) -> QuestionId:
        """The first open question, else the first one."""
        asked, answers = self.asked(), self._answering.assessment.answers
        given = {question for question, answer in answers.items() if not answer.response.is_open}
        return next((each for each in asked if each not in given), asked[0])

    def next_open(self, after: QuestionId | None) -> QuestionId | None:
        """The next open question, beginning again at the top; None when nothing is open."""
        asked = self.asked()
        start = asked.index(after) + 1 if after in asked else 0
        return next(filter(self.is_open, asked[start:] + asked[:start]), None)

    def before(self, question: QuestionId | None) -> QuestionId | None:
        asked = self.asked()
        place = asked.index(question) if question in asked else 0
        return asked[place - 1] if place > 0 else None

    def following(self, question: QuestionId) -> QuestionId | None:
        """The next question of the same section."""
        rest = self.asked_in(self._answering.assessment.form.section_of[question])
        place = rest.index(question) + 1 if question in rest else 0
        return rest[place] if place < len(rest) else None

    def first_in(self, section: Section) -> QuestionId | None:
        return next(iter(self.asked_in(section)), None)

    def begin(self, section: Section) -> QuestionId | None:
        """Where answering a section begins: its first open question, else its first one."""
        asked = self.asked_in(section)
        return next(filter(self.is_open, asked), asked[0] if asked else None)

    def after(self, section: Section) -> QuestionId | None:
        """The first question of the sections that follow."""
        sections = self._answering.assessment.form.sections
        following = sections[sections.index(section) + 1 :]
        return next((first for each in following if (first := self.first_in(each))), None)
