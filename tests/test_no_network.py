# SPDX-License-Identifier: Apache-2.0
"""Import contracts see our own code only; this sees what the whole program does at run time."""

import subprocess
import sys
from pathlib import Path

WATCHED = """
import sys
calls = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
        calls.append((event, str(arguments)[:120]))
sys.addaudithook(watch)
from pathlib import Path
from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.services import demo
played = demo.play(Path(sys.argv[1]), cost=Argon2Cost(8192, 1, 1))
assert all(check.ok for check in played.checks), played.checks
assert not calls, calls
print("quiet")
"""


def test_the_whole_story_opens_no_connection(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", WATCHED, str(tmp_path / "demo")], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert run.stdout.strip().endswith("quiet")
