# SPDX-License-Identifier: Apache-2.0
"""Saving, undo and redo of answers: "saved" is told after the acknowledgement and never before."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from checklistapp.domain.answer import EMPTY, Answer, Attachment, EvidenceReference, Response
from checklistapp.domain.assessment import Assessment, State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import EvidenceId, QuestionId
from checklistapp.ui.models.answering import TYPING_PAUSE, Answering
from checklistapp.ui.models.save_state import SaveState
from tests.ui.conftest import Disk

Q1, Q2 = QuestionId("S1.Q1"), QuestionId("S1.Q2")
YES = Answer(Response.of("yes"))
PLAN = EvidenceReference(EvidenceId("f" * 32), title="plan.txt", attachment=Attachment("plan.txt", 4, "0" * 128))


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


def test_undoing_a_text_leaves_the_file_that_was_attached_meanwhile(answering: Answering, disk: Disk) -> None:
    answering.change(Q1, Answer(note="before"))
    disk.attach(answering, Q1, PLAN)
    disk.acknowledge()
    answering.undo()
    answering.flush()
    disk.acknowledge()
    assert answering.assessment.answer(Q1) == replace(EMPTY, evidence=(PLAN,)) == disk.kept(Q1)
    answering.redo()
    assert answering.assessment.answer(Q1) == Answer(note="before", evidence=(PLAN,))


def test_a_removed_file_does_not_come_back_by_undoing(answering: Answering, disk: Disk) -> None:
    disk.attach(answering, Q1, PLAN)
    disk.acknowledge()
    answering.change(Q1, replace(answering.assessment.answer(Q1), note="after"))
    disk.remove(answering, Q1)
    disk.acknowledge()
    answering.undo()
    answering.flush()
    disk.acknowledge()
    assert answering.assessment.answer(Q1) == EMPTY == disk.kept(Q1)
    assert not answering.can_undo
    assert state_of(answering) is SaveState.SAVED


def test_no_change_of_an_answer_takes_a_file_away(answering: Answering, disk: Disk) -> None:
    disk.attach(answering, Q1, PLAN)
    disk.acknowledge()
    answering.change(Q1, Answer(note="written on a card that was shown before"))
    answering.flush()
    disk.acknowledge()
    assert disk.kept(Q1).evidence == answering.assessment.answer(Q1).evidence == (PLAN,)


def test_references_are_undone_around_a_file(answering: Answering, disk: Disk) -> None:
    law, act = (EvidenceReference(EvidenceId(letter * 32), title=letter) for letter in "ab")
    answering.change(Q1, Answer(evidence=(law,)))
    disk.attach(answering, Q1, PLAN)
    disk.acknowledge()
    answering.change(Q1, Answer(evidence=(law, PLAN, act)))
    answering.change(Q1, Answer(evidence=(PLAN, act)))
    for references in ((law, act), (law,), ()):
        answering.undo()
        evidence = answering.assessment.answer(Q1).evidence
        assert PLAN in evidence
        assert tuple(each for each in evidence if each != PLAN) == references


@pytest.mark.parametrize("sent", [False, True])
def test_what_was_typed_last_stays_when_the_assessment_is_replaced(
    answering: Answering, disk: Disk, sent: bool
) -> None:
    disk.reload(answering)
    disk.work()
    answering.change(Q1, Answer(note="typed meanwhile"), typing=True)
    if sent:
        answering.flush()
    disk.tell()
    assert answering.assessment.cycle == "2027"
    assert answering.assessment.answer(Q1).note == "typed meanwhile"
    disk.acknowledge()
    assert disk.kept(Q1).note == "typed meanwhile"
    assert state_of(answering) is SaveState.SAVED


@pytest.mark.parametrize("sent", [False, True])
def test_what_was_typed_last_stays_when_a_file_was_attached(answering: Answering, disk: Disk, sent: bool) -> None:
    disk.attach(answering, Q1, PLAN)
    answering.change(Q1, Answer(note="typed meanwhile"), typing=True)
    if sent:
        answering.flush()
    disk.work()
    disk.tell()
    assert answering.assessment.answer(Q1) == Answer(note="typed meanwhile", evidence=(PLAN,))
    answering.flush()
    disk.acknowledge()
    assert disk.kept(Q1) == answering.assessment.answer(Q1) == Answer(note="typed meanwhile", evidence=(PLAN,))


acts = st.lists(
    st.one_of(
        st.tuples(st.sampled_from((Q1, Q2)), st.sampled_from(("response", "note", "reference", "attach", "remove"))),
        st.sampled_from(("undo", "redo", "flush", "reload", "work", "tell", "acknowledge")),
    ),
    max_size=40,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_in_the_end_the_disk_holds_what_the_screen_shows(
    assessment: Assessment, acts: list[tuple[QuestionId, str] | str]
) -> None:
    disk = Disk()
    answering = Answering(assessment, disk.save)
    attached: set[str] = set()
    for made, act in enumerate(acts):
        match act:
            case (question, what):
                attached |= edit(answering, disk, QuestionId(question), what, made)
            case "work" | "tell" | "acknowledge":
                getattr(disk, act)()
            case "reload":
                disk.reload(answering)
            case _:
                getattr(answering, act)()
    answering.flush()
    disk.acknowledge()
    for each in (Q1, Q2):
        assert disk.kept(each) == answering.assessment.answer(each)
    assert not answering.has_unsaved
    found = {reference.id for each in (Q1, Q2) for reference in disk.kept(each).evidence if reference.attachment}
    assert found <= attached
    if not any(isinstance(act, tuple) and act[1] == "remove" for act in acts):
        assert found == attached


def edit(answering: Answering, disk: Disk, question: QuestionId, what: str, number: int) -> set[str]:
    """The ids of files that were attached."""
    shown = answering.assessment.answer(question)
    reference = EvidenceReference(EvidenceId(f"{number:032}"), title=str(number))
    match what:
        case "response":
            answering.change(question, shown.responding(Response.of("yes" if number % 2 else "no")))
        case "note":
            answering.change(question, replace(shown, note=str(number)), typing=True)
        case "reference":
            answering.change(question, replace(shown, evidence=(*shown.evidence[1:], reference)))
        case "attach":
            attached = replace(reference, attachment=PLAN.attachment)
            disk.attach(answering, question, attached)
            return {attached.id}
        case "remove":
            disk.remove(answering, question)
    return set()
