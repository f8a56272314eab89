# SPDX-License-Identifier: Apache-2.0
"""Attached files come back whole, and a cut, swapped, altered or extended one is refused."""

import hashlib
import io

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.crypto import chunked
from checklistapp.domain.errors import ChecklistError

KEY = bytes(range(32))
AAD = b"evidence id"
SIZE, WHOLE = 64, 64 + 16


@pytest.fixture(autouse=True, scope="module")
def _small_chunks() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunked, "CHUNK_SIZE", SIZE)
        yield


class Dripping(io.BytesIO):
    """Returns fewer bytes than asked for, as a pipe may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 7))


def encrypted(plaintext: bytes) -> bytes:
    target = io.BytesIO()
    chunked.encrypt_stream(io.BytesIO(plaintext), target, KEY, AAD)
    return target.getvalue()


def decrypted(ciphertext: bytes, key: bytes = KEY, aad: bytes = AAD) -> bytes:
    target = io.BytesIO()
    chunked.decrypt_stream(io.BytesIO(ciphertext), target, key, aad)
    return target.getvalue()


def refused(ciphertext: bytes, key: bytes = KEY, aad: bytes = AAD) -> None:
    with pytest.raises(ChecklistError) as caught:
        decrypted(ciphertext, key, aad)
    assert caught.value.code == "evidence-damaged"
    reader = chunked.ChunkReader(io.BytesIO(ciphertext), key, aad)
    with pytest.raises(ChecklistError):
        reader.readall()
    with pytest.raises(ChecklistError):  # and it does not look like the end of a file afterwards
        reader.read(1)


@given(st.binary(max_size=4 * SIZE))
def test_what_went_in_comes_out_with_its_digest(plaintext: bytes) -> None:
    middle, target = io.BytesIO(), io.BytesIO()
    digest = chunked.encrypt_stream(Dripping(plaintext), middle, KEY, AAD)
    assert digest == chunked.Digest(len(plaintext), hashlib.sha512(plaintext).hexdigest())
    assert chunked.decrypt_stream(Dripping(middle.getvalue()), target, KEY, AAD) == digest
    assert target.getvalue() == plaintext


@pytest.mark.parametrize("size", [0, 1, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE, 3 * SIZE])
def test_the_bytes_are_as_described(size: int) -> None:
    plaintext = bytes(at * 7 % 256 for at in range(size))
    cipher, expected = AESGCM(KEY), b""
    parts = [plaintext[at : at + SIZE] for at in range(0, size, SIZE)] or [b""]
    for number, part in enumerate(parts):
        nonce = number.to_bytes(11, "big") + (b"\x01" if number == len(parts) - 1 else b"\x00")
        expected += cipher.encrypt(nonce, part, AAD)
    assert encrypted(plaintext) == expected


@given(st.binary(max_size=3 * SIZE), st.data())
def test_every_altered_byte_and_every_cut_is_refused(plaintext: bytes, data: st.DataObject) -> None:
    ciphertext = encrypted(plaintext)
    place = data.draw(st.integers(0, len(ciphertext) - 1))
    refused(ciphertext[:place])
    refused(ciphertext[:place] + bytes([ciphertext[place] ^ data.draw(st.integers(1, 255))]) + ciphertext[place + 1 :])
    refused(ciphertext + data.draw(st.binary(min_size=1, max_size=2 * WHOLE)))
    refused(data.draw(st.binary(min_size=1, max_size=2 * WHOLE)) + ciphertext)


def test_reordered_repeated_and_missing_chunks_are_refused() -> None:
    whole = encrypted(bytes(range(4 * SIZE)))
    parts = [whole[at : at + WHOLE] for at in range(0, len(whole), WHOLE)]
    for order in ([1, 0, 2, 3], [0, 0, 1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2], [3], [0, 1, 2, 3, 3], []):
        refused(b"".join(parts[number] for number in order))


def test_an_empty_chunk_at_the_end_of_a_file_is_refused() -> None:
    cipher = AESGCM(KEY)
    refused(cipher.encrypt(bytes(12), bytes(SIZE), AAD) + cipher.encrypt(bytes(10) + b"\x01\x01", b"", AAD))


def test_another_key_or_another_id_is_refused() -> None:
    refused(encrypted(b"plan"), key=bytes(32))
    refused(encrypted(b"plan"), aad=b"other id")


@given(st.binary(max_size=4 * SIZE), st.lists(st.integers(1, 2 * SIZE), max_size=20))
def test_a_reader_gives_any_piece_in_turn(plaintext: bytes, sizes: list[int]) -> None:
    reader = io.BufferedReader(chunked.ChunkReader(io.BytesIO(encrypted(plaintext)), KEY, AAD), buffer_size=8)
    expected = io.BytesIO(plaintext)
    for size in sizes:
        assert reader.read(size) == expected.read(size)
    assert reader.read() == expected.read()
    assert reader.read(1) == b""


def test_a_reader_gives_no_byte_of_a_damaged_chunk() -> None:
    ciphertext = bytearray(encrypted(bytes(3 * SIZE)))
    ciphertext[2 * WHOLE - 1] ^= 1
    reader = chunked.ChunkReader(io.BytesIO(ciphertext), KEY, AAD)
    assert reader.read(1000) == bytes(SIZE)
    for _ in range(2):
        with pytest.raises(ChecklistError):
            reader.read(1000)


def test_a_reader_does_not_take_a_disk_fault_for_the_end() -> None:
    class Failing(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(5, "fault")

    reader = chunked.ChunkReader(Failing(), KEY, AAD)
    for _ in range(2):
        with pytest.raises(OSError, match="fault"):
            reader.read(1)


def test_keys_are_fresh() -> None:
    assert len(chunked.new_key()) == 32
    assert chunked.new_key() != chunked.new_key()
