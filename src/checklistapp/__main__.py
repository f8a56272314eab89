# SPDX-License-Identifier: Apache-2.0
"""Chooses the face: a command goes to the command line, anything else opens the window."""

import sys
from pathlib import Path

from checklistapp.cli.names import COMMANDS
from checklistapp.system.hardening import keep_memory_private


def main() -> int:
    keep_memory_private()  # before a passphrase or a key can be in it
    arguments = sys.argv[1:]
    first = arguments[0] if arguments else ""
    # A word that is neither a command nor a file is a mistyped command.
    if first in COMMANDS or first.startswith("-") or (first and not Path(first).exists()):
        from checklistapp.cli.main import run

        return run(arguments)
    from checklistapp.ui.main import main as open_window

    return open_window(Path(first) if first else None)


if __name__ == "__main__":
    sys.exit(main())
