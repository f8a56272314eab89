# SPDX-License-Identifier: Apache-2.0
"""A complete assessment of an invented State, to look at before there are answers of one's own."""

from checklistapp.domain.assessment import Assessment
from checklistapp.domain.ids import FormId
from checklistapp.services import assessments
from checklistapp.services.workspace import Workspace
from checklistapp.system.paths import data_folder

FORM = FormId("infcirc869-checklist")


def answers() -> bytes:
    """The answers of Ruritania as checklistapp/answers/1, JSON."""
    return assessments.read_bounded(data_folder("resources") / "samples" / "infcirc869-ruritania.json")


def fill(workspace: Workspace) -> Assessment:
    """Starts the assessment of Ruritania and enters all its answers, or nothing.

    An invented State has no ISO code, so the country stays empty.
    """
    entered = answers()
    with workspace.store.transaction():
        started = assessments.start(workspace, FORM, "Ruritania", cycle="2026")
        assessments.describe(workspace, started.id, marking="OFFICIAL")
        return assessments.enter_answers(workspace, started.id, entered)
