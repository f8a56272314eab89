# SPDX-License-Identifier: Apache-2.0
"""Strict reading of parsed TOML and JSON: every value knows its place, every fault is kept."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn, TypeVar

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.values import LONGEST_TEXT, fault_of_typed

LINE = 500
"""Longest title, name or other one-line text, in characters."""
PROSE = 20_000
"""Longest paragraph of a form, in characters."""

# With the directional controls of Unicode: a text that is shown in another order can ask the opposite.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fault:
    """``place`` is a file and line or a key path; ``message`` says what was expected, never what was typed."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Node:
    """A value at its place. Reading it as the wrong kind notes a fault and returns a stand-in.

    ``value`` is None where a key is absent: then the reader's default is returned, or "is missing" noted.
    """

    # Places are spelled out only where something is wrong: a form of 5,000 questions has 100,000 nodes.
    __slots__ = ("_above", "_key", "faults", "value")

    def __init__(self, value: object, place: str, faults: list[Fault], above: "Node | None" = None) -> None:
        self.value = value
        self.faults = faults
        self._key = place
        self._above = above

    @property
    def place(self) -> str:
        if self._above is None:
            return self._key
        if self._key.startswith("["):
            return self._above.place + self._key
        return _below(self._above.place, self._key)

    def refuse(self, message: str) -> None:
        self.faults.append(Fault(self.place.removesuffix(": ") or "the file", message))

    def __getitem__(self, key: str) -> "Node":
        return Node(self.value.get(key) if isinstance(self.value, dict) else None, key, self.faults, self)

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def only(self, *keys: str) -> bool:
        """Whether this is an object; unknown keys and nulls in it are faults."""
        if not isinstance(self.value, dict):
            self.refuse("is missing" if self.value is None else "must be an object with named keys")
            return False
        for key, value in self.value.items():
            if key not in keys:
                self[key].refuse("is not a known key")
            elif value is None:
                self[key].refuse("must not be null")
        return True

    def entries(self) -> Iterator[tuple[str, "Node"]]:
        """Keys and values of an object whose keys are ids; none where the object is absent."""
        if isinstance(self.value, dict):
            for key in self.value:
                yield key, self[key]
        elif self.value is not None:
            self.refuse("must be an object with named keys")

    def items(self, limit: int) -> list["Node"]:
        """The members of a list of at most ``limit``; none where the list is absent."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            self.refuse("must be a list")
            return []
        if len(self.value) > limit:
            self.refuse(f"must have at most {limit} members")
            return []
        return [Node(value, f"[{index}]", self.faults, self) for index, value in enumerate(self.value)]

    def text(self, default: str | None = None, limit: int = LINE) -> str:
        """A text of ours: not empty, and no control characters but line ends and tabs."""
        if self.value is None and default is None:
            self.refuse("is missing")
            return ""
        text = self.typed(limit)
        if isinstance(self.value, str) and not self.value.strip():
            self.refuse("must not be empty")
        if _CONTROL.search(text):
            self.refuse("must not hold control characters")
        return text

    def typed(self, limit: int = LONGEST_TEXT) -> str:
        """A text as a person typed it, empty where it is absent; never changed."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            self.refuse("must be a text")
        elif len(self.value) > limit:
            self.refuse(f"must have at most {limit} characters")
        elif fault := fault_of_typed(self.value):
            self.refuse(fault)
        else:
            return self.value
        return ""

    def texts(self, limit: int) -> tuple[str, ...]:
        return tuple(node.text() for node in self.items(limit))

    def flag(self, *, default: bool | None = None) -> bool:
        if self.value is None and default is not None:
            return default
        if not isinstance(self.value, bool):
            self.refuse("is missing" if self.value is None else "must be true or false")
            return False
        return self.value

    def whole(self, lowest: int, highest: int) -> int:
        """A whole number from ``lowest`` to ``highest``."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("is missing" if self.value is None else "must be a whole number")
        elif not lowest <= self.value <= highest:
            self.refuse(f"must be from {lowest} to {highest}")
        else:
            return self.value
        return lowest

    def must_be(self, expected: str) -> None:
        """One text only, such as the name of the format."""
        if self.value != expected:
            self.refuse("is missing" if self.value is None else f"must be {expected}")

    def word(self, words: type[Word], default: Word | None = None) -> Word:
        """One of the words of an enumeration."""
        if self.value is None and default is not None:
            return default
        for word in words:
            if self.value == word.value:
                return word
        choices = ", ".join(words)
        self.refuse("is missing" if self.value is None else f"must be one of: {choices}")
        return default or next(iter(words))

    def matching(self, pattern: re.Pattern[str], expected: str) -> str:
        """A text of the given pattern, e.g. an id; ``expected`` describes it in words."""
        text = self.text()
        if text and not pattern.fullmatch(text):
            self.refuse(f"must be {expected}")
        return text


def _below(place: str, key: str) -> str:
    if not _PLAIN_KEY.fullmatch(key):
        shown = key if len(key) <= 60 and key.isprintable() else key[:60].encode("ascii", "replace").decode() + "…"
        return f"{place}[{json.dumps(shown, ensure_ascii=False)}]"
    return f"{place}{'' if not place or place.endswith(': ') else '.'}{key}"


class _DuplicateKeyError(ValueError):
    pass


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _DuplicateKeyError
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def parse_json(data: bytes, limit: int) -> Node:
    """JSON as UTF-8 without duplicate keys, NaN or infinity, of at most ``limit`` bytes.

    A file that cannot be parsed comes back as a node without value, its fault noted.
    """
    root = Node(None, "", [])
    if len(data) > limit:
        root.refuse(f"must have at most {limit // 1_000_000} million bytes")
        return root
    try:
        value: object = json.loads(data.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        root.refuse(f"must be UTF-8 text; byte {error.start} is not")
    except json.JSONDecodeError as error:
        root.faults.append(Fault(f"line {error.lineno}, column {error.colno}", "is not valid JSON"))
    except _DuplicateKeyError:
        root.refuse("holds an object with the same key twice")
    except (ValueError, RecursionError):
        root.refuse("holds a number that cannot be kept or is nested too deeply")
    else:
        return Node(value, "", root.faults)
    return root


def raise_first(faults: Sequence[Fault], code: str, what: str, hint: str) -> None:
    """Raises ChecklistError naming the first fault, if there is one, and how many others there are."""
    if not faults:
        return
    others = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
    raise ChecklistError(code, f"{what} has a fault: {faults[0].place} {faults[0].message}{others}.", hint)
