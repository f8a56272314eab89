# SPDX-License-Identifier: Apache-2.0
"""Who signs: a certificate with the key that belongs to it, and what a certificate says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from asn1crypto import parser
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates
from cryptography.x509.oid import NameOID

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.plain_line import is_plain_line

# A self-made certificate proves only its key; dates would make a wrong clock refuse a good signature.
SELF_MADE_NOT_BEFORE = datetime(2000, 1, 1, tzinfo=UTC)
SELF_MADE_NOT_AFTER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)  # RFC 5280, 4.1.2.5: "no well-defined expiration"
LONGEST_NAME = 64  # ub-common-name and ub-organization-name, RFC 5280 appendix A
SHORTEST_RSA_KEY = 2048


class KeyKind(StrEnum):
    """The kinds of key that sign; anything else is only ever described."""

    P256 = "ECDSA P-256"
    RSA = "RSA"
    OTHER = "other"


class Signer(Protocol):
    """A key that can sign, wherever it is kept."""

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, DER."""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Intermediate certificates, DER, the signer's issuer first, the root left out."""

    @property
    def key_kind(self) -> KeyKind:
        """Decides the signature algorithm that stands beside the signature."""

    def sign(self, data: bytes) -> bytes:
        """The signature over SHA-256 of ``data``: ECDSA as DER (RFC 3279), RSA with PKCS #1 v1.5."""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a person may want to know of a certificate; names are empty where it has none."""

    common_name: str
    organisation: str
    not_before: datetime
    not_after: datetime
    serial: int
    self_made: bool
    key_kind: KeyKind
    issuer: str

    def valid_at(self, moment: datetime) -> bool:
        return self.not_before <= moment <= self.not_after


class SoftwareSigner:
    """A signer whose key is in memory, loaded and checked once (checking RSA-3072 takes 0.1 s)."""

    def __init__(
        self,
        key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
        certificate: x509.Certificate,
        intermediates: Iterable[x509.Certificate] = (),
    ) -> None:
        self._key = key
        self._certificate = certificate
        self._intermediates = in_order(certificate, intermediates)
        self._kind = _key_kind(certificate)

    @property
    def certificate(self) -> bytes:
        return self._certificate.public_bytes(Encoding.DER)

    @property
    def chain(self) -> tuple[bytes, ...]:
        return tuple(each.public_bytes(Encoding.DER) for each in self._intermediates)

    @property
    def key_kind(self) -> KeyKind:
        return self._kind

    def sign(self, data: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))

    def to_private_bytes(self) -> bytes:
        """Key and certificates as PKCS #12 *without* protection: for sealing by the caller, never for a file."""
        return pkcs12.serialize_key_and_certificates(
            None, self._key, self._certificate, self._intermediates, NoEncryption()
        )

    @classmethod
    def from_private_bytes(cls, data: bytes) -> "SoftwareSigner":
        return _from_key_file(pkcs12.load_pkcs12(data, None))


def make_self_made(common_name: str, organisation: str) -> SoftwareSigner:
    """A new P-256 key with a certificate it signed itself; a role will do as common name."""
    for name in (common_name, organisation):
        if not 1 <= len(name) <= LONGEST_NAME:
            raise ChecklistError(
                "certificate-name-length",
                f"A name in a certificate has between 1 and {LONGEST_NAME} characters.",
                "Shorten the name or the organisation, or fill in what is empty.",
            )
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SELF_MADE_NOT_BEFORE)
        .not_valid_after(SELF_MADE_NOT_AFTER)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return SoftwareSigner(key, certificate)


def load_pkcs12(data: bytes, passphrase: str) -> SoftwareSigner:
    """A signer from a PKCS #12 file (.p12, .pfx); an expired certificate is let through, `describe` tells."""
    if not data.startswith(b"\x30"):
        raise ChecklistError(
            "key-file-unreadable", "This is not a PKCS #12 key file.", "Choose the .p12 or .pfx file you were given."
        )
    try:
        loaded = pkcs12.load_pkcs12(data, passphrase.encode() if passphrase else None)
    except UnsupportedAlgorithm:
        raise ChecklistError(
            "key-file-unsupported",
            "This key file is protected in a way that is too old or not supported.",
            "Ask its issuer for a PKCS #12 file protected with AES.",
        ) from None
    except ValueError:
        raise ChecklistError(
            "key-file-passphrase",
            "The passphrase does not open this key file, or the file is damaged.",
            "Type the passphrase of the key file again.",
        ) from None
    return _from_key_file(loaded)


def describe(certificate: bytes) -> CertificateFacts:
    loaded = _load(certificate)
    return CertificateFacts(
        common_name=_name(loaded.subject, NameOID.COMMON_NAME),
        organisation=_name(loaded.subject, NameOID.ORGANIZATION_NAME),
        not_before=loaded.not_valid_before_utc,
        not_after=loaded.not_valid_after_utc,
        serial=loaded.serial_number,
        self_made=is_self_made(loaded),
        key_kind=_key_kind(loaded),
        issuer=_name(loaded.issuer, NameOID.COMMON_NAME) or _name(loaded.issuer, NameOID.ORGANIZATION_NAME),
    )


def is_self_made(certificate: x509.Certificate) -> bool:
    return certificate.issuer == certificate.subject and issued(certificate, certificate)


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether key usage, if stated, allows signing documents (RFC 5280, 4.2.1.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether ``issuer`` signed ``certificate``; says nothing of dates or of what the issuer may sign."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, TypeError, ValueError, UnsupportedAlgorithm):
        return False
    return True


def certificates_in(data: bytes) -> tuple[bytes, ...]:
    """Certificates (DER) that were joined to one another."""
    found = []
    while data:
        length = sum(map(len, parser.parse(data)[3:]))
        found.append(data[:length])
        data = data[length:]
    return tuple(found)


def in_order(leaf: x509.Certificate, certificates: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Those that lead from the leaf upwards, without self-signed roots: a root is pinned, never sent along."""
    left = [each for each in certificates if not is_self_made(each)]
    ordered: list[x509.Certificate] = []
    current = leaf
    while issuer := next((each for each in left if issued(current, each)), None):
        left.remove(issuer)
        ordered.append(issuer)
        current = issuer
    return tuple(ordered)


def _from_key_file(loaded: PKCS12KeyAndCertificates) -> SoftwareSigner:
    if loaded.key is None or loaded.cert is None:
        raise ChecklistError(
            "key-file-incomplete",
            "This key file does not hold a private key together with its certificate.",
            "Export the key again with its certificate included.",
        )
    key, certificate = loaded.key, loaded.cert.certificate
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) or _key_kind(certificate) is KeyKind.OTHER:
        raise ChecklistError(
            "key-kind-unsupported",
            "Keys of this kind cannot be used here.",
            f"Use an ECDSA P-256 key or an RSA key of at least {SHORTEST_RSA_KEY} bits.",
        )
    if key.public_key() != certificate.public_key():
        raise ChecklistError(
            "key-file-mismatch",
            "The private key and the certificate in this file do not belong together.",
            "Export the key again with its own certificate.",
        )
    if not may_sign(certificate):
        raise ChecklistError(
            "certificate-not-for-signing",
            "This certificate was not issued for signing documents.",
            "Ask its issuer for one with the key usage digital signature or non-repudiation.",
        )
    return SoftwareSigner(key, certificate, (each.certificate for each in loaded.additional_certs))


def _key_kind(certificate: x509.Certificate) -> KeyKind:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return KeyKind.OTHER
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= SHORTEST_RSA_KEY:
        return KeyKind.RSA
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return KeyKind.P256
    return KeyKind.OTHER


def _name(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    text = str(found[0].value) if found else ""
    # anybody can write a certificate: nothing in it may steer a terminal or turn the direction of a line
    return "".join(letter if is_plain_line(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _load(certificate: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(certificate)
    except ValueError:
        raise ChecklistError(
            "certificate-unreadable", "This is not a readable certificate.", "Choose a certificate file in DER form."
        ) from None
