# SPDX-License-Identifier: Apache-2.0
"""One byte string for each archive entry; everything else is refused."""

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.bundles.tar import LARGEST, fill, header, is_plain_path, padded_length, read_header

paths = st.from_regex(r"[A-Za-z0-9_-]{1,20}(/[A-Za-z0-9_-]{1,20}){0,3}", fullmatch=True)


@given(paths, st.integers(0, LARGEST))
def test_a_header_reads_back(path: str, size: int) -> None:
    assert read_header(header(path, size)) == (path, size)


@given(paths, st.integers(0, LARGEST), st.integers(0, 511), st.integers(1, 255))
def test_any_other_byte_is_refused(path: str, size: int, place: int, difference: int) -> None:
    block = bytearray(header(path, size))
    block[place] ^= difference
    with pytest.raises(ValueError, match=r"canonical|codec"):
        read_header(bytes(block))


@pytest.mark.parametrize(
    "path", ["", "/etc/passwd", "a/../b", "..", "a//b", "a/", "a b", "ä", "a\\b", "x" * 101, "a/./b", "c:/x"]
)
def test_paths_that_lead_astray(path: str) -> None:
    assert not is_plain_path(path)
    with pytest.raises(ValueError, match="canonical"):
        header(path, 1)


def test_stock_tar_reads_it() -> None:
    data = b"hello"
    archive = header("bag/data/x.txt", len(data)) + data + bytes(fill(len(data))) + bytes(1024)
    with tarfile.open(fileobj=io.BytesIO(archive)) as read:
        (member,) = read.getmembers()
        assert (member.name, member.size, member.mode, member.uid, member.mtime) == ("bag/data/x.txt", 5, 0o644, 0, 0)
        extracted = read.extractfile(member)
        assert extracted is not None
        assert extracted.read() == data


@given(st.integers(1024, 1 << 40).map(lambda n: n * 512 % (1 << 40) + 1024))
def test_padding_hides_the_length_cheaply(length: int) -> None:
    length -= length % 512
    padded = padded_length(length)
    assert length <= padded
    assert padded % 512 == 0
    assert padded - length <= length * 0.12
    assert padded_length(padded) == padded
