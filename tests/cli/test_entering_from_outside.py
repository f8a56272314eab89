# SPDX-License-Identifier: Apache-2.0
"""``export fillable``, ``import fillable`` and ``paper``, as a script would run them."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.documents.filling import filled


@pytest.fixture
def state(checklistapp: Command, passphrase_file: Path, tmp_path: Path) -> Path:
    assert passphrase_file.exists()
    folder = tmp_path / "State"
    checklistapp("workspace", "create", folder, "--recovery-file", tmp_path / "words")
    checklistapp("assessment", "start", folder, "--form", "operator-contribution", "--organisation", "Zenda")
    return folder


def answers(checklistapp: Command, state: Path) -> dict[str, dict[str, object]]:
    shown: dict[str, dict[str, object]] = checklistapp("assessment", "show", state, ".").document["answers"]
    return shown


def test_a_form_goes_out_and_comes_back(checklistapp: Command, state: Path, tmp_path: Path) -> None:
    form, back = tmp_path / "form.pdf", tmp_path / "back.pdf"
    made = checklistapp("export", "fillable", state, ".", form)
    assert made.status == 0
    assert made.document["kind"] == "fillable"
    assert made.document["counts"] == {"answers": 0, "attachments": 0, "signatures": 0}
    back.write_bytes(filled(form.read_bytes(), {"C2.Q3.answer": "/yes", "C2.Q3.note": "Kód é", "name": "Registrar"}))
    looked = checklistapp("import", "fillable", state, ".", back, "--take", "none")
    assert looked.status == 0
    assert looked.document["taken"] == 0
    assert {row["line"]: row["standing"] for row in looked.document["rows"]} == {"C2.Q3": "new", "C2.Q3.n": "new"}
    assert answers(checklistapp, state) == {}
    one = checklistapp("import", "fillable", state, ".", back, "--only", "c2.q3.n")
    assert (one.status, one.document["taken"]) == (0, 1)
    assert answers(checklistapp, state)["C2.Q3"]["note"] == "Kód é"
    rest = checklistapp("import", "fillable", state, ".", back)
    assert rest.document["taken"] == 1
    assert answers(checklistapp, state)["C2.Q3"]["value"] == "yes"


def test_what_differs_or_does_not_fit_is_shown_and_left(checklistapp: Command, state: Path, tmp_path: Path) -> None:
    form, back = tmp_path / "form.pdf", tmp_path / "back.pdf"
    checklistapp("export", "fillable", state, ".", form, "--source-format")
    back.write_bytes(filled(form.read_bytes(), {"C2.Q3.answer": "/yes", "C2.Q3.note": "x" * 4001}))
    assert checklistapp("import", "fillable", state, ".", back).status == 1
    back.write_bytes(filled(form.read_bytes(), {"C2.Q3.answer": "/no"}))
    kept = checklistapp("import", "fillable", state, ".", back)
    assert [(row["standing"], row["taken"]) for row in kept.document["rows"]] == [("different", False)]
    assert answers(checklistapp, state)["C2.Q3"]["value"] == "yes"
    assert checklistapp("import", "fillable", state, ".", back, "--take", "different").document["taken"] == 1
    assert answers(checklistapp, state)["C2.Q3"]["value"] == "no"


def test_another_file_is_a_known_error(checklistapp: Command, state: Path, tmp_path: Path) -> None:
    blank = tmp_path / "blank.pdf"
    checklistapp("export", "blank", state, ".", blank)
    ran = checklistapp("import", "fillable", state, ".", blank)
    assert (ran.status, ran.document["error"]["code"]) == (3, "pdf-without-fields")


def test_two_persons_key_from_paper(checklistapp: Command, state: Path, tmp_path: Path) -> None:
    checklistapp("person", "add", state, "--name", "Second clerk", "--role", "contributor")
    keyed = tmp_path / "keyed.json"
    keyed.write_text(json.dumps({"C2.Q3": "y", "C2.Q3.n": "See the plan"}))
    first = checklistapp("paper", "key", state, ".", "--from", keyed)
    assert first.status == 0
    assert {each["outcome"] for each in first.document["lines"]} == {"waiting"}
    assert answers(checklistapp, state) == {}
    hidden = checklistapp("paper", "list", state, ".", "--as", "Second clerk").document["lines"]
    assert [each["readings"][0]["entry"] for each in hidden] == [None, None]
    keyed.write_text(json.dumps({"C2.Q3": "n", "C2.Q3.n": "See the plan"}))
    second = checklistapp("paper", "key", state, ".", "--from", keyed, "--as", "Second clerk")
    assert second.status == 1
    assert [each["outcome"] for each in second.document["lines"]] == ["differs", "entered"]
    shown = checklistapp("paper", "list", state, ".").document["lines"]
    assert sorted(each["entry"] for each in shown[0]["readings"]) == ["no", "yes"]
    assert checklistapp("paper", "take-back", state, ".", "C2.Q3").status == 0
    assert answers(checklistapp, state)["C2.Q3"] == {"meta": "unanswered", "note": "See the plan"}


@pytest.mark.parametrize("text", ["[]", "{}", '{"C2.Q3": 1}', "no json", '{"C2.Q3": "maybe"}', '{"X": "y"}'])
def test_what_cannot_be_keyed_is_a_known_error(checklistapp: Command, state: Path, tmp_path: Path, text: str) -> None:
    keyed = tmp_path / "keyed.json"
    keyed.write_text(text)
    assert checklistapp("paper", "key", state, ".", "--from", keyed).status == 3
