# SPDX-License-Identifier: Apache-2.0
"""A small certification authority of invented Ruritania, for tests of chains and revocation."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from checklistapp.crypto.signer import SoftwareSigner

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Issued:
    key: Key
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def issue(
    name: str,
    issuer: Issued | None = None,
    *,
    authority: bool = False,
    begin: datetime = NOW - YEAR,
    end: datetime = NOW + YEAR,
    key: Key | None = None,
    signing: bool = True,
    serial: int | None = None,
) -> Issued:
    """A certificate; without ``issuer`` it signs itself."""
    key = key or new_key()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=signing,
        content_commitment=False,
        key_encipherment=not signing,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(issuer.key if issuer else key, hashes.SHA256())
    )
    return Issued(key, certificate)


def revoke(issuer: Issued, revoked: Issued, *, key: Key | None = None, issued: datetime = NOW - YEAR / 2) -> bytes:
    """A revocation list, long past its next update, as lists on an air-gapped machine are."""
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(revoked.certificate.serial_number)
        .revocation_date(NOW - YEAR / 2)
        .build()
    )
    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(issued)
        .next_update(issued + YEAR / 6)
        .add_revoked_certificate(entry)
        .sign(key or issuer.key, hashes.SHA256())
    )
    return crl.public_bytes(Encoding.DER)


def signer(issued: Issued, *above: Issued) -> SoftwareSigner:
    return SoftwareSigner(issued.key, issued.certificate, [each.certificate for each in above])
