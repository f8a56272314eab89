# SPDX-License-Identifier: Apache-2.0
"""No core dump holds what a process knew, and both faces see to that before anything else."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

TELL = """
import ctypes, resource
dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)  # PR_GET_DUMPABLE
print(*resource.getrlimit(resource.RLIMIT_CORE), dumpable, flush=True)
"""


def told(script: str, *arguments: str) -> str:
    run = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    return run.stdout.strip()


def test_no_core_is_dumped_and_nobody_looks_in() -> None:
    assert told("from checklistapp.system.hardening import keep_memory_private as go\ngo()\ngo()\n" + TELL) == "0 0 0"
    assert told(TELL).split()[2] == "1"  # it is not so by itself


@pytest.mark.parametrize("arguments", [("forms", "list"), (), ("--help",)])
def test_both_faces_begin_with_it(arguments: tuple[str, ...]) -> None:
    script = f"""
import sys
from types import SimpleNamespace
from checklistapp import __main__
def tell(*given):
{"".join(f"    {line}" for line in TELL.strip().splitlines(keepends=True))}
    return 0
sys.modules["checklistapp.cli.main"] = SimpleNamespace(run=tell)
sys.modules["checklistapp.ui.main"] = SimpleNamespace(main=tell)
sys.exit(__main__.main())
"""
    assert told(script, *arguments) == "0 0 0"


@pytest.mark.parametrize("is_private", [False, True])
def test_a_crash_leaves_no_core_where_the_machine_would_write_one(is_private: bool, tmp_path: Path) -> None:
    """The kernel says so itself in how the process ended, whatever its core pattern does."""
    begin = "from checklistapp.system.hardening import keep_memory_private as go\n" + ("go()\n" if is_private else "")
    raise_limit = "import os, resource\nhard = resource.getrlimit(resource.RLIMIT_CORE)[1]\n"
    raise_limit += "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))\n"
    crash = "os.kill(os.getpid(), 11)\n"
    child = subprocess.Popen([sys.executable, "-c", raise_limit + begin + crash], cwd=tmp_path)
    _, status = os.waitpid(child.pid, 0)
    child.returncode = status
    assert os.WTERMSIG(status) == signal.SIGSEGV
    if is_private:
        assert not os.WCOREDUMP(status)
        assert not list(tmp_path.iterdir())
