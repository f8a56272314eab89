# SPDX-License-Identifier: Apache-2.0
"""Finding the one thing that a person means by a name, an id or the beginning of one."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from checklistapp.domain.errors import ChecklistError

T = TypeVar("T")


def only(
    things: Iterable[T],
    wanted: str,
    unknown: ChecklistError,
    *,
    id_of: Callable[[T], str],
    name_of: Callable[[T], str] | None = None,
) -> T:
    """The one with that exact name, else the one whose id begins so; raises ``unknown`` unless there is just one."""
    everything = list(things)
    found = [each for each in everything if name_of is not None and name_of(each) == wanted]
    found = found or [each for each in everything if wanted and id_of(each).startswith(wanted)]
    if len(found) != 1:
        raise unknown
    return found[0]
