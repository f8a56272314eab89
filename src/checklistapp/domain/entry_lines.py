# SPDX-License-Identifier: Apache-2.0
"""The lines of a form on which something can be entered from outside, one by one: by a fill-in PDF or from paper."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from checklistapp.domain.answer import NO, OPEN, YES, Answer, EvidenceReference, Meta, Response, Row, Value
from checklistapp.domain.form import AnswerSet, Form, Part, Probe, Question
from checklistapp.domain.ids import EvidenceId, PartId, ProbeId
from checklistapp.domain.values import fault_of, fault_of_typed

Entry = Value
"""What stands on a line: a state, a text, a value, titles of evidence; empty (``""`` or ``()``) for nothing."""

NOTHING: Entry = ""

STATES = (YES, Meta.PARTLY.value, NO, Meta.NOT_APPLICABLE.value, Meta.WITHHELD.value)
"""What can stand where a yes-no question or a part is answered."""

INSTEAD = STATES[3:]
"""What can stand in place of a value of another kind."""


class LineKind(StrEnum):
    ANSWER = "answer"
    VALUE = "value"
    PART = "part"
    REASON = "reason"
    PROBE = "probe"
    NOTE = "note"
    EVIDENCE = "evidence"


class Standing(StrEnum):
    """How what is entered stands to what is there already."""

    NEW = "new"
    SAME = "same"
    DIFFERENT = "different"
    EMPTY_THERE = "empty-there"
    """Something stands here, and nothing was entered."""
    REFUSED = "refused"
    """What was entered does not fit the line."""


@dataclass(frozen=True, slots=True)
class Line:
    """``name`` is unique within the form; ``printed`` is the id at the left of a blank form or review copy."""

    name: str
    printed: str
    question: Question
    kind: LineKind
    of: Question | Part | Probe

    @property
    def text(self) -> str:
        """The wording that the line answers."""
        return self.of.text

    @property
    def states(self) -> tuple[str, ...]:
        """The words that it takes, where it takes one of several words."""
        match self.of:
            case Part():
                return STATES
            case Question() if self.kind is LineKind.ANSWER:
                return STATES if self.of.answer_set is AnswerSet.YES_NO else INSTEAD
        return (YES, NO) if self.value_kind is AnswerSet.YES_NO else ()

    @property
    def value_kind(self) -> AnswerSet | None:
        """Of a line that holds a value of the form's own kinds."""
        match self.of:
            case Probe():
                return self.of.kind
            case Question() if self.kind is LineKind.VALUE:
                return self.of.answer_set
        return None

    @property
    def longest(self) -> int:
        """Characters that paper and fill-in PDF have room for; more is typed in the program."""
        match self.kind:
            case LineKind.NOTE:
                return 4000
            case LineKind.PROBE | LineKind.VALUE:
                return {AnswerSet.DATE: 10, AnswerSet.NUMBER: 30}.get(self.value_kind or AnswerSet.TEXT, 2000)
        return 1000


LONGEST_CELL = 200
MOST_TITLES = 20


def lines_of(form: Form) -> Iterator[Line]:
    """In the order in which a blank form prints them."""
    for question in form.questions():
        yield from lines_of_question(question)


def lines_of_question(question: Question) -> Iterator[Line]:
    def line(kind: LineKind, tail: str) -> Line:
        return Line(f"{question.id}.{kind}", f"{question.id}{tail}", question, kind, question)

    yield line(LineKind.ANSWER, "")
    if question.answer_set is not AnswerSet.YES_NO:
        yield line(LineKind.VALUE, ".v")
    for part in question.parts:
        yield Line(part.id, part.id, question, LineKind.PART, part)
    yield line(LineKind.REASON, ".r")
    for probe in question.probes:
        yield Line(probe.id, probe.id, question, LineKind.PROBE, probe)
    yield line(LineKind.NOTE, ".n")
    yield line(LineKind.EVIDENCE, ".e1")


def by_name(form: Form) -> Mapping[str, Line]:
    return {line.name: line for line in lines_of(form)}


def by_printed(form: Form) -> Mapping[str, Line]:
    """By printed id, in capitals. A part of the same id as a note or a reason comes first: it stands above it."""
    found: dict[str, Line] = {}
    for line in lines_of(form):
        found.setdefault(line.printed.upper(), line)
    return found


def fault_of_entry(line: Line, entry: Entry) -> str:
    """What is wrong with it, as "must be …"; empty where nothing is, and for an empty entry."""
    if not entry:
        return ""
    return _fault_of_kind(line, entry) or (_too_long(entry, line.longest) if isinstance(entry, str) else "")


def _fault_of_kind(line: Line, entry: Entry) -> str:
    match line.kind:
        case LineKind.ANSWER | LineKind.PART:
            return "" if entry in line.states else f"must be one of: {', '.join(line.states)}"
        case LineKind.VALUE | LineKind.PROBE if not isinstance(line.of, Part):
            return fault_of(line.of, entry)
        case LineKind.EVIDENCE:
            titles = [each for each in entry if isinstance(each, str)] if isinstance(entry, tuple) else []
            if len(titles) != len(entry) or len(titles) > MOST_TITLES:
                return f"must be at most {MOST_TITLES} titles"
            faults = (fault_of_typed(each) or _too_long(each, line.longest) for each in titles)
            return next(filter(None, faults), "")
    return fault_of_typed(entry) if isinstance(entry, str) else "must be a text"


def _too_long(text: str, most: int) -> str:
    return f"must have at most {most} characters" if len(text) > most else ""


def held(line: Line, answer: Answer) -> Entry:
    """What stands on the line in an answer."""
    match line.kind:
        case LineKind.ANSWER:
            is_value = line.question.answer_set is not AnswerSet.YES_NO and answer.response.meta is None
            return NOTHING if is_value else answer.response.state or NOTHING
        case LineKind.VALUE:
            return NOTHING if answer.response.value is None else answer.response.value
        case LineKind.PART:
            return answer.parts.get(PartId(line.name), OPEN).state or NOTHING
        case LineKind.REASON:
            return answer.response.reason
        case LineKind.PROBE:
            return answer.probes.get(ProbeId(line.name), NOTHING)
        case LineKind.NOTE:
            return answer.note
        case LineKind.EVIDENCE:
            return tuple(each.title for each in answer.evidence)


def standing(line: Line, answer: Answer, entry: Entry) -> Standing:
    """Evidence that is entered is added to what is there, so it is the same once all of it is there."""
    there = held(line, answer)
    if fault_of_entry(line, entry):
        return Standing.REFUSED
    if entry == there or (not entry and not there):
        return Standing.SAME
    if not entry:
        return Standing.EMPTY_THERE
    if not there:
        return Standing.DIFFERENT if _displaces(line, answer) else Standing.NEW
    if line.kind is LineKind.EVIDENCE and set(entry) <= set(there):
        return Standing.SAME
    return Standing.DIFFERENT


def _displaces(line: Line, answer: Answer) -> bool:
    """A value and a word in its place stand on two lines, and only one of them can hold."""
    if line.kind is LineKind.VALUE:
        return not answer.response.is_open
    return line.kind is LineKind.ANSWER and answer.response.value is not None


def entered(line: Line, answer: Answer, entry: Entry, new_id: Callable[[], EvidenceId]) -> Answer:
    """The answer with this entry on the line; what was decided about publishing a former text of it is void."""
    response = answer.response
    match line.kind:
        case LineKind.ANSWER:
            return answer.responding(_response(entry, response.reason))
        case LineKind.VALUE:
            return answer.responding(Response.of(entry, response.reason) if entry else replace(OPEN, reason=""))
        case LineKind.PART:
            former = answer.parts.get(PartId(line.name), OPEN)
            return replace(answer, parts={**answer.parts, PartId(line.name): _response(entry, former.reason)})
        case LineKind.REASON:
            return replace(answer, response=replace(response, reason=_text(entry)))
        case LineKind.PROBE:
            others = {probe: value for probe, value in answer.probes.items() if probe != line.name}
            return replace(answer, probes={**others, ProbeId(line.name): entry} if entry else others)
        case LineKind.NOTE:
            release = answer.release and replace(answer.release, note=False)
            return replace(answer, note=_text(entry), release=release)
        case LineKind.EVIDENCE:
            titles = {each.title for each in answer.evidence}
            wanted = dict.fromkeys(each for each in entry if isinstance(each, str) and each not in titles)
            added = tuple(EvidenceReference(new_id(), title=title) for title in wanted)
            return replace(answer, evidence=(*answer.evidence, *added))


def _response(entry: Entry, reason: str) -> Response:
    if not entry:
        return Response.as_meta(Meta.UNANSWERED, reason)
    return Response.of(entry, reason) if entry in (YES, NO) else Response.as_meta(Meta(_text(entry)), reason)


def _text(entry: Entry) -> str:
    return entry if isinstance(entry, str) else ""


_KEYS = {
    **dict.fromkeys(("y", "yes"), YES),
    **dict.fromkeys(("p", "partly"), Meta.PARTLY.value),
    **dict.fromkeys(("n", "no"), NO),
    **dict.fromkeys(("a", "na", "n.a.", "n/a", "not applicable", "not_applicable"), Meta.NOT_APPLICABLE.value),
    **dict.fromkeys(("w", "withheld"), Meta.WITHHELD.value),
}


def keyed(line: Line, text: str) -> Entry:
    """What somebody typed for the line: a letter or word for a state, numbers or words of choices, else as typed.

    Rows of a table are lines, their cells parted by ``|``; titles of evidence are lines.
    """
    text = text.strip()
    owner = line.of
    if line.states:
        return _KEYS.get(text.casefold(), text)
    if line.kind is LineKind.EVIDENCE:
        return _pieces(text, "\n")
    if isinstance(owner, Part):
        return text
    match line.value_kind:
        case AnswerSet.CHOICE | AnswerSet.SCALE:
            return _choice(owner, text)
        case AnswerSet.CHOICES:
            chosen = {_choice(owner, each) for each in _pieces(text.replace("\n", ";").replace(",", ";"), ";")}
            known = tuple(each for each in owner.choices if each in chosen)
            return (*known, *sorted(chosen - set(known)))
        case AnswerSet.TABLE:
            return tuple(_row(owner, each) for each in _pieces(text, "\n"))
    return text


def _pieces(text: str, separator: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in text.split(separator))))


def _choice(owner: Question | Probe, text: str) -> str:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(owner.choices):
        return owner.choices[int(text) - 1]
    return next((each for each in owner.choices if each.casefold() == text.casefold()), text)


def _row(owner: Question | Probe, text: str) -> Row:
    cells = [each.strip() for each in text.split("|")]
    row = {}
    for number, cell in enumerate(cells):
        if cell:
            column = owner.columns[number] if number < len(owner.columns) else None
            is_word = column is not None and column.kind is AnswerSet.YES_NO
            # a cell too many gets a column that no form has, so that it is refused and not lost
            row[column.id if column else f"#{number + 1}"] = _KEYS.get(cell.casefold(), cell) if is_word else cell
    return row


def spoken(line: Line, entry: Entry) -> str:
    """As ``keyed`` would take it again; states as their words."""
    if isinstance(entry, str):
        return entry
    if line.kind is LineKind.EVIDENCE or isinstance(line.of, Part):
        return "\n".join(each for each in entry if isinstance(each, str))
    columns = [column.id for column in line.of.columns]
    rows = [" | ".join(each.get(column, "") for column in columns) for each in entry if not isinstance(each, str)]
    return "\n".join(rows) or "; ".join(each for each in entry if isinstance(each, str))
