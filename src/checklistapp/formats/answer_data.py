# SPDX-License-Identifier: Apache-2.0
"""One answer as plain data, shared by the entry file and the record."""

import re
from collections.abc import Iterable

from checklistapp.domain.answer import (
    OPEN,
    Answer,
    Attachment,
    EvidenceKind,
    EvidenceReference,
    Meta,
    Response,
    Row,
    Value,
)
from checklistapp.domain.form import AnswerSet, Form, Probe, Question
from checklistapp.domain.ids import EvidenceId, FactId, PartId, ProbeId, QuestionId
from checklistapp.domain.values import (
    EVIDENCE_TEXTS,
    MOST_EVIDENCE,
    MOST_ROWS,
    Place,
    faults_of_answer,
    faults_of_evidence,
)
from checklistapp.formats.canonical import Json
from checklistapp.formats.release_data import read_release, release_data
from checklistapp.formats.strict import Node

ANSWER_KEYS = ("value", "meta", "reason", "note", "publicStatement", "parts", "probes", "evidence", "release")
EVIDENCE_KEYS = ("kind", *EVIDENCE_TEXTS)

_SHA512 = re.compile(r"[0-9a-f]{128}")
_LARGEST_FILE = 2**50


def read_profile(node: Node, form: Form) -> dict[FactId, bool]:
    known = {fact.id for fact in form.profile}
    stated = {}
    for key, value in node.entries():
        if key in known:
            stated[FactId(key)] = value.flag()
        else:
            value.refuse("is no fact of the form's profile")
    return stated


def read_answer(node: Node, question: Question, *, with_ids: bool) -> Answer:
    """The answer at ``node``, whose keys the caller checked; ``with_ids`` is for records, where evidence has an id
    and may have an attached file."""
    before = len(node.faults)
    answer = Answer(
        response=_response(node, question),
        note=node["note"].typed(),
        public_statement=node["publicStatement"].typed(),
        working_note=node["workingNote"].typed(),
        parts=_parts(node["parts"], question),
        probes=_probes(node["probes"], question),
        evidence=read_evidence(node["evidence"], with_ids=with_ids),
        release=read_release(node["release"]) if "release" in node else None,
    )
    # What could not be read has a stand-in here, which is nobody's fault.
    if len(node.faults) == before:
        _refuse(node, faults_of_answer(question, answer))
    return answer


def _refuse(node: Node, faults: Iterable[tuple[Place, str]]) -> None:
    for place, message in faults:
        at = node
        for key in place:
            at = at[f"[{key}]" if isinstance(key, int) else key]
        at.refuse(message)


def _response(node: Node, question: Question | None) -> Response:
    """The value or meta-state; without a question, that of a part, which is always yes-no."""
    reason = node["reason"].typed()
    if "value" in node and "meta" in node:
        node.refuse("must have a value or a meta-state, not both")
    elif "meta" in node:
        return Response.as_meta(node["meta"].word(Meta), reason)
    elif "value" in node:
        value = node["value"]
        if question is not None:
            return Response.of(_value(value, question), reason)
        return Response.of(value.typed(), reason)
    return Response.as_meta(Meta.UNANSWERED, reason)


def _parts(node: Node, question: Question) -> dict[PartId, Response]:
    known = {str(part.id): part.id for part in question.parts}
    given = {}
    for key, each in node.entries():
        if key not in known:
            each.refuse("is no part of this question")
        elif each.only("value", "meta", "reason"):
            given[known[key]] = _response(each, None)
    return given


def _probes(node: Node, question: Question) -> dict[ProbeId, Value]:
    known = {str(probe.id): probe for probe in question.probes}
    given = {}
    for key, each in node.entries():
        probe = known.get(key)
        if probe is None:
            each.refuse("is no probe of this question")
        else:
            given[probe.id] = _value(each, probe)
    return given


def _value(node: Node, owner: Question | Probe) -> Value:
    kind = owner.answer_set if isinstance(owner, Question) else owner.kind
    value: Value
    match kind:
        case AnswerSet.TABLE:
            value = tuple(_row(each, owner) for each in node.items(MOST_ROWS))
        case AnswerSet.CHOICES:
            value = tuple(each.typed() for each in node.items(MOST_ROWS))
        case _:
            value = _text(node, kind)
    if node.value is None:
        node.refuse("must not be null")
    return value


def _row(node: Node, owner: Question | Probe) -> Row:
    kinds = {column.id: column.kind for column in owner.columns}
    node.only(*kinds)
    return {column: _text(each, kinds.get(column, AnswerSet.TEXT)) for column, each in node.entries()}


def _text(node: Node, kind: AnswerSet) -> str:
    """A text; a whole number may also stand as a JSON number."""
    if kind is AnswerSet.NUMBER and isinstance(node.value, int) and not isinstance(node.value, bool):
        return str(node.value)
    return node.typed()


def read_evidence(node: Node, *, with_ids: bool) -> tuple[EvidenceReference, ...]:
    return tuple(_reference(each, with_ids=with_ids) for each in node.items(MOST_EVIDENCE))


def _reference(node: Node, *, with_ids: bool) -> EvidenceReference:
    node.only(*EVIDENCE_KEYS, *(("id", "attachment") if with_ids else ()))
    reference = EvidenceReference(
        id=EvidenceId(node["id"].text() if with_ids else ""),
        kind=node["kind"].word(EvidenceKind, EvidenceKind.OTHER),
        title=node["title"].typed(),
        identifier=node["identifier"].typed(),
        section=node["section"].typed(),
        date=node["date"].typed(),
        holder=node["holder"].typed(),
        location=node["location"].typed(),
        attachment=_attachment(node["attachment"]) if with_ids and "attachment" in node else None,
    )
    _refuse(node, faults_of_evidence((), reference))
    return reference


def _attachment(node: Node) -> Attachment:
    node.only("name", "size", "sha512")
    sha512 = node["sha512"].matching(_SHA512, "a SHA-512 as 128 small hexadecimal digits")
    return Attachment(node["name"].typed(), node["size"].whole(0, _LARGEST_FILE), sha512)


def response_data(response: Response) -> dict[str, Json]:
    value = response.value
    shown: Json = value if value is None or isinstance(value, str) else [_item(each) for each in value]
    stated: dict[str, Json] = {"value": shown} if response.meta is None else {"meta": response.meta.value}
    return {**stated, **({"reason": response.reason} if response.reason else {})}


def _item(item: str | Row) -> Json:
    return item if isinstance(item, str) else dict(item)


def answer_data(answer: Answer, *, with_ids: bool, with_working_note: bool) -> dict[str, Json]:
    """The answer without what is empty."""
    probes: dict[str, Json] = {
        probe: value if isinstance(value, str) else [_item(each) for each in value]
        for probe, value in answer.probes.items()
    }
    members: dict[str, Json] = {
        "note": answer.note,
        "publicStatement": answer.public_statement,
        "workingNote": answer.working_note if with_working_note else "",
        "parts": {part: response_data(each) for part, each in answer.parts.items() if each != OPEN},
        "probes": probes,
        "evidence": evidence_data(answer.evidence, with_ids=with_ids),
        "release": None if answer.release is None else release_data(answer.release),
    }
    return {**response_data(answer.response), **{key: value for key, value in members.items() if value}}


def evidence_data(references: Iterable[EvidenceReference], *, with_ids: bool) -> list[Json]:
    return [_reference_data(each, with_ids=with_ids) for each in references]


def _reference_data(reference: EvidenceReference, *, with_ids: bool) -> Json:
    texts = {key: str(getattr(reference, key)) for key in EVIDENCE_TEXTS}
    members: dict[str, Json] = {"kind": reference.kind, **{key: text for key, text in texts.items() if text}}
    if with_ids:
        members["id"] = reference.id
        if reference.attachment is not None:
            attached = reference.attachment
            members["attachment"] = {"name": attached.name, "size": attached.size, "sha512": attached.sha512}
    return members


def known_question(node: Node, key: str, form: Form) -> Question | None:
    """The question that an answer belongs to; an unknown id is a fault."""
    question = form.by_id.get(QuestionId(key))
    if question is None:
        node.refuse("is no question of this form")
    return question
