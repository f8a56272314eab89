# SPDX-License-Identifier: Apache-2.0
"""The journal in an archive: whole, in order and byte for byte as written, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.domain.ids import Digest
from checklistapp.domain.journal import Act, Entry, Head
from checklistapp.formats import journal_lines

TEXTS = st.text(max_size=12)


@st.composite
def chains(draw: st.DrawFn) -> list[Entry]:
    entries: list[Entry] = []
    head = Head()
    for _ in range(draw(st.integers(0, 6))):
        act, person, remark = draw(st.sampled_from(Act)), draw(TEXTS), draw(TEXTS)
        entry = Entry(head.sequence + 1, Digest(head.hash), person, act, "answer:1", "", "ab", "", remark)
        entries.append(entry)
        head = Head(entry.sequence, entry.hash)
    return entries


@given(chains())
def test_what_is_written_is_read_back_to_its_head(entries: list[Entry]) -> None:
    head = Head(entries[-1].sequence, entries[-1].hash) if entries else Head()
    assert journal_lines.read_head(journal_lines.write(entries)) == head


@given(chains().filter(lambda entries: len(entries) > 1), st.data())
def test_no_line_is_left_out_moved_or_changed(entries: list[Entry], data: st.DataObject) -> None:
    lines = journal_lines.write(entries).splitlines(keepends=True)
    place = data.draw(st.integers(0, len(lines) - 2))
    without = lines[:place] + lines[place + 1 :]
    swapped = [*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]
    spaced = [*lines[:place], lines[place].replace(b'":', b'": ', 1), *lines[place + 1 :]]
    for changed in (without, swapped, spaced, [*lines[:place], b"{}\n"], [*lines, b"\n"], [lines[0][:-1]]):
        with pytest.raises(ValueError):  # noqa: PT011 one kind of fault in many words
            journal_lines.read_head(b"".join(changed))
