# SPDX-License-Identifier: Apache-2.0
"""Which automatic backup copies are kept: the newest, then one per day, week and month, ever further apart."""

from collections.abc import Callable, Sequence
from datetime import date

from checklistapp.store.register import KnownBackup

NEWEST, DAYS, WEEKS, MONTHS = 3, 7, 4, 12


def superseded(copies: Sequence[KnownBackup]) -> list[KnownBackup]:
    """The automatic ones among ``copies``, given in the order in which they were made, that may go.

    Never the only one that was tested. Days are told by the clock's claim, newest and oldest by the order.
    """
    automatic = [copy for copy in reversed(copies) if copy.automatic]
    kept = set(automatic[:NEWEST])
    for period, count in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        kept |= _first_of_each(automatic, period, count)
    if not any(copy.tested for copy in copies if copy in kept or not copy.automatic):
        kept |= set([copy for copy in automatic if copy.tested][:1])
    return [copy for copy in copies if copy.automatic and copy not in kept]


def _first_of_each(newest_first: Sequence[KnownBackup], period: Callable[[str], str], count: int) -> set[KnownBackup]:
    found: dict[str, KnownBackup] = {}
    for copy in newest_first:
        found.setdefault(period(copy.clock), copy)
    return set(list(found.values())[:count])


def _day(clock: str) -> str:
    return clock[:10]


def _week(clock: str) -> str:
    try:
        year, week, _ = date.fromisoformat(clock[:10]).isocalendar()
    except ValueError:
        return clock[:10]
    return f"{year}-{week}"


def _month(clock: str) -> str:
    return clock[:7]
