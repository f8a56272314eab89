# SPDX-License-Identifier: Apache-2.0
"""Starting, answering from a file, freezing and reopening."""

import json
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, EvidenceReference, Meta, Response
from checklistapp.domain.assessment import State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, EvidenceId, FactId, FormId, ProbeId, QuestionId
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


@pytest.mark.parametrize(
    ("question", "answer", "place"),
    [
        ("C1.Q1", Answer(evidence=(EvidenceReference(EvidenceId("e1"), date="March 2024"),)), "evidence 1, date"),
        ("C1.Q1", Answer(Response.of("maybe")), "value"),
        ("C4.Q6", Answer(probes={ProbeId("C4.Q6.p2"): "007"}), "probes, C4.Q6.p2"),
        ("C1.Q1", Answer(note="\udcff"), "note"),
    ],
)
def test_what_every_receiver_would_refuse_is_not_saved(
    workspace: Workspace, question: str, answer: Answer, place: str
) -> None:
    started = assessments.start(workspace, CHECKLIST, "Ruritania")
    before = journal.head(workspace.store)
    with pytest.raises(ChecklistError) as caught:
        assessments.save_answer(workspace, started.id, QuestionId(question), answer)
    assert caught.value.code == "answer-fault"
    assert f"{question}, {place}" in caught.value.sentence
    assert "March" not in caught.value.sentence
    assert journal.head(workspace.store) == before


@pytest.mark.parametrize(
    ("member", "text", "code"),
    [
        ("organisation", " ", "name-empty"),
        ("organisation", "Ruri\ntania", "unfit-name"),
        ("country", "Ruritania", "not-a-country"),
        ("facility", "\u202eadnez", "unfit-name"),
        ("cycle", "\udcff", "unfit-name"),
    ],
)
def test_the_words_on_the_cover_are_held_to_their_rules(
    workspace: Workspace, member: str, text: str, code: str
) -> None:
    words = {"organisation": "Ruritania", "country": "", "facility": "", "cycle": "", member: text}
    with pytest.raises(ChecklistError) as caught:
        assessments.start(
            workspace,
            CHECKLIST,
            words["organisation"],
            country=words["country"],
            facility=words["facility"],
            cycle=words["cycle"],
        )
    assert caught.value.code == code
    assert not assessments.summaries(workspace)
    started = assessments.start(workspace, CHECKLIST, " Autorité\u00a0de sûreté ", country="AUT")
    assert started.organisation == "Autorité\u00a0de sûreté"
    with pytest.raises(ChecklistError) as again:
        assessments.describe(workspace, started.id, **words)
    assert again.value.code == code
    with pytest.raises(ChecklistError):
        assessments.describe(workspace, started.id, marking="SECRET\u2028")
