# SPDX-License-Identifier: Apache-2.0
"""``checklistapp/assessment/1``, the record that documents and bundles carry, and ``checklistapp/public/1``."""

import json
import re
from dataclasses import replace

from checklistapp.domain.answer import EMPTY, Answer, Provenance
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.form import Form, Question
from checklistapp.domain.ids import AssessmentId, Digest, PersonId, QuestionId
from checklistapp.formats.answer_data import ANSWER_KEYS, answer_data, known_question, read_answer, read_profile
from checklistapp.formats.canonical import Json, canonical, digest, digest_of
from checklistapp.formats.form_json import form_digest
from checklistapp.formats.public_json import public_record, read_public
from checklistapp.formats.strict import Node, parse_json, raise_first

__all__ = [
    "changed_answers",
    "content_digest",
    "public_record",
    "read_public",
    "read_record",
    "wording_digest",
    "write_record",
]

FORMAT = "checklistapp/assessment/1"
LARGEST = 256_000_000
"""Bytes of a record."""

_HEAD = ("organisation", "country", "facility", "cycle", "marking", "language")
_HEXADECIMAL = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_HINT = "The record was changed or made by a program that differs; ask its sender for it again."


def wording_digest(question: Question) -> Digest:
    """What was shown to whoever answered: the texts of the question, its parts and its probes, in one language."""
    return digest_of(
        {
            "text": question.text,
            "parts": [{"id": part.id, "text": part.text} for part in question.parts],
            "probes": [{"id": probe.id, "text": probe.text} for probe in question.probes],
        }
    )


def write_record(assessment: Assessment, *, with_working_notes: bool = False) -> bytes:
    """Canonical bytes of everything for the receiver.

    A hidden question is said to be not asked and its kept answer left out; an archive
    (``with_working_notes``) holds both its answer and the working notes.
    """
    return canonical(
        {
            "format": FORMAT,
            "id": assessment.id,
            "form": assessment.form.id,
            "formVersion": assessment.form.version,
            "formDigest": assessment.form_digest,
            **{key: str(getattr(assessment, key)) for key in _HEAD},
            "profile": dict(assessment.profile.items()),
            "answers": _answers(assessment, with_working_notes=with_working_notes),
        }
    )


def _answers(assessment: Assessment, *, with_working_notes: bool) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for question in assessment.form.questions():
        answer = assessment.answer(question.id)
        if not with_working_notes:
            if not assessment.is_asked(question):
                found[question.id] = {"notAsked": True}
                continue
            answer = replace(answer, working_note="")
        if answer != EMPTY:
            found[question.id] = _answer(answer)
    return found


def _answer(answer: Answer) -> Json:
    members = answer_data(answer, with_ids=True, with_working_note=True)
    if answer.provenance is not None:
        given = answer.provenance
        members["provenance"] = {
            "person": given.person,
            "name": given.name,
            "sequence": given.sequence,
            "clock": given.clock,
            "language": given.language,
            "wording": given.wording,
        }
    return members


def content_digest(record: bytes) -> Digest:
    """The digest that documents print and signatures fix: SHA-256 of the record's bytes."""
    return digest(record)


def changed_answers(before: bytes, now: bytes) -> frozenset[QuestionId]:
    """Questions to which two records of one assessment give other answers, whoever gave them and when.

    Both are one's own: an earlier version of this program may have written what ``read_record`` refuses.
    """
    former, present = _said(before), _said(now)
    return frozenset(QuestionId(key) for key in {*former, *present} if former.get(key) != present.get(key))


def _said(record: bytes) -> dict[str, dict[str, object]]:
    answers: dict[str, dict[str, object]] = json.loads(record)["answers"]
    for answer in answers.values():
        answer.pop("provenance", None)
    return answers


def read_record(data: bytes, form: Form, *, with_working_notes: bool = False) -> Assessment:
    """The assessment in ``data``, as a draft; ChecklistError ``record-fault`` unless it is exactly as written.

    ``form`` must be the one it was answered on; a working note is refused unless it is an archive's.
    """
    node = parse_json(data, LARGEST)
    raise_first(node.faults, "record-fault", "The record", _HINT)
    assessment = _read(node, form, with_working_notes=with_working_notes)
    if not node.faults and write_record(assessment, with_working_notes=with_working_notes) != data:
        node.refuse("is not in canonical form")
    raise_first(node.faults, "record-fault", "The record", _HINT)
    return assessment


def _read(node: Node, form: Form, *, with_working_notes: bool) -> Assessment:
    node.only("format", "id", "form", "formVersion", "formDigest", *_HEAD, "profile", "answers")
    node["format"].must_be(FORMAT)
    node["form"].must_be(form.id)
    node["formVersion"].must_be(form.version)
    node["formDigest"].must_be(form_digest(form))
    keys = (*ANSWER_KEYS, "provenance", *(("workingNote",) if with_working_notes else ("notAsked",)))
    answers = {}
    for key, each in node["answers"].entries():
        question = known_question(each, key, form)
        if question is not None and each.only(*keys) and "notAsked" not in each:
            provenance = _provenance(each["provenance"]) if "provenance" in each else None
            answers[question.id] = replace(read_answer(each, question, with_ids=True), provenance=provenance)
    return Assessment(
        id=AssessmentId(node["id"].matching(_HEXADECIMAL, "32 small hexadecimal digits")),
        form=form,
        form_digest=Digest(node["formDigest"].typed()),
        organisation=node["organisation"].typed(),
        country=node["country"].typed(),
        facility=node["facility"].typed(),
        cycle=node["cycle"].typed(),
        marking=node["marking"].typed(),
        language=node["language"].typed(),
        profile=read_profile(node["profile"], form),
        answers=answers,
    )


def _provenance(node: Node) -> Provenance:
    node.only("person", "name", "sequence", "clock", "language", "wording")
    return Provenance(
        person=PersonId(node["person"].text()),
        name=node["name"].typed(),
        sequence=node["sequence"].whole(0, 2**53),
        clock=node["clock"].text(),
        language=node["language"].text(),
        wording=Digest(node["wording"].matching(_DIGEST, "a SHA-256 as 64 small hexadecimal digits")),
    )
