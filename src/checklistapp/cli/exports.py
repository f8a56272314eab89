# SPDX-License-Identifier: Apache-2.0
"""``checklistapp sign`` and ``checklistapp export``: what leaves the workspace."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import click

from checklistapp.cli.output import answer, tell
from checklistapp.cli.session import (
    Access,
    Session,
    assessment_argument,
    in_workspace,
    pin_option,
    read_pin,
    signer_option,
)
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId
from checklistapp.domain.people import MOST_APPROVERS
from checklistapp.services import assessments, contacts, exchange, identities, signing, slips
from checklistapp.services import exports as service
from checklistapp.services.workspace import Workspace
from checklistapp.services.written import Written, secret_first

_out = click.argument("out", type=click.Path(path_type=Path))


def written_document(written: Written) -> dict[str, object]:
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


def written_lines(written: Written) -> list[str]:
    counts = f"{written.answers} answers, {written.attachments} attachments, {written.signatures} signatures"
    return [f"{written.path or written.kind}: re-opened and checked: {counts}", f"  SHA-256 {written.sha256}"]


@click.command()
@in_workspace
@assessment_argument
@click.option("--role", type=click.Choice(["preparer", "approver"]), required=True)
@signer_option
@pin_option
@click.option("--approvers", type=click.IntRange(1, MOST_APPROVERS), default=1, help="How many approvers are expected.")
@click.option("--source-format", is_flag=True, help="The preparer: answers in the source's words, Yes, No or blank.")
@click.option("--override", default="", metavar="WHY", help="Why an approver approves answers of their own.")
@click.option("--date", "confirmed_date", default="", help="The date as you know it, if this clock is wrong.")
def sign(
    access: Access,
    as_json: bool,
    assessment: str,
    role: str,
    signer: str,
    pin_file: Path | None,
    approvers: int,
    source_format: bool,
    override: str,
    confirmed_date: str,
) -> None:
    """Makes or completes the signed PDF that is kept in the workspace."""
    with access.open() as session:
        workspace = session.workspace
        found = assessments.resolve(workspace, assessment)
        identity = identities.signer_of(workspace, signer)
        pin = read_pin(identity, pin_file)
        certify = partial(signing.certify, approvers=approvers, source_format=source_format)
        sign = certify if role == "preparer" else partial(signing.approve, override=override)
        written = sign(workspace, found, identity.id, session.passphrase, confirmed_date=confirmed_date, pin=pin)
    answer(as_json, written_document(written), written_lines(written))


@click.group()
def export() -> None:
    """Documents and bundles."""


Make = Callable[[Workspace, AssessmentId], bytes]


def _export(access: Access, as_json: bool, assessment: str, out: Path, kind: str, make: Make) -> None:
    """Makes a document of an assessment, writes it, puts it on record and says so."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        written = service.export(session.workspace, found, make(session.workspace, found), out, kind)
    answer(as_json, written_document(written), written_lines(written))


def _warned(make: Make, *, working_notes: bool = False) -> Make:
    """A copy is made whatever it cannot show, but nobody is left to find out on paper."""

    def made(workspace: Workspace, assessment: AssessmentId) -> bytes:
        found = service.unprintable(workspace, assessment, working_notes=working_notes)
        if found is not None:
            tell([f"checklistapp: {found.sentence}"])
        return make(workspace, assessment)

    return made


@export.command()
@in_workspace
@assessment_argument
@_out
def pdf(access: Access, as_json: bool, assessment: str, out: Path) -> None:
    """The signed submission PDF, exactly as it was signed."""
    _export(access, as_json, assessment, out, "submission", service.signed_pdf)


@export.command()
@in_workspace
@assessment_argument
@_out
@click.option("--source-format", is_flag=True, help="Answers in the source's words: Yes, No or blank.")
def preview(access: Access, as_json: bool, assessment: str, out: Path, source_format: bool) -> None:
    """The submission as the preparer would sign it now, to be read first; marked as not signed."""
    make = partial(signing.preview, source_format=source_format)
    _export(access, as_json, assessment, out, "preview", _warned(make))


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
    make = partial(service.review_copy, copy=copy_number, of=copies, working_notes=working_notes)
    _export(access, as_json, assessment, out, "review", _warned(make, working_notes=working_notes))


@export.command()
@in_workspace
@assessment_argument
@_out
def blank(access: Access, as_json: bool, assessment: str, out: Path) -> None:
    """The blank form of this assessment's checklist, for paper."""
    _export(access, as_json, assessment, out, "blank", lambda w, a: service.blank_form(assessments.load(w, a).form))


@export.command()
@in_workspace
@assessment_argument
@_out
def approval(access: Access, as_json: bool, assessment: str, out: Path) -> None:
    """One page for a signatory in a hurry, with a line for ink."""
    _export(access, as_json, assessment, out, "approval", _warned(service.approval_page))


@export.command("cover-slip")
@in_workspace
@assessment_argument
@click.argument("bundle", type=click.Path(path_type=Path, dir_okay=False))
@_out
def cover_slip(access: Access, as_json: bool, assessment: str, bundle: Path, out: Path) -> None:
    """One page for the register of media, to go with a medium that BUNDLE travels on."""
    _export(access, as_json, assessment, out, "cover-slip", partial(slips.cover_slip, bundle=bundle))


@export.command()
@in_workspace
@assessment_argument
@_out
def answers(access: Access, as_json: bool, assessment: str, out: Path) -> None:
    """The answers as checklistapp/answers/1, in the clear."""
    make = partial(_of_loaded, assessments.answers_document)
    _export(access, as_json, assessment, out, "answers", make)


@export.command()
@in_workspace
@assessment_argument
@_out
def record(access: Access, as_json: bool, assessment: str, out: Path) -> None:
    """The record that documents and bundles carry (checklistapp/assessment/1), in the clear."""
    _export(access, as_json, assessment, out, "record", partial(_of_loaded, service.record))


def _of_loaded(write: Callable[[Assessment], bytes], workspace: Workspace, assessment: AssessmentId) -> bytes:
    return write(assessments.load(workspace, assessment))


def _public(session: Session, assessment: AssessmentId, suffix: str, signer: str, pin_file: Path | None) -> bytes:
    loaded = assessments.load(session.workspace, assessment)
    match suffix:
        case ".pdf":
            identity = identities.signer_of(session.workspace, signer)
            pin = read_pin(identity, pin_file)
            return service.public_pdf(session.workspace, assessment, identity.id, session.passphrase, pin=pin)
        case ".json":
            return service.public_json(loaded)
        case ".html":
            return service.public_html(loaded, service.today(session.workspace))
    raise ChecklistError("public-format", "The public edition is a .pdf, .json or .html file.", "Name it so.")


@export.command()
@in_workspace
@assessment_argument
@_out
@signer_option
@pin_option
def public(access: Access, as_json: bool, assessment: str, out: Path, signer: str, pin_file: Path | None) -> None:
    """The public edition: released fields only, as signed .pdf, or as .json or .html."""
    with access.open() as session:
        found = assessments.resolve(session.workspace, assessment)
        data = _public(session, found, out.suffix.lower(), signer, pin_file)
        written = service.export(session.workspace, found, data, out, "public")
    answer(as_json, written_document(written), written_lines(written))


@export.command()
@in_workspace
@assessment_argument
@_out
@click.option("--to", "to", multiple=True, metavar="CONTACT")
@click.option(
    "--generate-passphrase",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write the passphrase.",
)
@click.option("--kind", type=click.Choice(["submission", "public", "archive"]), default="submission")
@click.option("--x25519", is_flag=True, help="Keys that every age program opens, not safe for decades.")
@signer_option
@pin_option
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
    pin_file: Path | None,
) -> None:
    """A signed and encrypted bundle for whoever is to receive it."""
    if bool(to) == bool(generate_passphrase) and kind == "submission":
        raise click.UsageError("Name the receivers with --to, or a file with --generate-passphrase.")
    with access.open() as session:
        workspace = session.workspace
        found = assessments.resolve(workspace, assessment)
        identity = identities.signer_of(workspace, signer)
        pin = read_pin(identity, pin_file)
        words = exchange.new_passphrase() if generate_passphrase is not None else ""
        # First of all: a numbered bundle whose passphrase went nowhere could be opened by nobody.
        kept = nullcontext() if generate_passphrase is None else secret_first(workspace, words, generate_passphrase)
        with kept:
            sealed = exchange.seal(
                workspace,
                found,
                out,
                to=[contacts.find(workspace, each).id for each in to],
                kind=kind,
                x25519=x25519,
                identity_id=identity.id,
                passphrase=session.passphrase,
                generated_passphrase=words,
                pin=pin,
            )
    answer(as_json, written_document(sealed), written_lines(sealed))
