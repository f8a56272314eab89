# SPDX-License-Identifier: Apache-2.0
"""Power cuts: after which step, and which of the changes that are not synced yet reach the disk all the same."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.crash.disk import Bytes, Change, Disk, Names, Tree
from tests.crash.steps import Step

Choice = Callable[[list[Change], random.Random], list[Change]]


def seeded(text: str) -> random.Random:
    return random.Random(text)  # noqa: S311 to be repeated, not secret


def _torn(pending: list[Change], chance: random.Random) -> list[Change]:
    return [
        part
        for change in pending
        for part in (change.torn(chance) if isinstance(change, Bytes) else [change] if chance.random() < 0.5 else [])
    ]


def _all_but_one(pending: list[Change], chance: random.Random) -> list[Change]:
    lost = chance.randrange(len(pending)) if pending else 0
    return pending[:lost] + pending[lost + 1 :]


CHOICES: dict[str, Choice] = {
    "nothing": lambda pending, chance: [],
    "everything": lambda pending, chance: pending,
    "the newest": lambda pending, chance: pending[-1:],
    "one alone": lambda pending, chance: [chance.choice(pending)] if pending else [],
    "all but one": _all_but_one,
    "names only": lambda pending, chance: [change for change in pending if isinstance(change, Names)],
    "contents only": lambda pending, chance: [change for change in pending if not isinstance(change, Names)],
    "any": lambda pending, chance: [change for change in pending if chance.random() < 0.5],
    "torn": _torn,
}


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """After that many steps."""

    after: int
    choice: str

    def __str__(self) -> str:
        return f"{self.after}:{self.choice}"


def chosen(steps: Sequence[Step], wanted: int, chance: random.Random) -> list[Cut]:
    """All there are, where fewer; nothing but what was synced is tried at every place first."""
    worst = [Cut(after, "nothing") for after in range(1, len(steps) + 1)]
    others = [Cut(after, choice) for after in range(1, len(steps) + 1) for choice in CHOICES if choice != "nothing"]
    worst = chance.sample(worst, min(len(worst), (wanted + 1) // 2))
    return sorted([*worst, *chance.sample(others, min(len(others), wanted - len(worst)))])


def states(start: Tree, steps: Sequence[Step], cuts: Iterable[Cut], seed: str) -> Iterator[tuple[Cut, Tree]]:
    """What each power cut leaves; the cuts in the order of their steps."""
    disk, taken = Disk(start), 0
    for cut in cuts:
        while taken < cut.after:
            disk.take(steps[taken], random.Random(f"{seed}/{taken}"))  # noqa: S311 to be repeated, not secret
            taken += 1
        chance = seeded(f"{seed}/{cut}")
        yield cut, disk.after(CHOICES[cut.choice](disk.pending, chance))
