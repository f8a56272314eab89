# SPDX-License-Identifier: Apache-2.0
"""python -m benchmarks: runs the chosen jobs beside their peers and prints one table of ratios against the goals."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, Setting, progress

JOBS = ("start", "unlock", "open", "save", "pdf", "evidence", "bundle")
"""Modules of this package with ``run(setting)``; imported one by one, for each starts fresh interpreters too."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("jobs", nargs="*", metavar="job", help=f"all of them if none is named: {', '.join(JOBS)}")
    parser.add_argument("--runs", type=int, default=5, help="runs of each contestant, in turn (default 5)")
    parser.add_argument("--json", type=Path, help="write every single figure to this file")
    parser.add_argument("--work", type=Path, help="a folder on the disk to measure; keeps the peers for the next run")
    parser.add_argument("--large", action="store_true", help="also what takes long: evidence and a bundle of 1 GiB")
    given = parser.parse_args()
    unknown = set(given.jobs) - set(JOBS)
    if unknown or given.runs < 1:
        parser.error(f"no such job: {', '.join(sorted(unknown))}" if unknown else "--runs is at least 1")
    if given.work:
        given.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="benchmarks-", dir=given.work, ignore_cleanup_errors=True) as made:
        scratch = Path(made).resolve()
        peers = given.work.resolve() if given.work else scratch
        # Byte code is kept as in an installed program; interpreters started from here read it from their beginning.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(scratch / "bytecode")
        os.environ["XDG_CONFIG_HOME"] = str(scratch / "settings")  # what is measured is no workspace of this person's
        setting = Setting(given.runs, scratch, peers, given.large)
        rows = [row for job in given.jobs or JOBS for row in _run(job, setting)]
    print(table(rows))
    if given.json:
        given.json.write_text(json.dumps([_plain(row) for row in rows], indent=1) + "\n", encoding="utf-8")
    return 0


def _run(job: str, setting: Setting) -> list[Row]:
    progress(f"{job} ...")
    run: Callable[[Setting], list[Row]] = import_module(f"benchmarks.{job}").run
    return run(setting)


def table(rows: Sequence[Row]) -> str:
    """Markdown, to be read as it stands or pasted into docs/performance.md; medians."""
    cells = [("job", "here", "peer", "there", "ratio", "goal", "met")]
    cells += [
        (
            row.what,
            _shown(row.ours, row),
            row.peer,
            _shown(row.theirs, row),
            _number(row.ratio),
            f"≤ {_number(row.goal)}" if row.goal else "",
            {True: "yes", False: "NO", None: ""}[row.met],
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    drawn = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    drawn.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    remarks = [f"{row.what}, {row.peer}: {row.remark}" for row in rows if row.remark]
    return "\n".join([*drawn, "", *remarks])


def _shown(values: Sequence[float], row: Row) -> str:
    if not values:
        return "missing" if row.peer else ""
    middle = median(values)
    if row.is_memory:
        return f"{middle / (1 << 20):.1f} MiB"
    return f"{middle * 1e3:.3g} ms" if middle < 1 else f"{middle:.2f} s"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"


def _plain(row: Row) -> dict[str, object]:
    return {
        "job": row.what,
        "here": list(row.ours),
        "peer": row.peer,
        "there": list(row.theirs),
        "unit": "bytes" if row.is_memory else "seconds",
        "ratio": row.ratio,
        "goal": row.goal,
        "met": row.met,
        "remark": row.remark,
    }


if __name__ == "__main__":
    sys.exit(main())
