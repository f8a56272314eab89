# SPDX-License-Identifier: Apache-2.0
"""Opening a workspace for one command: the passphrase from a file or a prompt, who acts, and closing again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TypeVar

import click

from checklistapp.cli.output import tell
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.people import Identity
from checklistapp.services import backups, opening
from checklistapp.services import workspace as workspaces
from checklistapp.services.soundness import ConcernKind
from checklistapp.services.workspace import Workspace

Command = TypeVar("Command", bound=Callable[..., object])

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
assessment_argument = click.argument("assessment", metavar="A")
signer_option = click.option("--signer", default="", metavar="ID", help="Identity that signs; default: your only one.")
fingerprint_option = click.option("--fingerprint", default="", help="Eight words read out by the sender, to compare.")


def secret_option(name: str, help_text: str) -> Callable[[Command], Command]:
    """An option that names a file whose first line is a secret; secrets never are arguments."""
    return click.option(f"--{name}", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=help_text)


pin_option = secret_option("pin-file", "File whose first line is the token's PIN; else it is asked for where needed.")


def read_pin(identity: Identity, file: Path | None) -> str:
    """Of the token that holds the identity's signing key; empty for one that is on no token."""
    if identity.token is None:
        return ""
    return read_secret(file, f"PIN of the token {identity.token.label}")


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
    read_only: bool = False

    @contextmanager
    def open(self, *, remind: bool = True) -> Iterator[Session]:
        """Unlocks the workspace, and closes it whatever happens; ``remind`` of recovery words not written down.

        Says on standard error what a person must know. The first command of a day that ends well makes the automatic
        backup copy, if a place for it was chosen.
        """
        opening.require(self.path)
        passphrase = read_secret(self.passphrase_file, "Passphrase")
        opened = opening.unlock(self.path, passphrase, read_only=self.read_only)
        try:
            for concern in opened.concerns:
                if concern.kind is not ConcernKind.FIRST_TIME and concern.code != "opened-read-only":
                    tell([f"checklistapp: {concern.sentence}"])
            if remind:
                remind_of_words(opened)
            if self.acting:
                workspaces.act_as(opened, self.acting)
            yield Session(opened, passphrase)
            if failed := backups.before_leaving(opened, closing=False):
                tell([f"checklistapp: {failed}"])
        finally:
            opened.close()


def remind_of_words(workspace: Workspace) -> None:
    """Says on standard error that the recovery words are not written down, as long as that is so."""
    if workspace.recovery_pending:
        sentence = "Nobody has shown that the recovery words of this workspace are written down."
        click.echo(f"checklistapp: {sentence}\n  To see them: checklistapp workspace recovery-words W", err=True)


def in_workspace(command: Callable[..., object]) -> Callable[..., object]:
    """The argument and options of every command on a workspace, handed over as one ``access``."""

    @click.argument("workspace", type=click.Path(path_type=Path), metavar="W")
    @passphrase_option
    @click.option("--as", "acting", default="", metavar="PERSON", help="Who acts; default: who unlocked.")
    @click.option("--read-only", is_flag=True, help="Changes nothing in the workspace's folder.")
    @json_option
    @wraps(command)
    def with_access(
        workspace: Path, passphrase_file: Path | None, acting: str, read_only: bool, **others: object
    ) -> object:
        return command(access=Access(workspace, passphrase_file, acting, read_only), **others)

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
