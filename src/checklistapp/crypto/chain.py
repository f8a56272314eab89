# SPDX-License-Identifier: Apache-2.0
"""The one judgement of a signer's certificate against what is trusted here, for documents and bundles alike."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import cast

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import ExpiredError, NotYetValidError, PathBuildingError, ValidationError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.validate import validate_path

from checklistapp.crypto.signer import is_self_made, may_sign
from checklistapp.crypto.trust import SignerStatus, Trust

for _library in ("pyhanko", "pyhanko_certvalidator"):
    # they log names out of certificates, and a trace for what is a plain verdict here
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)


def judge(certificate: bytes, intermediates: Sequence[bytes], trust: Trust) -> SignerStatus:
    """What is known of the holder of ``certificate``; the signature was checked elsewhere, nothing is fetched."""
    signer = x509.load_der_x509_certificate(certificate)
    above = [x509.load_der_x509_certificate(each) for each in intermediates]
    if not may_sign(signer):
        return SignerStatus.NOT_FOR_SIGNING
    if _revoked([signer, *above], trust):
        return SignerStatus.REVOKED
    if certificate in trust.confirmed:
        if trust.at < signer.not_valid_before_utc:
            return SignerStatus.NOT_YET_VALID
        return SignerStatus.CONFIRMED if trust.at <= signer.not_valid_after_utc else SignerStatus.EXPIRED
    if is_self_made(signer):
        return SignerStatus.UNCONFIRMED
    return _judge_chain(certificate, intermediates, trust)


def _judge_chain(certificate: bytes, intermediates: Sequence[bytes], trust: Trust) -> SignerStatus:
    leaf = asn1_x509.Certificate.load(certificate)
    builder = _context(intermediates, trust, trust.at).path_builder
    build = cast("Callable[[asn1_x509.Certificate], list[ValidationPath]]", builder.build_paths)
    try:
        paths = build(leaf)
    except PathBuildingError:
        return SignerStatus.UNKNOWN_ISSUER
    found = SignerStatus.UNKNOWN_ISSUER
    for path in paths:
        try:
            validate_path(_context(intermediates, trust, trust.at), path)
        except (ExpiredError, NotYetValidError) as fault:
            if _good_at_its_time(path, intermediates, trust):
                early = isinstance(fault, NotYetValidError)
                found = SignerStatus.NOT_YET_VALID if early else SignerStatus.EXPIRED
        except ValidationError:
            continue
        else:
            return SignerStatus.CHAINED
    return found


def _good_at_its_time(path: ValidationPath, intermediates: Sequence[bytes], trust: Trust) -> bool:
    """Whether there was a moment at which everything in the path was valid together."""
    begin = max(each.not_valid_before for each in path.iter_certs(include_root=True))
    try:
        validate_path(_context(intermediates, trust, begin), path)
    except ValidationError:
        return False
    return True


def _context(intermediates: Sequence[bytes], trust: Trust, at: datetime) -> ValidationContext:
    # "soft-fail" because a list may be missing on an air-gapped machine; what a list names is refused by _revoked.
    return ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(root) for root in trust.roots],
        other_certs=[asn1_x509.Certificate.load(each) for each in intermediates],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


def _revoked(certificates: Iterable[x509.Certificate], trust: Trust) -> bool:
    """Whether a list signed by its authority names one of them; a list past its next update still counts."""
    chain = list(certificates)
    authorities = [*chain, *(x509.load_der_x509_certificate(root) for root in trust.roots)]
    for each in trust.crls:
        crl = x509.load_der_x509_crl(each)
        if not any(is_signed_by(crl, authority) for authority in authorities):
            continue
        for certificate in chain:
            named = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if certificate.issuer == crl.issuer and named is not None:
                return True
    return False


def is_signed_by(crl: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    if authority.subject != crl.issuer:
        return False
    key = authority.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey):
        return False
    try:
        return crl.is_signature_valid(key)
    except (TypeError, UnsupportedAlgorithm):
        return False
