# SPDX-License-Identifier: Apache-2.0
"""What a person hands over to be believed: certificates of signers and of authorities, and revocation lists."""

from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from checklistapp.crypto.chain import is_signed_by
from checklistapp.crypto.trust import Trust
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.plain_line import is_plain_line

_PEM_LIST = b"-----BEGIN X509 CRL-----"


@dataclass(frozen=True, slots=True)
class RevocationFacts:
    """What a revocation list says of itself; ``next_update`` is None where it promises none."""

    issuer: str
    issued: datetime
    next_update: datetime | None
    revoked: int


def widened(trust: Trust, data: bytes) -> Trust:
    """``trust`` and what is in ``data``, PEM or DER; an authority's certificate vouches for all that it issued, too.

    :raises ChecklistError: if it is neither a certificate nor a revocation list.
    """
    revoking = revocation_list(data)
    if revoking is not None:
        return replace(trust, crls=(*trust.crls, revoking))
    certificate = certificate_from(data)
    roots = (certificate,) if may_issue(certificate) else ()
    return replace(trust, confirmed=trust.confirmed | {certificate}, roots=(*trust.roots, *roots))


def certificate_from(data: bytes) -> bytes:
    """The DER of a certificate given as PEM or DER."""
    try:
        is_pem = data.lstrip().startswith(b"-----")
        loaded = x509.load_pem_x509_certificate(data) if is_pem else x509.load_der_x509_certificate(data)
        return loaded.public_bytes(Encoding.DER)
    except ValueError:
        raise ChecklistError(
            "certificate-unreadable", "This file is not a certificate.", "Choose a .pem, .crt or .cer file."
        ) from None


def revocation_list(data: bytes) -> bytes | None:
    """The DER of a list given as PEM or DER; None for anything else."""
    try:
        is_pem = data.lstrip().startswith(_PEM_LIST)
        loaded = x509.load_pem_x509_crl(data) if is_pem else x509.load_der_x509_crl(data)
    except ValueError:
        return None
    return loaded.public_bytes(Encoding.DER)


def revocation_lists(data: bytes) -> tuple[bytes, ...]:
    """The lists (DER) of a file that ``joined`` made.

    :raises ValueError: for anything else in it.
    """
    pieces = data.split(_PEM_LIST)
    found = tuple(revocation_list(_PEM_LIST + piece) for piece in pieces[1:])
    lists = tuple(each for each in found if each is not None)
    if joined(lists) != data:
        raise ValueError("not a file of revocation lists")
    return lists


def joined(lists: tuple[bytes, ...]) -> bytes:
    """Revocation lists as one file that openssl reads."""
    return b"".join(x509.load_der_x509_crl(each).public_bytes(Encoding.PEM) for each in lists)


def describe_list(data: bytes) -> RevocationFacts:
    loaded = x509.load_der_x509_crl(data)
    names = [*loaded.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)]
    names += loaded.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    text = str(names[0].value) if names else ""
    # as in `describe`: whoever wrote it shall not steer a terminal
    plain = "".join(letter if is_plain_line(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return RevocationFacts(plain, loaded.last_update_utc, loaded.next_update_utc, len(loaded))


def list_issuer(data: bytes, authorities: tuple[bytes, ...]) -> bytes | None:
    """Which of the authorities (DER) signed the list; None where none did."""
    loaded = x509.load_der_x509_crl(data)
    for each in authorities:
        if is_signed_by(loaded, x509.load_der_x509_certificate(each)):
            return each
    return None


def may_issue(certificate: bytes) -> bool:
    """RFC 5280, 4.2.1.9; without the extension it may not."""
    try:
        extensions = x509.load_der_x509_certificate(certificate).extensions
        return extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False
