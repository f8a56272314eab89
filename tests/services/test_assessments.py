# SPDX-License-Identifier: Apache-2.0
"""Starting, answering from a file, freezing and reopening."""

import json
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Meta, Response
from checklistapp.domain.assessment import State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, FactId, FormId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.services import assessments, evidence, signing
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal
from tests.services.conftest import Scene

CHECKLIST = FormId("infcirc869-checklist")
Q = QuestionId("C3.Q4")


def answers_file(answers: dict[str, object], **changes: object) -> bytes:
    document: dict[str, object] = {
        "format": "checklistapp/answers/1",
        "form": "infcirc869-checklist",
        "formVersion": "1.0.0",
        "answers": answers,
    }
    return json.dumps({**document, **changes}).encode()


def test_an_answer_comes_back_with_its_person(workspace: Workspace) -> None:
    started = assessments.start(workspace, CHECKLIST, "Ruritania")
    saved = assessments.save_answer(workspace, started.id, Q, Answer(Response.of("no"), note="n", working_note="w"))
    loaded = assessments.load(workspace, started.id).answer(Q)
    assert loaded == saved.answer
    assert loaded.provenance is not None
    assert loaded.provenance.person == workspace.person.id
    assert journal.head(workspace.store).sequence == saved.sequence


def test_an_answers_file_is_entered_whole(workspace: Workspace) -> None:
    started = assessments.start(workspace, CHECKLIST, "Ruritania")
    data = answers_file(
        {
            "C3.Q6": {
                "meta": "partly",
                "note": "half",
                "parts": {"C3.Q6.a": {"value": "yes"}},
                "evidence": [{"kind": "letter", "title": "Invitation"}],
            }
        },
        profile={"nuclear-facilities": True},
    )
    entered = assessments.enter_answers(workspace, started.id, data)
    answer = entered.answer(QuestionId("C3.Q6"))
    assert answer.response == Response.as_meta(Meta.PARTLY)
    assert [reference.title for reference in answer.evidence] == ["Invitation"]
    assert entered.profile == {FactId("nuclear-facilities"): True}
    again = json.loads(assessments.answers_document(entered))
    assert again["answers"]["C3.Q6"]["note"] == "half"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        answers_file({"C9.Q9": {"value": "yes"}}),
        answers_file({"C3.Q6": {"value": "maybe"}}),
        answers_file({"C3.Q6": {"value": "yes", "meta": "partly"}}),
        answers_file({"C3.Q6": {"value": "yes", "colour": "red"}}),
        answers_file({"C1.Q1": {"value": "yes"}, "C3.Q6": {"value": 1}}),
        answers_file({"C1.Q1": {"value": "yes", "parts": {"C3.Q6.a": {"value": "yes"}}}}),
        answers_file({}, form="another"),
        answers_file({}, profile={"unknown": True}),
    ],
    ids=["empty", "cut", "list", "id", "word", "both", "key", "kind", "part", "form", "fact"],
)
def test_a_faulty_answers_file_changes_nothing(workspace: Workspace, data: bytes) -> None:
    started = assessments.start(workspace, CHECKLIST, "Ruritania")
    before = journal.head(workspace.store)
    with pytest.raises(ChecklistError) as caught:
        assessments.enter_answers(workspace, started.id, data)
    assert caught.value.code == "answers-fault"
    assert caught.value.hint
    assert journal.head(workspace.store) == before
    assert not assessments.load(workspace, started.id).answers


def test_entering_answers_removes_no_attached_file(workspace: Workspace, tmp_path: Path) -> None:
    started = assessments.start(workspace, CHECKLIST, "Ruritania")
    (tmp_path / "plan.txt").write_text("plan")
    evidence.attach(workspace, started.id, Q, tmp_path / "plan.txt")
    entered = assessments.enter_answers(
        workspace, started.id, answers_file({Q: {"value": "yes", "evidence": [{"kind": "law", "title": "Act"}]}})
    )
    assert [reference.title for reference in entered.answer(Q).evidence] == ["plan.txt", "Act"]
    evidence.save_attachment(workspace, started.id, entered.answer(Q).evidence[0].id, tmp_path / "back.txt")
    assert (tmp_path / "back.txt").read_text() == "plan"


def test_a_prefix_or_a_dot_finds_the_assessment(workspace: Workspace) -> None:
    first = assessments.start(workspace, CHECKLIST, "Ruritania")
    assert assessments.resolve(workspace, ".") == first.id
    assert assessments.resolve(workspace, first.id[:6]) == first.id
    assessments.start(workspace, CHECKLIST, "Ruritania")
    for wrong in (".", "", "zz"):
        with pytest.raises(ChecklistError):
            assessments.resolve(workspace, wrong)


def test_approved_answers_are_frozen_until_reopened_with_a_reason(scene: Scene) -> None:
    workspace = scene.approver()
    try:
        changed = Answer(Response.of("no"))
        with pytest.raises(ChecklistError) as caught:
            assessments.save_answer(workspace, scene.assessment, Q, changed)
        assert caught.value.code == "frozen"
        with pytest.raises(ChecklistError):
            assessments.reopen(workspace, scene.assessment, " ")
        reopened = assessments.reopen(workspace, scene.assessment, "A new law was passed.")
        assert reopened.state is State.DRAFT
        assert signing.stage(workspace, scene.assessment) == "none"
        assessments.save_answer(workspace, scene.assessment, Q, changed)
        remarks = [entry.remark for entry in journal.entries(workspace.store) if entry.act is Act.REOPENED]
        assert set(remarks) == {"A new law was passed."}
    finally:
        workspace.close()


def test_summaries_count_what_is_asked(workspace: Workspace) -> None:
    started = assessments.start(workspace, CHECKLIST, "Ruritania", cycle="2026")
    assessments.save_answer(workspace, started.id, Q, Answer(Response.of("yes")))
    (summary,) = assessments.summaries(workspace)
    assert (summary.answered, summary.total, summary.cycle) == (1, 37, "2026")


def test_an_unknown_assessment_is_a_sentence(workspace: Workspace) -> None:
    with pytest.raises(ChecklistError) as caught:
        assessments.load(workspace, AssessmentId("0" * 32))
    assert caught.value.code == "unknown-assessment"
