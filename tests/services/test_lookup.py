# SPDX-License-Identifier: Apache-2.0
"""One thing is found or nothing is."""

import pytest

from checklistapp.domain.errors import ChecklistError
from checklistapp.services import lookup

THINGS = [("ab12", "Minister"), ("ab34", "Focal point"), ("cd56", "Focal point"), ("ef78", "ab")]
UNKNOWN = ChecklistError("unknown", "Nothing.", "Look.")


def find(wanted: str, *, by_name: bool = True) -> tuple[str, str]:
    name_of = (lambda thing: thing[1]) if by_name else None
    return lookup.only(THINGS, wanted, UNKNOWN, id_of=lambda thing: thing[0], name_of=name_of)


@pytest.mark.parametrize(("wanted", "found"), [("ab12", 0), ("ab3", 1), ("c", 2), ("Minister", 0), ("ab", 3)])
def test_an_exact_name_wins_over_the_beginning_of_an_id(wanted: str, found: int) -> None:
    assert find(wanted) == THINGS[found]


@pytest.mark.parametrize("wanted", ["", "Focal point", "a", "zz", "Min"])
def test_several_or_none_is_an_error(wanted: str) -> None:
    with pytest.raises(ChecklistError):
        find(wanted)


def test_names_count_only_where_they_are_asked_for() -> None:
    with pytest.raises(ChecklistError):
        find("Minister", by_name=False)
