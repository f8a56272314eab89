# SPDX-License-Identifier: Apache-2.0
"""age streams: every size survives, every cut or change is refused, an unfinished file stays unreadable."""

import gc
import io
import random
import tarfile
import tracemalloc
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.crypto.age import DecryptingReader, EncryptingWriter, decrypt, encrypt
from checklistapp.crypto.age_header import AgeError
from checklistapp.crypto.age_recipients import HybridIdentity, KeyIdentity, Passphrase, X25519Identity

CHUNK = 65536
SEALED_CHUNK = CHUNK + 16
IDENTITY = X25519Identity.generate()
RECIPIENT = IDENTITY.recipient()
HEADER_LENGTH = len(encrypt([RECIPIENT], b"")) - 16

near_chunk_limits = st.builds(
    lambda chunks, difference: max(0, chunks * CHUNK + difference), st.integers(0, 9), st.integers(-2, 2)
)
sizes = st.one_of(near_chunk_limits, st.integers(0, 9 * CHUNK))
pieces = st.sampled_from([1 << 9, 4095, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 1 << 20])


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)  # noqa: S311 - content to compare, not a secret


def refusal(sealed: bytes, identity: KeyIdentity = IDENTITY) -> str:
    with pytest.raises(AgeError) as caught:
        decrypt([identity], sealed)
    return caught.value.code


def chunks(sealed: bytes) -> tuple[bytes, list[bytes]]:
    payload = sealed[HEADER_LENGTH:]
    return sealed[:HEADER_LENGTH], [payload[at : at + SEALED_CHUNK] for at in range(0, len(payload), SEALED_CHUNK)]


@given(size=sizes, written=pieces, read=pieces)
def test_any_size_survives_in_any_pieces(size: int, written: int, read: int) -> None:
    plaintext = content(size)
    target = io.BytesIO()
    with EncryptingWriter([RECIPIENT], target) as writer:
        for start in range(0, size, written):
            assert writer.write(plaintext[start : start + written]) == len(plaintext[start : start + written])
    assert len(target.getvalue()) == HEADER_LENGTH + size + 16 * max(1, -(-size // CHUNK))
    target.seek(0)
    reader = DecryptingReader(target, [IDENTITY])
    got = bytearray()
    while piece := reader.read(read):
        assert len(piece) == min(read, size - len(got))
        got += piece
    assert got == plaintext
    assert reader.read() == b""


@given(size=near_chunk_limits, read=pieces)
def test_reading_into_a_buffer_gives_the_same(size: int, read: int) -> None:
    plaintext = content(size)
    reader = DecryptingReader(io.BytesIO(encrypt([RECIPIENT], plaintext)), [IDENTITY])
    buffer = bytearray(read)
    got = bytearray()
    while length := reader.readinto(buffer):
        got += buffer[:length]
    assert got == plaintext


def test_an_unbuffered_source_that_gives_little_at_a_time() -> None:
    class Trickle(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 1000))

    plaintext = content(3 * CHUNK)
    assert DecryptingReader(Trickle(encrypt([RECIPIENT], plaintext)), [IDENTITY]).read() == plaintext


def test_a_tar_archive_passes_through() -> None:
    target = io.BytesIO()
    with (
        EncryptingWriter([RECIPIENT], target) as writer,
        tarfile.open(fileobj=cast("io.BytesIO", writer), mode="w|") as tar,
    ):
        entry = tarfile.TarInfo("evidence")
        entry.size = 3 * CHUNK
        tar.addfile(entry, io.BytesIO(content(entry.size)))
    target.seek(0)
    with tarfile.open(fileobj=DecryptingReader(target, [IDENTITY]), mode="r|") as tar:
        member = tar.next()
        assert member is not None
        data = tar.extractfile(member)
        assert data is not None
        assert data.read() == content(3 * CHUNK)


@pytest.mark.parametrize("identity", [X25519Identity.generate(), HybridIdentity.generate()], ids=["x25519", "hybrid"])
def test_every_truncation_and_changed_bit_of_a_small_file_is_refused(identity: KeyIdentity) -> None:
    sealed = encrypt([identity.recipient()], b"the whole answer")
    assert {refusal(sealed[:length], identity) for length in range(len(sealed))} == {"age-header", "age-payload"}
    codes = set()
    for place in range(len(sealed)):
        # All bits of the small header; one of each byte of the large one.
        for bit in range(8) if len(sealed) < 500 else (place % 8,):
            changed = bytearray(sealed)
            changed[place] ^= 1 << bit
            codes.add(refusal(bytes(changed), identity))
    assert codes == {"age-header", "age-no-match", "age-hmac", "age-payload"}


@given(place=st.integers(0, 3 * CHUNK), bit=st.integers(0, 7))
def test_a_changed_bit_anywhere_in_the_payload_is_refused(place: int, bit: int) -> None:
    sealed = bytearray(encrypt([RECIPIENT], content(3 * CHUNK)))
    sealed[HEADER_LENGTH - 16 + place] ^= 1 << bit
    assert refusal(bytes(sealed)) == "age-payload"


def test_moved_chunks_are_refused() -> None:
    head, (first, second, third, last) = chunks(encrypt([RECIPIENT], content(3 * CHUNK + 5)))
    arrangements = {
        "swapped": [second, first, third, last],
        "doubled": [first, first, second, third, last],
        "left out": [first, third, last],
        "last left out": [first, second, third],
        "last doubled": [first, second, third, last, last],
        "one byte after": [first, second, third, last, b"\0"],
        "an empty chunk after": [first, second, third, last, bytes(16)],
        "nothing": [],
    }
    refusals = {name: refusal(head + b"".join(arranged)) for name, arranged in arrangements.items()}
    assert set(refusals.values()) == {"age-payload"}


@given(size=near_chunk_limits, cut=st.integers(1, 2 * SEALED_CHUNK))
def test_a_cut_file_is_refused_and_what_came_before_is_true(size: int, cut: int) -> None:
    plaintext = content(size)
    sealed = encrypt([RECIPIENT], plaintext)
    sealed = sealed[: max(HEADER_LENGTH, len(sealed) - cut)]
    reader = DecryptingReader(io.BytesIO(sealed), [IDENTITY])
    got = bytearray()

    def drain() -> None:
        while piece := reader.read1(CHUNK):
            got.extend(piece)

    with pytest.raises(AgeError) as caught:
        drain()
    assert caught.value.code == "age-payload"
    assert plaintext.startswith(got)
    with pytest.raises(AgeError):
        reader.read()


def test_only_closing_finishes_a_file() -> None:
    abandoned, interrupted = io.BytesIO(), io.BytesIO()
    EncryptingWriter([RECIPIENT], abandoned).write(content(CHUNK))
    gc.collect()

    def interrupt() -> None:
        with EncryptingWriter([RECIPIENT], interrupted) as writer:
            writer.write(content(9 * CHUNK))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert {refusal(target.getvalue()) for target in (abandoned, interrupted)} == {"age-payload"}


def test_closing_twice_changes_nothing_and_writing_afterwards_is_a_bug() -> None:
    target = io.BytesIO()
    writer = EncryptingWriter([RECIPIENT], target)
    writer.write(b"text")
    writer.close()
    sealed = target.getvalue()
    writer.close()
    assert target.getvalue() == sealed
    with pytest.raises(ValueError, match="closed"):
        writer.write(b"more")
    assert not target.closed


def test_two_files_of_the_same_content_share_nothing() -> None:
    first, second = (encrypt([RECIPIENT], bytes(100)) for _ in range(2))
    assert first[HEADER_LENGTH - 16 :] != second[HEADER_LENGTH - 16 :]
    assert first[:HEADER_LENGTH] != second[:HEADER_LENGTH]


def test_memory_does_not_grow_with_the_file() -> None:
    class Sink(io.BytesIO):
        def write(self, data: object, /) -> int:
            return len(cast("memoryview", data))

    sealed = encrypt([RECIPIENT], bytes(32 * CHUNK))
    piece = bytes(1 << 20)
    tracemalloc.start()
    with EncryptingWriter([RECIPIENT], Sink()) as writer:
        for _ in range(16):
            writer.write(piece)
    reader = DecryptingReader(io.BytesIO(sealed), [IDENTITY])
    while reader.read(CHUNK):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 << 20


def test_the_person_learns_whether_a_key_or_a_passphrase_is_missing() -> None:
    passphrase = Passphrase("correct horse", work_factor=4)
    for sealed, word in [(encrypt([RECIPIENT], b""), "keys"), (encrypt([passphrase], b""), "passphrase")]:
        with pytest.raises(AgeError) as caught:
            decrypt([X25519Identity.generate(), Passphrase("another")], sealed)
        assert caught.value.code == "age-no-match"
        assert word in caught.value.sentence
