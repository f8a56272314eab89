# SPDX-License-Identifier: Apache-2.0
"""``checklistapp verify`` and ``checklistapp receive``: what comes in."""

from contextlib import nullcontext
from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import (
    Access,
    Session,
    fingerprint_option,
    in_workspace,
    json_option,
    passphrase_option,
    read_secret,
    secret_option,
)
from checklistapp.domain.errors import ChecklistError
from checklistapp.services import receiving as service
from checklistapp.services.receiving import Received
from checklistapp.services.verification import GOOD_VERDICTS

_files = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE..."
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--workspace", type=click.Path(path_type=Path), help="Its contacts are trusted, its keys open bundles.")
@passphrase_option
@click.option("--identity", type=click.Path(path_type=Path, exists=True), metavar="id.age")
@secret_option("identity-passphrase-file", "File whose first line opens --identity.")
@click.option("--trust", type=click.Path(path_type=Path, exists=True), multiple=True, metavar="CERT")
@fingerprint_option
@secret_option("bundle-passphrase-file", "File whose first line is the bundle's passphrase.")
@json_option
def verify(
    file: Path,
    workspace: Path | None,
    passphrase_file: Path | None,
    identity: Path | None,
    identity_passphrase_file: Path | None,
    trust: tuple[Path, ...],
    fingerprint: str,
    bundle_passphrase_file: Path | None,
    as_json: bool,
) -> int:
    """Who signed a PDF or bundle, when, and whether anything was changed; imports nothing."""
    keys = service.OpeningKeys(
        identity_file=identity,
        identity_passphrase=read_secret(identity_passphrase_file or passphrase_file, "Passphrase of the identity")
        if identity
        else "",
        bundle_passphrase=read_secret(bundle_passphrase_file, "") if bundle_passphrase_file else "",
    )
    with Access(workspace, passphrase_file).open() if workspace else nullcontext() as session:
        verdict = service.verify_file(
            file,
            session.workspace if session else None,
            session.passphrase if session else "",
            keys=keys,
            trusted=trust,
            fingerprint=fingerprint,
        )
    document = {
        "verdict": verdict.verdict,
        "kind": verdict.kind,
        "signatures": [
            {
                "role": s.role,
                "signer": s.signer,
                "fingerprint": s.fingerprint,
                "when": s.when,
                "whole": s.whole,
                "trusted": s.trusted,
            }
            for s in verdict.signatures
        ],
        "findings": list(verdict.findings),
    }
    lines = [f"{file.name}: {verdict.verdict}", *(f"  {finding}" for finding in verdict.findings)]
    for s in verdict.signatures:
        lines += [f"  {s.role}: {s.signer}, {s.when}, {s.trusted}", f"    fingerprint: {s.fingerprint}"]
    answer(as_json, document, lines)
    return 0 if verdict.verdict in GOOD_VERDICTS else 1


@click.command()
@in_workspace
@_files
@fingerprint_option
@secret_option("bundle-passphrase-file", "File whose first line is the bundle's passphrase.")
@click.option("--accept-held", default="", metavar="WHY", help="Import although a number is missing in between.")
@click.option("--dry-run", is_flag=True, help="Verify only.")
def receive(
    access: Access,
    as_json: bool,
    files: tuple[Path, ...],
    fingerprint: str,
    bundle_passphrase_file: Path | None,
    accept_held: str,
    dry_run: bool,
) -> int:
    """Verifies bundles and imports those that are complete; one bad file makes the exit status 1."""
    bundle_passphrase = read_secret(bundle_passphrase_file, "") if bundle_passphrase_file else ""
    with access.open() as session:
        received = [
            _receive(session, file, fingerprint, bundle_passphrase, accept_held=accept_held, dry_run=dry_run)
            for file in files
        ]
    document = {
        "items": [
            {
                "file": r.file,
                "verdict": r.verdict,
                "assessment": r.assessment,
                "sequence": r.sequence,
                "imported": r.imported,
            }
            for r in received
        ]
    }
    answer(as_json, document, [f"{r.file}: {r.verdict}: {r.message}" for r in received])
    return 0 if all(r.verdict in GOOD_VERDICTS for r in received) else 1


def _receive(
    session: Session, file: Path, fingerprint: str, bundle_passphrase: str, *, accept_held: str, dry_run: bool
) -> Received:
    """One file that cannot be read does not keep the others from being told."""
    try:
        return service.receive(
            session.workspace,
            file,
            session.passphrase,
            fingerprint=fingerprint,
            bundle_passphrase=bundle_passphrase,
            accept_held=accept_held,
            dry_run=dry_run,
        )
    except ChecklistError as error:
        return Received(file.name, "unreadable", f"{error.sentence} {error.hint}")
