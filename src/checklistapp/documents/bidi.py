# SPDX-License-Identifier: Apache-2.0
"""The order of letters where scripts of both directions meet: the Unicode Bidirectional Algorithm (UAX #9)."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar
from unicodedata import bidirectional, category, mirrored

from bidi.mirror import MIRRORED

_INITIATORS = {"LRI", "RLI", "FSI"}
_NEUTRAL = {"B", "S", "WS", "ON", "PDI", *_INITIATORS}
_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}  # numbers count as R among neutrals (N0 to N2)
_DEEPEST = 125
_MOST_BRACKETS = 63

Item = TypeVar("Item")


def base_level(text: str) -> int:
    """1 where the first strong character is right-to-left, else 0 (P2, P3)."""
    return _first_strong([_class(char) for char in text], within_isolate=False) or 0


def levels(text: str, base: int) -> list[int]:
    """The embedding level of each character of a paragraph: odd is right-to-left.

    Isolates and marks of direction are followed; the older embeddings and overrides have to be taken out before.
    """
    classes = [_class(char) for char in text]
    found = _explicit(classes, base)
    for sequence in _sequences(classes, found):
        _resolve(text, classes, found, sequence, base)
    for index, kind in enumerate(classes):
        if kind == "BN":  # without a level of its own (X9): that of its neighbour
            found[index] = found[index - 1] if index else base
    return found


def reordered(items: Sequence[Item], of: Sequence[int]) -> list[Item]:
    """``items`` of the given levels as they stand from left to right (L2)."""
    shown = list(zip(items, of, strict=True))
    for level in range(max(of, default=0), 0, -1):
        start = 0
        while start < len(shown):
            end = start
            while end < len(shown) and shown[end][1] >= level:
                end += 1
            shown[start:end] = reversed(shown[start:end])
            start = end + 1
    return [item for item, _ in shown]


def _class(char: str) -> str:
    return bidirectional(char) or "L"  # unassigned ones are shown by no font of ours


def _first_strong(classes: Sequence[str], *, within_isolate: bool) -> int | None:
    """Of the first strong character outside (further) isolates, before the end of the one that the text is in."""
    depth = 0
    for kind in classes:
        if kind in _INITIATORS:
            depth += 1
        elif kind == "PDI":
            if depth == 0 and within_isolate:
                return None
            depth = max(depth - 1, 0)
        elif depth == 0 and kind in ("L", "R", "AL"):
            return int(kind != "L")
    return None


def _explicit(classes: Sequence[str], base: int) -> list[int]:
    """X1 to X8 with isolates alone."""
    stack, overflow, found = [base], 0, []
    for index, kind in enumerate(classes):
        if kind == "PDI":
            if overflow:
                overflow -= 1
            elif len(stack) > 1:
                stack.pop()
        found.append(stack[-1])
        if kind in _INITIATORS:
            inside = _first_strong(classes[index + 1 :], within_isolate=True) if kind == "FSI" else None
            right_to_left = kind == "RLI" or inside == 1
            level = (stack[-1] + 1) | 1 if right_to_left else (stack[-1] + 2) & ~1
            if level > _DEEPEST or overflow:
                overflow += 1
            else:
                stack.append(level)
    return found


def _sequences(classes: Sequence[str], of: Sequence[int]) -> list[list[int]]:
    """Isolating run sequences (BD13): indexes of stretches of one level, joined over isolates between them."""
    visible = [index for index, kind in enumerate(classes) if kind != "BN"]
    found: list[list[int]] = []
    waiting: list[list[int]] = []
    previous: int | None = None
    for index in visible:
        if previous is None or of[index] != of[previous]:
            if classes[index] == "PDI" and waiting and of[waiting[-1][-1]] == of[index]:
                current = waiting.pop()
            else:
                current = []
                found.append(current)
        elif classes[index] == "PDI" and classes[previous] in _INITIATORS and waiting:
            waiting.pop()  # an empty isolate
        current.append(index)
        if classes[index] in _INITIATORS:
            waiting.append(current)
        previous = index
    return found


def _resolve(text: str, classes: Sequence[str], of: list[int], sequence: Sequence[int], base: int) -> None:
    """Levels within one isolating run sequence (W1 to I2)."""
    level = of[sequence[0]]
    own = "LR"[level % 2]
    before = next((of[index] for index in range(sequence[0] - 1, -1, -1) if classes[index] != "BN"), base)
    last = sequence[-1]
    following = (index for index in range(last + 1, len(of)) if classes[index] != "BN")
    after = base if classes[last] in _INITIATORS else next((of[index] for index in following), base)
    start, end = "LR"[max(level, before) % 2], "LR"[max(level, after) % 2]
    kinds = _weak([classes[index] for index in sequence], start)
    _brackets([text[index] for index in sequence], [classes[index] for index in sequence], kinds, own, start)
    _neutral(kinds, own, start, end)
    for index, kind in zip(sequence, kinds, strict=True):
        if level % 2:
            of[index] += kind != "R"
        else:
            of[index] += {"L": 0, "R": 1}.get(kind, 2)


def _weak(kinds: list[str], start: str) -> list[str]:
    previous, strong = start, start
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[place] = "ON" if previous in _INITIATORS or previous == "PDI" else previous  # W1
        elif kind == "EN" and strong == "AL":
            kinds[place] = "AN"  # W2
        if kind in ("L", "R", "AL"):
            strong = kind
        previous = kinds[place]
    kinds = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    for place in range(1, len(kinds) - 1):  # W4
        left, kind, right = kinds[place - 1 : place + 2]
        if left == right and ((kind in ("ES", "CS") and left == "EN") or (kind == "CS" and left == "AN")):
            kinds[place] = left
    _attach_terminators(kinds)
    strong = start
    for place, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[place] = "ON"  # W6
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"  # W7
    return kinds


def _attach_terminators(kinds: list[str]) -> None:
    """W5: signs such as that of per cent go with the number beside them."""
    place = 0
    while place < len(kinds):
        end = place
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > place and "EN" in (kinds[place - 1 : place] + kinds[end : end + 1]):
            kinds[place:end] = ["EN"] * (end - place)
        place = end + 1


def _brackets(chars: Sequence[str], classes: Sequence[str], kinds: list[str], own: str, start: str) -> None:
    """N0: both brackets of a pair go the way of what they enclose."""
    for opening, closing in _pairs(chars, kinds):
        inside = {_STRONG.get(kind) for kind in kinds[opening + 1 : closing]} - {None}
        if not inside:
            continue
        if own in inside:
            way = own
        else:
            way = next((_STRONG[kind] for kind in reversed(kinds[:opening]) if kind in _STRONG), start)
        for place in (opening, closing):
            kinds[place] = way
            for mark in range(place + 1, len(kinds)):
                if classes[mark] != "NSM":
                    break
                kinds[mark] = way


def _pairs(chars: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    """BD16; a bracket is what is mirrored and opens or closes, which is how Unicode derives its list."""
    waiting: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for place, (char, kind) in enumerate(zip(chars, kinds, strict=True)):
        if kind != "ON" or not mirrored(char):
            continue
        if category(char) == "Ps" and char in MIRRORED:
            if len(waiting) == _MOST_BRACKETS:
                return []
            waiting.append((_canonical(MIRRORED[char]), place))
        elif category(char) == "Pe":
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == _canonical(char):
                    found.append((waiting[depth][1], place))
                    del waiting[depth:]
                    break
    return sorted(found)


def _canonical(bracket: str) -> str:
    return {"\u232a": "\u3009"}.get(bracket, bracket)


def _neutral(kinds: list[str], own: str, start: str, end: str) -> None:
    """N1 and N2: between two of one direction neutrals go that way, else the way of the text around."""
    bounds = [-1, *(place for place, kind in enumerate(kinds) if kind not in _NEUTRAL), len(kinds)]
    for left, right in pairwise(bounds):
        if right - left > 1:
            before = _STRONG[kinds[left]] if left >= 0 else start
            after = _STRONG[kinds[right]] if right < len(kinds) else end
            kinds[left + 1 : right] = [before if before == after else own] * (right - left - 1)
