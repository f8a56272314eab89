# SPDX-License-Identifier: Apache-2.0
"""Where a person's settings lie during a crash test."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def settings_in(root: Path) -> Iterator[None]:
    """The person's settings lie below the root too: what they remember must agree with the workspace."""
    homes = {"XDG_CONFIG_HOME": str(root / "settings"), "XDG_STATE_HOME": str(root / "state")}
    before = {name: os.environ.get(name) for name in homes}
    os.environ.update(homes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
