# SPDX-License-Identifier: Apache-2.0
"""What parts suggest, what the source's words are, what a default releases."""

import pytest

from checklistapp.domain.answer import OPEN, Answer, Meta, Response
from checklistapp.domain.assessment import Assessment, State, source_format
from checklistapp.domain.conditions import All, AnyOf, In
from checklistapp.domain.disclosure import gap_is_a_no, public_answer, public_edition
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.form import Claim, Form, Part, ProfileFact, Question, Release, Section, SectionRule
from checklistapp.domain.ids import AssessmentId, Digest, FactId, FormId, PartId, QuestionId
from checklistapp.domain.progress import of_assessment, rule_holds
from checklistapp.domain.review import FindingKind, worklist

A, B, C = (In(f"Q1.{letter}", ("yes",)) for letter in "abc")
TRAINING = Question(
    QuestionId("Q1"),
    "Is training kept up?",
    "a source",
    (Claim.STATUS,),
    parts=tuple(Part(PartId(f"Q1.{letter}"), letter) for letter in "abc"),
    suggests=All((AnyOf((A, B)), C)),
    release=Release(value=True),
)
TRANSPORT = Question(
    QuestionId("Q2"),
    "Is transport reviewed?",
    "a source",
    (Claim.STATUS,),
    applicable_when=In("transport", ("yes",)),
    shown_when=In("Q1", ("yes", "partly")),
    release=Release(value=True),
)
FORM = Form(
    FormId("f"),
    "1",
    "A form",
    "nobody",
    "en",
    (Section("A", "Actions", "", (TRAINING, TRANSPORT), SectionRule.AT_LEAST_ONE_YES),),
    profile=(ProfileFact(FactId("transport"), "Transport?"),),
)
YES, NO, PARTLY = Response.of("yes"), Response.of("no"), Response.as_meta(Meta.PARTLY)
NOT_APPLICABLE, WITHHELD = Response.as_meta(Meta.NOT_APPLICABLE), Response.as_meta(Meta.WITHHELD)


def answered(answers: dict[str, Answer], profile: dict[str, bool] | None = None) -> Assessment:
    return Assessment(
        AssessmentId("0" * 32),
        FORM,
        Digest("0" * 64),
        "Ruritania",
        profile={FactId(key): value for key, value in (profile or {}).items()},
        answers={QuestionId(key): value for key, value in answers.items()},
    )


def with_parts(*responses: Response) -> Assessment:
    parts = {PartId(f"Q1.{letter}"): response for letter, response in zip("abc", responses, strict=True)}
    return answered({"Q1": Answer(parts=parts)})


@pytest.mark.parametrize(
    ("parts", "suggested"),
    [
        ((YES, NO, YES), YES),
        ((NO, YES, YES), YES),
        ((OPEN, YES, YES), YES),
        ((YES, YES, NO), PARTLY),
        ((NO, NO, YES), PARTLY),
        ((NO, NO, NO), NO),
        ((YES, OPEN, OPEN), None),
        ((OPEN, OPEN, NO), None),
        ((WITHHELD, WITHHELD, WITHHELD), None),
        ((WITHHELD, WITHHELD, NO), None),
        ((YES, WITHHELD, NO), PARTLY),
        ((OPEN, OPEN, OPEN), None),
        ((NOT_APPLICABLE, NO, YES), YES),
        ((NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE), NOT_APPLICABLE),
    ],
)
def test_parts_only_suggest(parts: tuple[Response, Response, Response], suggested: Response | None) -> None:
    assessment = with_parts(*parts)
    assert assessment.suggestion(TRAINING) == suggested
    assert assessment.answer(TRAINING.id).response == OPEN


def test_a_response_is_either_a_value_or_a_meta_state() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Response("yes", Meta.PARTLY)
    with pytest.raises(ValueError, match="exactly one"):
        Response(None, None)


@pytest.mark.parametrize(
    ("response", "word"),
    [(YES, "Yes"), (NO, "No"), (PARTLY, "No"), (NOT_APPLICABLE, ""), (WITHHELD, ""), (OPEN, "")],
)
def test_the_words_of_the_source(response: Response, word: str) -> None:
    assert source_format(response) == word


def test_a_question_is_hidden_only_for_good() -> None:
    assert answered({}).is_asked(TRANSPORT)
    assert answered({"Q1": Answer(PARTLY)}).is_asked(TRANSPORT)
    assert not answered({"Q1": Answer(NO)}).is_asked(TRANSPORT)
    assert not answered({}).seems_not_applicable(TRANSPORT)
    assert answered({}, {"transport": False}).seems_not_applicable(TRANSPORT)


def test_a_hidden_question_is_not_counted() -> None:
    assert of_assessment(answered({"Q1": Answer(YES)})).open == 1
    assert of_assessment(answered({"Q1": Answer(NO)})).open == 0


def test_the_rule_of_section_a() -> None:
    section = FORM.sections[0]
    assert rule_holds(answered({"Q1": Answer(YES)}), section)
    assert not rule_holds(answered({"Q1": Answer(PARTLY)}), section)


@pytest.mark.parametrize("response", [NO, PARTLY, NOT_APPLICABLE, WITHHELD, OPEN])
def test_a_default_releases_nothing_but_a_yes(response: Response) -> None:
    full = Answer(response, note="SECRET", public_statement="SECRET", working_note="SECRET")
    assert public_answer(answered({"Q1": full}), TRAINING) == public_answer(answered({}), TRAINING)


def test_a_person_releases_field_by_field() -> None:
    released = Answer(NO, note="note", public_statement="statement", release=Release(value=True, public_statement=True))
    public = public_answer(answered({"Q1": released}), TRAINING)
    assert (public.value, public.statement, public.note) == ("No", "statement", "")


def test_a_hidden_answer_is_kept_and_not_released() -> None:
    hidden = Answer(YES, public_statement="SECRET", release=Release(value=True, public_statement=True))
    assessment = answered({"Q1": Answer(NO), "Q2": hidden})
    assert public_edition(assessment).answers[1] == public_edition(answered({})).answers[1]
    assert assessment.answer(TRANSPORT.id) == hidden


def test_the_gap_that_is_a_no() -> None:
    assert gap_is_a_no(answered({"Q1": Answer(YES), "Q2": Answer(NO)}))
    assert not gap_is_a_no(answered({"Q1": Answer(YES), "Q2": Answer(YES)}))


def test_the_worklist() -> None:
    kinds = {
        (finding.question, finding.kind)
        for finding in worklist(
            answered(
                {
                    "Q1": Answer(PARTLY, parts={PartId(f"Q1.{k}"): YES for k in "abc"}),
                    "Q2": Answer(NOT_APPLICABLE),
                }
            )
        )
    }
    assert kinds == {
        ("Q1", FindingKind.PARTS_DISAGREE),
        ("Q1", FindingKind.EXPLANATION_MISSING),
        ("Q2", FindingKind.REASON_MISSING),
        ("", FindingKind.SECTION_RULE),
    }


def test_an_approved_assessment_is_frozen() -> None:
    frozen = Assessment(AssessmentId("0" * 32), FORM, Digest("0" * 64), "Ruritania", state=State.APPROVED)
    with pytest.raises(ChecklistError) as caught:
        frozen.require_draft()
    assert caught.value.code == "frozen"


def test_a_decision_to_publish_belongs_to_the_answer_it_was_made_for() -> None:
    decided = Answer(YES, note="n", release=Release(value=True, note=True))
    assert decided.responding(YES) == decided
    assert decided.responding(NO) == Answer(NO, note="n")
    assert decided.responding(PARTLY).release is None


def test_a_no_that_becomes_public_is_looked_at_once_more() -> None:
    released = answered({"Q1": Answer(NO, release=Release(value=True))})
    assert FindingKind.NO_RELEASED in {finding.kind for finding in worklist(released)}
