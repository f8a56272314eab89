# SPDX-License-Identifier: Apache-2.0
"""``checklistapp/fill-in/1``: the fields of a form as a PDF to fill in holds them, and their values read back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from checklistapp.domain.answer import Meta, Row
from checklistapp.domain.entry_lines import (
    LONGEST_CELL,
    Entry,
    Line,
    LineKind,
    fault_of_entry,
    lines_of,
)
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import AnswerSet, Form, Part, Probe, Question
from checklistapp.domain.ids import Digest

FORMAT = "checklistapp/fill-in/1"
MARK = "checklistapp"
"""Name of the hidden field that says which form this is: it survives programs that drop a PDF's metadata."""

MARKING = "marking"
HEADER = {
    "organisation": "Organisation",
    "cycle": "Cycle",
    "name": "Filled in by (name and role)",
    "date": "Date",
}
"""Names of the fields above the questions, and what is printed with them."""
LONGEST_HEADER = 200

CHECKED = "Yes"
GRID_ROWS = 4
_NAMES = {Meta.NOT_APPLICABLE.value: "na"}
"""States whose name in the PDF is another one."""
_STATES = {name: state for state, name in _NAMES.items()}
_SHOWN = 20


class FieldKind(Enum):
    ONE_OF = 1
    """Radio buttons: at most one state."""
    CHECK = 2
    LINE = 3
    TEXT = 4
    """Several lines."""


@dataclass(frozen=True, slots=True)
class Field:
    """``label`` is what a screen reader says, ``states`` the names and words of radio buttons, ``choice`` the word
    beside a box to check."""

    name: str
    kind: FieldKind
    label: str
    longest: int = 0
    states: tuple[tuple[str, str], ...] = ()
    choice: str = ""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """As it stands in the PDF: a ``state`` of buttons, else a text; ``fault`` says why it cannot be used."""

    text: str = ""
    is_state: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class FilledIn:
    """``entries`` by line name, of all lines that the PDF has; ``unknown`` are the first names of other fields."""

    header: Mapping[str, str]
    entries: Mapping[str, Entry]
    faults: Mapping[str, str]
    unknown: tuple[str, ...]
    unknown_count: int


WORDS = {
    "yes": "Yes",
    "partly": "Partly",
    "no": "No",
    Meta.NOT_APPLICABLE.value: "N.a.",
    Meta.WITHHELD.value: "Withheld",
}


def mark(form: Form, digest: Digest) -> str:
    return f"{FORMAT} {form.id} {form.version} {digest}"


def lines_to_fill(form: Form, *, source_format: bool) -> Iterator[Line]:
    """All lines, or only answer, value and note as the source knows them."""
    kept = (LineKind.ANSWER, LineKind.VALUE, LineKind.NOTE)
    return (line for line in lines_of(form) if not source_format or line.kind in kept)


def states_of(line: Line, *, source_format: bool) -> tuple[tuple[str, str], ...]:
    """Names in the PDF and words beside the buttons; the source knows Yes and No."""
    if line.kind is LineKind.ANSWER and source_format:
        return tuple((state, WORDS[state]) for state in line.states if state in ("yes", "no"))
    if line.states:
        return tuple((_NAMES.get(state, state), WORDS[state]) for state in line.states)
    if line.value_kind in (AnswerSet.CHOICE, AnswerSet.SCALE) and not isinstance(line.of, Part):
        return tuple((str(number), choice) for number, choice in enumerate(line.of.choices, 1))
    return ()


def fields_of(line: Line, *, source_format: bool = False) -> tuple[Field, ...]:
    states = states_of(line, source_format=source_format)
    label = f"{line.printed}: {_LABELS.get(line.kind, '')}{line.text}"
    if states or line.kind is LineKind.ANSWER:
        return (Field(line.name, FieldKind.ONE_OF, label, states=states),) if states else ()
    match line.value_kind:
        case AnswerSet.CHOICES if not isinstance(line.of, Part):
            return tuple(
                Field(f"{line.name}.{number}", FieldKind.CHECK, f"{label} {choice}", choice=choice)
                for number, choice in enumerate(line.of.choices, 1)
            )
        case AnswerSet.TABLE if not isinstance(line.of, Part):
            return tuple(_cells(line, line.of, label))
        case AnswerSet.DATE:
            return (Field(line.name, FieldKind.LINE, f"{label} (year-month-day: 2026-12-31)", line.longest),)
        case AnswerSet.NUMBER if not isinstance(line.of, Part):
            return (Field(line.name, FieldKind.LINE, f"{label} ({line.of.unit})".replace(" ()", ""), line.longest),)
    return (Field(line.name, FieldKind.TEXT, label, line.longest),)


_LABELS = {
    LineKind.REASON: "Reason. ",
    LineKind.NOTE: "Note. ",
    LineKind.EVIDENCE: "Evidence, one document a line. ",
}


def _cells(line: Line, owner: Question | Probe, label: str) -> Iterator[Field]:
    for row in range(1, GRID_ROWS + 1):
        for column in owner.columns:
            name = f"{line.name}.{row}.{column.id}"
            yield Field(name, FieldKind.LINE, f"{label} Row {row}, {column.text}", LONGEST_CELL)


def read_fields(fields: Mapping[str, FieldValue], form: Form, digest: Digest) -> FilledIn:
    """What was filled in; ChecklistError where the PDF belongs to another form, version or wording, or to none."""
    _require_form(fields, form, digest)
    entries: dict[str, Entry] = {}
    faults: dict[str, str] = {}
    known = {MARK, MARKING, *HEADER}
    for line in lines_of(form):
        own = fields_of(line)
        known.update(field.name for field in own)
        found = {field: fields[field.name] for field in own if field.name in fields}
        if not found:
            continue
        entries[line.name] = entry = _entry(line, found)
        fault = next((each.fault for each in found.values() if each.fault), "") or fault_of_entry(line, entry)
        if fault:
            faults[line.name] = fault
    faults.update(_contradictions(form, entries))
    header = {name: _line(fields.get(name, FieldValue())) for name in (*HEADER, MARKING)}
    unknown = sorted(set(fields) - known)
    return FilledIn(header, entries, faults, tuple(each[:80] for each in unknown[:_SHOWN]), len(unknown))


def _contradictions(form: Form, entries: Mapping[str, Entry]) -> Iterator[tuple[str, str]]:
    """A value and a word in its place were both given."""
    for question in form.questions():
        answer, value = (f"{question.id}.{kind}" for kind in (LineKind.ANSWER, LineKind.VALUE))
        if entries.get(answer) and entries.get(value):
            yield answer, "must be left open where there is a value"


def _entry(line: Line, found: Mapping[Field, FieldValue]) -> Entry:
    first = next(iter(found.values()))
    kind = line.value_kind
    if line.states:
        return _STATES.get(first.text, first.text)
    if line.kind is LineKind.EVIDENCE:
        return tuple(filter(None, (each.strip() for each in _text(first).split("\n"))))
    owner = line.of
    if kind is None or isinstance(owner, Part):
        return _text(first)
    match kind:
        case AnswerSet.CHOICE | AnswerSet.SCALE:
            chosen = {str(number): choice for number, choice in enumerate(owner.choices, 1)}
            return chosen.get(first.text, first.text)
        case AnswerSet.CHOICES:
            checked = {field.name for field, value in found.items() if value.text}
            return tuple(choice for number, choice in enumerate(owner.choices, 1) if f"{line.name}.{number}" in checked)
        case AnswerSet.TABLE:
            texts = {field.name: _line(value) for field, value in found.items()}
            return tuple(_rows(line, owner, texts))
        case AnswerSet.DATE | AnswerSet.NUMBER:
            return _line(first)
    return _text(first)


def _rows(line: Line, owner: Question | Probe, texts: Mapping[str, str]) -> Iterator[Row]:
    for number in range(1, GRID_ROWS + 1):
        row = {}
        for column in owner.columns:
            text = texts.get(f"{line.name}.{number}.{column.id}", "")
            if text:
                row[column.id] = text.casefold() if column.kind is AnswerSet.YES_NO else text
        if row:
            yield row


def _text(value: FieldValue) -> str:
    """Readers end lines with a carriage return, a line feed or both (ISO 32000-1, 12.7.4.3 leaves it open)."""
    text = value.text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else ""


def _line(value: FieldValue) -> str:
    return " ".join(_text(value).split())


def _require_form(fields: Mapping[str, FieldValue], form: Form, digest: Digest) -> None:
    words = fields.get(MARK, FieldValue()).text.split(" ")
    if len(words) != 4 or words[0] != FORMAT:
        raise ChecklistError(
            "not-a-fill-in-form",
            "This PDF is no form to fill in that this program made, or its fields were lost.",
            "Ask for the file as it was saved, not printed or converted; from paper, enter it line by line.",
        )
    _, form_id, version, of = words
    if form_id != form.id:
        raise ChecklistError(
            "other-form",
            f"This PDF is filled in for another checklist, “{_short(form_id)}”; this one is “{form.id}”.",
            "Open an assessment of that checklist, or start one.",
        )
    if version != form.version:
        raise ChecklistError(
            "other-version",
            f"This PDF is filled in for version {_short(version)}; this assessment answers version {form.version}.",
            "Send the PDF of this version, or start an assessment of that one.",
        )
    if of != digest:
        raise ChecklistError(
            "other-wording",
            "This PDF asks in other words than this assessment, though its version says the same.",
            "Make the PDF anew from this assessment and have it filled in again.",
        )


def _short(word: str) -> str:
    shown = "".join(each if each.isascii() and each.isprintable() else "?" for each in word)
    return shown if len(shown) <= 60 else shown[:60] + "…"
