# SPDX-License-Identifier: Apache-2.0
"""A verdict with its reasons: who signed, what is known of them, and what only a person can decide."""

from dataclasses import dataclass, field, replace

from checklistapp.crypto import fingerprint as fingerprints
from checklistapp.crypto.signer import describe
from checklistapp.domain.verdict import Hold, Verdict, worst


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """``when`` is what the signer's side says, proved by nobody; ``trusted`` one of the words of SignerStatus.

    ``issuer`` is empty for a self-made key. ``covered`` counts the file's bytes under the signature, from the first on;
    0 where that means nothing. ``certificate`` is DER, empty where the signature is not good.
    """

    role: str
    signer: str
    fingerprint: str
    when: str
    whole: bool
    trusted: str
    organisation: str = ""
    issuer: str = ""
    valid_from: str = ""
    valid_until: str = ""
    covered: int = 0
    certificate: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Judgement:
    """``holds`` is what a person may decide; with any of them the verdict is ``held`` or worse, until somebody did.

    ``expected`` are the signatures that a PDF has places for; ``size`` is that of a PDF, in bytes.
    """

    verdict: Verdict
    kind: str
    signatures: tuple[SignatureFacts, ...] = ()
    findings: tuple[str, ...] = ()
    holds: frozenset[Hold] = frozenset()
    expected: tuple[str, ...] = ()
    size: int = 0

    def with_hold(self, hold: Hold, finding: str) -> "Judgement":
        return replace(
            self,
            verdict=worst([self.verdict, Verdict.HELD]),
            findings=(*self.findings, finding),
            holds=self.holds | {hold},
        )

    def taken(self) -> "Judgement":
        """The same once a person decided to take what was only held."""
        return replace(self, verdict=Verdict.COMPLETE) if self.verdict is Verdict.HELD else self


def with_certificate(facts: SignatureFacts, certificate: bytes | None) -> SignatureFacts:
    if certificate is None:
        return facts
    said = describe(certificate)
    return replace(
        facts,
        fingerprint=fingerprints.words(certificate),
        organisation=said.organisation,
        issuer="" if said.self_made else said.issuer,
        valid_from=said.not_before.date().isoformat(),
        valid_until=said.not_after.date().isoformat(),
        certificate=certificate,
    )
