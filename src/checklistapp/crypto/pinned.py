# SPDX-License-Identifier: Apache-2.0
"""What a person hands over to be believed: certificates of signers and of authorities, and revocation lists."""

from dataclasses import replace

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from checklistapp.crypto.signer import certificate_from
from checklistapp.crypto.trust import Trust

_PEM_LIST = b"-----BEGIN X509 CRL-----"


def widened(trust: Trust, data: bytes) -> Trust:
    """``trust`` and what is in ``data``, PEM or DER; an authority's certificate vouches for all that it issued, too.

    :raises ChecklistError: if it is neither a certificate nor a revocation list.
    """
    revoking = _revocation_list(data)
    if revoking is not None:
        return replace(trust, crls=(*trust.crls, revoking))
    certificate = certificate_from(data)
    roots = (certificate,) if _may_issue(certificate) else ()
    return replace(trust, confirmed=trust.confirmed | {certificate}, roots=(*trust.roots, *roots))


def _revocation_list(data: bytes) -> bytes | None:
    try:
        is_pem = data.lstrip().startswith(_PEM_LIST)
        loaded = x509.load_pem_x509_crl(data) if is_pem else x509.load_der_x509_crl(data)
    except ValueError:
        return None
    return loaded.public_bytes(Encoding.DER)


def _may_issue(certificate: bytes) -> bool:
    """RFC 5280, 4.2.1.9; without the extension it may not."""
    try:
        extensions = x509.load_der_x509_certificate(certificate).extensions
        return extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False
