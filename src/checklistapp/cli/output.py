# SPDX-License-Identifier: Apache-2.0
"""What a command says: one JSON document, or lines for a person."""

import json
from collections.abc import Mapping, Sequence

import click

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.plain_line import is_plain_line

_NEXT = {
    "unknown-form": "form list",
    "form-fault": "form check",
    "unknown-fact": "form show",
    "unknown-person": "person list",
    "unknown-identity": "identity list",
    "no-identity": "identity create",
    "which-identity": "identity list",
    "unknown-contact": "contact list",
    "unknown-assessment": "assessment list",
    "unknown-submission": "assessment list",
    "no-attachment": "evidence list",
    "attachments-off": "workspace allow-attachments",
    "no-evidence": "evidence list",
    "driver-not-allowed": "token allow",
    "workspace-older": "workspace accept",
    "unknown-set-aside": "workspace backups",
}
"""Of an error's code, the command that is the next step: services give their hints for every face alike."""


def answer(as_json: bool, document: Mapping[str, object], lines: Sequence[str]) -> None:
    """One document on standard output with ``--json``, else the lines."""
    if as_json:
        click.echo(_json(document, indent=2))
    else:
        for line in lines:
            click.echo(_harmless(line))


def _json(document: Mapping[str, object], indent: int | None = None) -> str:
    """A file name that is no text comes as half characters, which only an escape can hold."""
    return json.dumps(document, ensure_ascii=False, indent=indent).encode("utf-8", "backslashreplace").decode()


def tell(lines: Sequence[str]) -> None:
    """On standard error, beside whatever the answer is."""
    for line in lines:
        click.echo(_harmless(line), err=True)


def _harmless(line: str) -> str:
    """What strangers wrote must not steer the terminal."""
    return "".join(character if is_plain_line(character) else "\ufffd" for character in line)


def complain(as_json: bool, error: ChecklistError) -> None:
    """Sentence and next step: on standard error, and as a document on standard output with ``--json``."""
    hint = error.hint
    if error.code in _NEXT:
        hint = f"{hint} See: checklistapp {_NEXT[error.code]}".strip()
    if as_json:
        fault = {"code": error.code, "message": error.sentence, "hint": hint}
        click.echo(_json({"error": fault}))
    click.echo(f"checklistapp: {_harmless(error.sentence)}", err=True)
    if hint:
        click.echo(f"  {_harmless(hint)}", err=True)
