# SPDX-License-Identifier: Apache-2.0
"""What opening or checking a workspace brought to light, told with all that is known, and the choices there are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.framed_dialog import FramedDialog
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.panel import Panel
from checklistapp.ui.widgets.question_card import clock_text

if TYPE_CHECKING:
    from checklistapp.domain.errors import ChecklistError
    from checklistapp.services.backups import BackupCopy
    from checklistapp.services.soundness import Concern
    from checklistapp.services.workspace import CheckFinding

_MOST_SENTENCES = 6
_TOO_NEW = "workspace-too-new"


class Choice(StrEnum):
    LOOK = "look"
    RESTORE = "restore"
    COMPARE = "compare"
    ACCEPT = "accept"
    """With a reason, which stays on record."""
    GO_ON = "go-on"
    """In a workspace that a check found damaged."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of the workspace as far as it is known: ``entry`` of its journal, 0 for none."""

    name: str
    entry: int
    clock: str


@dataclass(frozen=True, slots=True)
class Trouble:
    title: str
    sentences: tuple[str, ...]
    choices: tuple[Choice, ...]
    states: tuple[State, ...] = ()
    knows_copies: bool = True
    """Whether this computer knows a backup copy that is there."""

    def knowing(self, copies: "Sequence[BackupCopy]") -> "Trouble":
        """With one state alone and no copy there is nothing to compare."""
        knows = any(copy.present for copy in copies)
        kept = (each for each in self.choices if each is not Choice.COMPARE or knows or self.states)
        return replace(self, choices=tuple(kept), knows_copies=knows)


def of_opening(concerns: "Sequence[Concern]", refusal: "ChecklistError | None") -> Trouble | None:
    """None where nothing needs a decision."""
    decisive = [concern for concern in concerns if concern.needs_decision]
    if decisive:
        first = decisive[0]
        title = _tr("This is not the state that this computer knew")
        choices = (Choice.LOOK, Choice.RESTORE, Choice.COMPARE, Choice.ACCEPT)
        return Trouble(title, tuple(each.sentence for each in decisive), choices, states_of(first))
    if refusal is not None and refusal.code == _TOO_NEW:
        return Trouble(_tr("Made by a newer program"), (refusal.sentence, refusal.hint), (Choice.LOOK, Choice.RESTORE))
    return None


def of_check(findings: "Sequence[CheckFinding]") -> Trouble:
    sentences = (
        _tr("Not everything in this workspace is as the program wrote it: a disk that fails, or somebody's hand."),
        *(finding.message for finding in findings),
    )
    choices = (Choice.LOOK, Choice.RESTORE, Choice.COMPARE, Choice.GO_ON)
    return Trouble(_tr("The check found damage"), sentences, choices)


def states_of(concern: "Concern") -> tuple[State, ...]:
    if concern.kept is None or concern.found is None:
        return ()
    known, here = _tr("This computer knew"), _tr("Here is")
    return (
        State(known, concern.kept.sequence, concern.kept_clock),
        State(here, concern.found.sequence, concern.found_clock),
    )


def entry_text(entry: int, clock: str) -> str:
    when = clock_text(clock) if clock else _tr("date not known")
    return _tr("{0} changes, the last {1}").format(entry, when)


class TroubleDialog(FramedDialog):
    """``chosen`` tells the choice; closing it otherwise chooses nothing, and what was read-only stays so."""

    chosen = Signal(str)

    def __init__(self, trouble: Trouble, parent: QWidget) -> None:
        super().__init__(trouble.title, parent, 88)
        shown = list(trouble.sentences[:_MOST_SENTENCES])
        more = len(trouble.sentences) - len(shown)
        if more:
            shown.append(self.tr("And {0} more of this kind.").format(more))
        for sentence in shown:
            self.column.addWidget(Label(sentence))
        if trouble.states:
            self.column.addWidget(_States(trouble.states))
        rows = QGridLayout()
        rows.setHorizontalSpacing(14)
        rows.setVerticalSpacing(10)
        rows.setColumnStretch(1, 1)
        self.buttons: dict[Choice, Button] = {}
        for place, choice in enumerate(trouble.choices):
            drawing, text, words = _described(choice)
            if choice is Choice.RESTORE and not trouble.knows_copies:
                words = self.tr("This computer knows no copy: choose the file, and look into it first.")
            button = Button(text, drawing, "plain" if place else "primary")
            button.setAccessibleDescription(words)
            button.clicked.connect(lambda _=False, choice=choice: self._choose(choice))
            rows.addWidget(button, place, 0)
            rows.addWidget(Label(words, "muted"), place, 1)
            self.buttons[choice] = button
        self.column.addLayout(rows)
        if Choice.LOOK not in trouble.choices:
            close = Button(self.tr("&Close"))
            close.clicked.connect(self.reject)
            self.add_buttons(close)
        self.buttons[trouble.choices[0]].setFocus()

    def _choose(self, choice: Choice) -> None:
        self.accept()
        self.chosen.emit(choice)


class _States(Panel):
    def __init__(self, states: Sequence[State]) -> None:
        super().__init__("notice")
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 10, 16, 10)
        grid.setHorizontalSpacing(18)
        grid.setColumnStretch(1, 1)
        for place, state in enumerate(states):
            name = Label(state.name, "heading", Size.SMALL)
            name.setWordWrap(False)
            grid.addWidget(name, place, 0)
            grid.addWidget(Label(entry_text(state.entry, state.clock)), place, 1)


def _described(choice: Choice) -> tuple[str, str, str]:
    """Drawing, name and what it does."""
    return {
        Choice.LOOK: (
            "eye",
            _tr("&Only look at it"),
            _tr("Nothing is changed. A line at the top says so and leads back to these choices."),
        ),
        Choice.RESTORE: (
            "undo",
            _tr("&Restore a backup copy…"),
            _tr("See which copies this computer knows, and look into one before anything happens."),
        ),
        Choice.COMPARE: (
            "search",
            _tr("&Compare…"),
            _tr("What is here beside what was known, and beside a backup copy: changes, dates, answers."),
        ),
        Choice.ACCEPT: (
            "right",
            _tr("&Go on with this copy…"),
            _tr("You say why, and the journal keeps it. What this copy lacks stays missing."),
        ),
        Choice.GO_ON: (
            "right",
            _tr("&Go on all the same"),
            _tr(
                "Answers can be changed, and the journal says that you went on. Nothing that is damaged leaves: an "
                "answer named here may once it was given anew, and damaged pages let nothing leave."
            ),
        ),
    }[choice]


def _tr(text: str) -> str:
    return QCoreApplication.translate("OlderCopy", text)
