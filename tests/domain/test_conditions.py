# SPDX-License-Identifier: Apache-2.0
"""The little language: what holds, what may still hold, and that the two never contradict."""

from hypothesis import given
from hypothesis import strategies as st

from checklistapp.domain.conditions import All, Answered, AnyOf, Condition, In, Not, evaluate, may_still_hold, mentioned

IDS = ("a", "b", "c")
STATES = ("yes", "no", "partly")

leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Answered, st.sampled_from(IDS)),
    st.builds(In, st.sampled_from(IDS), st.lists(st.sampled_from(STATES), min_size=1).map(tuple)),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)
lookups = st.dictionaries(st.sampled_from(IDS), st.sampled_from(STATES))


def test_a_value_is_compared() -> None:
    condition = All((In("a", ("yes",)), Not(In("b", ("no",)))))
    assert evaluate(condition, {"a": "yes", "b": "yes"}.get)
    assert not evaluate(condition, {"a": "yes", "b": "no"}.get)
    assert not evaluate(condition, {"b": "yes"}.get)


def test_what_nobody_stated_may_still_hold() -> None:
    nobody: dict[str, str] = {}
    assert may_still_hold(In("a", ("yes",)), nobody.get)
    assert not may_still_hold(In("a", ("yes",)), {"a": "no"}.get)
    assert may_still_hold(Not(In("a", ("no",))), nobody.get)


@given(conditions, lookups)
def test_what_holds_with_everything_answered_may_hold(condition: Condition, given_states: dict[str, str]) -> None:
    answered = {identifier: given_states.get(identifier, "partly") for identifier in IDS}
    assert may_still_hold(condition, answered.get) == evaluate(condition, answered.get)


@given(conditions, lookups, lookups)
def test_more_answers_never_revive_a_condition(
    condition: Condition, first: dict[str, str], more: dict[str, str]
) -> None:
    if not may_still_hold(condition, first.get):
        assert not evaluate(condition, {**more, **first}.get)


@given(conditions)
def test_only_mentioned_ids_are_read(condition: Condition) -> None:
    read: set[str] = set()

    def lookup(identifier: str) -> None:
        read.add(identifier)

    evaluate(condition, lookup)
    assert read <= set(mentioned(condition))
