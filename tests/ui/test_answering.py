# SPDX-License-Identifier: Apache-2.0
"""Saving, undo and redo of answers: "saved" is told after the acknowledgement and never before."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from checklistapp.domain.answer import EMPTY, Answer, Response
from checklistapp.domain.assessment import Assessment, State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import QuestionId
from checklistapp.ui.models.answering import TYPING_PAUSE, Answering
from checklistapp.ui.models.save_state import SaveState
from tests.ui.conftest import Disk

Q1, Q2 = QuestionId("S1.Q1"), QuestionId("S1.Q2")
YES = Answer(Response.of("yes"))


def state_of(answering: Answering) -> SaveState:
    return answering.state


def test_saved_is_told_after_the_acknowledgement_only(qtbot: QtBot, answering: Answering, disk: Disk) -> None:
    answering.change(Q1, YES)
    qtbot.waitUntil(lambda: bool(disk.waiting))
    assert state_of(answering) is SaveState.SAVING
    disk.acknowledge()
    assert state_of(answering) is SaveState.SAVED
    assert disk.saved == [(Q1, YES)]
    assert answering.saved_at == "2026-03-01T14:32:00Z"


def test_typing_waits_for_a_pause_and_is_saved_once(qtbot: QtBot, answering: Answering, disk: Disk) -> None:
    for length in range(1, 6):
        answering.change(Q1, Answer(note="abcde"[:length]), typing=True)
    assert disk.waiting == []
    qtbot.waitUntil(lambda: bool(disk.waiting), timeout=TYPING_PAUSE * 3)
    disk.acknowledge()
    assert [answer.note for _, answer in disk.saved] == ["abcde"]


def test_the_pause_leaves_half_a_second_for_the_commit() -> None:
    assert TYPING_PAUSE <= 300


def test_a_failure_keeps_the_text_and_can_be_tried_again(qtbot: QtBot, answering: Answering, disk: Disk) -> None:
    disk.fault = ChecklistError("disk-full", "The disk is full.", "Free some space.")
    answering.change(Q1, Answer(note="kept"))
    qtbot.waitUntil(lambda: bool(disk.waiting))
    disk.acknowledge()
    assert state_of(answering) is SaveState.FAILED
    assert answering.assessment.answer(Q1).note == "kept"
    disk.fault = None
    answering.flush()
    disk.acknowledge()
    assert state_of(answering) is SaveState.SAVED
    assert disk.saved[-1][1].note == "kept"


def test_an_older_acknowledgement_does_not_overwrite_newer_text(answering: Answering, disk: Disk) -> None:
    answering.change(Q1, Answer(note="one"))
    answering.flush()
    answering.change(Q1, Answer(note="one two"))
    disk.acknowledge()
    assert answering.assessment.answer(Q1).note == "one two"
    assert state_of(answering) is SaveState.SAVING


def test_a_frozen_assessment_takes_no_change(assessment: Assessment, disk: Disk) -> None:
    frozen = Answering(replace(assessment, state=State.APPROVED), disk.save)
    frozen.change(Q1, YES)
    frozen.flush()
    assert frozen.assessment.answer(Q1) == EMPTY
    assert disk.waiting == []


def test_keystrokes_are_one_step_of_undo(answering: Answering) -> None:
    answering.change(Q1, YES)
    for text in ("a", "ab", "abc"):
        answering.change(Q1, replace(YES, note=text), typing=True)
    answering.undo()
    assert answering.assessment.answer(Q1) == YES
    answering.undo()
    assert answering.assessment.answer(Q1) == EMPTY
    assert not answering.can_undo
    answering.redo()
    answering.redo()
    assert answering.assessment.answer(Q1).note == "abc"


acts = st.lists(
    st.one_of(
        st.tuples(st.sampled_from((Q1, Q2)), st.sampled_from(("yes", "no"))),
        st.sampled_from(("undo", "redo", "flush", "acknowledge")),
    ),
    max_size=30,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_in_the_end_the_disk_holds_what_the_screen_shows(
    assessment: Assessment, acts: list[tuple[QuestionId, str] | str]
) -> None:
    disk = Disk([], [])
    answering = Answering(assessment, disk.save)
    for act in acts:
        if isinstance(act, tuple):
            answering.change(act[0], Answer(Response.of(act[1])))
        elif act == "acknowledge":
            disk.acknowledge()
        else:
            getattr(answering, act)()
    answering.flush()
    disk.acknowledge()
    on_disk = dict(disk.saved)
    for each in (Q1, Q2):
        assert on_disk.get(each, EMPTY) == answering.assessment.answer(each)
    assert not answering.has_unsaved
