# SPDX-License-Identifier: Apache-2.0
"""Answers come back as they were saved, and the journal and every row stay in step."""

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from checklistapp.domain.answer import EMPTY, Answer, EvidenceKind, EvidenceReference, Meta, Response
from checklistapp.domain.assessment import Assessment, State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Release
from checklistapp.domain.ids import AssessmentId, Digest, EvidenceId, FactId, PartId, ProbeId, QuestionId
from checklistapp.domain.journal import Act, Head
from checklistapp.store import assessments, check, journal
from checklistapp.store.store import Store
from tests.store.workspaces import CLOCK, PERSON, form_of, make

WORDING = Digest("a" * 64)
QUESTION = QuestionId("R1.Q1")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
table_rows = st.lists(st.dictionaries(st.sampled_from(["name", "since"]), texts), max_size=2)
values = st.one_of(st.sampled_from(["yes", "no"]), texts, st.lists(texts, max_size=3).map(tuple), table_rows.map(tuple))
responses = st.one_of(
    st.builds(Response.of, values, texts), st.builds(Response.as_meta, st.sampled_from(list(Meta)), texts)
)
references = st.builds(
    EvidenceReference,
    st.integers(0, 2**128 - 1).map(lambda number: EvidenceId(f"{number:032x}")),
    st.sampled_from(list(EvidenceKind)),
    texts,
    texts,
    texts,
    texts,
    texts,
    texts,
)
answers = st.builds(
    Answer,
    responses,
    texts,
    texts,
    texts,
    st.dictionaries(st.sampled_from([PartId("R1.Q1.a"), PartId("R1.Q1.b")]), responses),
    st.dictionaries(st.sampled_from([ProbeId("R1.Q1.p1"), ProbeId("R1.Q1.p2")]), values),
    st.lists(references, max_size=3, unique_by=lambda reference: reference.id).map(tuple),
    st.none() | st.builds(Release, st.booleans(), st.booleans(), st.booleans(), st.booleans()),
)


def save(store: Store, assessment: AssessmentId, question: QuestionId, answer: Answer) -> Answer:
    provenance = assessments.save_answer(
        store, PERSON, CLOCK, assessment, question, answer, language="en", wording=WORDING
    )
    return replace(answer, provenance=provenance)


class Workspace(RuleBasedStateMachine):
    """Saving, evidence, profile, failures and reopening in any order, beside a plain dictionary."""

    @initialize()
    def begin(self) -> None:
        self.place = tempfile.TemporaryDirectory()
        self.made, self.store = make(Path(self.place.name))
        self.form = form_of(3)
        self.assessment = assessments.start(self.store, PERSON, CLOCK, self.form, "Ministry").id
        self.expected: dict[QuestionId, Answer] = {}
        self.profile: dict[FactId, bool] = {}
        self.used: dict[EvidenceId, QuestionId] = {}
        self.heads: list[Head] = []

    @rule(question=st.sampled_from(["R1.Q1", "R1.Q2", "R1.Q3"]).map(QuestionId), answer=answers)
    def answered(self, question: QuestionId, answer: Answer) -> None:
        if any(self.used.get(reference.id, question) != question for reference in answer.evidence):
            return
        for reference in self.expected.get(question, EMPTY).evidence:
            self.used.pop(reference.id)
        self.used.update({reference.id: question for reference in answer.evidence})
        self.expected[question] = save(self.store, self.assessment, question, answer)
        self.heads.append(journal.head(self.store))

    @rule(answer=answers)
    def rolled_back(self, answer: Answer) -> None:
        with suppress(KeyError), self.store.transaction():
            save(self.store, self.assessment, QUESTION, replace(answer, evidence=()))
            raise KeyError

    @rule(facts=st.dictionaries(st.sampled_from(["reactor", "transport"]).map(FactId), st.booleans()))
    def stated(self, facts: dict[FactId, bool]) -> None:
        self.profile = facts
        assessments.set_profile(self.store, PERSON, CLOCK, self.assessment, facts)

    @precondition(lambda self: len(self.heads) > 1)
    @rule()
    def reopened(self) -> None:
        self.store.close()
        self.store = self.made.open()

    @invariant()
    def as_expected(self) -> None:
        loaded = assessments.load(self.store, self.assessment)
        assert loaded.answers == self.expected
        assert loaded.profile == self.profile
        assert loaded.form == self.form
        assert not [step for step in check.history(self.store) if step.findings]
        assert all(journal.holds(self.store, head) for head in self.heads)

    def teardown(self) -> None:
        self.store.close()
        self.place.cleanup()


TestWorkspace = Workspace.TestCase
TestWorkspace.settings = settings(max_examples=15, stateful_step_count=12, deadline=None)


def test_an_answer_tells_who_when_and_on_which_wording(store: Store, assessment: Assessment) -> None:
    saved = save(store, assessment.id, QUESTION, Answer(Response.of("yes")))
    given = saved.provenance
    assert given is not None
    assert (given.person, given.name, given.clock, given.wording) == (PERSON, "Focal point", CLOCK, WORDING)
    entry = next(journal.entries(store, after=given.sequence - 1))
    assert entry.act is Act.ANSWERED
    assert entry.subject == f"answer:{assessment.id}/R1.Q1"


def test_the_journal_holds_no_words_of_an_answer(store: Store, assessment: Assessment) -> None:
    save(store, assessment.id, QUESTION, Answer(Response.of("yes"), "marker-note", "marker-public", "marker-work"))
    assert all("marker" not in repr(entry) for entry in journal.entries(store))


def test_the_same_answer_twice_has_two_digests(store: Store, assessment: Assessment) -> None:
    for _ in range(2):
        save(store, assessment.id, QUESTION, Answer(Response.of("no")))
    first, second = journal.entries(store, subject=f"answer:{assessment.id}/R1.Q1")
    assert second.before == first.after
    assert second.after != first.after


def test_the_journal_can_only_grow(store: Store, assessment: Assessment) -> None:
    for statement in ("DELETE FROM journal", "UPDATE journal SET remark = 'x'"):
        with pytest.raises(Exception, match="append-only"):
            store.database.execute(statement)


def test_a_signed_assessment_takes_no_answer(store: Store, assessment: Assessment) -> None:
    assessments.set_state(store, PERSON, CLOCK, assessment.id, State.APPROVED, Act.APPROVED)
    before = journal.head(store)
    for act in (
        lambda: save(store, assessment.id, QUESTION, EMPTY),
        lambda: assessments.set_profile(store, PERSON, CLOCK, assessment.id, {}),
        lambda: assessments.describe(store, PERSON, CLOCK, assessment.id, cycle="2026"),
    ):
        with pytest.raises(ChecklistError) as caught:
            act()
        assert caught.value.code == "frozen"
    assert journal.head(store) == before


def test_describing_changes_only_what_is_given(store: Store, assessment: Assessment) -> None:
    assessments.describe(store, PERSON, CLOCK, assessment.id, cycle="2026", marking="RESTRICTED")
    loaded = assessments.load(store, assessment.id)
    assert (loaded.cycle, loaded.marking, loaded.organisation) == ("2026", "RESTRICTED", "Ministry of Ruritania")


def test_an_inner_fault_dooms_the_whole_transaction(store: Store, assessment: Assessment) -> None:
    before = journal.head(store)

    def carry_on() -> None:
        with store.transaction():
            save(store, assessment.id, QUESTION, Answer(note="kept?"))
            with suppress(ChecklistError):
                save(store, AssessmentId("nowhere"), QUESTION, EMPTY)

    with pytest.raises(RuntimeError):
        carry_on()
    assert journal.head(store) == before
    assert assessments.load(store, assessment.id).answers == {}


def test_an_overview_tells_one_from_another(store: Store, assessment: Assessment) -> None:
    (overview,) = assessments.overviews(store)
    assert (overview.id, overview.title, overview.state) == (assessment.id, "Duties", State.DRAFT)


def test_nobody_unknown_can_answer(store: Store, assessment: Assessment) -> None:
    with pytest.raises(ChecklistError) as caught:
        assessments.save_answer(
            store, type(PERSON)("nobody"), CLOCK, assessment.id, QUESTION, EMPTY, language="en", wording=WORDING
        )
    assert caught.value.code == "unknown-person"


@given(answer=answers)
@settings(max_examples=25)
def test_answers_survive_closing(answer: Answer) -> None:
    with tempfile.TemporaryDirectory() as place:
        made, store = make(Path(place))
        assessment = assessments.start(store, PERSON, CLOCK, form_of(1), "Ministry")
        saved = save(store, assessment.id, QUESTION, answer)
        store.close()
        store = made.open()
        assert assessments.load(store, assessment.id).answer(QUESTION) == saved
        store.close()
