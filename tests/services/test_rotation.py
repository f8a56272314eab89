# SPDX-License-Identifier: Apache-2.0
"""Copies grow rarer with age, and the last one that was proven never goes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from checklistapp.services.rotation import DAYS, MONTHS, NEWEST, WEEKS, superseded
from checklistapp.store.register import KnownBackup

START = date(2026, 1, 1)


def copy(number: int, day: date, *, automatic: bool = True, tested: bool = False) -> KnownBackup:
    clock = f"{day.isoformat()}T12:00:{number % 60:02}Z"
    return KnownBackup(f"/backups/{number}", clock, number, 1, automatic, clock if tested else "")


def test_a_copy_a_day_for_two_years() -> None:
    kept: list[KnownBackup] = []
    for number in range(730):
        kept.append(copy(number, START + timedelta(number)))
        gone = superseded(kept)
        kept = [each for each in kept if each not in gone]
    days = [date.fromisoformat(each.clock[:10]) for each in kept]
    today = days[-1]
    assert [(today - day).days for day in days[-DAYS:]] == [6, 5, 4, 3, 2, 1, 0]
    assert len({day.isocalendar()[:2] for day in days}) >= WEEKS
    assert len({(day.year, day.month) for day in days}) == MONTHS
    assert len(kept) <= NEWEST + DAYS + WEEKS + MONTHS


copies = st.lists(
    st.tuples(st.integers(-400, 400), st.booleans(), st.booleans()).map(lambda each: each), max_size=60
).map(
    lambda drawn: [
        copy(number, START + timedelta(day), automatic=automatic, tested=tested)
        for number, (day, automatic, tested) in enumerate(drawn)
    ]
)


@given(copies)
def test_what_always_holds(made: list[KnownBackup]) -> None:
    """Also where the clock jumps back and forth."""
    gone = superseded(made)
    kept = [each for each in made if each not in gone]
    assert all(each.automatic for each in gone)
    assert [each for each in made if each.automatic][-NEWEST:] == [each for each in kept if each.automatic][-NEWEST:]
    assert any(each.tested for each in kept) == any(each.tested for each in made)
    assert sum(each.automatic for each in kept) <= NEWEST + DAYS + WEEKS + MONTHS + 1
    assert superseded(kept) == []


def test_a_clock_that_is_none_is_kept_like_a_day_of_its_own() -> None:
    odd = [KnownBackup(f"/b/{number}", "never", number, 1, automatic=True) for number in range(8)]
    assert superseded(odd) == odd[: 8 - NEWEST]
