# SPDX-License-Identifier: Apache-2.0
"""Keys and passphrases: spellings, wrapping, and what is refused."""

import hashlib

import pytest

from checklistapp.crypto import age_recipients, bech32
from checklistapp.crypto.age import decrypt, encrypt
from checklistapp.crypto.age_header import AgeError, Stanza
from checklistapp.crypto.age_recipients import (
    HybridIdentity,
    HybridRecipient,
    KeyIdentity,
    Passphrase,
    Recipient,
    X25519Identity,
    X25519Recipient,
    parse_identity,
    parse_recipient,
)

KINDS: list[type[X25519Identity] | type[HybridIdentity]] = [X25519Identity, HybridIdentity]
FILE_KEY = bytes(range(16))
SPECIFIED_HYBRID_RECIPIENT_SHA256 = "a091dd7e0ee9d62b75173dcc98441a0424baa941e66a8776e570a4ae60ff61ea"


def code(caught: pytest.ExceptionInfo[AgeError]) -> str:
    return caught.value.code


def test_the_specification_s_x25519_example() -> None:
    identity = parse_identity("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX")
    assert identity.recipient().encode() == "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"


def test_the_specification_s_hybrid_example() -> None:
    identity = parse_identity("AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR")
    recipient = identity.recipient().encode()
    assert recipient.startswith("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jz")
    assert hashlib.sha256(recipient.encode()).hexdigest() == SPECIFIED_HYBRID_RECIPIENT_SHA256


@pytest.mark.parametrize("kind", KINDS)
def test_keys_survive_their_spelling(kind: type[X25519Identity] | type[HybridIdentity]) -> None:
    identity = kind.generate()
    assert parse_identity(identity.encode()) == identity
    assert parse_recipient(identity.recipient().encode()) == identity.recipient()
    assert kind.generate() != identity


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_opens_what_is_wrapped_for_it_and_nothing_else(kind: type[X25519Identity] | type[HybridIdentity]) -> None:
    identity = kind.generate()
    first, second = (identity.recipient().wrap(FILE_KEY) for _ in range(2))
    assert first != second
    assert identity.unwrap(first) == FILE_KEY
    assert kind.generate().unwrap(first) is None
    assert identity.unwrap(Stanza(("example.com/grease", "x"), b"")) is None


@pytest.mark.parametrize("identity", [X25519Identity.generate(), HybridIdentity.generate()], ids=["x25519", "hybrid"])
def test_foreign_spellings_are_refused(identity: KeyIdentity) -> None:
    secret, public = identity.encode(), identity.recipient().encode()
    for text in [secret.lower(), public, secret[:-1], secret + " ", "", bech32.encode(identity.prefix, bytes(31))]:
        with pytest.raises(AgeError) as caught:
            parse_identity(text)
        assert code(caught) == "age-identity"
        assert not text or text not in f"{caught.value.sentence} {caught.value.hint}"
    for text in [public.upper(), secret, public[:-1], bech32.encode(identity.recipient().prefix, bytes(31))]:
        with pytest.raises(AgeError) as caught:
            parse_recipient(text)
        assert code(caught) == "age-recipient"


@pytest.mark.parametrize(
    "recipient",
    [
        X25519Recipient(bytes(32)),
        HybridRecipient(HybridIdentity.generate().recipient().public_key[:1184] + bytes(32)),
        HybridRecipient(b"\xff" * 1216),
    ],
)
def test_public_keys_that_would_protect_nothing_are_refused(recipient: Recipient) -> None:
    with pytest.raises(AgeError) as caught:
        recipient.wrap(FILE_KEY)
    assert code(caught) == "age-recipient"


def test_secrets_do_not_show() -> None:
    for identity in (X25519Identity.generate(), HybridIdentity.generate()):
        assert repr(identity) == f"{type(identity).__name__}()"
    assert "horse" not in repr(Passphrase("horse"))


def test_a_passphrase_opens_its_own_stanza_only() -> None:
    stanza = Passphrase("correct horse", work_factor=4).wrap(FILE_KEY)
    assert stanza.arguments[2] == "4"
    assert Passphrase("correct horse").unwrap(stanza) == FILE_KEY
    assert Passphrase("Correct horse").unwrap(stanza) is None


@pytest.mark.parametrize("work_factor", ["21", "63", "100", "0", "01", "+9", "٣", ""])
def test_work_factors_out_of_bounds_are_refused_before_any_work(
    work_factor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stanza = Passphrase("p", work_factor=4).wrap(FILE_KEY)
    monkeypatch.delattr(age_recipients, "Scrypt")
    with pytest.raises(AgeError) as caught:
        Passphrase("p").unwrap(Stanza((*stanza.arguments[:2], work_factor), stanza.body))
    assert code(caught) == "age-header"


def test_too_little_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*parameters: object) -> None:
        raise MemoryError

    stanza = Passphrase("p", work_factor=4).wrap(FILE_KEY)
    monkeypatch.setattr(age_recipients, "Scrypt", exhausted)
    with pytest.raises(AgeError) as caught:
        Passphrase("p").unwrap(Stanza((*stanza.arguments[:2], "20"), stanza.body))
    assert code(caught) == "age-passphrase"
    assert "1024 MiB" in caught.value.sentence


def test_what_cannot_be_a_passphrase() -> None:
    with pytest.raises(AgeError) as caught:
        Passphrase("")
    assert code(caught) == "age-passphrase"
    with pytest.raises(ValueError, match="work factor"):
        Passphrase("p", work_factor=21)


def test_several_recipients_of_one_kind_each_open_the_file() -> None:
    for kind in KINDS:
        identities = [kind.generate() for _ in range(3)]
        sealed = encrypt([identity.recipient() for identity in identities], b"text")
        assert [decrypt([kind.generate(), identity], sealed) for identity in identities] == [b"text"] * 3


def test_kinds_are_never_mixed() -> None:
    x25519, hybrid = X25519Identity.generate().recipient(), HybridIdentity.generate().recipient()
    passphrase = Passphrase("p", work_factor=4)
    mixtures: list[list[Recipient]] = [[x25519, hybrid], [hybrid, passphrase], [x25519, passphrase], [passphrase] * 2]
    for mixture in mixtures:
        with pytest.raises(AgeError) as caught:
            encrypt(mixture, b"")
        assert code(caught) == "age-mixed-recipients"
    with pytest.raises(ValueError, match="no recipients"):
        encrypt([], b"")
