# SPDX-License-Identifier: Apache-2.0
"""``checklistapp demo``: the whole story on a sample, or on any answers file, with every result checked."""

from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import json_option
from checklistapp.services import assessments
from checklistapp.services import demo as service
from checklistapp.services.operation import Progress


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--answers", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Instead of the sample.")
@json_option
def demo(folder: Path, answers: Path | None, as_json: bool) -> int:
    """Plays the whole story into DIR: answers, signatures, documents, bundles, a receiver; verifies each result."""

    def say(progress: Progress) -> None:
        if not as_json:
            click.echo(f"{progress.done + 1} of {progress.total}: {progress.label}")

    played = service.play(folder, assessments.read_bounded(answers) if answers else None, say)
    document = {
        "files": {kind: str(path) for kind, path in played.files.items()},
        "checks": [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in played.checks],
    }
    lines = ["", "Made:", *(f"  {kind:18} {path}" for kind, path in played.files.items()), "", "Checked:"]
    lines += [f"  {'ok  ' if check.ok else 'BAD '} {check.name}: {check.detail}" for check in played.checks]
    answer(as_json, document, lines)
    return 0 if all(check.ok for check in played.checks) else 1
