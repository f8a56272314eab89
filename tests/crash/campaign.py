# SPDX-License-Identifier: Apache-2.0
"""Kills, power cuts, full disks and failing syncs of one operation, each to be repeated from its seed and its name."""

import random
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.crash import cuts, faults, scenes
from tests.crash.child import Child
from tests.crash.cuts import Cut
from tests.crash.disk import write_tree
from tests.crash.faults import SYNCING, WRITING
from tests.crash.operations import OPERATIONS, Operation
from tests.crash.recorder import Recording, record
from tests.crash.settings import settings_in
from tests.crash.steps import Line, MakeFile, MakeNameless, Sync
from tests.crash.witness import History

_KEPT = 20
"""Of so many failures what they left is kept for whoever looks into them."""


_ALL = 1 << 30


@dataclass
class Tally:
    """``lost`` tells of each failure by its case, the sentence, and where what it left is kept."""

    name: str
    kills: int = 0
    cuts: int = 0
    full: int = 0
    syncs: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)


class Campaign:
    """Works in ``place``; ``only`` is one case, such as ``cut/17:nothing``, and nothing else is tried."""

    def __init__(self, name: str, place: Path, seed: str, only: str = "", operation: Operation | None = None) -> None:
        self.tally = Tally(name)
        self._operation = operation or OPERATIONS[name]
        self._place, self._seed, self._only = place, f"{seed}/{name}", only
        self._root = place / "root"
        place.mkdir(exist_ok=True)

    def kills(self, wanted: int) -> None:
        """At random moments; one workspace lives through all kills where the operation can go on from any state.

        A run that ended before its kill does not count, and another one is tried.
        """
        duration = self._duration
        self._anew()
        for number in range(3 * wanted):
            if self.tally.kills == wanted:
                break
            case = f"kill/{number}"
            if self._is_wanted(case):
                self._kill(case, duration)

    def _kill(self, case: str, duration: float) -> None:
        if not self._operation.repeatable:
            self._anew()
        with Child(self._operation.act, self._root) as child:
            child.go()
            time.sleep(self._chance(case).uniform(0, duration))
            self.tally.kills += child.kill()
            said = child.said()
        self._verify(case, self._root, said)

    def cuts(self, wanted: int) -> None:
        """Of one run, and, where the operation goes on from any state, of a killed run and the run that followed."""
        recordings = [("cut", self._recording)]
        if self._operation.repeatable:
            recordings.append(("killed-cut", self._killed()))
        for kind, recording in recordings:
            count = _ALL if self._only else wanted // len(recordings)
            chosen = cuts.chosen(recording.steps, count, self._chance(kind))
            self.tally.cuts += self._cut(kind, recording, chosen)

    def full_disks(self, wanted: int | None = None) -> None:
        """At each call that writes, or at so many of them."""
        for place in self._some(faults.places(self._recording.called, WRITING), wanted, "full"):
            case = f"full/{place}"
            if self._is_wanted(case):
                self._anew()
                options = faults.options(faults.full_from(self._recording.called, place))
                with Child(self._operation.act, self._root, ["-o", "/dev/null", *options]) as child:
                    child.go()
                    said = child.said()
                self.tally.full += 1
                self._verify(case, self._root, said)

    def refused_files(self, wanted: int | None = None) -> None:
        """Each file that is made, or so many of them, once."""
        made = sum(isinstance(step, MakeFile | MakeNameless) for step in self._recording.steps)
        for number in self._some(list(range(1, made + 1)), wanted, "file"):
            case = f"file/{number}"
            if self._is_wanted(case):
                self._anew()
                with Child(faults.RefusedCreation(self._operation.act, number), self._root) as child:
                    child.go()
                    said = child.said()
                self.tally.full += 1
                self._verify(case, self._root, said)

    def failing_syncs(self, wanted: int | None = None) -> None:
        """At each sync, or at so many; then the power is cut after each later acknowledgement.

        The cache forgets what a failed sync did not bring to the disk, so an act may not be acknowledged after it.
        """
        for place in self._some(faults.places(self._recording.called, SYNCING), wanted, "sync"):
            case = f"sync/{place}"
            if self._is_wanted(case):
                self._anew()
                recording = record(
                    self._operation.act, self._root, inject=faults.failing_sync(self._recording.called, place)
                )
                self.tally.syncs += 1
                self._verify(case, self._root, recording.said())
                self._cut(case, recording, _after_faults(recording))

    def _cut(self, kind: str, recording: Recording, chosen: Iterable[Cut]) -> int:
        """How many different states were looked at."""
        seen: set[int] = set()
        chosen = [cut for cut in chosen if self._is_wanted(f"{kind}/{cut}")]
        for cut, tree in cuts.states(recording.start, recording.steps, chosen, self._seed):
            case, said = f"{kind}/{cut}", recording.said(cut.after)
            state = hash((tuple(tree.items()), said.acts))
            if state in seen:
                continue
            seen.add(state)
            left = self._place / "after-cut"
            if left.exists():
                shutil.rmtree(left)
            write_tree(left, tree)
            self._verify(case, left, said)
        return len(seen)

    def _verify(self, case: str, root: Path, said: History) -> None:
        self.tally.acknowledged += len(said.done)
        kept = self._place / f"lost-{len(self.tally.lost)}"
        shutil.copytree(root, kept)  # looking at it changes it: what a crash left is cleared away at opening
        try:
            if said.bugs:
                raise AssertionError(f"not a sentence: {said.bugs[0]}")
            with settings_in(root):
                self._operation.verify(root, said)
        except Exception as fault:  # noqa: BLE001 whatever opening a damaged workspace may raise is a finding
            told = ", ".join(f"{act.label}{'' if act.done else '?'}" for act in said.acts)
            if len(self.tally.lost) >= _KEPT:
                shutil.rmtree(kept)
            self.tally.lost.append(f"{self.tally.name}/{case}: {type(fault).__name__}: {fault}\n  {kept}\n  {told}")
            self._anew()
        else:
            shutil.rmtree(kept)

    @cached_property
    def _recording(self) -> Recording:
        self._anew()
        recording = record(self._operation.act, self._root)
        said = recording.said()
        if not said.ended or said.refused:
            raise AssertionError(f"{self.tally.name} fails undisturbed: {said}")
        self._verify("undisturbed", self._root, said)
        return recording

    def _killed(self) -> Recording:
        self._anew()
        delay = self._chance("killed").uniform(0, 3 * self._duration)  # strace makes it slower
        first = record(self._operation.act, self._root, kill_after=delay)
        return first.followed_by(record(self._operation.act, self._root))

    @cached_property
    def _duration(self) -> float:
        self._anew()
        with Child(self._operation.act, self._root) as child:
            child.go()
            started = time.monotonic()
            child.lines()
            return time.monotonic() - started

    def _anew(self) -> None:
        if self._root.exists():
            shutil.rmtree(self._root)
        scenes.place(self._operation.scene, self._root)

    def _some(self, places: list[int], wanted: int | None, kind: str) -> list[int]:
        return places if wanted is None else self._chance(kind).sample(places, min(wanted, len(places)))

    def _chance(self, case: str) -> random.Random:
        return cuts.seeded(f"{self._seed}/{case}")

    def _is_wanted(self, case: str) -> bool:
        return case.startswith(self._only) or self._only.startswith(f"{case}/")


def _after_faults(recording: Recording) -> list[Cut]:
    """After each acknowledgement that a sync failed before, and at the very end, with nothing that was not synced."""
    failed = [place for place, step in enumerate(recording.steps) if isinstance(step, Sync) and not step.done]
    if not failed:
        return []
    told = [
        place + 1
        for place, step in enumerate(recording.steps)
        if place > failed[0] and isinstance(step, Line) and step.text.startswith("done")
    ]
    return [Cut(after, "nothing") for after in sorted({*told, len(recording.steps)})]


def run(name: str, place: Path, seed: str, only: str, kills: int, cuts: int) -> Tally:
    """Everything on one operation; faults at every place."""
    campaign = Campaign(name, place / name.replace(" ", "-"), seed, only)
    campaign.kills(kills)
    campaign.cuts(cuts)
    campaign.full_disks()
    campaign.refused_files()
    campaign.failing_syncs()
    return campaign.tally
