# SPDX-License-Identifier: Apache-2.0
"""A question and what belongs to its answer, as blocks of a report."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from checklistapp.documents.report import Block, DataTable, Labelled, Mark, PartLine, QuestionLine, grouped, joined
from checklistapp.domain.answer import NO, YES, Answer, EvidenceKind, EvidenceReference, Meta, Response, Row, Value
from checklistapp.domain.assessment import Assessment, source_format
from checklistapp.domain.conditions import may_still_hold
from checklistapp.domain.form import AnswerSet, Claim, Column, Question
from checklistapp.domain.ids import ProbeId

_MARKS = {
    Meta.UNANSWERED: Mark.OPEN,
    Meta.PARTLY: Mark.PARTLY,
    Meta.NOT_APPLICABLE: Mark.NOT_APPLICABLE,
    Meta.WITHHELD: Mark.WITHHELD,
}
_SOURCE_MARKS = {"Yes": Mark.YES, "No": Mark.NO, "": Mark.BLANK}
_CLAIMS = {Claim.INTENT: "an intention", Claim.CAPABILITY: "an ability"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What of an answer is printed; ``lines`` adds line ids for handwriting."""

    source_format: bool = False
    working_notes: bool = False
    lines: bool = False


def mark_of(response: Response) -> Mark:
    if response.meta is not None:
        return _MARKS[response.meta]
    if response.value in (YES, NO):
        return Mark.YES if response.value == YES else Mark.NO
    return Mark.ANSWERED


def by_mark(assessment: Assessment, questions: Iterable[Question]) -> dict[Mark, list[Question]]:
    """Which questions stand with each mark, in the order of the marks; none for marks that do not occur."""
    marks: dict[Mark, list[Question]] = {mark: [] for mark in Mark}
    for question in questions:
        asked = assessment.is_asked(question)
        marks[mark_of(assessment.answer(question.id).response) if asked else Mark.NOT_ASKED].append(question)
    return {mark: found for mark, found in marks.items() if found}


def claim_of(question: Question) -> str:
    """Words for a claim about more than the present state; empty for the ordinary kind."""
    return " and ".join(_CLAIMS[claim] for claim in question.claims if claim in _CLAIMS)


def answered_blocks(assessment: Assessment, question: Question, choice: Choice) -> Iterator[Block]:
    """The question's line and, below it, everything of its answer that ``choice`` asks for."""
    claim = claim_of(question)
    if not assessment.is_asked(question):
        mark = Mark.BLANK if choice.source_format else Mark.NOT_ASKED
        yield QuestionLine(question.id, question.text, mark, claim)
        return
    answer = assessment.answer(question.id)
    if choice.source_format:
        word = source_format(answer.response) if question.answer_set is AnswerSet.YES_NO else ""
        yield QuestionLine(question.id, question.text, _SOURCE_MARKS[word], claim)
    else:
        yield QuestionLine(question.id, question.text, mark_of(answer.response), claim)
        yield from _working(assessment, question, answer, choice)
    yield from _value(question, answer, choice)
    if not choice.source_format:
        yield from _probes(assessment, question, answer.probes, choice)
    explained = choice.source_format and answer.response.meta is Meta.PARTLY
    yield from _text("Explanation" if explained else "Note", answer.note, f"{question.id}.n", choice)
    yield from _text("Public statement", answer.public_statement, f"{question.id}.s", choice)
    if choice.working_notes:
        yield from _text("Working note", answer.working_note, f"{question.id}.w", choice, aside=True)
    yield from evidence_blocks(question, answer.evidence, lines=choice.lines)


def _working(assessment: Assessment, question: Question, answer: Answer, choice: Choice) -> Iterator[Block]:
    """Reason and parts: ours, never the source's, so the source format has none of them."""
    yield from _text("Reason", answer.response.reason, f"{question.id}.r", choice)
    for part in question.parts:
        response = answer.parts.get(part.id)
        if response is None or response.is_open:
            if choice.lines or any(not each.is_open for each in answer.parts.values()):
                yield PartLine(part.id, part.text, Mark.OPEN)
            continue
        yield PartLine(part.id, part.text, mark_of(response))
        yield from _text("Reason", response.reason, f"{part.id}.r", choice)
    suggested = assessment.suggestion(question)
    if suggested is not None and assessment.disagrees(question):
        yield Labelled("Parts suggest", mark_of(suggested).value)


def _text(label: str, text: str, line: str, choice: Choice, *, aside: bool = False) -> Iterator[Labelled]:
    if text.strip():
        yield Labelled(label, text, line if choice.lines else "", aside=aside)


def _value(question: Question, answer: Answer, choice: Choice) -> Iterator[Block]:
    """The value of a question that is answered by more than a word."""
    value = answer.response.value
    if question.answer_set is not AnswerSet.YES_NO and value is not None:
        yield _shown("Answer", "", value, (), question.unit, f"{question.id}.v" if choice.lines else "")


def _probes(
    assessment: Assessment, question: Question, values: Mapping[ProbeId, Value], choice: Choice
) -> Iterator[Block]:
    for probe in question.probes:
        value = values.get(probe.id)
        if value and (probe.shown_when is None or may_still_hold(probe.shown_when, assessment.lookup)):
            yield _shown("Detail", probe.text, value, probe.columns, probe.unit, probe.id if choice.lines else "")


def _shown(label: str, asked: str, value: Value, columns: tuple[Column, ...], unit: str, line: str) -> Block:
    if isinstance(value, str):
        return Labelled(label, f"{_word(value)} {unit}".strip(), line, asked)
    texts = [each for each in value if isinstance(each, str)]
    rows: list[Row] = [each for each in value if not isinstance(each, str)]
    if not rows:
        return Labelled(label, "; ".join(texts), line, asked)
    keys = [column.id for column in columns] or list(dict.fromkeys(key for row in rows for key in row))
    heads = tuple(column.text for column in columns) or tuple(keys)
    cells = tuple(tuple(_word(row.get(key, "")) for key in keys) for row in rows)
    return DataTable(asked, heads, cells, line)


def _word(value: str) -> str:
    return {YES: "Yes", NO: "No"}.get(value, value)


def evidence_blocks(
    question: Question, evidence: tuple[EvidenceReference, ...], *, lines: bool = False
) -> Iterator[Labelled]:
    for number, reference in enumerate(evidence, start=1):
        line = f"{question.id}.e{number}" if lines else ""
        title, known = reference.title, evidence_known(reference)
        yield Labelled("Evidence", title, line, detail=known) if title.strip() else Labelled("Evidence", known, line)


def evidence_known(reference: EvidenceReference) -> str:
    """What is known of one reference besides its title, and only that."""
    known = [
        reference.kind.value.replace("-", " ").capitalize() if reference.kind is not EvidenceKind.OTHER else "",
        reference.identifier,
        reference.section,
        reference.date,
        f"held by {reference.holder}" if reference.holder else "",
        reference.location,
    ]
    if reference.attachment is not None:
        attached = reference.attachment
        name = f"file {attached.name}" if attached.name != reference.title else "file"
        known.append(f"{name}, {attached.size} bytes, SHA-512 {grouped(attached.sha512, 4)} …")
    return joined(known)
