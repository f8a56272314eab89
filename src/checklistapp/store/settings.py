# SPDX-License-Identifier: Apache-2.0
"""What holds for the whole workspace: its id, its name, whether files may be attached."""

from enum import StrEnum

from checklistapp.domain.ids import PersonId
from checklistapp.domain.journal import Act
from checklistapp.store import rows
from checklistapp.store.store import Store


class Setting(StrEnum):
    WORKSPACE_ID = "workspace-id"
    NAME = "name"
    ALLOW_ATTACHMENTS = "allow-attachments"
    """``yes`` or ``no``."""
    RECOVERY_WORDS = "recovery-words"
    """``written`` once they were typed back or written to a file; ``pending``, or never set, before."""


def read(store: Store, setting: Setting) -> str:
    """Empty where it was never set."""
    row = rows.find(store, "setting", setting.value)
    return "" if row is None else str(row["value"])


def write(store: Store, person: PersonId, clock: str, setting: Setting, value: str, act: Act) -> None:
    rows.put(store, person, clock, act, "setting", {"key": setting.value, "value": value})


def are_words_written(store: Store) -> bool:
    """Whether somebody has shown that the recovery words of the present data key stand somewhere."""
    return read(store, Setting.RECOVERY_WORDS) == "written"


def say_written(store: Store, person: PersonId, clock: str) -> None:
    if not are_words_written(store):
        write(store, person, clock, Setting.RECOVERY_WORDS, "written", Act.RECOVERY_WORDS_WRITTEN)


def say_pending(store: Store, person: PersonId, clock: str) -> None:
    """The words are new ones: the workspace is under a new data key."""
    write(store, person, clock, Setting.RECOVERY_WORDS, "pending", Act.WORKSPACE_REKEYED)


def allows_attachments(store: Store) -> bool:
    return read(store, Setting.ALLOW_ATTACHMENTS) == "yes"
