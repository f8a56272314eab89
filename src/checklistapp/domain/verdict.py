# SPDX-License-Identifier: Apache-2.0
"""What checking a document or a bundle comes to, in one word, and what only a person can decide about it."""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """From best to worst; where several apply, the worst is told."""

    COMPLETE = "complete"
    ALREADY_RECEIVED = "already-received"
    APPROVAL_PENDING = "approval-pending"
    HELD = "held"
    REPLAYED = "replayed"
    UNCONFIRMED_SIGNER = "unconfirmed-signer"
    NOT_FOR_US = "not-for-us"
    UNSIGNED = "unsigned"
    INCOMPLETE = "incomplete"
    ALTERED = "altered"
    UNREADABLE = "unreadable"

    @property
    def is_good(self) -> bool:
        return self in {Verdict.COMPLETE, Verdict.ALREADY_RECEIVED}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    return max(verdicts, key=list(Verdict).index)


class Hold(StrEnum):
    """Why a genuine bundle waits for a person, who may take it all the same."""

    OUT_OF_TURN = "out-of-turn"
    CERTIFICATE_OUT_OF_DATE = "certificate-out-of-date"
    REWORDED_FORM = "reworded-form"
