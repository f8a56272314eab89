# SPDX-License-Identifier: Apache-2.0
"""The crash test at full size: ``make crash-test``, to be run longer with CRASH_KILLS, CRASH_CUTS and CRASH_SEED."""

import multiprocessing
import os
import secrets
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.crash.campaign import Tally, run
from tests.crash.operations import OPERATIONS

KILLS, CUTS = 700, 1400
_HEADINGS = ("operation", "kills", "power cuts", "full disk", "failing sync", "acknowledged", "lost")


def main() -> int:
    kills, cuts = int(os.environ.get("CRASH_KILLS", KILLS)), int(os.environ.get("CRASH_CUTS", CUTS))
    seed = os.environ.get("CRASH_SEED") or secrets.token_hex(4)
    wanted, _, case = os.environ.get("CRASH_CASE", "").partition("/")
    place = Path(tempfile.mkdtemp(prefix="crash-test-"))
    names = [name for name in OPERATIONS if wanted in ("", name)]
    _say(f"Seed {seed}; everything is done in {place}")
    _row(*_HEADINGS)
    # Processes of their own: each verification looks at its own person's settings.
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as processes:
        each = (-(-kills // len(OPERATIONS)), -(-cuts // len(OPERATIONS)))
        running = [processes.submit(run, name, place, seed, case, *each) for name in names]
        tallies = []
        for each_run in running:
            tallies.append(each_run.result())
            _row(tallies[-1].name, *_figures(tallies[-1]))
    _row("all", *(sum(column) for column in zip(*map(_figures, tallies), strict=True)))
    for tally in tallies:
        for sentence in tally.lost:
            again = sentence.partition(": ")[0]
            _say(f'LOST {sentence}\n  again: make crash-test CRASH_SEED={seed} CRASH_CASE="{again}"')
    return int(any(tally.lost for tally in tallies))


def _figures(tally: Tally) -> tuple[int, ...]:
    return tally.kills, tally.cuts, tally.full, tally.syncs, tally.acknowledged, len(tally.lost)


def _row(first: str, *cells: object) -> None:
    _say(f"{first:20}" + "".join(f"{cell!s:>14}" for cell in cells))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
