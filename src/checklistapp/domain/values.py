# SPDX-License-Identifier: Apache-2.0
"""Whether a value is of the kind that its question, part or probe asks for."""

import re
from collections.abc import Mapping
from datetime import date

from checklistapp.domain.answer import NO, YES, Value
from checklistapp.domain.form import AnswerSet, Probe, Question

NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?")
"""A number in plain digits: no exponent, no separators."""

MOST_ROWS = 2_000

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", re.ASCII)


def is_date(text: str) -> bool:
    """A whole calendar date, ISO 8601: 2024-02-01."""
    return len(text) == 10 and is_date_or_month(text)


def is_date_or_month(text: str) -> bool:
    """A date, a month or a year, for documents that bear no more: 2024-02-01, 2024-02, 2024."""
    if not _DATE.fullmatch(text):
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


def fault_of_text(kind: AnswerSet, text: str) -> str:
    """The same for the kinds that are one text: yes-no, date, number, text."""
    match kind:
        case AnswerSet.YES_NO:
            fits = text in (YES, NO)
        case AnswerSet.DATE:
            fits = is_date(text)
        case AnswerSet.NUMBER:
            fits = bool(NUMBER.fullmatch(text))
        case _:
            fits = True
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


_EXPECTED = {
    AnswerSet.YES_NO: "yes or no",
    AnswerSet.DATE: "a date like 2024-02-01",
    AnswerSet.NUMBER: "a number in plain digits",
    AnswerSet.TEXT: "a text",
}
