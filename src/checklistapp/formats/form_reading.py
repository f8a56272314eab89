# SPDX-License-Identifier: Apache-2.0
"""Reads a form from plain data: the one shape behind form.toml and the published JSON."""

import re
from collections.abc import Sequence

from checklistapp.domain.answer import YES
from checklistapp.domain.conditions import All, AnyOf, Condition, In
from checklistapp.domain.form import (
    AnswerSet,
    Claim,
    Column,
    FollowUp,
    Form,
    Mode,
    Part,
    Previous,
    Probe,
    ProfileFact,
    Question,
    Relation,
    Respondent,
    Role,
    Section,
    SectionRule,
    SourceDocument,
)
from checklistapp.domain.ids import FactId, FormId, PartId, ProbeId, QuestionId
from checklistapp.formats.condition_data import read_condition
from checklistapp.formats.release_data import read_release
from checklistapp.formats.strict import PROSE, Node

FORM_KEYS = (
    "id",
    "version",
    "title",
    "publisher",
    "language",
    "answeredFor",
    "description",
    "sourceDocuments",
    "profile",
    "sections",
    "followUps",
)
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][A-Za-z]{1,3})?")

_KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_KEBAB_WORDS = "small letters, digits and hyphens, beginning with a letter"
_NUMBERED = re.compile(r"[A-Z][A-Z0-9-]*(\.[A-Z0-9-]+)*")
_NUMBERED_WORDS = "an id like C3.Q4: capital letters, digits, hyphens and dots"
_VERSION = re.compile(r"(0|[1-9]\d{0,3})(\.(0|[1-9]\d{0,3})){2}")
_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]*")
_TAG = re.compile(r"\S{1,80}")

_MOST_SECTIONS = 500
_MOST_QUESTIONS = 20_000
_MOST_BELOW = 200


def read_form_node(node: Node) -> Form:
    """The form without its translations; the keys of ``node`` itself were checked by the caller."""
    sections = tuple(_section(each) for each in node["sections"].items(_MOST_SECTIONS))
    return Form(
        id=FormId(node["id"].matching(_KEBAB, _KEBAB_WORDS)),
        version=node["version"].matching(_VERSION, "three numbers like 1.0.0"),
        title=node["title"].text(),
        publisher=node["publisher"].text(),
        source_language=node["language"].matching(LANGUAGE, "a language code like en or zh-Hans"),
        sections=sections,
        answered_for=node["answeredFor"].word(Role, Role.GOVERNMENT),
        description=node["description"].text("", PROSE),
        source_documents=tuple(_source_document(each) for each in node["sourceDocuments"].items(_MOST_BELOW)),
        profile=tuple(_fact(each) for each in node["profile"].items(_MOST_BELOW)),
        follow_ups=tuple(_follow_up(each) for each in node["followUps"].items(_MOST_BELOW)),
    )


def _section(node: Node) -> Section:
    node.only("id", "title", "intro", "rule", "questions")
    return Section(
        id=node["id"].matching(_NUMBERED, _NUMBERED_WORDS),
        title=node["title"].text(),
        intro=node["intro"].text("", PROSE),
        questions=tuple(_question(each) for each in node["questions"].items(_MOST_QUESTIONS)),
        rule=node["rule"].word(SectionRule) if "rule" in node else None,
    )


def _question(node: Node) -> Question:
    node.only(
        *("id", "text", "source", "sourceText", "claims", "commitments", "answerSet", "unit", "choices", "columns"),
        *("parts", "suggests", "suggestsRule", "probes", "guidance", "evidence", "respondents"),
        *("shownWhen", "applicableWhen", "release", "mapsTo", "previous"),
    )
    parts = tuple(_part(each) for each in node["parts"].items(_MOST_BELOW))
    suggests, rule = _suggests(node, parts)
    return Question(
        id=QuestionId(node["id"].matching(_NUMBERED, _NUMBERED_WORDS)),
        text=node["text"].text(limit=PROSE),
        source=node["source"].text(),
        claims=tuple(each.word(Claim) for each in node["claims"].items(len(Claim))),
        source_text=node["sourceText"].text("", PROSE),
        commitments=_tags(node["commitments"]),
        answer_set=node["answerSet"].word(AnswerSet, AnswerSet.YES_NO),
        unit=node["unit"].text(""),
        choices=node["choices"].texts(_MOST_BELOW),
        columns=_columns(node),
        parts=parts,
        suggests=suggests,
        suggests_rule=rule,
        probes=tuple(_probe(each) for each in node["probes"].items(_MOST_BELOW)),
        guidance=node["guidance"].text("", PROSE),
        evidence=node["evidence"].texts(_MOST_BELOW),
        respondents=tuple(_respondent(each) for each in node["respondents"].items(_MOST_BELOW)),
        shown_when=read_condition(node["shownWhen"]),
        applicable_when=read_condition(node["applicableWhen"]),
        release=read_release(node["release"]),
        maps_to=_tags(node["mapsTo"]),
        previous=_previous(node["previous"]) if "previous" in node else None,
    )


def rule_condition(rule: str, parts: Sequence[Part]) -> Condition:
    """What the rules ``all`` and ``any`` mean over ``parts``."""
    each_yes = tuple(In(part.id, (YES,)) for part in parts)
    return All(each_yes) if rule == "all" else AnyOf(each_yes)


def _suggests(node: Node, parts: Sequence[Part]) -> tuple[Condition | None, str]:
    rule = node["suggests"]
    if not isinstance(rule.value, str):
        condition = read_condition(rule)
        return condition, node["suggestsRule"].text("" if condition is None else None)
    if "suggestsRule" in node:
        node["suggestsRule"].refuse("belongs to a rule written as a condition")
    if rule.value not in ("all", "any"):
        rule.refuse("must be all, any or a condition over the parts")
        return None, ""
    return rule_condition(rule.value, parts), rule.value


def _part(node: Node) -> Part:
    node.only("id", "text", "applicableWhen")
    return Part(PartId(node["id"].text()), node["text"].text(limit=PROSE), read_condition(node["applicableWhen"]))


def _probe(node: Node) -> Probe:
    node.only("id", "text", "kind", "unit", "choices", "columns", "shownWhen")
    return Probe(
        id=ProbeId(node["id"].text()),
        text=node["text"].text(limit=PROSE),
        kind=node["kind"].word(AnswerSet),
        unit=node["unit"].text(""),
        choices=node["choices"].texts(_MOST_BELOW),
        columns=_columns(node),
        shown_when=read_condition(node["shownWhen"]),
    )


def _columns(node: Node) -> tuple[Column, ...]:
    return tuple(_column(each) for each in node["columns"].items(_MOST_BELOW))


def _column(node: Node) -> Column:
    node.only("id", "text", "kind")
    kind = node["kind"].word(AnswerSet, AnswerSet.TEXT)
    return Column(node["id"].matching(_KEBAB, _KEBAB_WORDS), node["text"].text(), kind)


def _respondent(node: Node) -> Respondent:
    node.only("role", "mode", "who")
    return Respondent(node["role"].word(Role), node["mode"].word(Mode), node["who"].text(""))


def _previous(node: Node) -> Previous:
    node.only("id", "version", "relation")
    return Previous(
        QuestionId(node["id"].matching(_NUMBERED, _NUMBERED_WORDS)),
        node["version"].matching(_VERSION, "three numbers like 1.0.0"),
        node["relation"].word(Relation),
    )


def _source_document(node: Node) -> SourceDocument:
    node.only("id", "title")
    expected = "letters, digits and / . _ - without spaces"
    return SourceDocument(node["id"].matching(_SOURCE, expected), node["title"].text())


def _fact(node: Node) -> ProfileFact:
    node.only("id", "text")
    return ProfileFact(FactId(node["id"].matching(_KEBAB, _KEBAB_WORDS)), node["text"].text(limit=PROSE))


def _follow_up(node: Node) -> FollowUp:
    node.only("id", "text", "when", "months")
    when = read_condition(node["when"])
    if when is None and "when" not in node:
        node["when"].refuse("is missing")
    return FollowUp(
        node["id"].matching(_KEBAB, _KEBAB_WORDS),
        node["text"].text(limit=PROSE),
        when or All(()),
        node["months"].whole(1, 1200),
    )


def _tags(node: Node) -> tuple[str, ...]:
    return tuple(each.matching(_TAG, "one word without spaces") for each in node.items(_MOST_BELOW))
