# SPDX-License-Identifier: Apache-2.0
"""``checklistapp verify`` and ``checklistapp receive``: what comes in."""

from contextlib import nullcontext
from pathlib import Path

import click

from checklistapp.cli.output import answer, tell
from checklistapp.cli.session import (
    Access,
    fingerprint_option,
    in_workspace,
    json_option,
    passphrase_option,
    read_secret,
    secret_option,
)
from checklistapp.domain.errors import ChecklistError
from checklistapp.services import receiving as service
from checklistapp.services.judgement import SignatureFacts
from checklistapp.services.opening_keys import OpeningKeys
from checklistapp.services.receiving import Received

_trust = click.option(
    "--trust",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="CERT",
    help="Certificate of a signer, or of an authority that issued theirs; or an authority's revocation list.",
)
_files = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE..."
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--workspace", type=click.Path(path_type=Path), help="Its contacts are trusted, its keys open bundles.")
@passphrase_option
@click.option("--identity", type=click.Path(path_type=Path, exists=True), metavar="id.age")
@secret_option("identity-passphrase-file", "File whose first line opens --identity.")
@_trust
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
    keys = OpeningKeys(
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
                "organisation": s.organisation,
                "issuer": s.issuer,
                "validFrom": s.valid_from,
                "validUntil": s.valid_until,
                "covered": s.covered,
            }
            for s in verdict.signatures
        ],
        "findings": list(verdict.findings),
        "expected": list(verdict.expected),
        "size": verdict.size,
    }
    lines = [f"{file.name}: {verdict.verdict}", *(f"  {finding}" for finding in verdict.findings)]
    for s in verdict.signatures:
        lines += _signature_lines(s, verdict.size)
    answer(as_json, document, lines)
    return 0 if verdict.verdict.is_good else 1


def _signature_lines(signature: SignatureFacts, size: int) -> list[str]:
    who = ", ".join(filter(None, (signature.signer, signature.organisation)))
    lines = [f"  {signature.role}: {who}, {signature.when}, {signature.trusted}"]
    if signature.covered:
        share = "the whole file" if signature.covered == size else f"the first {signature.covered} of {size} bytes"
        lines.append(f"    covers {share}")
    if signature.fingerprint:
        kind = f"issued by {signature.issuer}" if signature.issuer else "self-made key"
        lines.append(f"    {kind}, valid {signature.valid_from} to {signature.valid_until}")
        lines.append(f"    fingerprint: {signature.fingerprint}")
    return lines


@click.command()
@in_workspace
@_files
@_trust
@fingerprint_option
@secret_option("bundle-passphrase-file", "File whose first line is the bundle's passphrase.")
@click.option("--accept-held", default="", metavar="WHY", help="Take what is only held; the reason stays on record.")
@click.option("--dry-run", is_flag=True, help="Verify only.")
def receive(
    access: Access,
    as_json: bool,
    files: tuple[Path, ...],
    trust: tuple[Path, ...],
    fingerprint: str,
    bundle_passphrase_file: Path | None,
    accept_held: str,
    dry_run: bool,
) -> int:
    """Verifies bundles and imports those that are complete; one that is not taken makes the exit status 1."""
    bundle_passphrase = read_secret(bundle_passphrase_file, "") if bundle_passphrase_file else ""
    received: list[Received] = []
    with access.open() as session:
        try:
            for file in files:
                received.append(  # noqa: PERF401 what was received before a fault is told with it
                    service.receive(
                        session.workspace,
                        file,
                        session.passphrase,
                        trusted=trust,
                        fingerprint=fingerprint,
                        bundle_passphrase=bundle_passphrase,
                        accept_held=accept_held,
                        dry_run=dry_run,
                    )
                )
        except ChecklistError:
            tell(_lines(received))
            raise
    document = {
        "items": [
            {
                "file": r.file,
                "verdict": r.verdict,
                "message": r.message,
                "assessment": r.assessment,
                "sequence": r.sequence,
                "imported": r.imported,
            }
            for r in received
        ]
    }
    answer(as_json, document, _lines(received))
    return 0 if all(r.settled for r in received) else 1


def _lines(received: list[Received]) -> list[str]:
    return [f"{r.file}: {r.verdict}: {r.message}" for r in received]
