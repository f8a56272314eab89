# SPDX-License-Identifier: Apache-2.0
"""The command line's front door: finds the command, sorts the errors, sets the exit status."""

import click

from checklistapp import __version__
from checklistapp.cli import (
    assessments,
    authorities,
    contacts,
    demo,
    evidence,
    exchange,
    exports,
    fill_in,
    forgetting,
    forms,
    identities,
    paper,
    people,
    received,
    tokens,
    workspaces,
)
from checklistapp.cli.output import complain
from checklistapp.domain.errors import ChecklistError
from checklistapp.system.log import record_bug

DONE, FOUND_WANTING, USAGE, KNOWN_ERROR, BUG = 0, 1, 2, 3, 70


class _Program(click.Group):
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A word that is no command may be meant as a file to open in the window."""
        if args[0] not in self.commands:
            raise click.UsageError(f"There is no such file or command: {args[0]}", ctx)
        return super().resolve_command(ctx, args)


@click.group(name="checklistapp", cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="checklistapp")
def program() -> None:
    """Nuclear security self-assessment checklists: answered, signed and sealed without a network.

    Without a command, the window opens: checklistapp [WORKSPACE | BACKUP | BUNDLE | PDF]
    """


for command in (
    demo.demo,
    forms.form,
    workspaces.workspace,
    people.person,
    identities.identity,
    tokens.token,
    contacts.contact,
    authorities.trust,
    assessments.assessment,
    evidence.evidence,
    forgetting.forget,
    exports.sign,
    exports.export,
    fill_in.import_,
    paper.paper,
    exchange.verify,
    exchange.receive,
    received.received,
    received.receipt,
):
    program.add_command(command)


def run(arguments: list[str]) -> int:
    """Runs one command; returns 0 done, 1 found wanting, 2 usage, 3 a known error, 70 a bug."""
    as_json = "--json" in arguments
    try:
        status = program.main(arguments, prog_name="checklistapp", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return USAGE
    except click.Abort:
        click.echo("checklistapp: stopped.", err=True)
        return KNOWN_ERROR
    except ChecklistError as error:
        complain(as_json, error)
        return KNOWN_ERROR
    except Exception as error:  # noqa: BLE001 - the one place of the command line where a bug ends
        code = record_bug(error)
        hint = f"Please report the code {code}; it holds nothing you entered."
        complain(as_json, ChecklistError("bug", "The program made a mistake. Nothing was lost.", hint))
        return BUG
    return status if isinstance(status, int) else DONE
