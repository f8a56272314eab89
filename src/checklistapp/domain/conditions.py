# SPDX-License-Identifier: Apache-2.0
"""The closed little language of forms: when something is shown, applies or is suggested."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Lookup = Callable[[str], str | None]
"""Id of a question, part or profile fact -> its value or meta-state as text, None while open."""

UNANSWERED = "unanswered"
"""The meta-state of an open answer, as a condition names it."""

NOT_ASKED = "not_asked"
"""What a lookup says of a hidden question: it has no answer and gets none, whatever is kept."""


@dataclass(frozen=True, slots=True)
class Answered:
    question: str


@dataclass(frozen=True, slots=True)
class In:
    """True when the answer is one of ``values``; a single value is written ``is`` in a form file."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class All:
    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: "Condition"


Condition = Answered | In | All | AnyOf | Not


def evaluate(condition: Condition, lookup: Lookup) -> bool:
    """Whether ``condition`` holds; an open answer satisfies nothing but ``Not`` and ``UNANSWERED``."""
    match condition:
        case Answered(question):
            return lookup(question) not in (None, NOT_ASKED)
        case In(question, values):
            return (lookup(question) or UNANSWERED) in values
        case All(of):
            return all(evaluate(each, lookup) for each in of)
        case AnyOf(of):
            return any(evaluate(each, lookup) for each in of)
        case Not(of):
            return not evaluate(of, lookup)


def may_still_hold(condition: Condition, lookup: Lookup) -> bool:
    """Whether ``condition`` holds or could once open answers are given.

    An applicability profile may be skipped: a fact nobody stated must not hide a question.
    """
    match condition:
        case Answered(question):
            return lookup(question) != NOT_ASKED
        case In(question, values):
            value = lookup(question)
            return value is None or value in values
        case All(of):
            return all(may_still_hold(each, lookup) for each in of)
        case AnyOf(of):
            return any(may_still_hold(each, lookup) for each in of)
        case Not(of):
            return not _must_hold(of, lookup)


def _must_hold(condition: Condition, lookup: Lookup) -> bool:
    match condition:
        case Answered(question):
            return lookup(question) not in (None, NOT_ASKED)
        case In(question, values):
            return lookup(question) in values
        case All(of):
            return all(_must_hold(each, lookup) for each in of)
        case AnyOf(of):
            return any(_must_hold(each, lookup) for each in of)
        case Not(of):
            return not may_still_hold(of, lookup)


def mentioned(condition: Condition) -> Iterator[str]:
    """The ids that ``condition`` reads."""
    match condition:
        case Answered(question) | In(question, _):
            yield question
        case All(of) | AnyOf(of):
            for each in of:
                yield from mentioned(each)
        case Not(of):
            yield from mentioned(of)
