# SPDX-License-Identifier: Apache-2.0
"""Encrypts attached files as a row of AES-256-GCM chunks that can be neither cut, reordered nor extended.

A chunk is 1 MiB of plaintext and its 16-byte tag, only the last may be shorter, and only an empty file ends in an
empty one. Nonce: the chunk's number (11 bytes, big-endian), then 1 on the last chunk and 0 on all others.
A key serves one file only.
"""

import hashlib
import io
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from checklistapp.domain.errors import ChecklistError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK_SIZE = 1 << 20
_TAG_SIZE = 16


@dataclass(frozen=True, slots=True)
class Digest:
    """Of the plaintext: its size in bytes and its SHA-512 in hexadecimal."""

    size: int
    sha512: str


def new_key() -> bytes:
    return secrets.token_bytes(32)


def sealed_size(size: int) -> int:
    """How many bytes a file of ``size`` has when it is encrypted."""
    return size + _TAG_SIZE * max(1, -(-size // CHUNK_SIZE))


def encrypt_stream(source: BinaryIO, target: BinaryIO, key: bytes, aad: bytes) -> Digest:
    """``key`` must be fresh: nonces count from zero. ``aad`` is the file's id."""
    cipher, digest, size = AESGCM(key), hashlib.sha512(), 0
    for number, (chunk, last) in enumerate(_chunks(source, CHUNK_SIZE)):
        digest.update(chunk)
        size += len(chunk)
        target.write(cipher.encrypt(_nonce(number, last), chunk, aad))
    return Digest(size, digest.hexdigest())


def decrypt_stream(source: BinaryIO, target: BinaryIO, key: bytes, aad: bytes) -> Digest:
    """When this raises, ``target`` holds a true beginning of the file, which the caller throws away."""
    digest, size = hashlib.sha512(), 0
    for chunk in _plaintext(source, key, aad):
        digest.update(chunk)
        size += len(chunk)
        target.write(chunk)
    return Digest(size, digest.hexdigest())


class ChunkReader(io.RawIOBase):
    """The plaintext as a file to be read once from its beginning; a damaged chunk raises and gives no byte of itself.

    Wrap it in ``io.BufferedReader`` where a ``BinaryIO`` is wanted. It leaves ``source`` open.
    """

    def __init__(self, source: BinaryIO, key: bytes, aad: bytes) -> None:
        super().__init__()
        self._chunks = _plaintext(source, key, aad)
        self._rest = memoryview(b"")
        self._fault: ChecklistError | OSError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        if self._fault is not None:  # an exhausted generator would look like the end of the file
            raise self._fault
        view = memoryview(buffer).cast("B")
        try:
            if not self._rest:
                self._rest = memoryview(next(self._chunks, b""))
        except (ChecklistError, OSError) as fault:
            self._fault = fault
            raise
        size = min(len(view), len(self._rest))
        view[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _plaintext(source: BinaryIO, key: bytes, aad: bytes) -> Iterator[bytes]:
    cipher = AESGCM(key)
    for number, (chunk, last) in enumerate(_chunks(source, CHUNK_SIZE + _TAG_SIZE)):
        try:
            plaintext = cipher.decrypt(_nonce(number, last), chunk, aad)
        except InvalidTag as fault:
            raise _damaged() from fault
        if number and not plaintext:
            raise _damaged()
        yield plaintext


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Whole chunks and whether each is the last; an empty source is one empty chunk."""
    chunk = _filled(source, size)
    while following := _filled(source, size):
        yield chunk, False
        chunk = following
    yield chunk, True


def _filled(source: BinaryIO, size: int) -> bytes:
    """A raw file or a pipe may return less than asked for before its end."""
    parts = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _damaged() -> ChecklistError:
    return ChecklistError(
        "evidence-damaged",
        "The attached file is damaged or was altered.",
        "Restore it from a backup copy of the workspace, or attach the original again.",
    )
