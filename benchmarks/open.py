# SPDX-License-Identifier: Apache-2.0
"""Opening and searching a checklist of 5,000 questions in the window, beside form runtimes in a browser and grep."""

import os
import select
import signal
import subprocess
import time
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks import peers, synthetic, window
from benchmarks.measuring import (
    WALL,
    Attempt,
    Contest,
    Measures,
    MissingError,
    Row,
    Setting,
    fresh_environment,
    isolated,
    progress,
    proportional_memory,
)
from benchmarks.screen import Screen

QUESTIONS = 5_000
_OURS, _SURVEY, _ENKETO = "checklistapp", "SurveyJS in Chromium, 50 a page", "Enketo in Chromium"
_ONE, _GREP, _LIMIT = "the same with one question", "one grep process", "100 ms"
_EMPTY, _WITH_LIBRARY = "window with the unlock page", "window with the library"
_MEMORY, _BEFORE, _AT_REST, _LIBRARY = "memory", "before", "at rest", "library"
_FIRST_SEARCH, _SEARCH, _GREPPED = "first search", "search", "grepped"
_PATIENCE = 120.0


def run(setting: Setting) -> list[Row]:
    progress("open: answering 5,000 questions once")
    workspace = synthetic.new_workspace(setting.scratch / "open")
    assessment = synthetic.answered(workspace, QUESTIONS)
    empty = synthetic.answered(workspace, 1)
    workspace.close()
    text = setting.scratch / "searched.txt"
    text.write_text("".join(f"{each.text} {each.note}\n" for each in synthetic.lines(QUESTIONS)), encoding="utf-8")
    contest = Contest(setting.runs)
    with Screen() as screen:
        environment = fresh_environment(setting.scratch, DISPLAY=screen.name, QT_QPA_PLATFORM="xcb")

        def ours() -> Measures:
            seen = isolated(window.look, environment, workspace.folder, assessment.id, text)
            return {
                WALL: seen.opened,
                _LIBRARY: seen.library,
                _MEMORY: seen.memory_open,
                _BEFORE: seen.memory_empty,
                _AT_REST: seen.memory_library,
                _FIRST_SEARCH: seen.first_search,
                _SEARCH: median(seen.searches),
                _GREPPED: median(seen.greps),
            }

        def empty_window() -> Measures:
            return {WALL: isolated(window.look, environment, workspace.folder, empty.id, None).opened}

        contest.enter(_OURS, lambda: ours)
        contest.enter(_ONE, lambda: empty_window)
        contest.enter(_SURVEY, lambda: _browser(setting, "survey", 50))
        contest.enter(_ENKETO, lambda: _browser(setting, "enketo", 0))
        contest.run()
    what, memory = f"open {QUESTIONS:,} questions to painted", f"memory, {QUESTIONS:,} questions open"

    def beside(measure: str, name: str, other: str, goal: float | None) -> Row:
        """Against another measure of the same runs."""
        is_memory = measure == _MEMORY
        label = {_MEMORY: memory, _SEARCH: f"search {QUESTIONS:,}, repainted", _FIRST_SEARCH: "the first search"}
        row = contest.row(label[measure], (_OURS, measure), (_OURS, other), goal, is_memory=is_memory)
        return replace(row, peer=name)

    own = contest.row(what, (_OURS, WALL), (_ONE, WALL), None)
    over = [full - one for full, one in zip(own.ours, own.theirs, strict=True)]
    return [
        own,
        replace(own, what=f"{what}, over the empty window", ours=over, peer=_LIMIT, theirs=[0.1] * len(over), goal=1.0),
        contest.row(what, (_OURS, WALL), (_SURVEY, WALL), 0.10),
        contest.row(what, (_OURS, WALL), (_ENKETO, WALL), 0.05),
        contest.row("unlock to painted library", (_OURS, _LIBRARY), ("", ""), None),
        beside(_MEMORY, _EMPTY, _BEFORE, 1.5),
        beside(_MEMORY, _WITH_LIBRARY, _AT_REST, None),
        contest.row(memory, (_OURS, _MEMORY), (_SURVEY, _MEMORY), None, is_memory=True),
        beside(_SEARCH, _GREP, _GREPPED, 2.0),
        beside(_FIRST_SEARCH, _GREP, _GREPPED, None),
    ]


def _browser(setting: Setting, name: str, per_page: int) -> Attempt:
    """Headless, the page timing itself from its data to its first frame that can be answered."""
    peers.command("chromium", "chromium")
    page = peers.page(setting.peers, name, QUESTIONS, per_page=per_page)
    return partial(_open_page, setting.scratch, page, count())


def _open_page(scratch: Path, page: Path, numbers: "count[int]") -> Measures:
    profile = scratch / f"headless-{page.stem}-{next(numbers)}"
    flags = ("--headless", "--enable-logging=stderr", "--window-size=1280,800")
    command = peers.chromium(*flags, page.as_uri(), profile=profile)
    browser = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    try:
        return {WALL: _seconds_said(browser), _MEMORY: proportional_memory(browser.pid)}
    finally:
        os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()


def _seconds_said(browser: subprocess.Popen[bytes]) -> float:
    deadline, said = time.monotonic() + _PATIENCE, b""
    while browser.stderr is not None and (rest := deadline - time.monotonic()) > 0:
        if select.select([browser.stderr], [], [], rest)[0]:
            piece = os.read(browser.stderr.fileno(), 1 << 16)
            said += piece
            _, ready, after = said.partition(b'"READY ')
            if ready and b'"' in after:
                return float(after.partition(b'"')[0]) / 1000
            if not piece:
                break
    raise MissingError("Chromium did not open the page")
