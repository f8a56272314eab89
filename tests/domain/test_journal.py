# SPDX-License-Identifier: Apache-2.0
"""An entry's hash stands for all of it: no field can change, move or run into another."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from checklistapp.domain.ids import Digest
from checklistapp.domain.journal import Act, Entry, Head

texts = st.text(max_size=20)
entries = st.builds(
    Entry, st.integers(1, 10**6), texts.map(Digest), texts, st.sampled_from(Act), texts, texts, texts, texts, texts
)


@given(entries, st.sampled_from(["person", "subject", "before", "after", "clock", "remark"]), texts)
def test_a_changed_field_changes_the_hash(entry: Entry, name: str, text: str) -> None:
    changed = changed_in(entry, name, text)
    assert (changed.hash == entry.hash) == (changed == entry)


def changed_in(entry: Entry, name: str, text: str) -> Entry:
    fields = {field.name: getattr(entry, field.name) for field in dataclasses.fields(entry)}
    return Entry(**{**fields, name: text})


@given(entries, entries)
def test_two_entries_share_no_hash(one: Entry, other: Entry) -> None:
    assert (one.hash == other.hash) == (one == other)


def test_fields_do_not_run_into_each_other() -> None:
    one = Entry(1, Head().hash, "ab", Act.ANSWERED, "c", "", "", "", "")
    other = dataclasses.replace(one, person="a", subject="bc")
    assert one.hash != other.hash
