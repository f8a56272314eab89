# SPDX-License-Identifier: Apache-2.0
"""Finding questions by what stands in them, in their notes or in their evidence."""

from dataclasses import dataclass

from checklistapp.domain.answer import Answer
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import Question
from checklistapp.domain.ids import QuestionId


def _searchable(question: Question, answer: Answer) -> str:
    evidence = (
        text
        for reference in answer.evidence
        for text in (reference.title, reference.identifier, reference.attachment.name if reference.attachment else "")
    )
    texts = (
        question.id,
        question.text,
        question.guidance,
        *(part.text for part in question.parts),
        answer.note,
        answer.public_statement,
        answer.working_note,
        answer.response.reason,
        *evidence,
    )
    return "\n".join(texts).casefold()


@dataclass(slots=True)
class SearchIndex:
    """Folded texts of one assessment; kept up to date answer by answer, so that typing searches at once."""

    texts: dict[QuestionId, str]

    @classmethod
    def of(cls, assessment: Assessment) -> "SearchIndex":
        return cls({q.id: _searchable(q, assessment.answer(q.id)) for q in assessment.form.questions()})

    def update(self, question: Question, answer: Answer) -> None:
        self.texts[question.id] = _searchable(question, answer)

    def find(self, query: str) -> list[QuestionId]:
        """Questions that hold every word of ``query``, in printed order; all of them for an empty query."""
        words = query.casefold().split()
        return [question for question, text in self.texts.items() if all(word in text for word in words)]
