# SPDX-License-Identifier: Apache-2.0
"""Rows into domain values and back; what has no column of its own is JSON text."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec

from checklistapp.domain.answer import (
    NO,
    YES,
    Answer,
    Attachment,
    EvidenceKind,
    EvidenceReference,
    Meta,
    Provenance,
    Response,
    Value,
)
from checklistapp.domain.form import Release
from checklistapp.domain.ids import AssessmentId, Digest, EvidenceId, FactId, PartId, PersonId, ProbeId, QuestionId
from checklistapp.store.connection import damaged
from checklistapp.store.rows import Row

_Plain = str | list[str | dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Part:
    """A response as the column ``parts`` holds it."""

    value: _Plain | None = None
    meta: Meta | None = None
    reason: str = ""


_decode_value = msgspec.json.Decoder(_Plain).decode
_decode_probes = msgspec.json.Decoder(dict[str, _Plain]).decode
_decode_parts = msgspec.json.Decoder(dict[str, _Part]).decode
_decode_release = msgspec.json.Decoder(Release).decode
_decode_flags = msgspec.json.Decoder(dict[str, bool]).decode

# One of these fits most of 5,000 answers: no need to make it anew.
_PLAIN = {f'"{word}"': Response.of(word) for word in (YES, NO)}

SELECT_ANSWERS = (
    "SELECT question, value, meta, reason, note, public_statement, working_note, parts, probes, release,"
    " person, name, sequence, clock, language, wording FROM answer WHERE assessment = ?"
)
AnswerCells = tuple[
    QuestionId, str | None, str | None, str, str, str, str, str, str, str | None, PersonId, str, int, str, str, Digest
]
"""A row of ``SELECT_ANSWERS``."""


UNREADABLE = (msgspec.MsgspecError, ValueError, TypeError, KeyError, RecursionError)


@contextmanager
def readable(what: str = "") -> Iterator[None]:
    """Around reading rows: what no program wrote there came with a page that is not the newest, so it is damage."""
    try:
        yield
    except UNREADABLE as fault:
        raise damaged(what) from fault


def answer_row(assessment: AssessmentId, question: QuestionId, answer: Answer, provenance: Provenance) -> Row:
    response = answer.response
    return {
        "assessment": assessment,
        "question": question,
        "value": None if response.value is None else _text(_plain(response.value)),
        "meta": None if response.meta is None else response.meta.value,
        "reason": response.reason,
        "note": answer.note,
        "public_statement": answer.public_statement,
        "working_note": answer.working_note,
        "parts": _text({part: _response_data(given) for part, given in answer.parts.items()}),
        "probes": _text({probe: _plain(value) for probe, value in answer.probes.items()}),
        "release": None if answer.release is None else _text(answer.release),
        "person": provenance.person,
        "name": provenance.name,
        "sequence": provenance.sequence,
        "clock": provenance.clock,
        "language": provenance.language,
        "wording": provenance.wording,
    }


def answer(cells: AnswerCells, evidence: tuple[EvidenceReference, ...]) -> Answer:
    _, value, meta, reason, note, public, working, parts, probes, release, person, name, sequence, clock, lang, word = (
        cells
    )
    if value in _PLAIN and not reason:
        response = _PLAIN[value]
    elif meta is not None:
        response = Response(None, Meta(meta), reason)
    else:
        response = Response(_value(_decode_value(value or "")), None, reason)
    return Answer(
        response,
        note,
        public,
        working,
        {} if parts == "{}" else {PartId(part): _response(data) for part, data in _decode_parts(parts).items()},
        {} if probes == "{}" else {ProbeId(probe): _value(data) for probe, data in _decode_probes(probes).items()},
        evidence,
        None if release is None else _decode_release(release),
        Provenance(person, name, sequence, clock, lang, word),
    )


def evidence_row(
    assessment: AssessmentId, question: QuestionId, position: int, reference: EvidenceReference, file: Row
) -> Row:
    """``file`` holds the columns file, name, size, sha512 and key: all None where nothing is attached."""
    return {
        "id": reference.id,
        "assessment": assessment,
        "question": question,
        "position": position,
        "kind": reference.kind.value,
        "title": reference.title,
        "identifier": reference.identifier,
        "section": reference.section,
        "date": reference.date,
        "holder": reference.holder,
        "location": reference.location,
        **file,
    }


def evidence_reference(row: Row) -> EvidenceReference:
    def text(column: str) -> str:
        return str(row[column])

    return EvidenceReference(
        EvidenceId(text("id")),
        EvidenceKind(text("kind")),
        text("title"),
        text("identifier"),
        text("section"),
        text("date"),
        text("holder"),
        text("location"),
        None if row["file"] is None else Attachment(text("name"), whole_number(row["size"]), text("sha512")),
    )


def profile_text(profile: Mapping[FactId, bool]) -> str:
    return _text(dict(sorted(profile.items())))


def profile(text: str) -> Mapping[FactId, bool]:
    return {FactId(fact): holds for fact, holds in _decode_flags(text).items()}


def whole_number(cell: object) -> int:
    if not isinstance(cell, int):
        raise TypeError("not a whole number")
    return cell


def blob(cell: object) -> bytes:
    if not isinstance(cell, bytes):
        raise TypeError("not bytes")
    return cell


def _text(data: object) -> str:
    return msgspec.json.encode(data).decode()


def _plain(value: Value) -> object:
    return value if isinstance(value, str) else [item if isinstance(item, str) else dict(item) for item in value]


def value(text: str) -> Value:
    """A value that was written as JSON."""
    return _value(_decode_value(text))


def _value(data: _Plain) -> Value:
    if isinstance(data, str):
        return data
    items = tuple(item for item in data if isinstance(item, str))
    rows = tuple(item for item in data if not isinstance(item, str))
    if items and rows:
        raise ValueError("a value is a list of texts or of table rows")
    return rows or items


def _response_data(response: Response) -> Mapping[str, object]:
    reason = {"reason": response.reason} if response.reason else {}
    if response.value is None:
        return {"meta": response.meta, **reason}
    return {"value": _plain(response.value), **reason}


def _response(part: _Part) -> Response:
    return Response(None if part.value is None else _value(part.value), part.meta, part.reason)
