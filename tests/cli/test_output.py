# SPDX-License-Identifier: Apache-2.0
"""Errors name the next command on the command line, and there only."""

import ast
import json
from pathlib import Path

import click
import pytest

from checklistapp.cli import output
from checklistapp.cli.main import program
from checklistapp.domain.errors import ChecklistError

PACKAGE = Path(output.__file__).parents[1]
FACES = {"cli", "ui"}


def test_the_next_command_follows_the_hint(capsys: pytest.CaptureFixture[str]) -> None:
    output.complain(True, ChecklistError("unknown-contact", "No such contact.", "Choose one."))
    out, errors = capsys.readouterr()
    assert json.loads(out)["error"]["hint"] == "Choose one. See: checklistapp contact list"
    assert "Choose one. See: checklistapp contact list" in errors


def test_what_strangers_wrote_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.complain(False, ChecklistError("card", "“\x1b[31mred\u202e” and 9\u202fAM.", "\x07"))
    errors = capsys.readouterr().err
    assert "\x1b" not in errors + capsys.readouterr().out
    assert "9\u202fAM" in errors


@pytest.mark.parametrize("words", output._NEXT.values())
def test_each_next_command_is_one(words: str) -> None:
    group, command = words.split()
    found = program.commands[group]
    assert isinstance(found, click.Group)
    assert command in found.commands


def test_no_hint_below_the_faces_names_a_command() -> None:
    said = [
        f"{path.relative_to(PACKAGE)}:{text.lineno}"
        for path in PACKAGE.rglob("*.py")
        if not FACES & set(path.relative_to(PACKAGE).parts)
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "ChecklistError"
        for text in ast.walk(call)
        if isinstance(text, ast.Constant) and "checklistapp " in str(text.value)
    ]
    assert said == []
