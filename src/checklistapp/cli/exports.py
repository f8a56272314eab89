# SPDX-License-Identifier: Apache-2.0
"""``checklistapp sign`` and ``checklistapp export``: what leaves the workspace."""

from pathlib import Path

import click

from checklistapp.cli.output import answer
from checklistapp.cli.session import Access, Session, assessment_argument, in_workspace, signer_option
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId
from checklistapp.services import assessments, contacts, exchange, identities, signing
from checklistapp.services import exports as service
from checklistapp.services.written import Written
from checklistapp.system.files import write_atomic

_out = click.argument("out", type=click.Path(path_type=Path))


def _document(written: Written) -> dict[str, object]:
    return {
        "path": written.path,
        "sha256": written.sha256,
        "kind": written.kind,
        "verified": written.verified,
        "counts": {
            "answers": written.answers,
            "attachments": written.attachments,
            "signatures": written.signatures,
        },
    }


def _lines(written: Written) -> list[str]:
    counts = f"{written.answers} answers, {written.attachments} attachments, {written.signatures} signatures"
    return [f"{written.path or written.kind}: re-opened and checked: {counts}", f"  SHA-256 {written.sha256}"]


@click.command()
@in_workspace
@assessment_argument
@click.option("--role", type=click.Choice(["preparer", "approver"]), required=True)
@signer_option
@click.option("--approvers", type=click.IntRange(1, 4), default=1, help="How many approvers are expected.")
@click.option("--override", default="", metavar="WHY", help="Why an approver approves answers of their own.")
@click.option("--date", "confirmed_date", default="", help="The date as you know it, if this clock is wrong.")
def sign(
    access: Access,
    as_json: bool,
    assessment: str,
    role: str,
    signer: str,
    approvers: int,
    override: str,
    confirmed_date: str,
) -> None:
    """Makes or completes the signed PDF that is kept in the workspace."""
    with access.open() as session:
        workspace = session.workspace
        found = assessments.resolve(workspace, assessment)
        identity = identities.signer_of(workspace, signer)
        if role == "preparer":
            written = signing.certify(
                workspace, found, identity.id, session.passphrase, approvers=approvers, confirmed_date=confirmed_date
            )
        else:
            written = signing.approve(
                workspace, found, identity.id, session.passphrase, override=override, confirmed_date=confirmed_date
            )
    answer(as_json, _document(written), _lines(written))


@click.group()
def export() -> None:
    """Documents and bundles."""


@export.command()
@in_workspace
@assessment_argument
@_out
def pdf(access: Access, as_json: bool, assessment: str, out: Path) -> None:
    """The signed submission PDF, exactly as it was signed."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        data = service.signed_pdf(session.workspace, found)
        written = service.export(session.workspace, found, data, out, "submission")
    answer(as_json, _document(written), _lines(written))


@export.command()
@in_workspace
@assessment_argument
@_out
@click.option("--copy", "copy_number", type=click.IntRange(1, 999), default=1)
@click.option("--of", "copies", type=click.IntRange(1, 999), default=1)
@click.option("--working-notes", is_flag=True, help="Print working notes too.")
def review(
    access: Access, as_json: bool, assessment: str, out: Path, copy_number: int, copies: int, working_notes: bool
) -> None:
    """A numbered review copy for paper; not signed and marked so."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        data = service.review_copy(session.workspace, found, copy=copy_number, of=copies, working_notes=working_notes)
        written = service.export(session.workspace, found, data, out, "review")
    answer(as_json, _document(written), _lines(written))


@export.command()
@in_workspace
@assessment_argument
@_out
def blank(access: Access, as_json: bool, assessment: str, out: Path) -> None:
    """The blank form of this assessment's checklist, for paper."""
    with access.open() as session:
        found = assessments.load(session.workspace, assessments.resolve(session.workspace, assessment))
    written = service.write(service.blank_form(found.form), out, "blank")
    answer(as_json, _document(written), _lines(written))


@export.command()
@in_workspace
@assessment_argument
@_out
def approval(access: Access, as_json: bool, assessment: str, out: Path) -> None:
    """One page for a signatory in a hurry, with a line for ink."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        data = service.approval_page(session.workspace, found)
        written = service.export(session.workspace, found, data, out, "approval")
    answer(as_json, _document(written), _lines(written))


@export.command()
@in_workspace
@assessment_argument
@_out
def answers(access: Access, as_json: bool, assessment: str, out: Path) -> None:
    """The answers as checklistapp/answers/1, in the clear."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        data = assessments.answers_document(assessments.load(session.workspace, found))
        written = service.export(session.workspace, found, data, out, "answers")
    answer(as_json, _document(written), _lines(written))


@export.command()
@in_workspace
@assessment_argument
@_out
def record(access: Access, as_json: bool, assessment: str, out: Path) -> None:
    """The record that documents and bundles carry (checklistapp/assessment/1), in the clear."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        data = service.record(assessments.load(session.workspace, found))
        written = service.export(session.workspace, found, data, out, "record")
    answer(as_json, _document(written), _lines(written))


def _public(session: Session, assessment: AssessmentId, suffix: str, signer: str) -> bytes:
    loaded = assessments.load(session.workspace, assessment)
    match suffix:
        case ".pdf":
            identity = identities.signer_of(session.workspace, signer)
            return service.public_pdf(session.workspace, assessment, identity.id, session.passphrase)
        case ".json":
            return service.public_json(loaded)
        case ".html":
            return service.public_html(loaded)
    raise ChecklistError("public-format", "The public edition is a .pdf, .json or .html file.", "Name it so.")


@export.command()
@in_workspace
@assessment_argument
@_out
@signer_option
def public(access: Access, as_json: bool, assessment: str, out: Path, signer: str) -> None:
    """The public edition: released fields only, as signed .pdf, or as .json or .html."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        data = _public(session, found, out.suffix.lower(), signer)
        written = service.export(session.workspace, found, data, out, "public")
    answer(as_json, _document(written), _lines(written))


@export.command()
@in_workspace
@assessment_argument
@_out
@click.option("--to", "to", multiple=True, metavar="CONTACT")
@click.option(
    "--generate-passphrase", type=click.Path(path_type=Path), metavar="FILE", help="Where to write the passphrase."
)
@click.option("--kind", type=click.Choice(["submission", "public", "archive"]), default="submission")
@click.option("--x25519", is_flag=True, help="Keys that every age program opens, not safe for decades.")
@signer_option
def bundle(
    access: Access,
    as_json: bool,
    assessment: str,
    out: Path,
    to: tuple[str, ...],
    generate_passphrase: Path | None,
    kind: str,
    x25519: bool,
    signer: str,
) -> None:
    """A signed and encrypted bundle for whoever is to receive it."""
    if bool(to) == bool(generate_passphrase) and kind == "submission":
        raise click.UsageError("Name the receivers with --to, or a file with --generate-passphrase.")
    with access.open() as session:
        workspace = session.workspace
        found = assessments.resolve(workspace, assessment)
        identity = identities.signer_of(workspace, signer)
        sealed = exchange.seal(
            workspace,
            found,
            out,
            to=[contacts.find(workspace, each).id for each in to],
            kind=kind,
            x25519=x25519,
            identity_id=identity.id,
            passphrase=session.passphrase,
            generated_passphrase=generate_passphrase is not None,
        )
    if generate_passphrase is not None:
        write_atomic(generate_passphrase, (sealed.passphrase + "\n").encode())
    answer(as_json, _document(sealed.written), _lines(sealed.written))
