# SPDX-License-Identifier: Apache-2.0
"""What is known of a signer, as sentences: each kind of doubt in its own words, with its dates and its issuer."""

from checklistapp.crypto.signer import describe
from checklistapp.crypto.trust import SignerStatus

_SENTENCES = {
    SignerStatus.EXPIRED: "The certificate of {signer} expired on {until}; a person must decide.",
    SignerStatus.NOT_YET_VALID: (
        "The certificate of {signer} is not valid before {since}; look at this computer's clock, then a person must "
        "decide."
    ),
    SignerStatus.UNCONFIRMED: (
        "Nobody has confirmed yet that {signer} is who signed as {role}: the key is self-made, so compare its "
        "fingerprint."
    ),
    SignerStatus.UNKNOWN_ISSUER: (
        "The certificate of {signer}, who signed as {role}, was issued by “{issuer}”, which is not trusted here: add "
        "that authority, or compare the signer's fingerprint."
    ),
    SignerStatus.NOT_FOR_SIGNING: (
        "The certificate of {signer}, who signed as {role}, was not issued for signing: its key usage forbids it."
    ),
    SignerStatus.REVOKED: "The certificate of {signer} has been revoked by its authority.",
}


def status_findings(status: SignerStatus, certificate: bytes, signer: str, role: str) -> tuple[str, ...]:
    """None where nothing is in doubt, or where the signature is bad, which is told elsewhere."""
    if status not in _SENTENCES:
        return ()
    facts = describe(certificate)
    until, since = (moment.date().isoformat() for moment in (facts.not_after, facts.not_before))
    words = {"signer": signer, "role": role, "issuer": facts.issuer or "an authority without a name"}
    return (_SENTENCES[status].format(until=until, since=since, **words),)
