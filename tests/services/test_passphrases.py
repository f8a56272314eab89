# SPDX-License-Identifier: Apache-2.0
"""What is guessed at once is refused in a sentence of our own, and no passphrase makes the judge stumble."""

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.crypto import wordlist
from checklistapp.domain.errors import ChecklistError
from checklistapp.services import passphrases

CONTEXT = ("Ruritania", "Nuclear Regulatory Body", "Focal point")


@pytest.mark.parametrize(
    ("weak", "reason"),
    [
        ("ruritania2026", "name of this workspace"),
        ("Focal Point", "name of this workspace"),
        ("regulatory", "name of this workspace"),
        ("checklist1", "name of this workspace"),
        ("P@ssw0rd", "everybody tries"),
        ("drowssap", "everybody tries"),
        ("elizabeth", "Names of persons"),
        ("disarmament", "ordinary words"),
        ("zxcvfr4", "keyboard"),
        ("abababababab", "Repeating"),
        ("mnopqrstuv", "Runs such as"),
        ("24121987", "Dates"),
        ("kq9x", "short"),
    ],
)
def test_each_kind_of_weakness_has_its_own_hint(weak: str, reason: str) -> None:
    found = passphrases.strength(weak, CONTEXT)
    assert not found.is_enough
    assert reason in found.hint
    assert weak not in found.sentence + found.hint
    with pytest.raises(ChecklistError) as caught:
        passphrases.require_strong(weak, CONTEXT)
    assert caught.value.code == "passphrase-weak"
    assert weak not in caught.value.sentence


def test_an_empty_one_is_called_empty() -> None:
    assert passphrases.strength("").score == 0
    with pytest.raises(ChecklistError) as caught:
        passphrases.require_strong("")
    assert caught.value.code == "passphrase-empty"


@pytest.mark.parametrize(
    ("strong", "span"),
    [
        ("x7$kQ9!m2", "a month"),
        ("seven bridges over the river", "nobody"),
        ("тайна река зима лето", "nobody"),
        ("correct horse battery staple", "nobody"),
    ],
)
def test_enough_is_enough(strong: str, span: str) -> None:
    found = passphrases.strength(strong, CONTEXT)
    assert found.is_enough
    assert span in found.sentence.casefold()
    passphrases.require_strong(strong, CONTEXT)


def test_the_floor_is_where_the_documentation_has_it() -> None:
    spans = [passphrases._sentence(guesses) for guesses in (0, 7.5, 8.4, 10, 11, 13, 14, 400)]
    assert [span.rpartition(" ")[2] for span in spans[:6]] == ["hour.", "hour.", "day.", "month.", "year.", "lifetime."]
    assert spans[6] == spans[7]
    assert 10**passphrases.FLOOR_LOG10 / passphrases.GUESSES_PER_SECOND < 3 * 3600


def test_names_of_the_workspace_make_a_passphrase_weaker() -> None:
    alone, known = (passphrases.strength("Strelsau Castle", names) for names in ((), ("Strelsau Castle",)))
    assert known.guesses_log10 < alone.guesses_log10 - 3


def test_length_costs_neither_time_nor_credit() -> None:
    started = time.perf_counter()
    for text in ("aA1!" * 5000, "x" * 100_000, "ab" * 3000 + passphrases.suggest()):
        passphrases.strength(text, ["y" * 100_000] * 500)
    assert time.perf_counter() - started < 3
    assert passphrases.strength("a" * 300 + " " + passphrases.suggest()).is_enough
    assert not passphrases.strength("a" * 300).is_enough


@given(st.text(max_size=100), st.lists(st.text(max_size=20), max_size=5))
def test_any_text_is_judged(passphrase: str, context: list[str]) -> None:
    found = passphrases.strength(passphrase, context)
    assert 0 <= found.score <= 4
    assert found.guesses_log10 >= 0
    assert found.sentence
    assert found.hint or found.guesses_log10 > 11


@given(st.text(alphabet="\ud800\udfff\x00\u0301\u202eé", min_size=1, max_size=10))
def test_nor_does_a_strange_text_betray_itself(passphrase: str) -> None:
    assert passphrases.strength(passphrase).sentence


def test_a_suggestion_is_random_words_that_are_strong() -> None:
    found = {passphrases.suggest() for _ in range(50)}
    assert len(found) == 50
    for text in found:
        assert None not in wordlist.read(text)
        assert len(text.split(" ")) == passphrases.SUGGESTED_WORDS
        assert passphrases.strength(text).guesses_log10 > 13
    assert passphrases.SUGGESTED_WORDS * wordlist.BITS_PER_WORD >= 64
    words = [word for text in (passphrases.suggest(200) for _ in range(10)) for word in text.split()]
    assert len(set(words)) > 1000  # of 2,048: drawn from the whole list


def test_opening_does_not_load_the_judge() -> None:
    code = "import sys, checklistapp.services.opening, checklistapp.services.people; sys.exit('zxcvbn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
