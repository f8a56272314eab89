# SPDX-License-Identifier: Apache-2.0
"""Hands recovery words over: to a file, or to the screen and typed back, and again until that was done."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, in_workspace, remind_of_words
from checklistapp.services import people, written
from checklistapp.services.workspace import Workspace
from checklistapp.system.files import file_faults, ordinary_file, write_atomic

recovery_file_option = click.option(
    "--recovery-file", type=click.Path(path_type=Path), help="File to write the recovery words to."
)

_ASKED = 3


@click.command("recovery-words")
@in_workspace
@recovery_file_option
def recovery_words(access: Access, as_json: bool, recovery_file: Path | None) -> None:
    """Shows the recovery words again, while they are not written down."""
    require_place(as_json, recovery_file)
    with access.open(remind=False) as session, place_for_words(recovery_file, session.workspace):
        words = people.recovery_words(session.workspace, session.passphrase)
        hand_over(session.workspace, words, recovery_file)
    answer(as_json, {"recovery": str(recovery_file or "")}, ["The recovery words are on record as written down."])


def require_place(as_json: bool, recovery_file: Path | None) -> None:
    if as_json and recovery_file is None:
        raise click.UsageError("--json needs --recovery-file: the words must not end in a log.")


@contextmanager
def place_for_words(recovery_file: Path | None, workspace: Workspace | None = None) -> Iterator[None]:
    """Proves that the words can be written before there are any; when the block fails, the place is as it was."""
    if recovery_file is None:
        yield
        return
    if workspace is not None:
        workspace.require_outside(recovery_file)
    before = _content(recovery_file)
    write_atomic(recovery_file, before or b"", private=True)
    try:
        yield
    except BaseException:
        if before is None:
            recovery_file.unlink(missing_ok=True)
        raise


def hand_over(workspace: Workspace, words: tuple[str, ...], recovery_file: Path | None) -> None:
    """To a file nobody else can read, or to the screen and typed back in part; then it is on record."""
    if recovery_file is not None:
        written.write_secret(workspace, " ".join(words), recovery_file)
    else:
        try:
            _show_and_ask(words)
        except click.Abort:
            remind_of_words(workspace)
            raise
    people.confirm_recovery_words(workspace, " ".join(words))


def _show_and_ask(words: tuple[str, ...]) -> None:
    click.echo("Write down these recovery words and keep them apart from this computer:\n")
    for row in range(0, len(words), 6):
        click.echo("  " + "  ".join(f"{row + k + 1:2} {word:9}" for k, word in enumerate(words[row : row + 6])))
    asked = sorted(secrets.SystemRandom().sample(range(len(words)), _ASKED))
    places = ", ".join(str(place + 1) for place in asked)
    while not people.are_typed_back(words, asked, click.prompt(f"\nType words {places} to show that you have them")):
        click.echo("These are not the words. Look at your note once more.")
    click.echo("They still stand in what this terminal remembers: close it when you are done.")


def _content(file: Path) -> bytes | None:
    with file_faults(file):
        try:
            with ordinary_file(file) as stream:
                return stream.read()
        except FileNotFoundError:
            return None
