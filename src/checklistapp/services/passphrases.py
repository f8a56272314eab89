# SPDX-License-Identifier: Apache-2.0
"""How long a new passphrase would withstand guessing, said in plain sentences, and one that withstands it."""

import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checklistapp.crypto import wordlist
from checklistapp.domain.errors import ChecklistError

FLOOR_LOG10 = 8
"""Fewer guesses than 10^8 are refused: at ``GUESSES_PER_SECOND`` they are all tried within three hours.

That is a floor against what is guessed at once, not a recommendation: the sentence says what the passphrase is worth.
"""

GUESSES_PER_SECOND = 10_000
"""Whoever has a copy of keys.json and a few graphics cards: one that moves 1 TB/s fills the 64 MiB of the default
Argon2id cost, three times over, some 2,500 times a second."""

SUGGESTED_WORDS = 6
"""66 bits."""

_LONGEST = 72  # characters looked at at either end: the library's time grows with the square of the length
_MOST_CONTEXT = 50
_OWN_NAMES = ("checklistapp", "checklist", "workspace", "passphrase")

_YEAR = 365 * 24 * 3600
_SPANS = (
    (3600, "an hour"),
    (24 * 3600, "a day"),
    (_YEAR / 12, "a month"),
    (_YEAR, "a year"),
    (100 * _YEAR, "a lifetime"),
)


@dataclass(frozen=True, slots=True)
class Strength:
    """``score`` from 0 to 4 as zxcvbn counts (10^3, 10^6, 10^8, 10^10 guesses); ``hint`` is empty from a year up."""

    score: int
    sentence: str
    hint: str
    guesses_log10: float

    @property
    def is_enough(self) -> bool:
        return self.guesses_log10 >= FLOOR_LOG10


def strength(passphrase: str, words_of_context: Iterable[str] = ()) -> Strength:
    """``words_of_context`` are names that a guesser tries first: the workspace's, the organisation's, people's."""
    secret = unicodedata.normalize("NFKC", passphrase)
    if not secret:
        return Strength(0, "The passphrase is empty.", _MORE_WORDS, 0.0)
    from zxcvbn import zxcvbn  # 50 ms and 20 MB

    context = _context(words_of_context)
    # Either end alone is easier to guess than the whole, so the better of both is still no overstatement.
    ends = {secret[:_LONGEST], secret[-_LONGEST:]}
    best = max((zxcvbn(end, user_inputs=context) for end in ends), key=lambda result: float(result["guesses_log10"]))
    guesses_log10, score = float(best["guesses_log10"]), int(best["score"])
    hint = "" if _seconds(guesses_log10) > _YEAR else _hint(best["sequence"])
    return Strength(score, _sentence(guesses_log10), hint, guesses_log10)


def require_strong(passphrase: str, words_of_context: Iterable[str] = ()) -> None:
    """Refuses a new passphrase that would be guessed at once; those in use are never asked about."""
    found = strength(passphrase, words_of_context)
    if not passphrase:
        raise ChecklistError("passphrase-empty", found.sentence, found.hint)
    if not found.is_enough:
        raise ChecklistError("passphrase-weak", f"This passphrase is too weak. {found.sentence}", found.hint)


def suggest(words: int = SUGGESTED_WORDS) -> str:
    """Random words of the list of the recovery words, 11 bits each, with single spaces."""
    return " ".join(wordlist.encode(secrets.randbits(wordlist.BITS_PER_WORD * words), words))


def _context(words: Iterable[str]) -> list[str]:
    """Whole names and their parts, a bounded number of bounded ones."""
    given = [unicodedata.normalize("NFKC", word).casefold()[:_LONGEST] for word in (*words, *_OWN_NAMES)]
    parts = dict.fromkeys(part for word in given for part in (word, *word.split()) if len(part) > 2)
    return list(parts)[:_MOST_CONTEXT]


def _sentence(guesses_log10: float) -> str:
    """As of a few graphics cards and a copy of the workspace."""
    seconds = _seconds(guesses_log10)
    span = next((words for limit, words in _SPANS if seconds <= limit), "")
    if not span:
        return "Nobody guesses it in a lifetime, even with a copy of the workspace and a few graphics cards."
    return f"Somebody with a copy of the workspace and a few graphics cards guesses it within {span}."


def _seconds(guesses_log10: float) -> float:
    return 10 ** min(guesses_log10, 100) / GUESSES_PER_SECOND


_MORE_WORDS = "Take several words that do not belong together."
_HINTS = {
    "names": "It holds a name of this workspace or its people, and those are tried first. " + _MORE_WORDS,
    "passwords": "It is, or is close to, one of the passwords that everybody tries first. " + _MORE_WORDS,
    "people": "Names of persons and surnames are tried first. " + _MORE_WORDS,
    "dictionary": "One or two ordinary words are tried first, backwards and with digits for letters too. "
    + _MORE_WORDS,
    "spatial": "Keys that lie side by side on the keyboard are tried first. " + _MORE_WORDS,
    "repeat": "Repeating something adds next to nothing. " + _MORE_WORDS,
    "sequence": "Runs such as abc or 123 add next to nothing. " + _MORE_WORDS,
    "date": "Dates and years are tried first, in every way of writing them. " + _MORE_WORDS,
    "bruteforce": "It is short. " + _MORE_WORDS,
}
_DICTIONARIES = {
    "user_inputs": "names",
    "passwords": "passwords",
    "male_names": "people",
    "female_names": "people",
    "surnames": "people",
}


def _hint(sequence: Sequence[Mapping[str, object]]) -> str:
    """For the longest part that follows a pattern."""
    patterned = [match for match in sequence if match["pattern"] != "bruteforce"]
    if not patterned:
        return _HINTS["bruteforce"]
    longest = max(patterned, key=lambda match: int(str(match["j"])) - int(str(match["i"])))
    match str(longest["pattern"]):
        case "dictionary":
            return _HINTS[_DICTIONARIES.get(str(longest["dictionary_name"]), "dictionary")]
        case "regex":  # the library's only one is a recent year
            return _HINTS["date"]
        case pattern:
            return _HINTS[pattern]
