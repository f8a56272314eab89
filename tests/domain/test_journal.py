# SPDX-License-Identifier: Apache-2.0
"""The chain: a changed, missing, added or swapped entry is found."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from checklistapp.domain.journal import Act, Entry, Head, first_fault

texts = st.text(max_size=20)


@st.composite
def chains(draw: st.DrawFn) -> list[Entry]:
    head, entries = Head(), []
    for _ in range(draw(st.integers(1, 6))):
        entry = Entry(
            head.sequence + 1,
            head.hash,
            draw(texts),
            draw(st.sampled_from(Act)),
            draw(texts),
            draw(texts),
            draw(texts),
            draw(texts),
            draw(texts),
        )
        entries.append(entry)
        head = Head(entry.sequence, entry.hash)
    return entries


def _head(entries: list[Entry]) -> Head:
    return Head(entries[-1].sequence, entries[-1].hash)


@given(chains())
def test_a_chain_is_sound(entries: list[Entry]) -> None:
    assert first_fault(entries, _head(entries)) is None
    assert first_fault([], Head()) is None


@given(chains(), st.data())
def test_a_changed_entry_is_found(entries: list[Entry], data: st.DataObject) -> None:
    head = _head(entries)
    k = data.draw(st.integers(0, len(entries) - 1))
    name = data.draw(st.sampled_from(["person", "subject", "before", "after", "clock", "remark"]))
    changed = list(entries)
    changed[k] = replace(entries[k], **{name: getattr(entries[k], name) + "x"})
    assert first_fault(changed, head) is not None


@given(chains(), st.data())
def test_a_missing_entry_is_found(entries: list[Entry], data: st.DataObject) -> None:
    k = data.draw(st.integers(0, len(entries) - 1))
    assert first_fault(entries[:k] + entries[k + 1 :], _head(entries)) is not None


def test_fields_do_not_run_into_each_other() -> None:
    one = Entry(1, Head().hash, "ab", Act.ANSWERED, "c", "", "", "", "")
    other = replace(one, person="a", subject="bc")
    assert one.hash != other.hash
