# SPDX-License-Identifier: Apache-2.0
"""Conditions as plain data: the closed little language of form files."""

from checklistapp.domain.conditions import All, Answered, AnyOf, Condition, In, Not
from checklistapp.formats.canonical import Json
from checklistapp.formats.strict import Node

DEEPEST = 8
"""How deep all, any and not may be nested."""

_WIDEST = 200
_SHAPES = "must be {question, is}, {question, in}, {question, answered = true}, {all}, {any} or {not}"


def read_condition(node: Node, depth: int = 1) -> Condition | None:
    """The condition at ``node``; None where it is absent or faulty."""
    if node.value is None:
        return None
    keys = frozenset(node.value) if isinstance(node.value, dict) else frozenset()
    if depth > DEEPEST:
        node.refuse(f"is nested deeper than {DEEPEST} levels")
    elif keys == {"question", "is"}:
        return In(node["question"].text(), (node["is"].text(),))
    elif keys == {"question", "in"}:
        values = node["in"].texts(_WIDEST)
        if not values or len(set(values)) != len(values):
            node["in"].refuse("must be a list of different values")
        return In(node["question"].text(), values)
    elif keys == {"question", "answered"}:
        if not node["answered"].flag():
            node["answered"].refuse("must be true; write not = {…} for the opposite")
        return Answered(node["question"].text())
    elif keys == {"all"}:
        return All(_members(node["all"], depth))
    elif keys == {"any"}:
        return AnyOf(_members(node["any"], depth))
    elif keys == {"not"}:
        inner = read_condition(node["not"], depth + 1)
        return None if inner is None else Not(inner)
    else:
        node.refuse(_SHAPES)
    return None


def _members(node: Node, depth: int) -> tuple[Condition, ...]:
    found = [read_condition(each, depth + 1) for each in node.items(_WIDEST)]
    if not found:
        node.refuse("must be a list of conditions")
    return tuple(each for each in found if each is not None)


def condition_data(condition: Condition | None) -> Json:
    match condition:
        case None:
            return None
        case Answered(question):
            return {"question": question, "answered": True}
        case In(question, (value,)):
            return {"question": question, "is": value}
        case In(question, values):
            return {"question": question, "in": values}
        case All(of):
            return {"all": [condition_data(each) for each in of]}
        case AnyOf(of):
            return {"any": [condition_data(each) for each in of]}
        case Not(of):
            return {"not": condition_data(of)}
