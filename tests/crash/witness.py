# SPDX-License-Identifier: Apache-2.0
"""What a program says while it works, and what must therefore be found after its end."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from checklistapp.domain.errors import ChecklistError


class Witness:
    """Tells each act's beginning and its acknowledgement, which is the moment that "saved" would be painted.

    Lines go out by writev: it is in no list of calls that are made to fail, and nothing else here uses it.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def say(self, kind: str, label: str = "") -> None:
        os.writev(self._descriptor, [f"{kind} {label}\n".encode()])

    def attempt(self, label: str, act: Callable[[], object]) -> bool:
        """Whether it was acknowledged."""
        self.say("began", label)
        try:
            act()
        except ChecklistError as fault:
            self.say("unfinished" if fault.code.endswith("-unfinished") else "refused", f"{label}: {fault.code}")
            return False
        self.say("done", label)
        return True


@dataclass(frozen=True, slots=True)
class Told:
    """Neither ``done`` nor ``refused`` is doubtful: it was begun and may be there, but only whole. What was refused
    must not be there."""

    label: str
    done: bool
    refused: bool = False

    @property
    def subject(self) -> str:
        return self.label.partition(" ")[0]

    @property
    def rest(self) -> str:
        return self.label.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class History:
    """``acts`` in order; ``ended`` says that the process came to its own end."""

    acts: tuple[Told, ...] = ()
    refused: tuple[str, ...] = ()
    bugs: tuple[str, ...] = ()
    ended: bool = False

    @property
    def done(self) -> list[str]:
        return [act.label for act in self.acts if act.done]

    @property
    def begun(self) -> list[str]:
        return [act.label for act in self.acts]

    def was_refused(self, label: str) -> bool:
        """At its last attempt."""
        return next((act.refused for act in reversed(self.acts) if act.label == label), False)

    def newest(self, subject: str) -> tuple[int | None, set[int]]:
        """Of acts such as ``answer 7``: the last acknowledged number, and the doubtful ones after it."""
        last, doubtful = None, set[int]()
        for act in self.acts:
            if act.subject == subject and act.done:
                last, doubtful = int(act.rest), set[int]()
            elif act.subject == subject and not act.refused:
                doubtful.add(int(act.rest))
        return last, doubtful


def history(lines: Iterable[str]) -> History:
    acts: list[Told] = []
    refused: list[str] = []
    bugs: list[str] = []
    begun, ended = "", False
    for kind, _, label in (line.partition(" ") for line in lines):
        if begun and kind != "done":
            acts.append(Told(begun, done=False, refused=kind == "refused"))
        begun, ended = (label if kind == "began" else ""), kind == "ended"
        if kind == "done":
            acts.append(Told(label, done=True))
        elif kind in {"refused", "unfinished"}:
            refused.append(label)
        elif kind == "bug":
            bugs.append(label)
    if begun:
        acts.append(Told(begun, done=False))
    return History(tuple(acts), tuple(refused), tuple(bugs), ended)
