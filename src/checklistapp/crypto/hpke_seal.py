# SPDX-License-Identifier: Apache-2.0
"""Seals bytes to a public key with HPKE (RFC 9180), safe against today's and quantum computers."""

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

PRIVATE_KEY_SIZE = 32
PUBLIC_KEY_SIZE = 1184 + 32

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class SealError(Exception):
    """The sealed bytes were altered, belong to another key, or another ``info`` was given."""


def new_private_key() -> bytes:
    """A random 32-byte seed, the private form that X-Wing (draft-connolly-cfrg-xwing-kem) defines."""
    return secrets.token_bytes(PRIVATE_KEY_SIZE)


def public_key(private_key: bytes) -> bytes:
    """The ML-KEM-768 public key followed by the X25519 one, 1,216 bytes."""
    kem, curve = _expanded(private_key)
    return kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def seal(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Encapsulation (1,120 bytes), ciphertext and tag (16 bytes); ``info`` must be given again to open it."""
    kem = MLKEM768PublicKey.from_public_bytes(public[:1184])
    curve = X25519PublicKey.from_public_bytes(public[1184:])
    return _SUITE.encrypt(plaintext, MLKEM768X25519PublicKey(kem, curve), info)


def unseal(private_key: bytes, sealed: bytes, info: bytes) -> bytes:
    """Raises SealError."""
    try:
        return _SUITE.decrypt(sealed, MLKEM768X25519PrivateKey(*_expanded(private_key)), info)
    except (InvalidTag, ValueError) as fault:
        raise SealError from fault


def _expanded(private_key: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(private_key) != PRIVATE_KEY_SIZE:
        raise ValueError("a private key is 32 bytes")
    seed = hashlib.shake_256(private_key).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(seed[:64]), X25519PrivateKey.from_private_bytes(seed[64:])
