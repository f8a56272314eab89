# SPDX-License-Identifier: Apache-2.0
"""A PDF to fill in for whoever has no program, and taking it back in beside what is there already."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from checklistapp.domain import entry_lines
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.entry_lines import Entry, Line, Standing
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId
from checklistapp.domain.journal import Act
from checklistapp.formats import fill_in
from checklistapp.previews import field_frames, field_process
from checklistapp.previews.neutral_text import neutral
from checklistapp.services import assessments, entering, operation, printing
from checklistapp.services.operation import Progress, Report, silently
from checklistapp.services.workspace import Workspace
from checklistapp.system.files import file_faults, ordinary_file

KIND = "fillable"
"""Of what is exported."""

TAKEN_BY_DEFAULT = (Standing.NEW,)
CAN_BE_TAKEN = (Standing.NEW, Standing.DIFFERENT)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form: what was filled in beside what stands here; ``fault`` says why it cannot be taken."""

    line: Line
    here: Entry
    there: Entry
    standing: Standing
    fault: str = ""

    @property
    def here_text(self) -> str:
        return neutral(entry_lines.spoken(self.line, self.here))

    @property
    def there_text(self) -> str:
        """Made harmless to show: it is a stranger's."""
        return neutral(entry_lines.spoken(self.line, self.there))


@dataclass(frozen=True, slots=True)
class Filled:
    """``rows`` are the lines where anything stands, here or there; ``header`` is what the file says of itself.

    ``unknown`` are the first names of fields that the form does not have, ``unknown_count`` how many there are.
    """

    sha256: str
    header: Mapping[str, str]
    rows: tuple[Row, ...]
    unknown: tuple[str, ...]
    unknown_count: int
    remarks: tuple[str, ...]

    def by_default(self) -> frozenset[str]:
        """Names of the lines that fill a gap."""
        return frozenset(row.line.name for row in self.rows if row.standing in TAKEN_BY_DEFAULT)

    def count(self, standing: Standing) -> int:
        return sum(row.standing is standing for row in self.rows)


def fillable_pdf(assessment: Assessment, *, source_format: bool = False, report: Report = silently) -> bytes:
    """The form of an assessment with a field for each line; it holds none of the answers."""
    from checklistapp.documents import fillable

    return fillable.fillable_pdf(
        assessment.form,
        assessment.form_digest,
        printing.fonts(),
        source_format=source_format,
        watch=operation.watching(report, "Drawing"),
    )


def read_bounded(source: Path) -> bytes:
    """A PDF that came back, refused above 64 MiB before it is read whole."""
    with file_faults(source), ordinary_file(source) as file:
        data = file.read(field_frames.MOST_INPUT + 1)
    if len(data) > field_frames.MOST_INPUT:
        raise field_frames.refusal(field_frames.Reason.TOO_LARGE)
    return data


def fields_of(data: bytes, report: Report = silently) -> Mapping[str, fill_in.FieldValue]:
    """Read in a locked process; needs no workspace and takes up to 15 seconds."""
    return field_process.fields_of(data, lambda: report(Progress(0, 0)))


def compare(assessment: Assessment, data: bytes, report: Report = silently) -> Filled:
    """What ``data`` would bring, line by line; changes nothing."""
    read = fill_in.read_fields(fields_of(data, report), assessment.form, assessment.form_digest)
    rows = []
    for line in entry_lines.lines_of(assessment.form):
        if line.name not in read.entries:
            continue
        answer, entry = assessment.answer(line.question.id), read.entries[line.name]
        fault = read.faults.get(line.name, "")
        standing = Standing.REFUSED if fault else entry_lines.standing(line, answer, entry)
        here = entry_lines.held(line, answer)
        if here or entry or fault:
            rows.append(Row(line, here, entry, standing, fault))
    header = {name: neutral(text) for name, text in read.header.items()}
    unknown = tuple(neutral(name) for name in read.unknown)
    sha256 = hashlib.sha256(data).hexdigest()
    return Filled(sha256, header, tuple(rows), unknown, read.unknown_count, _remarks(assessment, header))


def take(workspace: Workspace, assessment: AssessmentId, filled: Filled, names: Collection[str]) -> Assessment:
    """Enters the lines of these names, all or none. Each answer's journal entry names the file by its SHA-256.

    Refused where a line cannot be taken, or no longer says what the person saw beside it.
    """
    if not names:
        raise ChecklistError("nothing-chosen", "Nothing was chosen to be taken in.", "Choose at least one answer.")
    rows = {row.line.name: row for row in filled.rows if row.standing in CAN_BE_TAKEN}
    if not set(names) <= rows.keys():
        raise ChecklistError(
            "not-to-be-taken",
            "One of the chosen answers is not in this file, or does not fit its question.",
            "Choose only answers that are new or different.",
        )
    with workspace.store.transaction():
        loaded = assessments.load(workspace, assessment)
        for row in (rows[name] for name in names):
            if entry_lines.held(row.line, loaded.answer(row.line.question.id)) != row.here:
                raise ChecklistError(
                    "changed-meanwhile",
                    f"The answer to {row.line.printed} was changed after the file was compared with it.",
                    "Compare the file again.",
                )
        entries = {name: rows[name].there for name in names}
        remark = f"fill-in PDF, unsigned, SHA-256 {filled.sha256}"
        entering.enter(workspace, assessment, entries, Act.TAKEN_IN, remark)
    return assessments.load(workspace, assessment)


def _remarks(assessment: Assessment, header: Mapping[str, str]) -> tuple[str, ...]:
    """What the file says of itself that the assessment does not."""
    return tuple(
        f"The file names the {word} “{header[name]}”, this assessment {f'“{own}”' if own else 'none'}."
        for name, word, own in (
            ("organisation", "organisation", assessment.organisation),
            ("cycle", "cycle", assessment.cycle),
            (fill_in.MARKING, "marking", assessment.marking),
        )
        if header[name] and header[name].casefold() != own.casefold()
    )
