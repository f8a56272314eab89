# SPDX-License-Identifier: Apache-2.0
"""Where forms, icons and fonts lie, installed or in a checkout, and where a person's settings go."""

from pathlib import Path
from typing import Literal

import platformdirs

from checklistapp.domain.errors import ChecklistError

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parents[1]
_NAME = "checklistapp"


def data_folder(kind: Literal["forms", "resources", "fonts"]) -> Path:
    """What was installed with the package; in a checkout, the folder at its top."""
    for folder in (_PACKAGE / kind, _CHECKOUT / kind):
        if folder.is_dir():
            return folder
    raise ChecklistError(
        "installation-incomplete", f"A part of the program is missing: {kind}.", "Install the program again."
    )


def settings_folder() -> Path:
    """May not exist yet."""
    return platformdirs.user_config_path(_NAME, appauthor=False)


def state_folder() -> Path:
    """For what may be lost without harm, such as the log; may not exist yet."""
    return platformdirs.user_state_path(_NAME, appauthor=False)
