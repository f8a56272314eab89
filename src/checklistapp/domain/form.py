# SPDX-License-Identifier: Apache-2.0
"""A form: the questions of a checklist, their parts and guidance, as published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from graphlib import TopologicalSorter

from checklistapp.domain.conditions import Condition, mentioned
from checklistapp.domain.ids import FactId, FormId, PartId, ProbeId, QuestionId


class AnswerSet(StrEnum):
    """What kind of value answers a question or a probe."""

    YES_NO = "yes-no"
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    TABLE = "table"
    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"


class Claim(StrEnum):
    """What a Yes claims: a state of affairs, an intention, or an ability (the wording of INFCIRC/869)."""

    STATUS = "status"
    INTENT = "intent"
    CAPABILITY = "capability"


class Role(StrEnum):
    """Who can answer: the State's government, its regulator, an operator, somebody else."""

    GOVERNMENT = "government"
    REGULATOR = "regulator"
    OPERATOR = "operator"
    OTHER = "other"


class Mode(StrEnum):
    """How a respondent takes part; ``EACH`` asks every operator and rolls up n of m."""

    LEAD = "lead"
    CONSULTED = "consulted"
    CONTRIBUTES = "contributes"
    EACH = "each"


class Relation(StrEnum):
    """How a question stands to the form version before."""

    SAME = "same"
    REWORDED = "reworded"
    SPLIT_FROM = "split-from"
    MERGED_FROM = "merged-from"
    NEW = "new"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Respondent:
    role: Role
    mode: Mode
    who: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A working aid below a compound question; it only ever suggests the parent's answer."""

    id: PartId
    text: str
    applicable_when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Column:
    id: str
    text: str
    kind: AnswerSet = AnswerSet.TEXT


@dataclass(frozen=True, slots=True)
class Probe:
    """Optional detail below a question; never a question of its own."""

    id: ProbeId
    text: str
    kind: AnswerSet
    unit: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    shown_when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """What of an answer may become public; as a form's default or as a person's decision."""

    value: bool = False
    public_statement: bool = False
    note: bool = False
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Previous:
    id: QuestionId
    version: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Question:
    """One question as printed on one line.

    ``source`` is a pointer in words a reader knows; ``suggests`` says when the parts suggest Yes
    (a condition over part ids; None without parts) and ``suggests_rule`` says the same in words:
    ``all``, ``any`` or, e.g., "(a or b) and c"; ``claims`` has one member, or two where the
    wording mixes kinds.
    """

    id: QuestionId
    text: str
    source: str
    claims: tuple[Claim, ...]
    source_text: str = ""
    commitments: tuple[str, ...] = ()
    answer_set: AnswerSet = AnswerSet.YES_NO
    unit: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    parts: tuple[Part, ...] = ()
    suggests: Condition | None = None
    suggests_rule: str = ""
    probes: tuple[Probe, ...] = ()
    guidance: str = ""
    evidence: tuple[str, ...] = ()
    respondents: tuple[Respondent, ...] = ()
    shown_when: Condition | None = None
    applicable_when: Condition | None = None
    release: Release = Release()
    maps_to: tuple[str, ...] = ()
    previous: Previous | None = None


class SectionRule(StrEnum):
    """A rule over a whole section; the only one so far is section A's (INFCIRC/869, "one or more")."""

    AT_LEAST_ONE_YES = "at-least-one-yes"


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    rule: SectionRule | None = None


@dataclass(frozen=True, slots=True)
class ProfileFact:
    """One yes/no fact about who answers; offered first, skippable, open to later change."""

    id: FactId
    text: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A date that a Yes suggests: editable data, never a duty."""

    id: str
    text: str
    when: Condition
    months: int


@dataclass(frozen=True, slots=True)
class SourceDocument:
    id: str
    title: str


@dataclass(frozen=True)
class Form:
    """A published checklist. ``texts`` holds translations: language -> text path -> text."""

    id: FormId
    version: str
    title: str
    publisher: str
    source_language: str
    sections: tuple[Section, ...]
    answered_for: Role = Role.GOVERNMENT
    description: str = ""
    source_documents: tuple[SourceDocument, ...] = ()
    profile: tuple[ProfileFact, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        return (self.source_language, *sorted(self.texts))

    def questions(self) -> Iterator[Question]:
        """All questions in printed order."""
        for section in self.sections:
            yield from section.questions

    @cached_property
    def by_id(self) -> Mapping[QuestionId, Question]:
        return {question.id: question for question in self.questions()}

    @cached_property
    def owner_of(self) -> Mapping[PartId, QuestionId]:
        """Part id -> id of the question it belongs to."""
        return {part.id: question.id for question in self.questions() for part in question.parts}

    @cached_property
    def conditional(self) -> tuple[Question, ...]:
        """The questions that may be hidden, each after those its condition reads."""
        reads = {
            question.id: {self.owner_of.get(PartId(name), QuestionId(name)) for name in mentioned(question.shown_when)}
            for question in self.questions()
            if question.shown_when is not None
        }
        return tuple(self.by_id[each] for each in TopologicalSorter(reads).static_order() if each in reads)

    @cached_property
    def section_of(self) -> Mapping[QuestionId, Section]:
        return {question.id: section for section in self.sections for question in section.questions}
