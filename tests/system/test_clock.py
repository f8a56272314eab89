# SPDX-License-Identifier: Apache-2.0
"""Readings are in UTC and whole seconds, wherever the machine stands."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo

from hypothesis import given
from hypothesis import strategies as st

from checklistapp.system.clock import Clock, local_text


def test_a_reading() -> None:
    moment = datetime(2026, 1, 31, 14, 0, 0, 999_999, timezone(timedelta(hours=2)))
    assert Clock(lambda: moment).reading() == "2026-01-31T12:00:00Z"


def test_even_a_clock_that_lost_its_battery_gives_four_digits() -> None:
    assert Clock(lambda: datetime(1, 1, 2, tzinfo=UTC)).reading() == "0001-01-02T00:00:00Z"


@given(st.floats(0, 2**33), st.timezones())
def test_readings_are_read_back_as_the_same_second(seconds: float, zone: tzinfo) -> None:
    moment = datetime.fromtimestamp(seconds, zone)
    clock = Clock(lambda: moment)
    assert datetime.fromisoformat(clock.reading()) == clock.now()
    assert timedelta(0) <= moment.astimezone(UTC) - clock.now() < timedelta(seconds=1)


def test_the_machines_time_is_read_each_time() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= Clock().now() <= datetime.now(UTC)


@given(st.integers(0, 2**33))
def test_a_sentence_gives_the_time_as_it_is_here(seconds: int) -> None:
    here = datetime.fromtimestamp(seconds).astimezone()
    assert local_text(Clock(lambda: here).reading()) == here.strftime("%Y-%m-%d %H:%M")


def test_what_is_no_reading_stays_as_it_is() -> None:
    assert local_text("yesterday") == "yesterday"
