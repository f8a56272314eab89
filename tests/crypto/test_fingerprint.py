# SPDX-License-Identifier: Apache-2.0
"""The words of a certificate are the first bits of the fingerprint that openssl prints."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from checklistapp.crypto import fingerprint


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_only_the_same_certificate_matches(one: bytes, other: bytes) -> None:
    assume(one != other)
    words = fingerprint.words(one)
    assert fingerprint.matches(one, words)
    assert not fingerprint.matches(other, words)


@pytest.mark.parametrize("part", [" ", "-", "\n", " - ", ", "])
def test_case_spaces_and_hyphens_do_not_matter(part: str) -> None:
    words = fingerprint.words(b"certificate").split()
    assert fingerprint.matches(b"certificate", part.join(words).upper())
    assert not fingerprint.matches(b"certificate", part.join(words[:-1]))
    assert not fingerprint.matches(b"certificate", part.join([*words, "zoo"]))
    assert not fingerprint.matches(b"certificate", part.join(words[::-1]))


@pytest.mark.parametrize("typed", ["", "zoo", "reactorr " * 8, "é", "zoo " * 10_000])
def test_other_texts_do_not_match(typed: str) -> None:
    assert not fingerprint.matches(b"certificate", typed)


def test_openssl_agrees(tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.der", tmp_path / "key.pem"
    subject = ["-subj", "/CN=Office of Ruritania", "-days", "1"]
    made = ["req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", str(key), "-outform", "DER"]
    subprocess.run(["openssl", *made, *subject, "-out", str(certificate)], check=True, capture_output=True)
    shown = subprocess.run(
        ["openssl", "x509", "-in", str(certificate), "-noout", "-fingerprint", "-sha256"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    bits = "".join(f"{byte:08b}" for byte in bytes.fromhex(shown.partition("=")[2].replace(":", "")))
    expected = [Mnemonic("english").wordlist[int(bits[at : at + 11], 2)] for at in range(0, 88, 11)]
    assert fingerprint.words(certificate.read_bytes()) == " ".join(expected)
