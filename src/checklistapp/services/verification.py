# SPDX-License-Identifier: Apache-2.0
"""Verdicts on PDFs and bundles: who signed, when, and whether anything was changed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from checklistapp.bundles.statement import File, Kind, Statement
from checklistapp.bundles.unsealing import EvidenceSink, Opened, RejectedError, only_hash, unseal
from checklistapp.crypto import fingerprint as fingerprints
from checklistapp.crypto.age_recipients import Identity as AgeIdentity
from checklistapp.crypto.chain import judge
from checklistapp.crypto.trust import SignerStatus, SignerVerdict, Trust
from checklistapp.documents import archival, verifying, web_page
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form
from checklistapp.formats import assessment_json, form_json
from checklistapp.services import forms
from checklistapp.system.files import file_faults

GOOD_VERDICTS = ("complete", "already-received")
WORST_LAST = (
    "complete",
    "already-received",
    "approval-pending",
    "held",
    "replayed",
    "unconfirmed-signer",
    "not-for-us",
    "unsigned",
    "incomplete",
    "altered",
    "unreadable",
)
_LARGEST_PDF = 512 << 20


def worst(verdicts: Iterable[str]) -> str:
    """The one to tell where several apply."""
    return max(verdicts, key=WORST_LAST.index)


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """``when`` is what the signer's side says, proved by nobody; ``trusted`` one of the words of SignerStatus."""

    role: str
    signer: str
    fingerprint: str
    when: str
    whole: bool
    trusted: str


@dataclass(frozen=True, slots=True)
class Verdict:
    verdict: str
    kind: str
    signatures: tuple[SignatureFacts, ...] = ()
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A bundle that was read to its end: its verdict, and its parts where they are sound."""

    verdict: Verdict
    opened: Opened | None = None
    form: Form | None = None
    assessment: Assessment | None = None


def with_fingerprint(trust: Trust, certificate: bytes | None, typed: str) -> Trust:
    """``trust`` and the signer, if the eight words that were read out are the signer's."""
    if certificate is None or not typed or not fingerprints.matches(certificate, typed):
        return trust
    return replace(trust, confirmed=trust.confirmed | {certificate})


def is_pdf(file: Path) -> bool:
    with file_faults(file), file.open("rb") as stream:
        return stream.read(5) == b"%PDF-"


def pdf(file: Path, trust: Trust, fingerprint: str = "") -> Verdict:
    """The full rule on a signed PDF."""
    with file_faults(file):
        if file.stat().st_size > _LARGEST_PDF:
            raise ChecklistError("file-too-large", f"“{file.name}” is too large to be checked.", "Check the file.")
        data = file.read_bytes()
    return pdf_bytes(data, trust, fingerprint)


def pdf_bytes(data: bytes, trust: Trust, fingerprint: str = "") -> Verdict:
    found = verifying.verify(data, trust)
    for facts in found.signatures if fingerprint else ():
        widened = with_fingerprint(trust, facts.certificate, fingerprint)
        if widened is not trust:
            found = verifying.verify(data, widened)
    return Verdict(found.verdict.value, "pdf", tuple(_pdf_facts(facts) for facts in found.signatures), found.findings)


def _pdf_facts(facts: verifying.SignatureFacts) -> SignatureFacts:
    return SignatureFacts(
        facts.role,
        facts.signer,
        fingerprints.words(facts.certificate) if facts.certificate else "",
        facts.when.date().isoformat() if facts.when else "",
        facts.whole,
        facts.trusted.value,
    )


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
    makes good again. Evidence of a signer who is not trusted is hashed and goes nowhere.
    """
    judged: list[SignerVerdict] = []

    def gate(statement: Statement, signer: SignerVerdict) -> None:
        del statement
        judged.append(signer if signer.certificate in refused else _compared(signer, trust, fingerprint))

    def keep(file: File, content: BufferedReader) -> str:
        return (evidence if judged[0].status.trusted else only_hash)(file, content)

    try:
        opened = unseal(source, identities, trust, gate, keep)
        # Who was compared just now is confirmed for the document inside, too.
        known = trust if judged[0] is opened.signer else with_fingerprint(trust, opened.signer.certificate, fingerprint)
        form, assessment, inner = _content(opened, known)
    except RejectedError as rejection:
        return Checked(Verdict(rejection.reason.value, "bundle", (), (str(rejection),)))
    except (ChecklistError, ValueError, KeyError) as fault:
        sentence = fault.sentence if isinstance(fault, ChecklistError) else "Its parts do not fit each other."
        return Checked(Verdict("altered", "bundle", (), (sentence,)))
    signer, findings, verdicts = judged[0], list(inner.findings if inner else ()), ["complete"]
    sentence, verdict = _of_signer(signer, opened.statement)
    findings += [sentence] if sentence else []
    verdicts.append(verdict)
    if not _is_for(opened, own_recipients):
        verdicts.append("not-for-us")
        findings.append("This bundle names other receivers; somebody passed it on.")
    if _reworded(form):
        verdicts.append("held")
        findings.append("Its checklist has the name and version of one known here, but other words: read it first.")
    if inner is not None and inner.verdict in ("altered", "unsigned", "unreadable", "approval-pending"):
        verdicts.append(inner.verdict)
    signatures = (_bundle_facts(signer, opened.statement), *(inner.signatures if inner else ()))
    return Checked(
        Verdict(worst(verdicts), opened.statement.kind.value, signatures, tuple(findings)), opened, form, assessment
    )


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


def _of_signer(signer: SignerVerdict, statement: Statement) -> tuple[str, str]:
    name = statement.sender.name
    match signer.status:
        case SignerStatus.CONFIRMED | SignerStatus.CHAINED:
            return "", "complete"
        case SignerStatus.EXPIRED:
            return f"The certificate of {name} is out of date; a person must decide.", "held"
        case SignerStatus.REVOKED:
            return f"The certificate of {name} has been revoked by its authority.", "unconfirmed-signer"
    return f"Nobody here has compared the fingerprint of {name} yet.", "unconfirmed-signer"


def _bundle_facts(signer: SignerVerdict, statement: Statement) -> SignatureFacts:
    return SignatureFacts(
        "sender",
        statement.sender.name,
        fingerprints.words(signer.certificate) if signer.certificate else "",
        statement.created,
        whole=True,
        trusted=signer.status.value,
    )


_COMMON = frozenset({"data/form.json", "data/assessment.json"})
_PARTS: Mapping[Kind, tuple[frozenset[str], frozenset[str]]] = {
    Kind.SUBMISSION: (_COMMON | {"data/report.pdf"}, frozenset()),
    Kind.PUBLIC: (
        frozenset({"data/form.json", "data/public.json", "data/public.pdf", "data/public.html"}),
        frozenset(),
    ),
    Kind.ARCHIVE: (_COMMON | {"data/journal.jsonl"}, frozenset({"data/report.pdf"})),
}
"""What a bundle of each kind must hold and may hold, besides evidence."""


def _content(opened: Opened, trust: Trust) -> tuple[Form, Assessment | None, Verdict | None]:
    """The parts, each read strictly and held against the others; nothing else may be with them."""
    files, statement = opened.files, opened.statement
    needed, possible = _PARTS[statement.kind]
    attached = any(file.path.startswith("data/evidence/") for file in statement.files)
    if not needed <= set(files) <= needed | possible or (attached and statement.kind is Kind.PUBLIC):
        raise ValueError("other parts than this kind has")
    form = form_json.read_published(files["data/form.json"])
    if form_json.form_digest(form) != statement.form.digest:
        raise ValueError("another form than stated")
    if statement.kind is Kind.PUBLIC:
        edition = assessment_json.read_public(files["data/public.json"], form)
        if web_page.write(edition, form) != files["data/public.html"]:
            raise ValueError("the page says something else than the record")
        _require_record(files, "data/public.pdf", "data/public.json")
        return form, None, pdf_bytes(files["data/public.pdf"], trust)
    is_archive = statement.kind is Kind.ARCHIVE
    assessment = assessment_json.read_record(files["data/assessment.json"], form, with_working_notes=is_archive)
    if assessment.id != statement.assessment:
        raise ValueError("another assessment than stated")
    if is_archive:
        return form, assessment, None
    _require_record(files, "data/report.pdf", "data/assessment.json")
    _require_attachments(assessment, statement)
    return form, assessment, pdf_bytes(files["data/report.pdf"], trust)


def _require_record(files: Mapping[str, bytes], document: str, record: str) -> None:
    """What was signed on paper and what a program reads must be one and the same."""
    if archival.read_record(files[document]) != files[record]:
        raise ValueError("the document carries another record")


def _require_attachments(assessment: Assessment, statement: Statement) -> None:
    named = sorted(
        (reference.attachment.sha512, reference.attachment.size)
        for answer in assessment.answers.values()
        for reference in answer.evidence
        if reference.attachment is not None
    )
    sent = sorted((file.sha512, file.size) for file in statement.files if file.path.startswith("data/evidence/"))
    if named != sent:
        raise ValueError("other attachments than named")


def recipient_digest(recipient: str) -> str:
    """How a statement names a recipient."""
    return hashlib.sha256(recipient.encode()).hexdigest()
