# SPDX-License-Identifier: Apache-2.0
"""Form files: sound ones are read, each broken one is refused with the place of its fault."""

from pathlib import Path

import pytest

from checklistapp.domain.conditions import All, AnyOf, In, Not
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import AnswerSet, Relation, Role
from checklistapp.domain.translation import translated
from checklistapp.formats.form_file import check_form, read_form
from checklistapp.formats.form_json import publish, read_published

VECTORS = Path(__file__).parent.parent / "vectors" / "forms"
BROKEN = sorted((VECTORS / "broken").glob("*.toml"))
GOOD = sorted((VECTORS / "good").iterdir())


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.toml")}


@pytest.mark.parametrize("folder", GOOD, ids=lambda path: path.name)
def test_a_sound_form_is_read_and_published(folder: Path) -> None:
    assert check_form(_files(folder)) == []
    form = read_form(_files(folder))
    assert read_published(publish(form)) == form


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_form_has_one_fault_with_its_place(path: Path) -> None:
    expected = path.read_text().splitlines()[1].removeprefix("# expected: ")
    files = {"form.toml": path.read_bytes()}
    (fault,) = check_form(files)
    assert f"{fault.place} {fault.message}".startswith(expected)
    with pytest.raises(ChecklistError) as caught:
        read_form(files)
    assert caught.value.code == "form-fault"
    assert expected in caught.value.sentence
    assert caught.value.hint


def test_there_are_vectors() -> None:
    assert len(BROKEN) > 30
    assert len(GOOD) == 2


def test_what_a_form_file_says_is_what_the_form_holds() -> None:
    form = read_form(_files(VECTORS / "good" / "everything"))
    first, second = form.questions()
    assert form.answered_for is Role.REGULATOR
    assert form.languages == ("en", "fr")
    assert first.suggests == AnyOf((In("S1.Q1.a", ("yes",)), Not(In("S1.Q1.b", ("no", "withheld")))))
    assert first.suggests_rule == "a or not b"
    assert first.release.value
    assert not first.release.note
    assert first.previous is not None
    assert first.previous.relation is Relation.REWORDED
    assert [probe.kind for probe in first.probes] == ["date", "number", "choice", "table"]
    assert first.probes[3].columns[1].kind is AnswerSet.NUMBER
    assert second.shown_when == All((In("S1.Q1", ("yes", "partly")), Not(In("S1.Q1.a", ("unanswered",)))))
    assert translated(form, "fr").by_id[first.id].parts[0].text == "le jour"


def test_form_text_is_normalised() -> None:
    form = read_form(_files(VECTORS / "good" / "everything"))
    assert form.description.startswith("Caf\u00e9,")


def test_the_rules_all_and_any_read_every_part() -> None:
    text = (VECTORS / "good" / "smallest" / "form.toml").read_text()
    parts = 'parts = [{ id = "S1.Q1.a", text = "one" }, { id = "S1.Q1.b", text = "two" }]\n'
    both = (In("S1.Q1.a", ("yes",)), In("S1.Q1.b", ("yes",)))
    for rule, condition in (("all", All(both)), ("any", AnyOf(both))):
        form = read_form({"form.toml": f'{text}{parts}suggests = "{rule}"\n'.encode()})
        assert [q.suggests for q in form.questions()] == [condition]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("fr.toml", '"S1.Q1.a" = "le jour"', "", 'fr.toml: ["S1.Q1.a"] is missing'),
        ("fr.toml", '"S1.Q1.a" =', '"S1.Q1.z" =', 'fr.toml: ["S1.Q1.z"] names no text of this form'),
        ("fr.toml", '"le jour"', "1", 'fr.toml: ["S1.Q1.a"] must be a text'),
        ("fr.toml", '"le jour"', '""', 'fr.toml: ["S1.Q1.a"] must not be empty'),
        ("fr.toml", '"le jour"', '"le jour', "fr.toml: line"),
    ],
)
def test_a_faulty_translation_names_its_file(name: str, old: str, new: str, expected: str) -> None:
    files = _files(VECTORS / "good" / "everything")
    text = files[name].decode()
    assert old in text
    faults = check_form({**files, name: text.replace(old, new).encode()})
    assert any(f"{fault.place} {fault.message}".startswith(expected) for fault in faults)


def test_a_translation_has_the_name_of_another_language() -> None:
    files = _files(VECTORS / "good" / "everything")
    for name in ("en.toml", "french.toml"):
        (fault,) = check_form({"form.toml": files["form.toml"], name: files["fr.toml"]})
        assert fault.place == name
        assert "another language" in fault.message


def test_every_fault_is_found_at_once() -> None:
    text = (VECTORS / "good" / "smallest" / "form.toml").read_text()
    broken = text.replace('"1.0.0"', '"1"').replace('"status"', '"hope"') + 'colour = "red"\nshownWhen = {}\n'
    places = [fault.place for fault in check_form({"form.toml": broken.encode()})]
    assert sorted(places) == [
        "form.toml: sections[0].questions[0].claims[0]",
        "form.toml: sections[0].questions[0].colour",
        "form.toml: sections[0].questions[0].shownWhen",
        "form.toml: version",
    ]


def test_a_folder_without_form_toml_and_bytes_that_are_no_text_are_faults() -> None:
    assert [str(fault) for fault in check_form({})] == ["form.toml: is missing"]
    (fault,) = check_form({"form.toml": b'id = "\xff"'})
    assert fault.place == "form.toml: byte 6"
    (fault,) = check_form({"form.toml": b"a = " + b"[" * 50_000})
    assert fault.place.startswith("form.toml")


def test_a_long_chain_of_conditions_is_no_circle() -> None:
    text = (VECTORS / "good" / "smallest" / "form.toml").read_text()
    question = text[text.index("\n[[sections.questions]]") :]
    chain = [
        question.replace("S1.Q1", f"S1.Q{n}") + f'shownWhen = {{ question = "S1.Q{n - 1}", is = "yes" }}\n'
        for n in range(2, 1500)
    ]
    assert check_form({"form.toml": (text + "".join(chain)).encode()}) == []


def test_a_number_too_long_to_read_is_a_fault() -> None:
    (fault,) = check_form({"form.toml": b"version = " + b"9" * 6000})
    assert "number" in fault.message


@pytest.mark.parametrize("control", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_text_that_would_be_shown_in_another_order_is_a_fault(control: str) -> None:
    files = _files(VECTORS / "good" / "everything")
    text = files["fr.toml"].decode()
    (fault,) = check_form({**files, "fr.toml": text.replace("le jour", f"le {control}jour").encode()})
    assert fault.message == "must not hold control characters"
