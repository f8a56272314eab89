# SPDX-License-Identifier: Apache-2.0
"""The header's parser takes what its writer makes, and nothing else."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.crypto.age_header import AgeError, Stanza, read_header, write_header

FILE_KEY = bytes(range(16))
visible = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=70)
stanzas = st.builds(
    Stanza,
    st.lists(visible, min_size=1, max_size=4).filter(lambda a: a[0] != "scrypt").map(tuple),
    st.binary(max_size=200),
)


@given(written=st.lists(stanzas, min_size=1, max_size=4), rest=st.binary(max_size=20))
def test_what_is_written_is_read_and_nothing_after_it(written: list[Stanza], rest: bytes) -> None:
    source = io.BytesIO(write_header(written, FILE_KEY) + rest)
    header = read_header(source)
    assert header.stanzas == tuple(written)
    assert header.is_authentic(FILE_KEY)
    assert not header.is_authentic(bytes(16))
    assert source.read() == rest


@given(
    lines=st.lists(
        st.sampled_from(
            [
                b"-> a b",
                b"->",
                b"-> ",
                b"--- ",
                b"--- " + b"A" * 43,
                b"",
                b"AAAA",
                b"A" * 64,
                b"A" * 65,
                b"\xff",
                b"AB",
                b"a\r",
            ]
        ),
        max_size=8,
    )
)
def test_any_other_lines_are_refused_or_not_authentic(lines: list[bytes]) -> None:
    source = io.BytesIO(b"\n".join([b"age-encryption.org/v1", *lines]) + b"\n")
    with suppress(AgeError):
        header = read_header(source)
        assert not header.is_authentic(FILE_KEY)
        assert lines[0] == b"-> a b"


@pytest.mark.parametrize("line", [b"-> x\n\n", b"-> " + b"x" * 99 + b"\n" + (b"A" * 64 + b"\n") * 9, b"-> "])
def test_a_header_without_end_is_given_up_after_a_mebibyte(line: bytes) -> None:
    source = io.BytesIO(b"age-encryption.org/v1\n" + line + line[-60:] * (1 << 17))
    with pytest.raises(AgeError) as caught:
        read_header(source)
    assert caught.value.code == "age-header"
    assert source.tell() <= 1 << 20
