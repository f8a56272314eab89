# SPDX-License-Identifier: Apache-2.0
"""age v1 files (C2SP age.md), sealed and opened as streams."""

import io
import secrets
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from checklistapp.crypto.age_header import AgeError, Stanza, derive_key, header_error, read_header, write_header
from checklistapp.crypto.age_recipients import (
    FILE_KEY_LENGTH,
    SCRYPT_KIND,
    Identity,
    KeyIdentity,
    Passphrase,
    Recipient,
    parse_identity,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_NONCE_LENGTH = 16
_CHUNK = 1 << 16
_TAG = 16
_SEALED_CHUNK = _CHUNK + _TAG
# A quarter mebibyte goes through the operating system at once: measured fastest, whatever size the caller reads in.
_BATCH = 4


class Sink(Protocol):
    """Takes all it is given, as a buffered file does."""

    def write(self, data: bytes | bytearray | memoryview, /) -> object: ...


class EncryptingWriter:
    """Seals what is written to it and passes it on to ``target``, a buffered file, which stays open.

    Only `close` writes the last chunk; without it (an exception in a `with` block, a crash) what was written
    stays a truncated file that nothing opens.
    """

    def __init__(self, recipients: Sequence[Recipient], target: Sink) -> None:
        _refuse_mixture([recipient.kind for recipient in recipients])
        file_key = secrets.token_bytes(FILE_KEY_LENGTH)
        nonce = secrets.token_bytes(_NONCE_LENGTH)
        target.write(write_header([recipient.wrap(file_key) for recipient in recipients], file_key) + nonce)
        self._target = target
        self._aead = _payload_cipher(file_key, nonce)
        self._chunks_sealed = 0
        # The newest bytes wait here, up to a whole chunk: they may be the end, which is sealed differently.
        self._waiting = memoryview(bytearray(_CHUNK))
        self._waiting_length = 0
        self._batch = memoryview(bytearray(_BATCH * _SEALED_CHUNK))
        self._batch_length = 0
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> int:
        if self.closed:
            raise ValueError("write to a closed EncryptingWriter")
        view = memoryview(data).cast("B")
        position = 0
        while position < len(view):
            if self._waiting_length == _CHUNK:
                self._seal(self._waiting, final=False)
                self._waiting_length = 0
            if self._waiting_length == 0 and len(view) - position > _CHUNK:
                self._seal(view[position : position + _CHUNK], final=False)
                position += _CHUNK
            else:
                length = min(_CHUNK - self._waiting_length, len(view) - position)
                end = self._waiting_length + length
                self._waiting[self._waiting_length : end] = view[position : position + length]
                self._waiting_length = end
                position += length
        return len(view)

    def close(self) -> None:
        if self.closed:
            return
        self._seal(self._waiting[: self._waiting_length], final=True)
        self._target.write(self._batch[: self._batch_length])
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()

    def _seal(self, chunk: memoryview, *, final: bool) -> None:
        if self._batch_length == len(self._batch):
            self._target.write(self._batch)
            self._batch_length = 0
        end = self._batch_length + len(chunk) + _TAG
        nonce = _chunk_nonce(self._chunks_sealed, final=final)
        self._aead.encrypt_into(nonce, chunk, None, self._batch[self._batch_length : end])
        self._batch_length = end
        self._chunks_sealed += 1


class DecryptingReader(io.BufferedIOBase):
    """A readable file over the sealed ``source``, which stays open.

    Every byte handed out is authenticated; the first chunk that is not raises AgeError age-payload, and so does an
    end without the last chunk or anything after it. So b"" at the end means that the file was whole.
    Opening raises AgeError age-header, age-no-match or age-hmac.
    """

    def __init__(self, source: BinaryIO, identities: Iterable[Identity]) -> None:
        super().__init__()
        header = read_header(source)
        file_key = _unwrap(header.stanzas, identities)
        if not header.is_authentic(file_key):
            raise AgeError(
                "age-hmac",
                "The list of receivers at the start of this file was changed after sealing.",
                "Do not use the file; ask the sender to send it again.",
            )
        nonce = _read_fully(source, _NONCE_LENGTH)
        if len(nonce) != _NONCE_LENGTH:
            raise header_error()
        self._source = source
        self._aead = _payload_cipher(file_key, nonce)
        self._chunks_opened = 0
        self._ahead = _read_fully(source, _BATCH * _SEALED_CHUNK)
        self._batch = memoryview(bytearray(_BATCH * _CHUNK))
        self._start = self._end = 0
        self._finished = self._broken = False

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = -1 if size is None else size
        pieces = []
        while wanted and self._available():
            length = self._end - self._start if wanted < 0 else min(wanted, self._end - self._start)
            pieces.append(bytes(self._batch[self._start : self._start + length]))
            self._start += length
            wanted -= length if wanted > 0 else 0
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def read1(self, size: int = -1, /) -> bytes:
        available = self._end - self._start if self._available() else 0
        return self.read(available if size < 0 else min(size, available))

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        target = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(target) and self._available():
            length = min(len(target) - filled, self._end - self._start)
            target[filled : filled + length] = self._batch[self._start : self._start + length]
            self._start += length
            filled += length
        return filled

    def _available(self) -> bool:
        """Whether plaintext waits in the batch, opening the next one if need be; False after the last chunk."""
        if self.closed:
            raise ValueError("read from a closed DecryptingReader")
        if self._start == self._end and not self._finished:
            self._open_batch()
        return self._start < self._end

    def _open_batch(self) -> None:
        if self._broken:
            raise _payload_error()
        sealed = memoryview(self._ahead)
        self._ahead = _read_fully(self._source, _BATCH * _SEALED_CHUNK) if sealed else b""
        self._start = self._end = 0
        for position in range(0, len(sealed), _SEALED_CHUNK):
            chunk = sealed[position : position + _SEALED_CHUNK]
            final = not self._ahead and position + len(chunk) == len(sealed)
            if self._open(chunk, final=final):
                self._finished = final
            else:
                # What precedes the fault is authentic and handed out first: also a whole chunk whose one fault
                # is that it is the last and more follows, or that it is not and nothing does.
                self._broken = True
                if len(chunk) == _SEALED_CHUNK:
                    self._open(chunk, final=not final)
                break
        if self._start == self._end and not self._finished:
            self._broken = True
            raise _payload_error()

    def _open(self, chunk: memoryview, *, final: bool) -> bool:
        end = self._end + len(chunk) - _TAG
        # An empty chunk is the last one of an empty file, nothing else.
        if end < self._end or (end == self._end and self._chunks_opened):
            return False
        try:
            nonce = _chunk_nonce(self._chunks_opened, final=final)
            self._aead.decrypt_into(nonce, chunk, None, self._batch[self._end : end])
        except InvalidTag:
            return False
        self._end = end
        self._chunks_opened += 1
        return True


def encrypt(recipients: Sequence[Recipient], plaintext: bytes) -> bytes:
    sealed = io.BytesIO()
    with EncryptingWriter(recipients, sealed) as writer:
        writer.write(plaintext)
    return sealed.getvalue()


def decrypt(identities: Iterable[Identity], data: bytes) -> bytes:
    return DecryptingReader(io.BytesIO(data), identities).read()


def identity_file(identity: KeyIdentity, passphrase: Passphrase) -> bytes:
    """``id.age``: one key under a passphrase, as stock ``age -i`` takes it."""
    text = f"# public key: {identity.recipient().encode()}\n{identity.encode()}\n"
    return encrypt([passphrase], text.encode("ascii"))


def read_identity_file(data: bytes, passphrase: str | None = None) -> KeyIdentity:
    """The one key in an identity file, encrypted or plain; a plain one needs no passphrase."""
    if data.startswith(b"age-encryption.org/"):
        data = decrypt([Passphrase(passphrase)] if passphrase is not None else [], data)
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    return parse_identity(keys[0] if len(keys) == 1 else "")


def _refuse_mixture(kinds: Sequence[str]) -> None:
    if not kinds:
        raise ValueError("no recipients")
    if len(set(kinds)) > 1 or (kinds[0] == SCRYPT_KIND and len(kinds) > 1):
        raise AgeError(
            "age-mixed-recipients",
            "One file cannot be sealed to different kinds of keys, nor to a passphrase and anything else.",
            "Seal to keys of one kind, or to one passphrase alone.",
        )


def _unwrap(stanzas: Sequence[Stanza], identities: Iterable[Identity]) -> bytes:
    for identity in identities:
        for stanza in stanzas:
            file_key = identity.unwrap(stanza)
            if file_key is not None:
                return file_key
    if stanzas[0].arguments[0] == SCRYPT_KIND:
        raise AgeError(
            "age-no-match",
            "This file is sealed with a passphrase, and none given here opens it.",
            "Type the passphrase again; the sender knows it.",
        )
    raise AgeError(
        "age-no-match",
        "This file is not sealed to any of your keys.",
        "Ask the sender which receiver they sealed it to.",
    )


def _payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derive_key(file_key, salt=nonce, info=b"payload"))


def _chunk_nonce(counter: int, *, final: bool) -> bytes:
    return counter.to_bytes(11, "big") + (b"\x01" if final else b"\x00")


def _payload_error() -> AgeError:
    return AgeError(
        "age-payload",
        "This file was cut short or changed after sealing.",
        "Do not use what was read from it; copy it again from where it came, or ask the sender to send it again.",
    )


def _read_fully(source: BinaryIO, size: int) -> bytes:
    """Less than ``size`` only at the end, also from an unbuffered source."""
    data = source.read(size)
    while data and len(data) < size:
        more = source.read(size - len(data))
        if not more:
            break
        data += more
    return data
