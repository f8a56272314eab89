# SPDX-License-Identifier: Apache-2.0
"""``checklistapp received``: the document and the files that came with a received bundle."""

from pathlib import Path

import click

from checklistapp.cli.evidence import evidence_document, evidence_lines
from checklistapp.cli.exports import written_document, written_lines
from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, in_workspace, pin_option, read_pin, signer_option
from checklistapp.services import exports, identities, slips
from checklistapp.services import submissions as service

_submission = click.argument("submission", metavar="SUBMISSION")
_out = click.argument("out", type=click.Path(path_type=Path))


@click.group()
def received() -> None:
    """What was received; SUBMISSION is an id as “assessment list” shows it, or “.” for the only one."""


@received.command()
@in_workspace
@_submission
@_out
def pdf(access: Access, as_json: bool, submission: str, out: Path) -> None:
    """The signed document exactly as it came."""
    with access.open() as session:
        found = service.find(session.workspace, submission)
        document = service.submission_pdf(session.workspace, found.id)
        written = exports.write(session.workspace, document, out, found.series.kind)
    answer(as_json, written_document(written), written_lines(written))


@received.command()
@in_workspace
@_submission
def evidence(access: Access, as_json: bool, submission: str) -> None:
    """Every evidence reference of its answers, and which files came."""
    with access.open() as session:
        found = service.find(session.workspace, submission)
        loaded = service.load_submission(session.workspace, found.id)
    answer(as_json, evidence_document(loaded), evidence_lines(loaded))


@received.command()
@in_workspace
@_submission
@click.argument("evidence_id", metavar="EVIDENCE")
@_out
def save(access: Access, as_json: bool, submission: str, evidence_id: str, out: Path) -> None:
    """Writes a file that came with it, in the clear, where you say."""
    with access.open() as session:
        found = service.find(session.workspace, submission)
        file = service.received_file(session.workspace, found.id, evidence_id)
        service.save_received(session.workspace, found.id, file.path, out)
    answer(as_json, {"path": str(out)}, [f"Written to {out}. It is not encrypted there."])


@click.command()
@in_workspace
@_submission
@_out
@signer_option
@click.option("--register", default="", metavar="NUMBER", help="Its number in your register of what was received.")
@pin_option
def receipt(
    access: Access, as_json: bool, submission: str, out: Path, signer: str, register: str, pin_file: Path | None
) -> None:
    """A signed page that confirms to the sender what was received and found."""
    with access.open() as session:
        workspace = session.workspace
        identity = identities.signer_of(workspace, signer)
        pin = read_pin(identity, pin_file)
        document = slips.receipt(workspace, submission, identity.id, session.passphrase, register=register, pin=pin)
        written = slips.export_receipt(workspace, submission, document, out)
    answer(as_json, written_document(written), written_lines(written))
