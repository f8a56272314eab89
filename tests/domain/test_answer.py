# SPDX-License-Identifier: Apache-2.0
"""What is written about evidence decides over references, never over attached files."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from checklistapp.domain.answer import Attachment, EvidenceReference, with_files_of
from checklistapp.domain.ids import EvidenceId

_FILE = Attachment("plan.txt", 4, "0" * 128)


@st.composite
def references(draw: st.DrawFn) -> tuple[EvidenceReference, ...]:
    ids = draw(st.lists(st.sampled_from("abcdef"), unique=True))
    return tuple(
        EvidenceReference(
            EvidenceId(each * 32), title=draw(st.sampled_from("xy")), attachment=draw(st.sampled_from((None, _FILE)))
        )
        for each in ids
    )


@given(references(), references())
def test_files_are_those_known_and_texts_those_given(
    given: tuple[EvidenceReference, ...], known: tuple[EvidenceReference, ...]
) -> None:
    made = with_files_of(given, known)
    titles = {each.id: each.title for each in (*known, *given)}
    attached = {each.id for each in known if each.attachment}
    assert {each.id for each in made if each.attachment} == attached
    assert all(each.title == titles[each.id] for each in made)
    unattached = [each.id for each in given if each.attachment is None and each.id not in attached]
    assert [each.id for each in made if each.attachment is None] == unattached
    assert len({each.id for each in made}) == len(made)
    assert with_files_of(made, known) == made


def test_what_is_missing_takes_its_place() -> None:
    law, plan, act = (EvidenceReference(EvidenceId(each * 32), title=each) for each in "abc")
    plan = replace(plan, attachment=_FILE)
    assert with_files_of((law, act), (law, plan, act)) == (law, plan, act)
