# SPDX-License-Identifier: Apache-2.0
"""The first window comes up without anything heavy behind it."""

import subprocess
import sys

HEAVY = ("sqlcipher3", "sqlite_utils", "cryptography", "reportlab", "pyhanko", "pikepdf", "pypdfium2", "msgspec")

SCRIPT = f"""
import sys
from pathlib import Path
from checklistapp.ui import main
from checklistapp.ui.preferences import Preferences
preferences = Preferences(Path("/nonexistent/window.ini"))
application = main.dress(preferences)
window, flow = main.open_window(preferences, Path("/"))
window.show()
application.processEvents()
window.grab()
loaded = [name for name in {HEAVY!r} if name in sys.modules]
print(type(window.page).__name__, *loaded, "checklistapp.domain.form" in sys.modules, flush=True)
import os
os._exit(0)
"""


def test_the_unlock_page_is_painted_without_heavy_libraries() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["UnlockPage", "False"]


def test_without_a_screen_it_says_so_and_does_not_crash() -> None:
    script = "import os\nfor k in ('DISPLAY', 'WAYLAND_DISPLAY', 'QT_QPA_PLATFORM'): os.environ.pop(k, None)\n"
    script += "from checklistapp.ui.main import main\nraise SystemExit(main(None))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 3
    assert "no screen" in ran.stderr
