# SPDX-License-Identifier: Apache-2.0
"""Whether a signed PDF is whole, who signed it, and whether everybody who should sign has signed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import cast

from asn1crypto import parser
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    CatalogModificationRule,
    ModificationLevel,
    ObjectStreamRule,
    QualifiedWhitelistRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from checklistapp.crypto.chain import judge
from checklistapp.crypto.cms import SignatureFaultError, check_signature
from checklistapp.crypto.signer import describe
from checklistapp.crypto.status_text import status_findings
from checklistapp.crypto.trust import SignerStatus, Trust
from checklistapp.documents.signing import APPROVER, PREPARER
from checklistapp.domain.verdict import Verdict, worst


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """``when`` is what the signer confirmed, proved by nobody; no ``certificate`` (DER) if the signature is bad.

    ``covered`` is how many bytes of the file the signature covers, from the first one on. ``whole``: they are as they
    were signed, and what follows them is what the signature permits.
    """

    role: str
    signer: str
    certificate: bytes | None
    when: datetime | None
    whole: bool
    trusted: SignerStatus
    covered: int = 0


@dataclass(frozen=True, slots=True)
class PdfVerdict:
    """``expected`` names every signature field of the document, signed or not; ``size`` is the file's, in bytes."""

    verdict: Verdict
    signatures: tuple[SignatureFacts, ...] = ()
    findings: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    size: int = 0


_OF_STATUS = {
    SignerStatus.CONFIRMED: Verdict.COMPLETE,
    SignerStatus.CHAINED: Verdict.COMPLETE,
    SignerStatus.EXPIRED: Verdict.HELD,
    SignerStatus.NOT_YET_VALID: Verdict.HELD,
    SignerStatus.UNCONFIRMED: Verdict.UNCONFIRMED_SIGNER,
    SignerStatus.UNKNOWN_ISSUER: Verdict.UNCONFIRMED_SIGNER,
    SignerStatus.NOT_FOR_SIGNING: Verdict.UNCONFIRMED_SIGNER,
    SignerStatus.REVOKED: Verdict.UNCONFIRMED_SIGNER,
    SignerStatus.INVALID: Verdict.ALTERED,
}
_BYTE_RANGE = b"/ByteRange"  # stands in the clear wherever there is a signature
_CHANGED = "The document was changed or damaged after it was signed."
_FOREIGN = "It is signed in a way that this program neither makes nor checks: use the program of whoever signed it."
_NOT_CERTIFIED = "The first signature is not the preparer's."
# pyHanko's default rules without those that let /Info, XMP and validation data change: no signing here touches them.
_PERMITTED = StandardDiffPolicy(
    global_rules=[
        cast("Callable[[], QualifiedWhitelistRule]", CatalogModificationRule)(),  # has no types
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=DEFAULT_DIFF_POLICY.form_rule,
)


def verify(pdf: bytes, trust: Trust, expected_sha256: str | None = None) -> PdfVerdict:
    """The full rule: every signature good, no more between and after them than they permit, all fields signed.

    ``expected_sha256`` (hex) is what this machine stored when the document was made; a cut-back copy differs from it.
    """
    try:
        verdict = _verify(pdf, trust)
    except Exception:  # noqa: BLE001 - whatever goes wrong while verifying must reject, never pass or crash
        if pdf.startswith(b"%PDF-") and _BYTE_RANGE in pdf:
            return PdfVerdict(Verdict.ALTERED, findings=(_CHANGED,))
        return PdfVerdict(Verdict.UNREADABLE, findings=("This is not a PDF that can be read.",))
    if expected_sha256 is not None and sha256(pdf).hexdigest() != expected_sha256.lower():
        finding = "This is not the file that was kept here when it was signed."
        judged = worst([verdict.verdict, Verdict.ALTERED])
        return replace(verdict, verdict=judged, findings=(*verdict.findings, finding))
    return verdict


def _verify(pdf: bytes, trust: Trust) -> PdfVerdict:
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    fields = {name: value is not None for name, value, _ in enumerate_sig_fields(reader)}
    expected = tuple(fields)
    if not all(name.isprintable() for name in expected):
        raise SignatureFaultError("a field name that would play tricks on a screen")
    embedded: list[EmbeddedPdfSignature] = reader.embedded_signatures
    if not embedded:
        if _BYTE_RANGE in pdf:
            return PdfVerdict(Verdict.ALTERED, findings=(_CHANGED,), expected=expected)
        return PdfVerdict(Verdict.UNSIGNED, findings=("Nobody has signed this document.",), expected=expected)
    if not any(name.startswith((PREPARER, APPROVER)) for name in expected) and any(map(_is_foreign, embedded)):
        return PdfVerdict(Verdict.UNREADABLE, findings=(_FOREIGN,), expected=expected, size=len(pdf))
    first = embedded[0].signed_revision
    signatures = []
    for number, signature in enumerate(embedded):
        last = number == len(embedded) - 1
        in_turn = signature.signed_revision == first + number and (
            not last or reader.xrefs.total_revisions == first + number + 1
        )
        signatures.append(_facts(pdf, signature, trust, in_turn=in_turn, last=last))
    verdicts, findings = [Verdict.COMPLETE], []
    if not all(each.whole for each in signatures) or not _same_metadata(reader, first):
        verdicts.append(Verdict.ALTERED)
        findings.append(_CHANGED)
        findings.extend(_appended(signatures, len(pdf)))
    if any(name.startswith((PREPARER, APPROVER)) for name in expected) and not _certified(reader, embedded[0]):
        verdicts.append(Verdict.ALTERED)
        findings.append(_NOT_CERTIFIED)
    for each in signatures:
        verdicts.append(_OF_STATUS[each.trusted])
        if each.certificate is not None:
            findings.extend(status_findings(each.trusted, each.certificate, each.signer, each.role))
    findings.extend(_in_several_roles(signatures))
    waiting = [name for name in expected if not fields[name]]
    if waiting:
        verdicts.append(Verdict.APPROVAL_PENDING)
        findings.append(f"Not signed yet: {', '.join(waiting)}.")
    return PdfVerdict(worst(verdicts), tuple(signatures), tuple(findings), expected, len(pdf))


def _is_foreign(signature: EmbeddedPdfSignature) -> bool:
    return bool(signature.sig_object.get("/SubFilter") != SigSeedSubFilter.PADES.value)


def _appended(signatures: Sequence[SignatureFacts], size: int) -> list[str]:
    """Where the change lies, as far as the signatures tell."""
    intact = [each for each in signatures if each.certificate is not None]
    if len(intact) < len(signatures):
        return ["A signature does not fit what it covers: bytes were exchanged, or the signature itself."]
    if rest := size - max(each.covered for each in intact):
        return [f"What was signed is intact, but {rest} bytes were added after the last signature."]
    return ["What was signed is intact, but between two signatures more was added than signing adds."]


def _certified(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> bool:
    """Whether the signature is the preparer's and permits the remaining fields only (ISO 32000-1, 12.8.2.2)."""
    permissions = reader.root.get("/Perms", {})
    return bool(
        signature.field_name == PREPARER
        and signature.docmdp_level is MDPPerm.FILL_FORMS
        and "/DocMDP" in permissions
        and permissions.raw_get("/DocMDP") == signature.sig_field.raw_get("/V")
    )


def _same_metadata(reader: PdfFileReader, first: int) -> bool:
    """Whether each revision from ``first`` on points to the same /Info and XMP; that those did not change themselves
    is for the rules about changed objects."""
    pointers = set()
    for revision in range(first, reader.xrefs.total_revisions):
        resolver = reader.get_historical_resolver(revision)
        information = resolver.trailer_view.get_value_as_reference("/Info", optional=True)
        metadata = resolver.root.get_value_as_reference("/Metadata", optional=True)
        pointers.add((information, metadata))
    return len(pointers) == 1


def _in_several_roles(signatures: Sequence[SignatureFacts]) -> list[str]:
    """No fault by itself, as a small authority may permit it, but whoever reads the document should know."""
    findings = []
    for certificate in dict.fromkeys(each.certificate for each in signatures if each.certificate):
        same = [each for each in signatures if each.certificate == certificate]
        if len(same) > 1:
            roles = " and ".join(each.role for each in same)
            findings.append(f"The same certificate, of {same[0].signer}, signed as {roles}.")
    return findings


def _facts(pdf: bytes, signature: EmbeddedPdfSignature, trust: Trust, *, in_turn: bool, last: bool) -> SignatureFacts:
    role, when = signature.field_name, signature.self_reported_timestamp
    try:
        covered = int(signature.byte_range[2]) + int(signature.byte_range[3])
        checked = check_signature(_exact_contents(pdf, signature), signature.compute_digest())
    except (SignatureFaultError, ValueError, TypeError, KeyError):
        return SignatureFacts(role, "", None, when, whole=False, trusted=SignerStatus.INVALID)
    facts = describe(checked.certificate)
    whole = in_turn and _covers(signature, checked.certificate, last=last)
    status = judge(checked.certificate, checked.intermediates, trust)
    return SignatureFacts(
        role, facts.common_name or facts.organisation, checked.certificate, when, whole, status, covered
    )


def _covers(signature: EmbeddedPdfSignature, certificate: bytes, *, last: bool) -> bool:
    """Whether the signature covers its revision and, if the last, the file, and what follows is permitted by it."""
    # the signer's own certificate stands in as root: here pyHanko judges the document, `judge` alone judges trust
    context = ValidationContext(trust_roots=[asn1_x509.Certificate.load(certificate)], allow_fetching=False)
    status = validate_pdf_signature(signature, signer_validation_context=context, diff_policy=_PERMITTED)
    wanted = SignatureCoverageLevel.ENTIRE_FILE if last else SignatureCoverageLevel.ENTIRE_REVISION
    return bool(
        status.bottom_line
        and status.coverage == wanted
        and status.modification_level <= ModificationLevel.FORM_FILLING
        and signature.sig_object.get("/SubFilter") == SigSeedSubFilter.PADES.value
    )


def _exact_contents(pdf: bytes, signature: EmbeddedPdfSignature) -> bytes:
    """The DER in /Contents, after making sure that the gap in the byte range holds it, zeros, and nothing else.

    The gap is the one place that no digest covers: letter case and padding could be changed unnoticed.
    """
    start, length, resume, _ = (int(number) for number in signature.byte_range)
    contents: bytes = signature.pkcs7_content
    gap = pdf[length:resume]
    if start != 0 or gap != b"<" + contents.hex().upper().encode() + b">":  # upper case, as signing here writes it
        raise SignatureFaultError("the byte range leaves out more than the signature")
    *_, header, content, trailer = parser.parse(contents)
    der: bytes = header + content + trailer
    if any(contents[len(der) :]):
        raise SignatureFaultError("the padding is not empty")
    return der
