# SPDX-License-Identifier: Apache-2.0
"""Signatures as CMS SignedData: detached CAdES-B-B over bytes, and the same structure inside a PDF (PAdES-B-B).

One profile is written and only that is accepted: after the check, the structure is built anew from its signed parts
and must come out byte for byte, so that no unsigned byte can differ without being noticed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509

from checklistapp.crypto.signer import KeyKind, Signer, describe, issued
from checklistapp.crypto.trust import SignerStatus, SignerVerdict, Trust

LARGEST_SIGNATURE = 64 * 1024
MOST_INTERMEDIATES = 8
_ALGORITHMS = {KeyKind.P256: "sha256_ecdsa", KeyKind.RSA: "sha256_rsa"}


class SignatureFaultError(Exception):
    """The signature is not good; says nothing about who made it."""


@dataclass(frozen=True, slots=True)
class CheckedSignature:
    """An intact signature: the certificate (DER) that its signed attributes name, and what the signer's clock said."""

    certificate: bytes
    intermediates: tuple[bytes, ...]
    claimed_time: datetime | None


def sign_detached(data: bytes, signer: Signer, claimed_time: datetime) -> bytes:
    """CAdES-B-B (ETSI EN 319 122-1) as DER."""
    return sign_digest(sha256(data).digest(), signer, claimed_time)


def sign_digest(digest: bytes, signer: Signer, claimed_time: datetime | None) -> bytes:
    """SignedData over a SHA-256 digest; PAdES wants no time in it (ETSI EN 319 142-1, 6.3), CAdES wants one."""
    certificate = asn1_x509.Certificate.load(signer.certificate)
    attributes = [
        _attribute("content_type", "data"),
        _attribute("message_digest", digest),
        _attribute("signing_certificate_v2", _certificate_reference(certificate)),
    ]
    if claimed_time is not None:
        attributes.append(_attribute("signing_time", _time(claimed_time)))
    signed_attributes = cms.CMSAttributes(attributes)
    signature = signer.sign(signed_attributes.dump())  # the SET OF, not its implicit tag: RFC 5652, 5.4
    return _assemble(signer.certificate, signer.chain, signed_attributes, signature)


def verify_detached(data: bytes, signature: bytes, trust: Trust) -> SignerVerdict:
    """Whether ``signature`` is an intact CAdES signature over ``data``, and what is known of its signer."""
    from checklistapp.crypto.chain import judge  # noqa: PLC0415 - 0.2 s that a start without verifying need not pay

    checked = check_detached(data, signature)
    if checked is None:
        return SignerVerdict(SignerStatus.INVALID)
    try:
        status = judge(checked.certificate, checked.intermediates, trust)
    except Exception:  # noqa: BLE001 - whatever goes wrong while verifying must reject, never pass or crash
        return SignerVerdict(SignerStatus.INVALID)
    return SignerVerdict(status, checked.certificate, checked.claimed_time)


def check_detached(data: bytes, signature: bytes) -> CheckedSignature | None:
    """The same without any trust in its signer; None where it is not good."""
    try:
        checked = check_signature(signature, sha256(data).digest())
    except Exception:  # noqa: BLE001 - whatever goes wrong while verifying must reject, never pass or crash
        return None
    return checked if checked.claimed_time is not None else None


def check_signature(signature: bytes, digest: bytes) -> CheckedSignature:
    """The signature's own soundness, without any trust in its signer; raises `SignatureFaultError` or ValueError."""
    from pyhanko.sign.validation.generic_cms import (  # noqa: PLC0415 - 0.6 s that a start without verifying need not pay
        validate_sig_integrity,
    )

    if len(signature) > LARGEST_SIGNATURE:
        raise SignatureFaultError("larger than any signature")
    signed_data = cms.ContentInfo.load(signature, strict=True)["content"]
    (signer_info,) = signed_data["signer_infos"]
    attributes = {each["type"].native: each["values"] for each in signer_info["signed_attrs"]}
    if "signing_certificate_v2" not in attributes:
        raise SignatureFaultError("the signed attributes do not name the certificate")
    certificates = [choice.chosen.dump() for choice in signed_data["certificates"]]
    certificate = _named_certificate(attributes["signing_certificate_v2"], certificates)
    intermediates = _upwards(certificate, [each for each in certificates if each != certificate])
    intact, valid = validate_sig_integrity(
        signer_info, asn1_x509.Certificate.load(certificate), expected_content_type="data", actual_digest=digest
    )
    if not (intact and valid):
        raise SignatureFaultError("the signature does not fit the content")
    canonical = _assemble(
        certificate, intermediates, signer_info["signed_attrs"].untag(), signer_info["signature"].native
    )
    if canonical != signature:
        raise SignatureFaultError("bytes that nobody signed differ from the profile")
    claimed = attributes.get("signing_time")
    return CheckedSignature(certificate, intermediates, claimed[0].native if claimed else None)


def _assemble(
    certificate: bytes, intermediates: tuple[bytes, ...], signed_attributes: cms.CMSAttributes, signature: bytes
) -> bytes:
    kind = describe(certificate).key_kind
    if kind not in _ALGORITHMS:
        raise SignatureFaultError("a key of a kind that does not sign here")
    loaded = asn1_x509.Certificate.load(certificate)
    digest_algorithm = {"algorithm": "sha256"}
    signer_info = {
        "version": "v1",
        "sid": {"issuer_and_serial_number": {"issuer": loaded.issuer, "serial_number": loaded.serial_number}},
        "digest_algorithm": digest_algorithm,
        "signature_algorithm": {"algorithm": _ALGORITHMS[kind]},
        "signed_attrs": signed_attributes,
        "signature": signature,
    }
    signed_data = {
        "version": "v1",
        "digest_algorithms": [digest_algorithm],
        "encap_content_info": {"content_type": "data"},
        "certificates": [asn1_x509.Certificate.load(each) for each in (certificate, *intermediates)],
        "signer_infos": [signer_info],
    }
    dumped: bytes = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed_data)}).dump()
    return dumped


def _named_certificate(references: core.SetOf, certificates: list[bytes]) -> bytes:
    """The embedded certificate that the signed ESS attribute names by its hash (RFC 5035); the sid is not signed."""
    (reference,) = references
    named = reference["certs"][0]
    if named["hash_algorithm"]["algorithm"].native != "sha256":
        raise SignatureFaultError("the certificate is not named by SHA-256")
    for certificate in certificates:
        if sha256(certificate).digest() == named["cert_hash"].native:
            return certificate
    raise SignatureFaultError("the named certificate is missing")


def _upwards(certificate: bytes, others: list[bytes]) -> tuple[bytes, ...]:
    """The other certificates, each having issued the one before; one that leads nowhere is a fault."""
    if len(others) > MOST_INTERMEDIATES:
        raise SignatureFaultError("more certificates than a chain has")
    left = {each: x509.load_der_x509_certificate(each) for each in others}
    current = x509.load_der_x509_certificate(certificate)
    ordered: list[bytes] = []
    while left:
        issuer = next((each for each, loaded in left.items() if issued(current, loaded)), None)
        if issuer is None:
            raise SignatureFaultError("a certificate that does not belong to the chain")
        current = left.pop(issuer)
        ordered.append(issuer)
    return tuple(ordered)


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})


def _certificate_reference(certificate: asn1_x509.Certificate) -> tsp.SigningCertificateV2:
    return tsp.SigningCertificateV2(
        {
            "certs": [
                {
                    "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                    "cert_hash": sha256(certificate.dump()).digest(),
                    "issuer_serial": {
                        "issuer": [asn1_x509.GeneralName("directory_name", certificate.issuer)],
                        "serial_number": certificate.serial_number,
                    },
                }
            ]
        }
    )


def _time(moment: datetime) -> cms.Time:
    whole = moment.astimezone(UTC).replace(microsecond=0)
    kind = "utc_time" if 1950 <= whole.year < 2050 else "general_time"  # RFC 5652, 11.3
    return cms.Time({kind: whole})
