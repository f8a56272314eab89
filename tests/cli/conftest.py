# SPDX-License-Identifier: Apache-2.0
"""Runs commands as a shell would, and holds every JSON answer to the published schema."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from checklistapp.cli.main import run
from checklistapp.crypto import keyslots
from checklistapp.crypto.key_file import Argon2Cost

SCHEMAS = json.loads((Path(__file__).parents[2] / "docs/schemas/command-line.json").read_text())


def hold_to_schema(command: str, document: object) -> None:
    """Fails unless the document is what is published for the command."""
    assert command in SCHEMAS["$defs"], f"no schema for {command}"
    Draft202012Validator({**SCHEMAS, "$ref": f"#/$defs/{command}"}).validate(document)


@dataclass(frozen=True)
class Ran:
    """``document`` is the parsed standard output of a call with ``--json``."""

    status: int
    document: Any  # JSON of any shape: what is in it is what the tests ask
    errors: str


Command = Callable[..., Ran]


def _name(words: tuple[str, ...]) -> str:
    called = " ".join(words) + " "
    return max((name for name in SCHEMAS["$defs"] if called.startswith(f"{name} ")), key=len, default="")


@pytest.fixture
def checklistapp(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs one command with ``--json``; every answer and every error fits its schema."""

    def command(*words: str | Path) -> Ran:
        arguments = [str(word) for word in words]
        status = run([*arguments, "--json"])
        out, errors = capsys.readouterr()
        document = json.loads(out) if out.strip() else None
        if status in (0, 1):
            hold_to_schema(_name(tuple(arguments)), document)
        elif document is not None:
            hold_to_schema("error", document)
        return Ran(status, document, errors)

    return command


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command tries one, so here it does not take the second that it is meant to take."""
    monkeypatch.setattr(keyslots, "calibrated_cost", lambda: Argon2Cost(8 * 1024, 1, 1))


@pytest.fixture
def passphrase_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The passphrase of all workspaces of a test, given through the environment variable."""
    file = tmp_path / "passphrase.txt"
    file.write_text("correct horse battery\n")
    monkeypatch.setenv("CHECKLISTAPP_PASSPHRASE_FILE", str(file))
    return file
