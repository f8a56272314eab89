# SPDX-License-Identifier: Apache-2.0
"""Identity files, encrypted and plain."""

import pytest

from checklistapp.crypto.age import decrypt, encrypt, identity_file, read_identity_file
from checklistapp.crypto.age_header import AgeError
from checklistapp.crypto.age_recipients import HybridIdentity, KeyIdentity, Passphrase, X25519Identity

PASSPHRASE = Passphrase("correct horse battery", work_factor=4)
KEY = X25519Identity.generate()


@pytest.mark.parametrize("identity", [KEY, HybridIdentity.generate()], ids=["x25519", "hybrid"])
def test_an_exported_key_comes_back(identity: KeyIdentity) -> None:
    data = identity_file(identity, PASSPHRASE)
    assert identity.encode().encode() not in data
    assert read_identity_file(data, PASSPHRASE.text) == identity
    comment, key = decrypt([PASSPHRASE], data).decode().splitlines()
    assert comment == f"# public key: {identity.recipient().encode()}"
    assert key == identity.encode()


def test_a_plain_file_may_hold_comments_and_foreign_line_ends() -> None:
    assert read_identity_file(f"# created: 2026\r\n\r\n  # é\r\n{KEY.encode()}\r\n".encode()) == KEY


@pytest.mark.parametrize("passphrase", [None, "wrong"])
def test_without_the_passphrase_it_stays_shut(passphrase: str | None) -> None:
    with pytest.raises(AgeError) as caught:
        read_identity_file(identity_file(KEY, PASSPHRASE), passphrase)
    assert caught.value.code == "age-no-match"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# nothing here\n",
        b"\xff\xfe",
        f"{KEY.encode()}\n{X25519Identity.generate().encode()}\n".encode(),
        KEY.encode().encode()[:-1],
        KEY.recipient().encode().encode(),
    ],
    ids=["empty", "comment", "binary", "two", "cut", "public"],
)
@pytest.mark.parametrize("sealed", [False, True])
def test_a_file_without_exactly_one_key_is_refused(data: bytes, sealed: bool) -> None:
    with pytest.raises(AgeError) as caught:
        read_identity_file(encrypt([PASSPHRASE], data) if sealed else data, PASSPHRASE.text)
    assert caught.value.code == "age-identity"
    assert KEY.encode() not in f"{caught.value.sentence} {caught.value.hint}"
