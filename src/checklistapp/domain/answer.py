# SPDX-License-Identifier: Apache-2.0
"""An answer: exactly one of value and meta-state, with the three texts that are never mixed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from checklistapp.domain.form import Release
from checklistapp.domain.ids import Digest, EvidenceId, PartId, PersonId, ProbeId

Row = Mapping[str, str]
"""One row of a table probe: column id -> text (dates as ISO 8601, numbers in plain digits)."""

Value = str | tuple[str, ...] | tuple[Row, ...]
"""``yes``/``no``, a text, a date (ISO 8601), a number in plain digits, chosen items, or table rows."""

YES = "yes"
NO = "no"


class Meta(StrEnum):
    """What can stand in place of a value; only ``UNANSWERED`` counts as open."""

    UNANSWERED = "unanswered"
    PARTLY = "partly"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Response:
    """Exactly one of ``value`` and ``meta``; ``reason`` belongs to not applicable, withheld,
    or an answer that differs from what its parts suggest."""

    value: Value | None = None
    meta: Meta | None = Meta.UNANSWERED
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) == (self.meta is None):
            raise ValueError("a response has exactly one of value and meta-state")

    @classmethod
    def of(cls, value: Value, reason: str = "") -> "Response":
        return cls(value, None, reason)

    @classmethod
    def as_meta(cls, meta: Meta, reason: str = "") -> "Response":
        return cls(None, meta, reason)

    @property
    def is_open(self) -> bool:
        return self.meta is Meta.UNANSWERED

    @property
    def state(self) -> str | None:
        """The word conditions compare with: the value or the meta-state; None while open."""
        if self.meta is not None:
            return None if self.is_open else self.meta.value
        return self.value if isinstance(self.value, str) else "answered"

    @property
    def lacks_reason(self) -> bool:
        return self.meta in (Meta.NOT_APPLICABLE, Meta.WITHHELD) and not self.reason.strip()


OPEN = Response()


class EvidenceKind(StrEnum):
    LAW = "law"
    REGULATION = "regulation"
    LICENCE_CONDITION = "licence-condition"
    PLAN = "plan"
    RECORD = "record"
    REPORT = "report"
    CERTIFICATE = "certificate"
    MINUTES = "minutes"
    LETTER = "letter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file kept with the evidence: its name as it came, size in bytes, SHA-512 (hexadecimal)."""

    name: str
    size: int
    sha512: str


@dataclass(frozen=True, slots=True)
class EvidenceReference:
    """Where the proof is; a reference is the normal case, an attached file the exception."""

    id: EvidenceId
    kind: EvidenceKind = EvidenceKind.OTHER
    title: str = ""
    identifier: str = ""
    section: str = ""
    date: str = ""
    holder: str = ""
    location: str = ""
    attachment: Attachment | None = None


def with_files_of(
    references: Sequence[EvidenceReference], known: Sequence[EvidenceReference]
) -> tuple[EvidenceReference, ...]:
    """``references`` with exactly the attached files of ``known``: a file comes and goes by its own acts, not by what
    is written about it. What is missing takes the place it has in ``known``."""
    files = {each.id: each.attachment for each in known if each.attachment is not None}
    kept = [
        replace(each, attachment=files.get(each.id))
        for each in references
        if each.attachment is None or each.id in files
    ]
    given = {each.id for each in kept}
    for place, each in enumerate(known):
        if each.attachment is not None and each.id not in given:
            kept.insert(place, each)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who answered, as which act of the workspace, when by this machine's clock, on which wording."""

    person: PersonId
    name: str
    sequence: int
    clock: str
    language: str
    wording: Digest


@dataclass(frozen=True, slots=True)
class Answer:
    """``note`` is for the receiver in confidence, ``public_statement`` is written for everyone,
    ``working_note`` stays in the workspace. ``release`` is None while the form's default stands."""

    response: Response = OPEN
    note: str = ""
    public_statement: str = ""
    working_note: str = ""
    parts: Mapping[PartId, Response] = field(default_factory=dict)
    probes: Mapping[ProbeId, Value] = field(default_factory=dict)
    evidence: tuple[EvidenceReference, ...] = ()
    release: Release | None = None
    provenance: Provenance | None = None

    def responding(self, response: Response) -> "Answer":
        """The same answer with another response; what was decided about publishing a former one is void."""
        release = self.release if response.state == self.response.state else None
        return replace(self, response=response, release=release)

    def holding_back_evidence(self) -> "Answer":
        """What was decided about publishing the evidence did not mean a reference that came later."""
        return replace(self, release=self.release and replace(self.release, evidence=False))


EMPTY = Answer()
