# SPDX-License-Identifier: Apache-2.0
"""Sealing opens with the right key and info only, and survives no altered byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.crypto import hpke_seal

PRIVATE = bytes(range(32))
PUBLIC = hpke_seal.public_key(PRIVATE)


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_sealed_bytes_open_again(plaintext: bytes, info: bytes) -> None:
    sealed = hpke_seal.seal(PUBLIC, plaintext, info)
    assert len(sealed) == 1120 + len(plaintext) + 16
    assert hpke_seal.unseal(PRIVATE, sealed, info) == plaintext


@given(st.data())
def test_any_altered_or_missing_byte_is_refused(data: st.DataObject) -> None:
    sealed = bytearray(hpke_seal.seal(PUBLIC, b"secret", b"info"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    altered = bytes(sealed[:place])
    if data.draw(st.booleans()):
        altered += bytes([sealed[place] ^ data.draw(st.integers(1, 255))]) + sealed[place + 1 :]
    with pytest.raises(hpke_seal.SealError):
        hpke_seal.unseal(PRIVATE, altered, b"info")


def test_other_info_and_other_keys_are_refused() -> None:
    sealed = hpke_seal.seal(PUBLIC, b"secret", b"info")
    for private, info in ((PRIVATE, b"other"), (hpke_seal.new_private_key(), b"info")):
        with pytest.raises(hpke_seal.SealError):
            hpke_seal.unseal(private, sealed, info)


def test_a_private_key_of_another_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        hpke_seal.public_key(bytes(31))
