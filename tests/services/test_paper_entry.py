# SPDX-License-Identifier: Apache-2.0
"""From paper: nothing is an answer until two persons have read the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import FormId, QuestionId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Person, PersonRole
from checklistapp.services import assessments, forgetting, opening, paper_entry, people
from checklistapp.services import workspace as workspaces
from checklistapp.services.paper_entry import Outcome
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal
from tests.services.conftest import CHEAP, PREPARER

SECOND = "second clerk's words"
Q1, Q3 = QuestionId("C1.Q1"), QuestionId("C1.Q3")


@pytest.fixture
def second(workspace: Workspace) -> Person:
    person = people.add_person(workspace, "Second clerk", PersonRole.CONTRIBUTOR)
    return people.add_slot(workspace, person.id, PREPARER, SECOND, CHEAP)


@pytest.fixture
def started(workspace: Workspace) -> Assessment:
    return assessments.start(workspace, FormId("infcirc869-checklist"), "Ruritania", cycle="2026")


@pytest.fixture
def as_second(workspace: Workspace, second: Person, started: Assessment) -> Iterator[Workspace]:
    """After the first person keyed C1.Q1 and its note, the second opens the workspace."""
    first = paper_entry.key_all(workspace, started.id, {"C1.Q1": "y", "c1.q1.n": "Act 12\nof 1999", "C1.Q1.a": "p"})
    assert set(first.values()) == {Outcome.WAITING}
    folder: Path = workspace.folder
    workspace.close()
    opened = opening.unlock(folder, SECOND)
    assert opened.person.id == second.id
    yield opened
    opened.close()


def test_what_one_person_keyed_is_kept_and_is_no_answer(as_second: Workspace, started: Assessment) -> None:
    assert not assessments.load(as_second, started.id).answers
    waiting = paper_entry.waiting(as_second, started.id)
    assert [(each.line.printed, each.outcome, each.readings[0].text) for each in waiting] == [
        ("C1.Q1", Outcome.WAITING, "yes"),
        ("C1.Q1.a", Outcome.WAITING, "partly"),
        ("C1.Q1.n", Outcome.WAITING, "Act 12\nof 1999"),
    ]
    assert all(each.readings[0].proven and not each.readings[0].is_own for each in waiting)


def test_what_both_have_read_becomes_the_answer_with_both_on_record(as_second: Workspace, started: Assessment) -> None:
    outcomes = paper_entry.key_all(as_second, started.id, {"C1.Q1": "Yes", "C1.Q1.n": "Act 12\nof 1999"})
    assert set(outcomes.values()) == {Outcome.ENTERED}
    answer = assessments.load(as_second, started.id).answer(Q1)
    assert (answer.response, answer.note, answer.parts) == (Response.of("yes"), "Act 12\nof 1999", {})
    first = next(each for each in people.persons(as_second) if each.id != as_second.person.id)
    entries = [each for each in journal.entries(as_second.store) if each.act is Act.ENTERED_FROM_PAPER]
    remarks = {each.remark for each in entries if each.subject.startswith("answer:")}
    assert remarks == {f"from paper, keyed by {first.id}, checked by {as_second.person.id}"}
    assert [each.line.printed for each in paper_entry.waiting(as_second, started.id)] == ["C1.Q1.a"]
    assert not workspaces.check(as_second)


def test_a_difference_waits_until_one_of_them_reads_again(as_second: Workspace, started: Assessment) -> None:
    assert paper_entry.key(as_second, started.id, "C1.Q1", "n") is Outcome.DIFFERS
    assert not assessments.load(as_second, started.id).answers
    waiting = paper_entry.waiting(as_second, started.id)[0]
    assert waiting.outcome is Outcome.DIFFERS
    assert sorted(each.text for each in waiting.readings) == ["no", "yes"]
    assert paper_entry.key(as_second, started.id, "C1.Q1", "y") is Outcome.ENTERED


def test_one_person_twice_is_still_one_person(workspace: Workspace, started: Assessment) -> None:
    assert paper_entry.key(workspace, started.id, "C1.Q3", "y") is Outcome.WAITING
    assert paper_entry.key(workspace, started.id, "C1.Q3", "y") is Outcome.WAITING
    assert not assessments.load(workspace, started.id).answers


def test_an_answer_that_stands_there_gives_way_only_when_told(as_second: Workspace, started: Assessment) -> None:
    assessments.save_answer(as_second, started.id, Q1, Answer(Response.of("no")))
    assert paper_entry.key(as_second, started.id, "C1.Q1", "y") is Outcome.OCCUPIED
    assert assessments.load(as_second, started.id).answer(Q1).response.value == "no"
    assert paper_entry.waiting(as_second, started.id)[0].outcome is Outcome.OCCUPIED
    assert paper_entry.key(as_second, started.id, "C1.Q1", "y", replace=True) is Outcome.ENTERED
    assert assessments.load(as_second, started.id).answer(Q1).response.value == "yes"


def test_who_is_only_declared_is_named_so(workspace: Workspace, started: Assessment) -> None:
    other = people.add_person(workspace, "Colleague", PersonRole.CONTRIBUTOR)
    paper_entry.key(workspace, started.id, "C1.Q3", "y")
    workspaces.act_as(workspace, other.id)
    assert paper_entry.key(workspace, started.id, "C1.Q3", "y") is Outcome.ENTERED
    last = [each for each in journal.entries(workspace.store) if each.subject == f"answer:{started.id}/{Q3}"][-1]
    assert last.remark.endswith(f"; declared, not proven: {other.id}")


def test_what_was_keyed_can_be_taken_back_by_whoever_keyed_it(workspace: Workspace, started: Assessment) -> None:
    paper_entry.key(workspace, started.id, "C1.Q3", "y")
    other = people.add_person(workspace, "Colleague", PersonRole.CONTRIBUTOR)
    mine = workspace.person
    workspaces.act_as(workspace, other.id)
    with pytest.raises(ChecklistError):
        paper_entry.take_back(workspace, started.id, "C1.Q3")
    workspaces.act_as(workspace, mine.id)
    paper_entry.take_back(workspace, started.id, "C1.Q3")
    assert not paper_entry.waiting(workspace, started.id)
    assert not workspaces.check(workspace)


def test_forgetting_an_answer_forgets_what_waits_for_it(workspace: Workspace, started: Assessment) -> None:
    paper_entry.key(workspace, started.id, "C1.Q3.n", "SECRET")
    forgetting.purge_answer(workspace, started.id, Q3, "Should not be here")
    assert not paper_entry.waiting(workspace, started.id)
    assert not workspaces.check(workspace)


@pytest.mark.parametrize(
    ("line", "text", "code"),
    [
        ("C9.Q9", "y", "unknown-line"),
        ("C1.Q3", "maybe", "entry-fault"),
        ("C1.Q3", " ", "nothing-keyed"),
        ("C1.Q1.p1", "1.2.2024", "entry-fault"),
        ("C1.Q3.p1", "a | b | yes | no | y | too much", "entry-fault"),
        ("C1.Q3.n", "x" * 4001, "entry-fault"),
    ],
)
def test_what_does_not_fit_is_refused_and_not_kept(
    workspace: Workspace, started: Assessment, line: str, text: str, code: str
) -> None:
    with pytest.raises(ChecklistError) as refused:
        paper_entry.key_all(workspace, started.id, {"C1.Q1": "y", line: text})
    assert refused.value.code == code
    assert not paper_entry.waiting(workspace, started.id)
