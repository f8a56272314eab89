# SPDX-License-Identifier: Apache-2.0
"""Ordinary names of every language are taken; what could hide or draw another line is refused in a sentence."""

import pytest

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.naming import (
    require_country,
    require_file_name,
    require_line,
    require_name,
    require_workspace_name,
)
from checklistapp.domain.plain_line import LONGEST, is_plain_line


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Screenshot 2026-01-31 at 9.41.07\u202fAM.png",
        "Autorité\u00a0de sûreté",
        "原子力\u3000規制委員会",
        "می\u200cخواهم",
        "ක්\u200dෂ",
        "\U0001f6e1\ufe0f",
        "x" * LONGEST,
    ],
)
def test_an_ordinary_name_is_a_plain_line(name: str) -> None:
    assert is_plain_line(name)
    assert require_line(name, "The name") == name


@pytest.mark.parametrize(
    "name", ["a\nb", "a\u2028b", "a\tb", "\u202egpj.exe", "a\u200eb", "\ufeffa", "a\u00adb", "\udcff", "x" * 301]
)
def test_a_line_that_could_mislead_is_refused(name: str) -> None:
    assert not is_plain_line(name)
    with pytest.raises(ChecklistError) as caught:
        require_line(name, "The name of the organisation")
    assert caught.value.code == "unfit-name"
    assert caught.value.sentence.startswith("The name of the organisation")
    assert caught.value.hint
    caught.value.sentence.encode()


def test_a_name_is_not_empty_and_has_no_space_around() -> None:
    assert require_name(" Ruritania ", "The name") == "Ruritania"
    for empty in ("", " ", "\u00a0", "\u200d"):
        with pytest.raises(ChecklistError) as caught:
            require_name(empty, "The name")
        assert caught.value.code == "name-empty"


def test_a_country_is_its_three_letters_or_left_out() -> None:
    assert [require_country(each) for each in ("", "AUT")] == ["", "AUT"]
    for wrong in ("Austria", "aut", "AT", "AUT\n", "ÄUT"):
        with pytest.raises(ChecklistError) as caught:
            require_country(wrong)
        assert caught.value.code == "not-a-country"


@pytest.mark.parametrize("wrong", ["a/b", "a:b", 'a"b', "a?", "a\\b", "a|b", "..", "a\nb"])
def test_a_workspace_is_named_as_a_folder_can_be(wrong: str) -> None:
    with pytest.raises(ChecklistError):
        require_workspace_name(wrong)
    assert require_workspace_name("Ruritania, 2026") == "Ruritania, 2026"


@pytest.mark.parametrize("wrong", ["", ".", "..", " ", "a/b", "a\\b", "a\nb", "\udcff.txt"])
def test_an_attached_file_has_a_name_that_a_receiver_takes(wrong: str) -> None:
    with pytest.raises(ChecklistError):
        require_file_name(wrong)
    assert require_file_name("plan: 9\u202fAM?.txt") == "plan: 9\u202fAM?.txt"
