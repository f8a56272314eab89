# SPDX-License-Identifier: Apache-2.0
"""Entries from outside become answers, line by line, in one transaction and with their source on record."""

import secrets
from collections.abc import Mapping

from checklistapp.domain import entry_lines
from checklistapp.domain.entry_lines import Entry, Line
from checklistapp.domain.ids import AssessmentId, EvidenceId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.services import assessments
from checklistapp.services.workspace import Workspace


def enter(workspace: Workspace, assessment: AssessmentId, entries: Mapping[str, Entry], act: Act, remark: str) -> None:
    """``entries`` by line name; other lines of an answer stay as they are. All of them or none."""
    with workspace.store.transaction():
        loaded = assessments.load(workspace, assessment)
        loaded.require_draft()
        chosen: dict[QuestionId, list[Line]] = {}
        for line in entry_lines.lines_of(loaded.form):
            if line.name in entries:
                chosen.setdefault(line.question.id, []).append(line)
        for question, lines in chosen.items():
            answer = loaded.answer(question)
            for line in lines:
                answer = entry_lines.entered(line, answer, entries[line.name], _new_id)
            assessments.save_from(workspace, assessment, loaded.form, question, answer, act, remark)


def _new_id() -> EvidenceId:
    return EvidenceId(secrets.token_hex(16))
