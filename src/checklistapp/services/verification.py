# SPDX-License-Identifier: Apache-2.0
"""Verdicts on PDFs and bundles: who signed, when, and whether anything was changed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from checklistapp.bundles.contents import FORM, JOURNAL, OF_KIND, PAGE, REVOCATIONS, Contents, is_evidence
from checklistapp.bundles.statement import File, JournalHead, Kind, Statement
from checklistapp.bundles.unsealing import EvidenceSink, Opened, RejectedError, only_hash, unseal
from checklistapp.crypto import fingerprint as fingerprints
from checklistapp.crypto import pinned
from checklistapp.crypto.age_recipients import Identity as AgeIdentity
from checklistapp.crypto.chain import judge
from checklistapp.crypto.status_text import status_findings
from checklistapp.crypto.trust import SignerVerdict, Trust
from checklistapp.documents import archival, verifying, web_page
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form
from checklistapp.domain.verdict import Hold, Verdict, worst
from checklistapp.formats import assessment_json, form_json, journal_lines
from checklistapp.services import forms
from checklistapp.services.judgement import Judgement, SignatureFacts, with_certificate
from checklistapp.services.operation import Report, silently, watched
from checklistapp.system.files import file_faults, given_file

_LARGEST_PDF = 512 << 20


@dataclass(frozen=True, slots=True)
class Checked:
    """A bundle that was read to its end: its verdict, and its parts where they are sound."""

    judgement: Judgement
    opened: Opened | None = None
    form: Form | None = None
    assessment: Assessment | None = None


def with_fingerprint(trust: Trust, certificate: bytes | None, typed: str) -> Trust:
    """``trust`` and the signer, if the eight words that were read out, one signer's on each line, are the signer's."""
    if certificate is None or not any(fingerprints.matches(certificate, each) for each in typed.splitlines()):
        return trust
    return replace(trust, confirmed=trust.confirmed | {certificate})


def is_pdf(file: Path) -> bool:
    with file_faults(file), given_file(file) as stream:
        return stream.read(5) == b"%PDF-"


def read_pdf(file: Path, report: Report = silently) -> bytes:
    with file_faults(file):
        if file.stat().st_size > _LARGEST_PDF:
            raise ChecklistError("file-too-large", f"“{file.name}” is too large to be checked.", "Check the file.")
        with given_file(file) as source:
            return watched(source, report, "Reading").read()


def pdf_bytes(data: bytes, trust: Trust, fingerprint: str = "") -> Judgement:
    """The full rule on a signed PDF; whether it is the one kept here is for `own_documents`."""
    found = verifying.verify(data, trust)
    widened = trust
    for facts in found.signatures:
        widened = with_fingerprint(widened, facts.certificate, fingerprint)
    if widened is not trust:
        found = verifying.verify(data, widened)
    signatures = tuple(_pdf_facts(facts) for facts in found.signatures)
    return Judgement(
        found.verdict, "pdf", signatures, found.findings, expected=found.expected, size=found.size or len(data)
    )


def _pdf_facts(facts: verifying.SignatureFacts) -> SignatureFacts:
    bare = SignatureFacts(
        facts.role,
        facts.signer,
        "",
        facts.when.date().isoformat() if facts.when else "",
        facts.whole,
        facts.trusted.value,
        covered=facts.covered,
    )
    return with_certificate(bare, facts.certificate)


def bundle(
    source: BinaryIO,
    identities: Sequence[AgeIdentity],
    trust: Trust,
    *,
    own_recipients: frozenset[str] = frozenset(),
    fingerprint: str = "",
    refused: frozenset[bytes] = frozenset(),
    evidence: EvidenceSink = only_hash,
) -> Checked:
    """Reads a bundle to its end and says what is wrong with it, if anything; imports nothing.

    ``own_recipients``: SHA-256 of the age recipients that are oneself. ``refused``: certificates that no fingerprint
    makes good again. Evidence of a signer whom nobody here knows is hashed and goes nowhere.

    :raises ChecklistError: for what is no fault of the bundle, such as a disk that takes no evidence.
    """
    judged: list[SignerVerdict] = []

    def gate(statement: Statement, signer: SignerVerdict) -> None:
        del statement
        judged.append(signer if signer.certificate in refused else _compared(signer, trust, fingerprint))

    def keep(file: File, content: BufferedReader) -> str:
        return (evidence if judged[0].status.known else only_hash)(file, content)

    try:
        opened = unseal(source, identities, trust, gate, keep)
    except RejectedError as rejection:
        return Checked(Judgement(rejection.reason, "bundle", (), (str(rejection),)))
    # Who was compared just now is confirmed for the document inside, too.
    known = trust if judged[0] is opened.signer else with_fingerprint(trust, opened.signer.certificate, fingerprint)
    try:
        form, assessment, inner = _content(opened, _with_lists(known, opened.files))
    except (ChecklistError, ValueError, KeyError) as fault:
        sentence = fault.sentence if isinstance(fault, ChecklistError) else "Its parts do not fit each other."
        return Checked(Judgement(Verdict.ALTERED, "bundle", (), (sentence,)))
    return Checked(_judged(opened, judged[0], own_recipients, form, inner), opened, form, assessment)


def _with_lists(trust: Trust, files: Mapping[str, bytes]) -> Trust:
    """What the sender knew to be revoked counts here, too: a list is signed, and can only take trust away."""
    lists = pinned.revocation_lists(files.get(REVOCATIONS, b""))
    return replace(trust, crls=(*trust.crls, *lists))


def _judged(
    opened: Opened, signer: SignerVerdict, own_recipients: frozenset[str], form: Form, inner: Judgement | None
) -> Judgement:
    statement = opened.statement
    verdicts, findings = [Verdict.COMPLETE], list(inner.findings if inner else ())
    if inner is not None and inner.verdict in _INHERITED:
        verdicts.append(inner.verdict)
    said = status_findings(signer.status, signer.certificate or b"", statement.sender.name, "sender")
    if not signer.status.known:
        verdicts.append(Verdict.UNCONFIRMED_SIGNER)
        findings.extend(said)
    if not _is_for(opened, own_recipients):
        verdicts.append(Verdict.NOT_FOR_US)
        findings.append("This bundle names other receivers; somebody passed it on.")
    signatures = (_bundle_facts(signer, statement), *(inner.signatures if inner else ()))
    judgement = Judgement(worst(verdicts), statement.kind.value, signatures, tuple(findings))
    if signer.status.out_of_time:
        judgement = judgement.with_hold(Hold.CERTIFICATE_OUT_OF_DATE, " ".join(said))
    if _reworded(form):
        sentence = "Its checklist has the name and version of one known here, but other words: read it first."
        judgement = judgement.with_hold(Hold.REWORDED_FORM, sentence)
    return judgement


_INHERITED = {Verdict.ALTERED, Verdict.UNSIGNED, Verdict.UNREADABLE, Verdict.APPROVAL_PENDING}
"""What is so bad of the document inside that the bundle is no better; its signers need not be known here."""


def _compared(signer: SignerVerdict, trust: Trust, fingerprint: str) -> SignerVerdict:
    """The signer once more, where somebody compared the words: an expired or revoked one stays so."""
    widened = with_fingerprint(trust, signer.certificate, fingerprint)
    if signer.certificate is None or widened is trust:
        return signer
    return replace(signer, status=judge(signer.certificate, (), widened))


def _is_for(opened: Opened, own_recipients: frozenset[str]) -> bool:
    """Only a public bundle and one opened by a passphrase name nobody."""
    named = opened.statement.recipients
    if not named:
        return opened.by_passphrase or opened.statement.kind is Kind.PUBLIC
    return not own_recipients.isdisjoint(named)


def _reworded(form: Form) -> bool:
    """Whether it takes the name and version of a checklist that comes with this program, with other words."""
    return any(
        (known.id, known.version) == (form.id, form.version) and known.digest != form_json.form_digest(form)
        for known in forms.shipped()
    )


def _bundle_facts(signer: SignerVerdict, statement: Statement) -> SignatureFacts:
    bare = SignatureFacts("sender", statement.sender.name, "", statement.created, True, signer.status.value)
    known = with_certificate(bare, signer.certificate)
    return replace(known, organisation=statement.sender.organisation or known.organisation)


def _content(opened: Opened, trust: Trust) -> tuple[Form, Assessment | None, Judgement | None]:
    """The parts, each read strictly and held against the others; nothing else may be with them."""
    files, statement = opened.files, opened.statement
    contents = OF_KIND[statement.kind]
    has_evidence = any(is_evidence(file.path) for file in statement.files)
    if not contents.allows(frozenset(files)) or (has_evidence and not contents.has_evidence):
        raise ValueError("other parts than this kind has")
    form = form_json.read_published(files[FORM])
    if form_json.form_digest(form) != statement.form.digest:
        raise ValueError("another form than stated")
    if statement.kind is Kind.PUBLIC:
        edition = assessment_json.read_public(files[contents.record], form)
        page = files[PAGE]
        if web_page.write(edition, form, web_page.day_of(page)) != page:
            raise ValueError("the page says something else than the record")
        return form, None, _document(files, contents, trust)
    is_archive = statement.kind is Kind.ARCHIVE
    assessment = assessment_json.read_record(files[contents.record], form, with_working_notes=is_archive)
    if assessment.id != statement.assessment:
        raise ValueError("another assessment than stated")
    _require_attachments(assessment, statement)
    if not is_archive:
        return form, assessment, _document(files, contents, trust)
    head = journal_lines.read_head(files[JOURNAL])
    if statement.journal != JournalHead(head.sequence, head.hash):
        raise ValueError("another journal than stated")
    return form, assessment, None


def _document(files: Mapping[str, bytes], contents: Contents, trust: Trust) -> Judgement:
    """What was signed on paper and what a program reads must be one and the same."""
    document = files[contents.document]
    if archival.read_record(document) != files[contents.record]:
        raise ValueError("the document carries another record")
    return pdf_bytes(document, trust)


def _require_attachments(assessment: Assessment, statement: Statement) -> None:
    named = sorted(
        (reference.attachment.sha512, reference.attachment.size)
        for answer in assessment.answers.values()
        for reference in answer.evidence
        if reference.attachment is not None
    )
    sent = sorted((file.sha512, file.size) for file in statement.files if is_evidence(file.path))
    if named != sent:
        raise ValueError("other attachments than named")


def recipient_digest(recipient: str) -> str:
    """How a statement names a recipient."""
    return hashlib.sha256(recipient.encode()).hexdigest()
