# SPDX-License-Identifier: Apache-2.0
"""Who can open an age v1 file: X25519 and hybrid (mlkem768x25519) keys, and passphrases."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from checklistapp.crypto import bech32
from checklistapp.crypto.age_header import AgeError, Stanza, decode_base64, derive_key, encode_base64, header_error

FILE_KEY_LENGTH = 16
_WRAPPED_LENGTH = FILE_KEY_LENGTH + 16
_ZERO_NONCE = bytes(12)

_X25519_LENGTH = 32
_SECRET_LENGTH = 32

X25519_KIND = "X25519"
HYBRID_KIND = "mlkem768x25519"
SCRYPT_KIND = "scrypt"


class Recipient(Protocol):
    """Wraps a file key; ``kind`` is the first argument of its stanza."""

    @property
    def kind(self) -> str: ...

    def wrap(self, file_key: bytes) -> Stanza: ...


class Identity(Protocol):
    """Unwraps a file key."""

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """None if the stanza is of another kind or for someone else; AgeError age-header if it is malformed."""
        ...


@dataclass(frozen=True, slots=True)
class X25519Recipient:
    """``age1…``: opened by every age program, not secure against a future quantum computer."""

    kind: ClassVar[str] = X25519_KIND
    prefix: ClassVar[str] = "age"
    public_key: bytes

    def encode(self) -> str:
        return bech32.encode(self.prefix, self.public_key)

    def wrap(self, file_key: bytes) -> Stanza:
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        try:
            shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.public_key))
        except ValueError:  # a point of low order
            raise _recipient_error() from None
        return Stanza(
            (self.kind, encode_base64(share)),
            ChaCha20Poly1305(_x25519_wrap_key(shared, share, self.public_key)).encrypt(_ZERO_NONCE, file_key, None),
        )


@dataclass(frozen=True, slots=True)
class X25519Identity:
    """``AGE-SECRET-KEY-1…``."""

    prefix: ClassVar[str] = "AGE-SECRET-KEY-"
    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(_SECRET_LENGTH))

    def encode(self) -> str:
        """The secret itself, in letters: for encrypted files only."""
        return bech32.encode(self.prefix, self.secret)

    def recipient(self) -> X25519Recipient:
        return X25519Recipient(X25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw())

    def unwrap(self, stanza: Stanza) -> bytes | None:
        if stanza.arguments[0] != X25519_KIND:
            return None
        share = _encapsulated_key(stanza, _X25519_LENGTH)
        private_key = X25519PrivateKey.from_private_bytes(self.secret)
        try:
            shared = private_key.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError:  # the shared secret would be all zero
            raise header_error() from None
        wrap_key = _x25519_wrap_key(shared, share, private_key.public_key().public_bytes_raw())
        return _open(wrap_key, stanza.body)


# HPKE (RFC 9180) with the KEM MLKEM768-X25519, also called X-Wing, as age's specification names them.
_HYBRID_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
_HYBRID_INFO = b"age-encryption.org/mlkem768x25519"
_MLKEM_PUBLIC_LENGTH = 1184
_MLKEM_CIPHERTEXT_LENGTH = 1088
_ENCAPSULATED_LENGTH = _MLKEM_CIPHERTEXT_LENGTH + _X25519_LENGTH


@dataclass(frozen=True, slots=True)
class HybridRecipient:
    """``age1pq1…``: also secure against a future quantum computer; stock age opens it from 1.3 on."""

    kind: ClassVar[str] = HYBRID_KIND
    prefix: ClassVar[str] = "age1pq"
    public_key: bytes

    def encode(self) -> str:
        return bech32.encode(self.prefix, self.public_key)

    def wrap(self, file_key: bytes) -> Stanza:
        try:
            public_key = hpke.MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(self.public_key[:_MLKEM_PUBLIC_LENGTH]),
                X25519PublicKey.from_public_bytes(self.public_key[_MLKEM_PUBLIC_LENGTH:]),
            )
            sealed = _HYBRID_SUITE.encrypt(file_key, public_key, _HYBRID_INFO)
        except ValueError:  # not a key of ML-KEM, or a point of low order
            raise _recipient_error() from None
        return Stanza((self.kind, encode_base64(sealed[:_ENCAPSULATED_LENGTH])), sealed[_ENCAPSULATED_LENGTH:])


@dataclass(frozen=True, slots=True)
class HybridIdentity:
    """``AGE-SECRET-KEY-PQ-1…``."""

    prefix: ClassVar[str] = "AGE-SECRET-KEY-PQ-"
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        return cls(secrets.token_bytes(_SECRET_LENGTH))

    def encode(self) -> str:
        """The secret itself, in letters: for encrypted files only."""
        return bech32.encode(self.prefix, self.seed)

    def recipient(self) -> HybridRecipient:
        mlkem, x25519 = self._private_keys()
        return HybridRecipient(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())

    def unwrap(self, stanza: Stanza) -> bytes | None:
        if stanza.arguments[0] != HYBRID_KIND:
            return None
        encapsulated = _encapsulated_key(stanza, _ENCAPSULATED_LENGTH)
        mlkem, x25519 = self._private_keys()
        try:
            # HPKE fails alike for a wrong key and for a share that no sender makes (an all-zero secret): look first.
            x25519.exchange(X25519PublicKey.from_public_bytes(encapsulated[_MLKEM_CIPHERTEXT_LENGTH:]))
        except ValueError:
            raise header_error() from None
        private_key = hpke.MLKEM768X25519PrivateKey(mlkem, x25519)
        try:
            return _HYBRID_SUITE.decrypt(encapsulated + stanza.body, private_key, _HYBRID_INFO)
        except InvalidTag:
            return None

    def _private_keys(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        # draft-ietf-hpke-pq, expandDecapsKey: SHAKE256 stretches the seed to those of both keys.
        seeds = hashlib.shake_256(self.seed).digest(96)
        return MLKEM768PrivateKey.from_seed_bytes(seeds[:64]), X25519PrivateKey.from_private_bytes(seeds[64:])


_LARGEST_WORK_FACTOR = 20
_SALT_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Passphrase:
    """Recipient and identity in one; stands alone in a file.

    ``work_factor`` (log2 of scrypt's N) is for sealing: 2**(work_factor + 10) bytes of memory here and at the reader.
    18 is stock age's; a generated passphrase needs no more than 15.
    """

    kind: ClassVar[str] = SCRYPT_KIND
    text: str = field(repr=False)
    work_factor: int = 18

    def __post_init__(self) -> None:
        if not self.text:
            raise AgeError("age-passphrase", "The passphrase is empty.", "Type a passphrase.")
        if not 1 <= self.work_factor <= _LARGEST_WORK_FACTOR:
            raise ValueError(f"scrypt work factor out of 1..{_LARGEST_WORK_FACTOR}")

    def wrap(self, file_key: bytes) -> Stanza:
        salt = secrets.token_bytes(_SALT_LENGTH)
        body = ChaCha20Poly1305(self._wrap_key(salt, self.work_factor)).encrypt(_ZERO_NONCE, file_key, None)
        return Stanza((self.kind, encode_base64(salt), str(self.work_factor)), body)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        if stanza.arguments[0] != SCRYPT_KIND:
            return None
        if len(stanza.arguments) != 3 or len(stanza.body) != _WRAPPED_LENGTH:
            raise header_error()
        salt = decode_base64(stanza.arguments[1], _SALT_LENGTH)
        work_factor = stanza.arguments[2]
        if not re.fullmatch("[1-9][0-9]?", work_factor) or int(work_factor) > _LARGEST_WORK_FACTOR:
            raise header_error()
        return _open(self._wrap_key(salt, int(work_factor)), stanza.body)

    def _wrap_key(self, salt: bytes, work_factor: int) -> bytes:
        full_salt = b"age-encryption.org/v1/scrypt" + salt
        try:
            return Scrypt(full_salt, 32, 1 << work_factor, 8, 1).derive(self.text.encode())
        except MemoryError:
            raise AgeError(
                "age-passphrase",
                f"This passphrase needs {1 << max(work_factor - 10, 0)} MiB of free memory, more than there is.",
                "Close other programs and try again, or use a larger computer.",
            ) from None


KeyRecipient = X25519Recipient | HybridRecipient
KeyIdentity = X25519Identity | HybridIdentity


def parse_recipient(text: str) -> KeyRecipient:
    """From ``age1…`` or ``age1pq1…``; AgeError age-recipient otherwise."""
    prefix, key = _decode_key(text)
    if prefix == X25519Recipient.prefix and len(key) == _X25519_LENGTH:
        return X25519Recipient(key)
    if prefix == HybridRecipient.prefix and len(key) == _MLKEM_PUBLIC_LENGTH + _X25519_LENGTH:
        return HybridRecipient(key)
    raise _recipient_error()


def parse_identity(text: str) -> KeyIdentity:
    """From ``AGE-SECRET-KEY-1…`` or ``AGE-SECRET-KEY-PQ-1…``; AgeError age-identity otherwise."""
    prefix, key = _decode_key(text)
    if prefix == X25519Identity.prefix and len(key) == _SECRET_LENGTH:
        return X25519Identity(key)
    if prefix == HybridIdentity.prefix and len(key) == _SECRET_LENGTH:
        return HybridIdentity(key)
    raise AgeError(
        "age-identity",
        "This is not a private key of age, or a part of it is missing.",
        "Use the key file as it was exported.",
    )


def _decode_key(text: str) -> tuple[str, bytes]:
    try:
        return bech32.decode(text)
    except ValueError:
        return "", b""


def _recipient_error() -> AgeError:
    return AgeError(
        "age-recipient",
        "This is not a public key of age, or a part of it is missing.",
        "Ask the receiver for their card again.",
    )


def _encapsulated_key(stanza: Stanza, length: int) -> bytes:
    # The body's length is checked before opening it, against partitioning oracles.
    if len(stanza.arguments) != 2 or len(stanza.body) != _WRAPPED_LENGTH:
        raise header_error()
    return decode_base64(stanza.arguments[1], length)


def _x25519_wrap_key(shared: bytes, share: bytes, public_key: bytes) -> bytes:
    return derive_key(shared, salt=share + public_key, info=b"age-encryption.org/v1/X25519")


def _open(wrap_key: bytes, body: bytes) -> bytes | None:
    try:
        return ChaCha20Poly1305(wrap_key).decrypt(_ZERO_NONCE, body, None)
    except InvalidTag:
        return None
