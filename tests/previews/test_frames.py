# SPDX-License-Identifier: Apache-2.0
"""Only what the form allows comes out of a frame, whoever wrote it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.previews import frames
from checklistapp.previews.frames import Answer, Ask, FrameError, Kind, Picture, Reason, Refused, Text

ASK = Ask(0, 40, 30)

pictures = st.builds(
    lambda kind, pages, width, height: Picture(kind, pages, width, height, bytes(3 * width * height)),
    st.sampled_from(Kind),
    st.integers(1, frames.MOST_PAGES),
    st.integers(1, 40),
    st.integers(1, 30),
)
answers = st.one_of(
    pictures,
    st.builds(Text, st.text(st.characters(codec="utf-8")), st.booleans()),
    st.builds(Refused, st.sampled_from(Reason)),
)


@given(answers)
def test_what_is_written_is_read(answer: Answer) -> None:
    assert frames.unpack_answer(frames.pack_answer(answer), ASK) == answer


@given(answers, st.integers(0, 21), st.integers(0, 255), st.binary(max_size=3))
def test_a_changed_frame_is_refused_or_keeps_to_the_form(answer: Answer, place: int, byte: int, tail: bytes) -> None:
    made = bytearray(frames.pack_answer(answer))
    made[place] = byte
    with suppress(FrameError):
        read = frames.unpack_answer(bytes(made) + tail, ASK)
        if isinstance(read, Picture):
            assert read.width <= ASK.width
            assert read.height <= ASK.height
            assert len(read.rgb) == 3 * read.width * read.height
        if isinstance(read, Text):
            assert len(read.text.encode()) <= frames.MOST_TEXT


@given(st.binary(max_size=60))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        frames.unpack_answer(data, ASK)
    if not data.startswith(b"ask1"):
        with pytest.raises(FrameError):
            frames.unpack_ask(data)


@pytest.mark.parametrize(("page", "width", "height"), [(-1, 1, 1), (0, 0, 1), (0, 1, 8193), (100_000, 1, 1)])
def test_too_much_is_not_asked_for(page: int, width: int, height: int) -> None:
    with pytest.raises(ValueError, match="more than"):
        Ask(page, width, height)


def test_a_question_is_read_as_it_was_written() -> None:
    ask = Ask(7, 8192, 1)
    assert frames.unpack_ask(frames.pack_ask(ask)) == ask
