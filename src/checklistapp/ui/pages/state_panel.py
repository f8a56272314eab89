# SPDX-License-Identifier: Apache-2.0
"""One state of a workspace on a card, to stand beside another: how far its journal goes, and what it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from checklistapp.ui.pages.older_copy import State, entry_text
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from checklistapp.services.assessments import Summary
    from checklistapp.services.backups import BackupCopy
    from checklistapp.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Here:
    """What the open workspace holds, and the backup copies that this computer knows of it."""

    state: State
    assessments: "list[Summary]"
    persons: tuple[str, ...]
    copies: "list[BackupCopy]"


def read_here(workspace: "Workspace") -> Here:
    from checklistapp.services import assessments, backups
    from checklistapp.services import workspace as workspaces

    info = workspaces.info(workspace)
    persons = tuple(person.name for person in info.persons if not person.removed)
    state = State("", info.head.sequence, info.clock)
    return Here(state, assessments.summaries(workspace), persons, backups.copies(workspace))


class StatePanel(Panel):
    def __init__(
        self,
        name: str,
        state: State,
        assessments: "Sequence[Summary]" = (),
        persons: Sequence[str] = (),
        remark: str = "",
    ) -> None:
        """``remark`` stands where no assessment can be told."""
        super().__init__("notice")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(Label(name, "heading", Size.SMALL))
        column.addWidget(Label(entry_text(state.entry, state.clock), bold=True))
        for each in assessments:
            title = " · ".join(filter(None, (each.title, each.organisation, each.cycle)))
            column.addWidget(Label(title))
            count = self.tr("{0} of {1} answered").format(each.answered, each.total)
            column.addWidget(Label(count, "muted", Size.SMALL))
        if not assessments:
            column.addWidget(Label(remark or self.tr("No assessment."), "muted", Size.SMALL))
        if persons:
            column.addWidget(Label(self.tr("People: {0}").format(", ".join(persons)), "muted", Size.SMALL))
        column.addStretch(1)
