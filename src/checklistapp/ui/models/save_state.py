# SPDX-License-Identifier: Apache-2.0
"""Whether what is on screen is on the disk; apart from the model, so that the window starts without it."""

from enum import Enum, auto


class SaveState(Enum):
    UNCHANGED = auto()
    SAVING = auto()
    SAVED = auto()
    FAILED = auto()
