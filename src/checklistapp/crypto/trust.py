# SPDX-License-Identifier: Apache-2.0
"""Whom this installation believes, and what that makes of one signer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Trust:
    """Certificates and revocation lists are DER.

    ``confirmed`` holds signers that a person compared and confirmed, and one's own; ``roots`` the pinned authorities.
    ``at`` is the moment to judge validity at: an air-gapped clock may be wrong.
    """

    at: datetime
    confirmed: frozenset[bytes] = frozenset()
    roots: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()


class SignerStatus(StrEnum):
    """What is known of the signer of an intact signature; `INVALID` where the signature itself is not good."""

    CONFIRMED = "confirmed"
    CHAINED = "chained"
    EXPIRED = "expired"  # good in all but time, as is the next: a person decides
    NOT_YET_VALID = "not-yet-valid"
    UNCONFIRMED = "unconfirmed"  # a self-made key that nobody here compared
    UNKNOWN_ISSUER = "unknown-issuer"
    NOT_FOR_SIGNING = "not-for-signing"
    REVOKED = "revoked"
    INVALID = "invalid"

    @property
    def known(self) -> bool:
        """Somebody here or an authority vouched for the signer, be it for another time."""
        return self.trusted or self.out_of_time

    @property
    def out_of_time(self) -> bool:
        return self in {SignerStatus.EXPIRED, SignerStatus.NOT_YET_VALID}

    @property
    def trusted(self) -> bool:
        return self in {SignerStatus.CONFIRMED, SignerStatus.CHAINED}


@dataclass(frozen=True, slots=True)
class SignerVerdict:
    """``certificate`` (DER) is the one the signed attributes name, None if the signature is not good.

    ``claimed_time`` is what the signer's own clock said.
    """

    status: SignerStatus
    certificate: bytes | None = None
    claimed_time: datetime | None = None
