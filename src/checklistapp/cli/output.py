# SPDX-License-Identifier: Apache-2.0
"""What a command says: one JSON document, or lines for a person."""

import json
from collections.abc import Mapping, Sequence

import click

from checklistapp.domain.errors import ChecklistError


def answer(as_json: bool, document: Mapping[str, object], lines: Sequence[str]) -> None:
    """One document on standard output with ``--json``, else the lines."""
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            click.echo(_harmless(line))


def _harmless(line: str) -> str:
    """What strangers wrote must not steer the terminal."""
    return "".join(character if character.isprintable() else "\ufffd" for character in line)


def complain(as_json: bool, error: ChecklistError) -> None:
    """Sentence and next step: on standard error, and as a document on standard output with ``--json``."""
    if as_json:
        fault = {"code": error.code, "message": error.sentence, "hint": error.hint}
        click.echo(json.dumps({"error": fault}, ensure_ascii=False))
    click.echo(f"checklistapp: {error.sentence}", err=True)
    if error.hint:
        click.echo(f"  {error.hint}", err=True)
