# SPDX-License-Identifier: Apache-2.0
"""``checklistapp/answers/1``: answers for entry, from scripts, paper or other tools, and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from checklistapp.domain.answer import EMPTY, Answer
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import Form
from checklistapp.domain.ids import FactId, FormId, QuestionId
from checklistapp.formats.answer_data import ANSWER_KEYS, answer_data, known_question, read_answer, read_profile
from checklistapp.formats.strict import Node, parse_json, raise_first

FORMAT = "checklistapp/answers/1"
LARGEST = 64_000_000
"""Bytes of an answers file."""

_HINT = "Nothing was taken over. Correct the file at this place and try again."


@dataclass(frozen=True, slots=True)
class EnteredAnswers:
    """What a file states; a question that it does not name is not touched."""

    profile: Mapping[FactId, bool]
    answers: Mapping[QuestionId, Answer]


def read_answers(data: bytes, form: Form) -> EnteredAnswers:
    """The answers in ``data``; ChecklistError ``answers-fault`` names the first fault by its JSON path.

    Evidence comes without ids: whoever keeps it gives it one.
    """
    node = parse_json(data, LARGEST)
    raise_first(node.faults, "answers-fault", "The answers file", _HINT)
    entered = _read(node, form)
    raise_first(node.faults, "answers-fault", "The answers file", _HINT)
    return entered


def named_form(data: bytes) -> FormId:
    """Which form the answers in ``data`` say to belong to; nothing else of them is checked."""
    node = parse_json(data, LARGEST)
    raise_first(node.faults, "answers-fault", "The answers file", _HINT)
    form = node["form"].text()
    raise_first(node.faults, "answers-fault", "The answers file", _HINT)
    return FormId(form)


def _read(node: Node, form: Form) -> EnteredAnswers:
    node.only("format", "form", "formVersion", "profile", "answers")
    node["format"].must_be(FORMAT)
    node["form"].must_be(form.id)
    node["formVersion"].must_be(form.version)
    if "answers" not in node:
        node["answers"].refuse("is missing")
    answers = {}
    for key, each in node["answers"].entries():
        question = known_question(each, key, form)
        if question is not None and each.only(*ANSWER_KEYS, "workingNote"):
            answers[question.id] = read_answer(each, question, with_ids=False)
    return EnteredAnswers(read_profile(node["profile"], form), answers)


def write_answers(assessment: Assessment) -> bytes:
    """Every answer that holds anything, working notes too; indented, in printed order."""
    questions = (question.id for question in assessment.form.questions())
    document = {
        "format": FORMAT,
        "form": assessment.form.id,
        "formVersion": assessment.form.version,
        "profile": dict(assessment.profile),
        "answers": {
            question: answer_data(assessment.answer(question), with_ids=False, with_working_note=True)
            for question in questions
            if assessment.answer(question) != EMPTY
        },
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
