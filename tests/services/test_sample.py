# SPDX-License-Identifier: Apache-2.0
"""The samples are complete, fit their forms and could be approved as they stand."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.disclosure import gap_is_a_no, public_edition
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import AnswerSet, Form
from checklistapp.domain.ids import AssessmentId, Digest, FormId
from checklistapp.domain.review import BLOCKS_APPROVAL, FindingKind, worklist
from checklistapp.formats import answers_json
from checklistapp.services import assessments, forms, opening, sample
from checklistapp.services.workspace import Workspace
from checklistapp.system.paths import data_folder

SAMPLES = {"infcirc869-checklist": "infcirc869-ruritania.json", "operator-contribution": "operator-zenda.json"}


def entered(form: Form) -> Assessment:
    data = (data_folder("resources") / "samples" / SAMPLES[form.id]).read_bytes()
    given = answers_json.read_answers(data, form)
    return Assessment(
        AssessmentId("sample"), form, Digest(""), "Ruritania", profile=given.profile, answers=given.answers
    )


def states(assessment: Assessment) -> Counter[str | None]:
    return Counter(assessment.answer(question.id).response.state for question in assessment.form.questions())


@pytest.fixture(params=SAMPLES)
def assessment(request: pytest.FixtureRequest) -> Assessment:
    return entered(forms.load(FormId(request.param)))


@pytest.fixture
def ruritania() -> Assessment:
    return entered(forms.load(sample.FORM))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = opening.create(
        tmp_path / "Ruritania", "seven bridges over the river", cost=Argon2Cost(8 * 1024, 1, 1)
    ).workspace
    yield opened
    opened.close()


def test_nothing_stands_in_the_way_of_approval(assessment: Assessment) -> None:
    kinds = Counter(finding.kind for finding in worklist(assessment))
    assert not BLOCKS_APPROVAL & kinds.keys()
    assert set(kinds) <= {FindingKind.EVIDENCE_MISSING, FindingKind.NO_RELEASED}
    assert kinds[FindingKind.EVIDENCE_MISSING] <= 2


def test_every_fact_and_question_is_answered_as_the_profile_says(assessment: Assessment) -> None:
    assert set(assessment.profile) == {fact.id for fact in assessment.form.profile}
    for question in assessment.form.questions():
        given = assessment.answer(question.id)
        assert not given.response.is_open, question.id
        if assessment.seems_not_applicable(question):
            assert given.response.state == "not_applicable", question.id
        for part in filter(assessment.seems_not_applicable, question.parts):
            assert given.parts[part.id].state == "not_applicable", part.id


def test_every_part_and_table_is_filled_unless_the_answer_is_withheld(assessment: Assessment) -> None:
    for question in assessment.form.questions():
        given = assessment.answer(question.id)
        if given.response.state != "withheld":
            tables = {probe.id for probe in question.probes if probe.kind is AnswerSet.TABLE}
            assert set(given.parts) == {part.id for part in question.parts}, question.id
            assert tables <= set(given.probes), question.id
            assert given.note or given.response.reason, question.id


def test_the_state_shows_every_kind_of_answer(ruritania: Assessment) -> None:
    assert states(ruritania) == {"yes": 25, "partly": 6, "no": 3, "withheld": 2, "not_applicable": 1}


def test_the_operator_shows_every_kind_of_answer() -> None:
    operator = entered(forms.load(FormId("operator-contribution")))
    assert states(operator) == {"yes": 10, "partly": 5, "no": 1, "withheld": 1, "not_applicable": 1}


def test_some_answers_differ_from_their_parts_in_either_direction(ruritania: Assessment) -> None:
    differing = [question for question in ruritania.form.questions() if ruritania.disagrees(question)]
    given = {question.id: ruritania.answer(question.id).response for question in differing}
    assert {response.state for response in given.values()} == {"yes", "partly", "no"}
    assert all(response.reason for response in given.values())


def test_the_public_edition_speaks_and_its_gaps_do_not(ruritania: Assessment) -> None:
    edition = public_edition(ruritania)
    assert sum(bool(answer.statement) for answer in edition.answers) >= 15
    assert not any(answer.note for answer in edition.answers)
    assert not gap_is_a_no(ruritania)


def test_a_workspace_is_filled(workspace: Workspace, ruritania: Assessment) -> None:
    filled = sample.fill(workspace)
    assert (filled.organisation, filled.country, filled.cycle, filled.marking) == ("Ruritania", "", "2026", "OFFICIAL")
    assert filled.profile == ruritania.profile
    [summary] = assessments.summaries(workspace)
    assert (summary.id, summary.answered, summary.total) == (filled.id, 37, 37)
    assert not BLOCKS_APPROVAL & {finding.kind for finding in assessments.review(workspace, filled.id)}


def test_what_was_filled_in_comes_out_as_it_went_in(workspace: Workspace) -> None:
    form = forms.load(sample.FORM)
    kept = assessments.answers_document(sample.fill(workspace))
    assert answers_json.read_answers(kept, form) == answers_json.read_answers(sample.answers(), form)


def test_a_fault_in_the_answers_leaves_nothing_behind(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    of_another_form = (data_folder("resources") / "samples" / "operator-zenda.json").read_bytes()
    monkeypatch.setattr(sample, "answers", lambda: of_another_form)
    with pytest.raises(ChecklistError) as raised:
        sample.fill(workspace)
    assert raised.value.code == "answers-fault"
    assert assessments.summaries(workspace) == []
