# SPDX-License-Identifier: Apache-2.0
"""Exit statuses, sentences, and what never happens: a trace, a secret in an argument."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from checklistapp.cli import main
from checklistapp.cli.names import COMMANDS
from checklistapp.cli.session import read_secret
from checklistapp.domain.errors import ChecklistError
from tests.cli.conftest import Command


def test_every_command_is_known_before_anything_is_imported() -> None:
    assert frozenset(main.program.commands) == COMMANDS


def test_no_option_takes_a_secret_itself() -> None:
    def options(command: click.Command) -> list[click.Parameter]:
        inner = command.commands.values() if isinstance(command, click.Group) else []
        return [*command.params, *(option for each in inner for option in options(each))]

    secret = [each for each in options(main.program) if {"passphrase", "pin"} & set((each.name or "").split("_"))]
    assert secret
    assert all(isinstance(option.type, click.Path) for option in secret)


def test_usage_is_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["workspace", "create"]) == 2
    assert main.run(["sign", "--role", "nobody"]) == 2
    assert "Usage" in capsys.readouterr().err


def test_words_are_not_printed_into_json(checklistapp: Command, passphrase_file: Path, tmp_path: Path) -> None:
    assert passphrase_file.exists()
    assert checklistapp("workspace", "create", tmp_path / "W").status == 2
    assert not (tmp_path / "W").exists()


def test_a_known_error_is_status_3_with_a_next_step(checklistapp: Command, tmp_path: Path) -> None:
    ran = checklistapp("workspace", "info", tmp_path)
    assert ran.status == 3
    assert ran.document["error"]["code"] == "not-a-workspace"
    assert ran.document["error"]["hint"]
    assert "Traceback" not in ran.errors


def test_a_bug_is_status_70_and_a_code(checklistapp: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def broken(*_: object) -> None:
        raise RuntimeError("SECRET-ANSWER")

    monkeypatch.setattr("checklistapp.services.forms.shipped", broken)
    ran = checklistapp("form", "list")
    assert ran.status == 70
    assert "SECRET-ANSWER" not in ran.errors + str(ran.document)
    assert not any(b"SECRET" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\n"])
def test_a_secret_file_without_a_secret(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "p"
    file.write_bytes(content)
    with pytest.raises(ChecklistError) as caught:
        read_secret(file, "")
    assert caught.value.code == "secret-file"


def test_a_passphrase_keeps_its_spaces(tmp_path: Path) -> None:
    (tmp_path / "p").write_bytes(b" two  words \r\nsecond line\n")
    assert read_secret(tmp_path / "p", "") == " two  words "


def test_help_works_from_any_folder(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "checklistapp", "form", "list"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "infcirc869-checklist" in run.stdout


def test_a_mistyped_command_is_no_path(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "checklistapp", "worksapce", "info"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert "There is no such file or command" in ran.stderr
