# SPDX-License-Identifier: Apache-2.0
"""Verifying a bundle while it is read: nothing is believed before its signature and digests are checked."""

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO, Protocol

from checklistapp.bundles.bag import ROOT, SIGNATURE, TAG_FILES, root, tag_files
from checklistapp.bundles.contents import is_evidence
from checklistapp.bundles.statement import File, Kind, Statement
from checklistapp.bundles.statement import read as read_statement
from checklistapp.bundles.tar import BLOCK, fill, padded_length, read_header
from checklistapp.crypto.age import DecryptingReader
from checklistapp.crypto.age_header import AgeError
from checklistapp.crypto.age_recipients import Identity
from checklistapp.crypto.cms import verify_detached
from checklistapp.crypto.trust import SignerVerdict, Trust
from checklistapp.domain.verdict import Verdict

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

AGE_MAGIC = b"age-encryption.org/"
_PASSPHRASE_START = b"age-encryption.org/v1\n-> scrypt "
"""A passphrase stands alone in an age file, so its stanza is the first one."""

_PIECE = 1 << 20
_TAG_LIMIT = 32 << 20
_MEMORY_LIMIT = 256 << 20
"""Forms, records and documents are read into memory; evidence never is."""

SENTENCES = {
    Verdict.NOT_FOR_US: "This bundle was sealed for somebody else: no key here opens it.",
    Verdict.UNSIGNED: "This bundle is not signed, so nobody can tell who made it.",
    Verdict.INCOMPLETE: "Something that this bundle lists is missing from it.",
    Verdict.ALTERED: "This bundle was changed or damaged after it was sealed.",
    Verdict.UNREADABLE: "This file is not a bundle that this program can read.",
}


class RejectedError(Exception):
    """The bundle is not what it should be; ``reason`` says how, nothing of its content is kept."""

    def __init__(self, reason: Verdict) -> None:
        super().__init__(SENTENCES[reason])
        self.reason = reason


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


EvidenceSink = Callable[[File, io.BufferedReader], str]
"""Takes one evidence file while the bundle is still being verified, to the end, and returns its SHA-512.

Whoever keeps it keeps it encrypted, under a temporary name, until the whole bundle is verified.
"""

Gate = Callable[[Statement, SignerVerdict], None]
"""Asked once the tag files are authentic and before any payload is read; raises to refuse the bundle."""


def only_hash(file: File, source: io.BufferedReader) -> str:
    """An ``EvidenceSink`` for whoever verifies and keeps nothing."""
    del file
    return hashlib.file_digest(source, "sha512").hexdigest()


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle that verified from its first byte to its last. ``root`` is the SHA-256 of its signed root.

    ``by_passphrase``: it was sealed with a passphrase and so for nobody in particular.
    """

    statement: Statement
    signer: SignerVerdict
    root: str
    by_passphrase: bool
    files: Mapping[str, bytes] = field(repr=False)


@contextmanager
def _any_fault_rejects() -> Iterator[None]:
    try:
        yield
    except (RejectedError, OSError):
        raise
    except AgeError as error:
        raise RejectedError(_AGE_REASONS.get(error.code, Verdict.UNREADABLE)) from error
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        # Anything a hostile archive can provoke in the parsers is a rejection, never a crash.
        raise RejectedError(Verdict.ALTERED) from error


_AGE_REASONS = {
    "age-no-match": Verdict.NOT_FOR_US,
    "age-hmac": Verdict.ALTERED,
    "age-payload": Verdict.ALTERED,
}


def unseal(
    source: BinaryIO,
    identities: Sequence[Identity],
    trust: Trust,
    gate: Gate = lambda statement, signer: None,
    evidence: EvidenceSink = only_hash,
) -> Opened:
    """Reads and verifies a bundle from its first byte to its last.

    Whatever was written to ``evidence`` counts only once this returns.

    :raises RejectedError: for any fault at all; and whatever ``gate`` raises.
    """
    with _any_fault_rejects():
        start = source.read(len(_PASSPHRASE_START))
        source.seek(0)
        if start.startswith(AGE_MAGIC):
            opened = _Archive(DecryptingReader(source, identities), encrypted=True).read(trust, gate, evidence)
            return replace(opened, by_passphrase=start == _PASSPHRASE_START)
        return _Archive(source, encrypted=False).read(trust, gate, evidence)


class _Archive:
    def __init__(self, source: _Readable, *, encrypted: bool) -> None:
        self._source = source
        self._encrypted = encrypted
        self._position = 0
        self._base = ""
        self._in_memory = 0

    def read(self, trust: Trust, gate: Gate, evidence: EvidenceSink) -> Opened:
        signed_root = self._first_entry()
        name, signature = self._tag_entry()
        if name != SIGNATURE:
            raise RejectedError(Verdict.UNSIGNED)
        tags = dict(self._tag_entry() for _ in TAG_FILES)
        if tuple(tags) != TAG_FILES or root(tags) != signed_root:
            raise RejectedError(Verdict.ALTERED)
        signer = verify_detached(signed_root, signature, trust)
        if signer.certificate is None:
            raise RejectedError(Verdict.ALTERED)
        statement = read_statement(tags["statement.json"])
        # The statement decides every tag byte and the folder's name: whatever differs was not written by a sealer.
        if tag_files(statement) != tags or statement.base != self._base:
            raise RejectedError(Verdict.ALTERED)
        if hashlib.sha256(signer.certificate).hexdigest() != statement.sender.certificate:
            raise RejectedError(Verdict.ALTERED)
        if not self._encrypted and statement.kind is not Kind.PUBLIC:
            raise RejectedError(Verdict.ALTERED)
        gate(statement, signer)
        files = {}
        for file in statement.files:
            data = self._payload(file, evidence)
            if data is not None:
                files[file.path] = data
        self._tail()
        return Opened(statement, signer, hashlib.sha256(signed_root).hexdigest(), by_passphrase=False, files=files)

    def _exactly(self, size: int) -> bytes:
        data = self._source.read(size)
        self._position += len(data)
        if len(data) != size:
            # An authenticated stream that ends early was sealed so: an insider left something out.
            raise RejectedError(Verdict.INCOMPLETE if self._encrypted else Verdict.ALTERED)
        return data

    def _skip_fill(self, size: int) -> None:
        if any(self._exactly(fill(size))):
            raise RejectedError(Verdict.ALTERED)

    def _header(self) -> tuple[str, int]:
        block = self._exactly(BLOCK)
        if not any(block):
            raise RejectedError(Verdict.INCOMPLETE)
        return read_header(block)

    def _first_entry(self) -> bytes:
        try:
            path, size = self._header()
        except (ValueError, RejectedError) as error:
            raise RejectedError(Verdict.UNREADABLE) from error
        self._base, _, name = path.partition("/")
        if name != ROOT or size > _TAG_LIMIT:
            raise RejectedError(Verdict.UNREADABLE)
        data = self._exactly(size)
        self._skip_fill(size)
        return data

    def _tag_entry(self) -> tuple[str, bytes]:
        path, size = self._header()
        base, _, name = path.partition("/")
        if base != self._base or size > _TAG_LIMIT:
            raise RejectedError(Verdict.ALTERED)
        data = self._exactly(size)
        self._skip_fill(size)
        return name, data

    def _payload(self, file: File, evidence: EvidenceSink) -> bytes | None:
        if self._header() != (f"{self._base}/{file.path}", file.size):
            raise RejectedError(Verdict.ALTERED)
        data = None
        if is_evidence(file.path):
            entry = _Entry(self._exactly, file.size)
            sha512 = evidence(file, io.BufferedReader(entry, _PIECE))
            if entry.remaining:
                raise ValueError("an evidence sink reads to the end")
        elif self._in_memory + file.size > _MEMORY_LIMIT:
            raise RejectedError(Verdict.UNREADABLE)
        else:
            self._in_memory += file.size
            data = self._exactly(file.size)
            sha512 = hashlib.sha512(data).hexdigest()
        if sha512 != file.sha512:
            raise RejectedError(Verdict.ALTERED)
        self._skip_fill(file.size)
        return data

    def _tail(self) -> None:
        """Two zero blocks, zeros up to the Padmé size, and then the authenticated end."""
        end = padded_length(self._position + 2 * BLOCK)
        while self._position < end:
            piece = self._exactly(min(_PIECE, end - self._position))
            if piece.count(0) != len(piece):
                raise RejectedError(Verdict.ALTERED)
        if self._source.read(1):
            raise RejectedError(Verdict.ALTERED)


class _Entry(io.RawIOBase):
    """The bytes of one entry, and not one more."""

    def __init__(self, exactly: Callable[[int], bytes], size: int) -> None:
        super().__init__()
        self._exactly, self.remaining = exactly, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        piece = self._exactly(min(len(view), self.remaining))
        view[: len(piece)] = piece
        self.remaining -= len(piece)
        return len(piece)
