# SPDX-License-Identifier: Apache-2.0
"""``checklistapp/public/1``: the released fields of an assessment and nothing else."""

from checklistapp.domain.answer import NO, YES
from checklistapp.domain.disclosure import PublicAnswer, PublicEdition
from checklistapp.domain.form import Form
from checklistapp.domain.ids import QuestionId
from checklistapp.formats.answer_data import evidence_data, read_evidence
from checklistapp.formats.canonical import Json, canonical
from checklistapp.formats.form_json import form_digest
from checklistapp.formats.strict import Node, parse_json, raise_first

FORMAT = "checklistapp/public/1"
LARGEST = 64_000_000
"""Bytes of a public record."""

_MOST_ANSWERS = 20_000

_HINT = "The public record was changed or made by a program that differs; get it from its publisher again."


def public_record(edition: PublicEdition, form: Form) -> bytes:
    """Canonical bytes. Of a question that is not released there is its id only, whatever the cause.

    Evidence stands without its id: numbering would tell how many references were not released.
    """
    return canonical(
        {
            "format": FORMAT,
            "form": form.id,
            "formVersion": form.version,
            "formDigest": form_digest(form),
            "organisation": edition.organisation,
            "cycle": edition.cycle,
            "answers": [_answer(each) for each in edition.answers],
        }
    )


def _answer(answer: PublicAnswer) -> Json:
    members: dict[str, Json] = {
        "question": answer.question,
        "value": answer.value.lower(),
        "publicStatement": answer.statement,
        "note": answer.note,
        "evidence": evidence_data(answer.evidence, with_ids=False),
    }
    return {key: value for key, value in members.items() if value}


def read_public(data: bytes, form: Form) -> PublicEdition:
    """The edition in ``data``; ChecklistError ``record-fault`` unless it is exactly as ``public_record`` writes it."""
    node = parse_json(data, LARGEST)
    raise_first(node.faults, "record-fault", "The public record", _HINT)
    edition = _read(node, form)
    if not node.faults and public_record(edition, form) != data:
        node.refuse("is not in canonical form")
    raise_first(node.faults, "record-fault", "The public record", _HINT)
    return edition


def _read(node: Node, form: Form) -> PublicEdition:
    node.only("format", "form", "formVersion", "formDigest", "organisation", "cycle", "answers")
    node["format"].must_be(FORMAT)
    node["form"].must_be(form.id)
    node["formVersion"].must_be(form.version)
    node["formDigest"].must_be(form_digest(form))
    answers = tuple(_read_answer(each) for each in node["answers"].items(_MOST_ANSWERS))
    if [each.question for each in answers] != list(form.by_id):
        node["answers"].refuse("must name every question of the form once, in its order")
    return PublicEdition(node["organisation"].typed(), node["cycle"].typed(), answers)


def _value(node: Node) -> str:
    """As ``PublicAnswer`` has it: Yes, No or empty."""
    if node.value not in (YES, NO, None):
        node.refuse("must be yes or no")
    return node.typed().capitalize()


def _read_answer(node: Node) -> PublicAnswer:
    node.only("question", "value", "publicStatement", "note", "evidence")
    return PublicAnswer(
        QuestionId(node["question"].text()),
        _value(node["value"]),
        node["publicStatement"].typed(),
        node["note"].typed(),
        read_evidence(node["evidence"], with_ids=False),
    )
