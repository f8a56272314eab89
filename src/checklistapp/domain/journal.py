# SPDX-License-Identifier: Apache-2.0
"""The hash-chained record of who did what: digests in, never an answer's text."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from checklistapp.domain.ids import Digest

GENESIS = Digest("0" * 64)


class Act(StrEnum):
    """What can happen in a workspace; the words of the journal page."""

    WORKSPACE_CREATED = "workspace-created"
    WORKSPACE_RENAMED = "workspace-renamed"
    ATTACHMENTS_CHANGED = "attachments-changed"
    """Whether files may be attached as evidence."""
    WORKSPACE_RECOVERED = "workspace-recovered"
    WORKSPACE_RESTORED = "workspace-restored"
    ROLLBACK_ACCEPTED = "rollback-accepted"
    DAMAGE_ACCEPTED = "damage-accepted"
    """A check found damage, and a person went on all the same."""
    WORKSPACE_REKEYED = "workspace-rekeyed"
    RECOVERY_WORDS_WRITTEN = "recovery-words-written"
    CREDENTIAL_CHANGED = "credential-changed"
    PERSON_ADDED = "person-added"
    PERSON_CHANGED = "person-changed"
    PERSON_REMOVED = "person-removed"
    IDENTITY_ADDED = "identity-added"
    IDENTITY_RETIRED = "identity-retired"
    CONTACT_ADDED = "contact-added"
    CONTACT_CONFIRMED = "contact-confirmed"
    CONTACT_RETIRED = "contact-retired"
    AUTHORITY_PINNED = "authority-pinned"
    AUTHORITY_UNPINNED = "authority-unpinned"
    REVOCATIONS_TAKEN = "revocations-taken"
    REVOCATIONS_DROPPED = "revocations-dropped"
    ASSESSMENT_STARTED = "assessment-started"
    ASSESSMENT_CHANGED = "assessment-changed"
    PROFILE_CHANGED = "profile-changed"
    ANSWERED = "answered"
    TAKEN_IN = "taken-in"
    """Answered by a PDF that somebody filled in, unsigned."""
    KEYED = "keyed"
    """Read from paper by one person; no answer yet."""
    ENTERED_FROM_PAPER = "entered-from-paper"
    """Answered as two persons have read it from paper."""
    EVIDENCE_ADDED = "evidence-added"
    EVIDENCE_CHANGED = "evidence-changed"
    EVIDENCE_REMOVED = "evidence-removed"
    PURGED = "purged"
    CERTIFIED = "certified"
    APPROVED = "approved"
    PENDING_DISCARDED = "pending-document-discarded"
    REOPENED = "reopened"
    EXPORTED = "exported"
    PRINTED = "printed"
    SEALED = "sealed"
    RECEIVED = "received"


def link_hash(*fields: str) -> Digest:
    """SHA-256 over an entry's fields as length-prefixed UTF-8, so that no two entries share bytes."""
    sha256 = hashlib.sha256()
    for text in fields:
        data = text.encode()
        sha256.update(len(data).to_bytes(8, "big"))
        sha256.update(data)
    return Digest(sha256.hexdigest())


@dataclass(frozen=True, slots=True)
class Entry:
    """One link: ``before`` and ``after`` are digests of salted rows, empty where nothing was or is.

    ``remark`` is for what must be on record in words: a reason to reopen, an override.
    """

    sequence: int
    previous: Digest
    person: str
    act: Act
    subject: str
    before: str
    after: str
    clock: str
    remark: str = ""

    @property
    def hash(self) -> Digest:
        """Its place in the chain, see ``link_hash``."""
        return link_hash(
            str(self.sequence),
            self.previous,
            self.person,
            self.act.value,
            self.subject,
            self.before,
            self.after,
            self.clock,
            self.remark,
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link: how long the chain is and its hash."""

    sequence: int = 0
    hash: Digest = GENESIS
