# SPDX-License-Identifier: Apache-2.0
"""Entering from paper by printed line id: one person keys, another keys the same, and only then is it an answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from checklistapp.domain import entry_lines
from checklistapp.domain.answer import EMPTY
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.entry_lines import Entry, Line, Standing
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Form
from checklistapp.domain.ids import AssessmentId
from checklistapp.domain.journal import Act
from checklistapp.services import assessments, entering
from checklistapp.services.workspace import Workspace
from checklistapp.store import keyed as store_keyed
from checklistapp.store import people
from checklistapp.store.keyed import Keyed


class Outcome(StrEnum):
    WAITING = "waiting"
    """For a second person."""
    ENTERED = "entered"
    """Two persons agree, and it is an answer now."""
    SAME = "same"
    """Two persons agree, and the answer said so already."""
    DIFFERS = "differs"
    """Two persons have read the line differently."""
    OCCUPIED = "occupied"
    """Two persons agree, but another answer stands there: one of them says that it is to be replaced."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person keyed; ``proven`` where that person had opened the workspace with their own passphrase."""

    person: str
    name: str
    text: str
    proven: bool
    clock: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that is no answer yet, with every reading of it and what stands there now."""

    line: Line
    outcome: Outcome
    readings: tuple[Reading, ...]
    here: str


def find_line(form: Form, printed: str) -> Line:
    """By its id at the left of a blank form or review copy, in whatever case."""
    line = entry_lines.by_printed(form).get(printed.strip().upper())
    if line is None:
        raise ChecklistError(
            "unknown-line",
            f"No line of this checklist has the id “{printed.strip()[:40]}”.",
            "Type it as it is printed at the left of the line, such as C1.Q3, C1.Q3.a or C1.Q3.n.",
        )
    return line


def key(workspace: Workspace, assessment: AssessmentId, printed: str, text: str, *, replace: bool = False) -> Outcome:
    """What the acting person reads on that line, in the place of what they keyed there before.

    It waits until another person has keyed the same. ``replace`` says that an answer that stands there already gives
    way; without it two who agree still wait for that word.
    """
    loaded = assessments.load(workspace, assessment)
    loaded.require_draft()
    line = find_line(loaded.form, printed)
    entry = entry_lines.keyed(line, text)
    if not entry:
        raise ChecklistError(
            "nothing-keyed", f"Nothing was typed for {line.printed}.", "Leave out lines that are empty on paper."
        )
    fault = entry_lines.fault_of_entry(line, entry)
    if fault:
        raise ChecklistError(
            "entry-fault", f"What was typed for {line.printed} {fault}.", "Look at the paper again and type it so."
        )
    own = Keyed(
        assessment,
        line.name,
        workspace.person.id,
        line.question.id,
        entry,
        is_proven(workspace),
        workspace.clock.reading(),
    )
    with workspace.store.transaction():
        store_keyed.put(workspace.store, own)
        return _settle(workspace, loaded, line, own, replace=replace)


def key_all(
    workspace: Workspace, assessment: AssessmentId, entries: Mapping[str, str], *, replace: bool = False
) -> dict[str, Outcome]:
    """Several lines by printed id, all of them or none; the outcome of each by its id as printed."""
    form = assessments.load(workspace, assessment).form
    with workspace.store.transaction():
        return {
            find_line(form, printed).printed: key(workspace, assessment, printed, text, replace=replace)
            for printed, text in entries.items()
        }


def is_proven(workspace: Workspace) -> bool:
    """Whether the acting person is who opened the workspace; else they are only declared."""
    return bool(workspace.person.slot) and workspace.person.slot == workspace.slot


def _settle(workspace: Workspace, loaded: Assessment, line: Line, own: Keyed, *, replace: bool) -> Outcome:
    others = [each for each in _of_line(workspace, loaded.id, line.name) if each.person != own.person]
    if not others:
        return Outcome.WAITING
    agreeing = next((each for each in others if each.entry == own.entry), None)
    if agreeing is None:
        return Outcome.DIFFERS
    standing = entry_lines.standing(line, loaded.answer(line.question.id), own.entry)
    if standing is Standing.DIFFERENT and not replace:
        return Outcome.OCCUPIED
    if standing is not Standing.SAME:
        remark = f"from paper, keyed by {agreeing.person}, checked by {own.person}"
        declared = [each.person for each in (agreeing, own) if not each.proven]
        if declared:
            remark += f"; declared, not proven: {', '.join(declared)}"
        entering.enter(workspace, loaded.id, {line.name: own.entry}, Act.ENTERED_FROM_PAPER, remark)
    for each in (*others, own):
        store_keyed.remove(workspace.store, own.person, own.clock, each, Act.ENTERED_FROM_PAPER)
    return Outcome.SAME if standing is Standing.SAME else Outcome.ENTERED


def take_back(workspace: Workspace, assessment: AssessmentId, printed: str) -> None:
    """What the acting person keyed on that line is no longer waiting."""
    line = find_line(assessments.load(workspace, assessment).form, printed)
    own = [each for each in _of_line(workspace, assessment, line.name) if each.person == workspace.person.id]
    if not own:
        raise ChecklistError(
            "nothing-keyed", f"You have keyed nothing for {line.printed}.", "Whoever keyed it can take it back."
        )
    store_keyed.remove(workspace.store, workspace.person.id, workspace.clock.reading(), own[0], Act.KEYED)


def waiting(workspace: Workspace, assessment: AssessmentId) -> list[Waiting]:
    """Every line that is not settled, in printed order."""
    loaded = assessments.load(workspace, assessment)
    names = {person.id: person.name for person in people.persons(workspace.store)}
    by_line: dict[str, list[Keyed]] = {}
    for each in store_keyed.entries(workspace.store, assessment):
        by_line.setdefault(each.line, []).append(each)

    def rows() -> Iterator[Waiting]:
        for line in entry_lines.lines_of(loaded.form):
            found = by_line.get(line.name, [])
            if found:
                readings = tuple(
                    Reading(
                        each.person,
                        names.get(each.person, ""),
                        entry_lines.spoken(line, each.entry),
                        each.proven,
                        each.clock,
                        each.person == workspace.person.id,
                    )
                    for each in found
                )
                here = entry_lines.held(line, loaded.answers.get(line.question.id, EMPTY))
                yield Waiting(line, _outcome(found), readings, entry_lines.spoken(line, here))

    return list(rows())


def _outcome(found: Sequence[Keyed]) -> Outcome:
    """Of a line that is not settled: an agreement on it waits for the word that it may replace what is there."""
    entries: list[Entry] = [each.entry for each in found]
    if len(entries) == 1:
        return Outcome.WAITING
    agree = any(entries.count(entry) > 1 for entry in entries)
    return Outcome.OCCUPIED if agree else Outcome.DIFFERS


def _of_line(workspace: Workspace, assessment: AssessmentId, name: str) -> list[Keyed]:
    return [each for each in store_keyed.entries(workspace.store, assessment) if each.line == name]
