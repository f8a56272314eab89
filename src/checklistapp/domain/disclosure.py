# SPDX-License-Identifier: Apache-2.0
"""From answers to the public edition: an allow-list of released fields and nothing else."""

from dataclasses import dataclass, replace

from checklistapp.domain.answer import YES, EvidenceReference, Meta
from checklistapp.domain.assessment import Assessment, source_format
from checklistapp.domain.form import Question
from checklistapp.domain.ids import QuestionId


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """What everybody may read of one answer. ``value`` is Yes, No or empty.

    An empty one looks the same whether it was No, partly, withheld, not applicable, open or not asked.
    """

    question: QuestionId
    value: str = ""
    statement: str = ""
    note: str = ""
    evidence: tuple[EvidenceReference, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicEdition:
    organisation: str
    cycle: str
    answers: tuple[PublicAnswer, ...]


def public_answer(assessment: Assessment, question: Question) -> PublicAnswer:
    """The released fields of one answer; hidden questions release nothing."""
    if not assessment.is_asked(question):
        return PublicAnswer(question.id)
    answer, release = assessment.answer(question.id), assessment.release(question)
    return PublicAnswer(
        question.id,
        value=source_format(answer.response) if release.value else "",
        statement=answer.public_statement if release.public_statement else "",
        note=answer.note if release.note else "",
        evidence=tuple(_published(each) for each in answer.evidence) if release.evidence else (),
    )


def _published(reference: EvidenceReference) -> EvidenceReference:
    """Neither the file nor its name, which was given for oneself, also where it became the title."""
    is_file_name = reference.attachment is not None and reference.title == reference.attachment.name
    return replace(reference, title="" if is_file_name else reference.title, attachment=None)


def public_edition(assessment: Assessment) -> PublicEdition:
    """The whole public edition in printed order."""
    answers = tuple(public_answer(assessment, question) for question in assessment.form.questions())
    return PublicEdition(assessment.organisation, assessment.cycle, answers)


def gap_is_a_no(assessment: Assessment) -> bool:
    """Whether a reader could infer the No answers: what is not released equals, or nearly, the No answers.

    "Nearly" is at most one other answer among the unreleased.
    """
    published = withheld_no = withheld_other = 0
    for question in assessment.form.questions():
        response = assessment.answer(question.id).response
        if public_answer(assessment, question).value:
            published += response.value == YES
        elif source_format(response) == "No":
            withheld_no += 1
        elif assessment.is_asked(question) and response.meta is not Meta.UNANSWERED:
            withheld_other += 1
    return published > 0 and withheld_no > 0 and withheld_other <= 1
