# SPDX-License-Identifier: Apache-2.0
"""What we seal others open, and the other way round: Debian's age, pyrage, npm's age-encryption."""

import os
import pty
import subprocess
from pathlib import Path

import pyrage
import pytest

from checklistapp.crypto.age import decrypt, encrypt, identity_file
from checklistapp.crypto.age_recipients import (
    HybridIdentity,
    KeyIdentity,
    Passphrase,
    X25519Identity,
    parse_identity,
    parse_recipient,
)
from tests.readers import program, run_node

PLAINTEXTS = [b"", b"short", bytes(range(256)) * 256, b"x" * (2 * 65536 + 1)]
PASSPHRASE = "correct horse battery"


def age(*arguments: str | Path, stdin: bytes = b"") -> bytes:
    return subprocess.run([program("age", "age"), *arguments], input=stdin, capture_output=True, check=True).stdout


def age_at_a_terminal(*arguments: str | Path, answers: list[str]) -> None:
    """age asks for passphrases at its controlling terminal only; each prompt is given the next of ``answers``."""
    ours, its = pty.openpty()
    command = ["setsid", "--ctty", "--wait", program("age", "age"), *arguments]
    with subprocess.Popen(command, stdin=its, stdout=its, stderr=its) as process:
        os.close(its)
        shown = b""
        for answer in answers:
            while not shown.endswith(b": "):
                shown += os.read(ours, 1024)
            os.write(ours, answer.encode() + b"\n")
            shown = b""
    os.close(ours)
    assert process.returncode == 0


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    subprocess.run([program("age-keygen", "age"), "-o", path], check=True, capture_output=True)
    return path


def key_in(path: Path) -> KeyIdentity:
    return parse_identity(path.read_text().splitlines()[-1])


@pytest.mark.parametrize("plaintext", PLAINTEXTS, ids=len)
def test_debian_age_with_keys(plaintext: bytes, key_file: Path) -> None:
    identity = key_in(key_file)
    public = subprocess.run([program("age-keygen", "age"), "-y", key_file], check=True, capture_output=True).stdout
    recipient = parse_recipient(public.decode().strip())
    assert recipient == identity.recipient()
    other = X25519Identity.generate()
    assert age("-d", "-i", key_file, stdin=encrypt([other.recipient(), recipient], plaintext)) == plaintext
    sealed = age("-r", recipient.encode(), "-r", other.recipient().encode(), stdin=plaintext)
    assert decrypt([identity], sealed) == decrypt([other], sealed) == plaintext


def test_debian_age_reads_our_encrypted_key_file(tmp_path: Path) -> None:
    identity = X25519Identity.generate()
    exported, sealed, opened = tmp_path / "id.age", tmp_path / "sealed", tmp_path / "opened"
    exported.write_bytes(identity_file(identity, Passphrase(PASSPHRASE, work_factor=10)))
    sealed.write_bytes(encrypt([identity.recipient()], b"text"))
    age_at_a_terminal("-d", "-i", exported, "-o", opened, sealed, answers=[PASSPHRASE])
    assert opened.read_bytes() == b"text"


def test_debian_age_with_a_passphrase(tmp_path: Path) -> None:
    sealed, opened, theirs = tmp_path / "sealed", tmp_path / "opened", tmp_path / "theirs"
    sealed.write_bytes(encrypt([Passphrase(PASSPHRASE, work_factor=15)], b"text"))
    age_at_a_terminal("-d", "-o", opened, sealed, answers=[PASSPHRASE])
    assert opened.read_bytes() == b"text"
    age_at_a_terminal("-p", "-o", theirs, opened, answers=[PASSPHRASE, PASSPHRASE])
    assert decrypt([Passphrase(PASSPHRASE)], theirs.read_bytes()) == b"text"


@pytest.mark.parametrize("plaintext", PLAINTEXTS, ids=len)
def test_pyrage_with_keys(plaintext: bytes) -> None:
    theirs = pyrage.x25519.Identity.generate()
    ours = parse_identity(str(theirs))
    assert ours.recipient().encode() == str(theirs.to_public())
    assert pyrage.decrypt(encrypt([ours.recipient()], plaintext), [theirs]) == plaintext
    assert decrypt([ours], pyrage.encrypt(plaintext, [theirs.to_public()])) == plaintext


def test_pyrage_with_a_passphrase() -> None:
    sealed = encrypt([Passphrase(PASSPHRASE, work_factor=10)], b"text")
    assert pyrage.passphrase.decrypt(sealed, PASSPHRASE) == b"text"
    assert decrypt([Passphrase(PASSPHRASE)], pyrage.passphrase.encrypt(b"text", PASSPHRASE)) == b"text"


@pytest.mark.parametrize("identity", [HybridIdentity.generate(), X25519Identity.generate()], ids=["hybrid", "x25519"])
def test_npm_age_encryption_with_both_kinds_of_keys(identity: KeyIdentity) -> None:
    public = identity.recipient().encode()
    assert run_node("age_encryption.mjs", "recipient", identity.encode()).decode() == public
    for plaintext in (PLAINTEXTS[1], PLAINTEXTS[3]):
        sealed = encrypt([identity.recipient()], plaintext)
        assert run_node("age_encryption.mjs", "decrypt", identity.encode(), stdin=sealed) == plaintext
        assert decrypt([identity], run_node("age_encryption.mjs", "encrypt", public, stdin=plaintext)) == plaintext
