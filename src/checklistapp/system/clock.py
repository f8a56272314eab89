# SPDX-License-Identifier: Apache-2.0
"""The one place where the time is read; the clock of an air-gapped machine may be wrong, so a reading is a claim."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _machine_time() -> datetime:
    return datetime.now(UTC)


def local_text(reading: str) -> str:
    """A reading as date and time here, for a sentence; what is none stays as it is."""
    try:
        return datetime.fromisoformat(reading).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return reading


@dataclass(frozen=True, slots=True)
class Clock:
    """``source`` returns an aware datetime; tests give their own."""

    source: Callable[[], datetime] = _machine_time

    def now(self) -> datetime:
        """Aware, in UTC, whole seconds."""
        return self.source().astimezone(UTC).replace(microsecond=0)

    def reading(self) -> str:
        """ISO 8601, ``2026-01-31T12:00:00Z``."""
        return self.now().replace(tzinfo=None).isoformat() + "Z"
