# SPDX-License-Identifier: Apache-2.0
"""Opening a workspace for one command: the passphrase from a file or a prompt, who acts, and closing again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TypeVar

import click

from checklistapp.domain.errors import ChecklistError
from checklistapp.services import opening
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., object])

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
assessment_argument = click.argument("assessment", metavar="A")
signer_option = click.option("--signer", default="", metavar="ID", help="Identity that signs; default: your only one.")
fingerprint_option = click.option("--fingerprint", default="", help="Eight words read out by the sender, to compare.")


def secret_option(name: str, help_text: str) -> Callable[[Command], Command]:
    """An option that names a file whose first line is a secret; secrets never are arguments."""
    return click.option(f"--{name}", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=help_text)


def passphrase_option(command: Command) -> Command:
    return click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        envvar="CHECKLISTAPP_PASSPHRASE_FILE",
        help="File whose first line is the passphrase; else it is asked for.",
    )(command)


@dataclass(frozen=True, slots=True)
class Session:
    """An open workspace, and the passphrase that opened it: signing needs it once more."""

    workspace: Workspace
    passphrase: str


@dataclass(frozen=True, slots=True)
class Access:
    """How a command gets into its workspace; nothing is asked or opened before ``open``."""

    path: Path
    passphrase_file: Path | None
    acting: str = ""

    @contextmanager
    def open(self) -> Iterator[Session]:
        """Unlocks the workspace, and closes it whatever happens."""
        opening.require(self.path)
        passphrase = read_secret(self.passphrase_file, "Passphrase")
        opened = opening.unlock(self.path, passphrase)
        try:
            if self.acting:
                workspaces.act_as(opened, self.acting)
            yield Session(opened, passphrase)
        finally:
            opened.close()


def in_workspace(command: Callable[..., object]) -> Callable[..., object]:
    """The argument and options of every command on a workspace, handed over as one ``access``."""

    @click.argument("workspace", type=click.Path(path_type=Path), metavar="W")
    @passphrase_option
    @click.option("--as", "acting", default="", metavar="PERSON", help="Who acts; default: who unlocked.")
    @json_option
    @wraps(command)
    def with_access(workspace: Path, passphrase_file: Path | None, acting: str, **others: object) -> object:
        return command(access=Access(workspace, passphrase_file, acting), **others)

    return with_access


def read_secret(file: Path | None, prompt: str, *, confirm: bool = False) -> str:
    """The first line of ``file``, or what is typed without echo."""
    if file is None:
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True))
    try:
        with file.open(encoding="utf-8") as lines:
            secret = lines.readline(4096).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        sentence = f"The file {file.name} cannot be read as text."
        raise ChecklistError("secret-file", sentence, "Its first line must be the passphrase, in UTF-8.") from error
    if not secret:
        raise ChecklistError("secret-file", f"The first line of {file.name} is empty.", "Write the passphrase there.")
    return secret
