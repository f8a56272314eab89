# SPDX-License-Identifier: Apache-2.0
"""Whether an answer, and each value in it, is what its question, part or probe asks for."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from checklistapp.domain.answer import NO, YES, Answer, EvidenceReference, Response, Value
from checklistapp.domain.form import AnswerSet, Probe, Question

NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?")
"""A number in plain digits: no exponent, no separators."""

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""The shape of a whole date; ``is_date`` asks the calendar too."""

DATE_OR_MONTH = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")

MOST_ROWS = 2_000
MOST_EVIDENCE = 2_000
LONGEST_TEXT = 1_000_000
"""Characters that a person may type in one place."""

EVIDENCE_TEXTS = ("title", "identifier", "section", "date", "holder", "location")

Place = tuple[str | int, ...]
"""Keys and list positions from an answer down, as the interchange form spells them: ("evidence", 0, "date")."""


def is_date(text: str) -> bool:
    """A whole calendar date, ISO 8601: 2024-02-01."""
    return bool(DATE.fullmatch(text)) and is_date_or_month(text)


def is_date_or_month(text: str) -> bool:
    """A date, a month or a year, for documents that bear no more: 2024-02-01, 2024-02, 2024."""
    if not DATE_OR_MONTH.fullmatch(text):
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def fault_of(owner: Question | Probe, value: Value) -> str:
    """What is wrong with ``value`` as an answer to ``owner``, as "must be …"; empty when it fits."""
    kind = owner.answer_set if isinstance(owner, Question) else owner.kind
    match kind:
        case AnswerSet.TABLE:
            return _fault_of_rows(owner, value)
        case AnswerSet.CHOICES:
            fits = isinstance(value, tuple) and all(isinstance(each, str) and each in owner.choices for each in value)
            return "" if fits and len(set(value)) == len(value) else "must be a list of different choices of the form"
        case AnswerSet.CHOICE | AnswerSet.SCALE:
            return "" if value in owner.choices else "must be one of the choices of the form"
        case _:
            return fault_of_text(kind, value) if isinstance(value, str) else f"must be {_EXPECTED[kind]}"


def fault_of_typed(text: str) -> str:
    """What keeps a text of any wording from being stored and sent; empty where nothing does."""
    if len(text) > LONGEST_TEXT:
        return f"must have at most {LONGEST_TEXT} characters"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "holds half of a character (a lone surrogate)"
    return ""


def fault_of_text(kind: AnswerSet, text: str) -> str:
    """What is wrong with one text as a value of a kind that is one text: yes-no, date, number, text."""
    match kind:
        case AnswerSet.YES_NO:
            fits = text in (YES, NO)
        case AnswerSet.DATE:
            fits = is_date(text)
        case AnswerSet.NUMBER:
            fits = bool(NUMBER.fullmatch(text))
        case _:
            return fault_of_typed(text)
    return "" if fits else f"must be {_EXPECTED[kind]}"


def _fault_of_rows(owner: Question | Probe, value: Value) -> str:
    if not isinstance(value, tuple) or not all(isinstance(row, Mapping) for row in value):
        return "must be a list of rows"
    if len(value) > MOST_ROWS:
        return f"must have at most {MOST_ROWS} rows"
    kinds = {column.id: column.kind for column in owner.columns}
    for number, row in enumerate(value, 1):
        if not isinstance(row, Mapping):
            continue
        for column, text in row.items():
            if column not in kinds:
                return f"must have known columns; row {number} has another"
            fault = text and fault_of_text(kinds[column], text)
            if fault:
                return f"{fault} in column {column}, row {number}"
    return ""


def faults_of_answer(question: Question, answer: Answer) -> Iterator[tuple[Place, str]]:
    """Each place where ``answer`` does not fit ``question``, and what is wrong there; nothing of what was typed.

    An answer without faults is one that every reader of records takes.
    """
    if answer.response.value is not None:
        yield from _at(("value",), fault_of(question, answer.response.value))
    yield from _at(("reason",), fault_of_typed(answer.response.reason))
    yield from _at(("note",), fault_of_typed(answer.note))
    yield from _at(("publicStatement",), fault_of_typed(answer.public_statement))
    yield from _at(("workingNote",), fault_of_typed(answer.working_note))
    parts = {part.id for part in question.parts}
    for part, response in answer.parts.items():
        if part in parts:
            yield from _faults_of_part(("parts", part), response)
        else:
            yield ("parts", part), "is no part of this question"
    probes = {probe.id: probe for probe in question.probes}
    for key, value in answer.probes.items():
        probe = probes.get(key)
        yield from _at(("probes", key), fault_of(probe, value) if probe else "is no probe of this question")
    if len(answer.evidence) > MOST_EVIDENCE:
        yield ("evidence",), f"must have at most {MOST_EVIDENCE} members"
    for position, reference in enumerate(answer.evidence[:MOST_EVIDENCE]):
        yield from faults_of_evidence(("evidence", position), reference)


def faults_of_evidence(place: Place, reference: EvidenceReference) -> Iterator[tuple[Place, str]]:
    for member in EVIDENCE_TEXTS:
        yield from _at((*place, member), fault_of_typed(getattr(reference, member)))
    if reference.date and not is_date_or_month(reference.date):
        yield (*place, "date"), "must be a date like 2024-02-01, a month like 2024-02 or a year"
    if reference.attachment is not None:
        yield from _at((*place, "attachment", "name"), fault_of_typed(reference.attachment.name))


def _faults_of_part(place: Place, response: Response) -> Iterator[tuple[Place, str]]:
    if response.value is not None:
        fits = isinstance(response.value, str) and not fault_of_text(AnswerSet.YES_NO, response.value)
        yield from _at((*place, "value"), "" if fits else f"must be {_EXPECTED[AnswerSet.YES_NO]}")
    yield from _at((*place, "reason"), fault_of_typed(response.reason))


def _at(place: Place, fault: str) -> Iterator[tuple[Place, str]]:
    if fault:
        yield place, fault


_EXPECTED = {
    AnswerSet.YES_NO: "yes or no",
    AnswerSet.DATE: "a date like 2024-02-01",
    AnswerSet.NUMBER: "a number in plain digits",
    AnswerSet.TEXT: "a text",
}
