# SPDX-License-Identifier: Apache-2.0
"""Signers: self-made, from a key file, sealed and back."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_public_key,
    pkcs12,
)

from checklistapp.crypto.signer import KeyKind, SoftwareSigner, describe, load_pkcs12, make_self_made
from checklistapp.domain.errors import ChecklistError
from tests.crypto.authority import NOW, YEAR, Issued, Key, issue, new_key

PASSPHRASE = "correct horse"


def key_file(key: Key | None, certificate: Issued | None, *above: Issued, passphrase: str = PASSPHRASE) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"signer",
        key,
        certificate.certificate if certificate else None,
        [each.certificate for each in above],
        BestAvailableEncryption(passphrase.encode()),
    )


def error_code(data: bytes, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(ChecklistError) as caught:
        load_pkcs12(data, passphrase)
    assert PASSPHRASE not in str(caught.value) + caught.value.hint
    return caught.value.code


def test_a_self_made_certificate_says_what_it_is() -> None:
    signer = make_self_made("Preparer", "Ruritanian regulator")
    facts = describe(signer.certificate)
    assert (facts.common_name, facts.organisation) == ("Preparer", "Ruritanian regulator")
    assert facts.self_made
    assert facts.key_kind is KeyKind.P256
    assert facts.not_before == datetime(2000, 1, 1, tzinfo=UTC)
    assert facts.not_after == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert facts.valid_at(NOW)
    assert signer.chain == ()
    assert facts.serial != describe(make_self_made("Preparer", "Ruritanian regulator").certificate).serial


def test_openssl_reads_a_self_made_certificate(tmp_path: Path) -> None:
    (tmp_path / "c.der").write_bytes(make_self_made("Preparer", "Ruritanian regulator").certificate)
    command = ["openssl", "x509", "-inform", "DER", "-in", "c.der", "-noout", "-text"]
    text = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert "Digital Signature, Non Repudiation" in text
    assert "CA:FALSE" in text
    assert "Dec 31 23:59:59 9999 GMT" in text
    assert "Email" not in text


@pytest.mark.parametrize(("name", "organisation"), [("", "x"), ("x", ""), ("x" * 65, "x"), ("x", "x" * 65)])
def test_names_that_no_certificate_can_hold_are_refused(name: str, organisation: str) -> None:
    with pytest.raises(ChecklistError) as caught:
        make_self_made(name, organisation)
    assert caught.value.code == "certificate-name-length"


def test_openssl_checks_a_raw_signature(tmp_path: Path) -> None:
    signer = make_self_made("Preparer", "Ruritanian regulator")
    (tmp_path / "data").write_bytes(b"to be signed")
    (tmp_path / "sig").write_bytes(signer.sign(b"to be signed"))
    (tmp_path / "c.der").write_bytes(signer.certificate)
    command = ["openssl", "x509", "-inform", "DER", "-in", "c.der", "-noout", "-pubkey"]
    public = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True).stdout
    (tmp_path / "public.pem").write_bytes(public)
    command = ["openssl", "dgst", "-sha256", "-verify", "public.pem", "-signature", "sig", "data"]
    assert "Verified OK" in subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert isinstance(load_pem_public_key(public), ec.EllipticCurvePublicKey)


def test_a_signer_comes_back_from_its_private_bytes() -> None:
    root = issue("Root", authority=True)
    middle = issue("Middle", root, authority=True)
    leaf = issue("Preparer", middle)
    signer = load_pkcs12(key_file(leaf.key, leaf, root, middle), PASSPHRASE)
    again = SoftwareSigner.from_private_bytes(signer.to_private_bytes())
    assert (again.certificate, again.chain, again.key_kind) == (leaf.der, (middle.der,), KeyKind.P256)


def test_intermediates_stand_in_order_and_the_root_stays_out() -> None:
    root = issue("Root", authority=True)
    upper = issue("Upper", root, authority=True)
    lower = issue("Lower", upper, authority=True)
    leaf = issue("Preparer", lower)
    stranger = issue("Stranger", root)
    signer = load_pkcs12(key_file(leaf.key, leaf, root, upper, stranger, lower), PASSPHRASE)
    assert signer.chain == (lower.der, upper.der)
    assert not describe(signer.certificate).self_made
    assert describe(root.der).self_made


def test_an_rsa_key_file_made_by_openssl_signs(tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    leaf = issue("Preparer", key=key)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "all.pem").write_bytes(pem + leaf.certificate.public_bytes(Encoding.PEM))
    command = ["openssl", "pkcs12", "-export", "-in", "all.pem", "-out", "key.p12", "-passout", f"pass:{PASSPHRASE}"]
    subprocess.run(command, cwd=tmp_path, check=True)
    signer = load_pkcs12((tmp_path / "key.p12").read_bytes(), PASSPHRASE)
    assert signer.key_kind is KeyKind.RSA
    key.public_key().verify(signer.sign(b"data"), b"data", padding.PKCS1v15(), hashes.SHA256())


def test_an_expired_certificate_is_loaded_and_described_as_such() -> None:
    leaf = issue("Preparer", begin=NOW - 2 * YEAR, end=NOW - YEAR)
    signer = load_pkcs12(key_file(leaf.key, leaf), PASSPHRASE)
    assert not describe(signer.certificate).valid_at(NOW)


def test_bad_key_files_say_what_is_wrong() -> None:
    leaf = issue("Preparer")
    good = key_file(leaf.key, leaf)
    assert error_code(good, "battery staple") == "key-file-passphrase"
    assert error_code(good, "") == "key-file-passphrase"
    assert error_code(good[:-20]) == "key-file-passphrase"
    assert error_code(b"-----BEGIN PRIVATE KEY-----") == "key-file-unreadable"
    assert error_code(b"") == "key-file-unreadable"
    assert error_code(key_file(None, None, leaf)) == "key-file-incomplete"
    sealing = issue("Preparer", signing=False)
    assert error_code(key_file(sealing.key, sealing)) == "certificate-not-for-signing"


def test_a_key_of_another_kind_is_refused() -> None:
    odd_key = ec.generate_private_key(ec.SECP384R1())
    odd = issue("Preparer", key=odd_key)
    assert error_code(key_file(odd_key, odd)) == "key-kind-unsupported"
    assert describe(odd.der).key_kind is KeyKind.OTHER


def test_a_key_with_the_certificate_of_another_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    mixed = pkcs12.PKCS12KeyAndCertificates(
        new_key(), pkcs12.PKCS12Certificate(issue("Preparer").certificate, None), []
    )
    monkeypatch.setattr(pkcs12, "load_pkcs12", lambda *_: mixed)  # no library here writes such a file
    assert error_code(b"\x30") == "key-file-mismatch"


def test_a_name_cannot_steer_the_screen() -> None:
    assert describe(issue("\x1b[2JPreparer\u202e").der).common_name == "\ufffd[2JPreparer\ufffd"


def test_what_is_no_certificate_is_not_described() -> None:
    with pytest.raises(ChecklistError) as caught:
        describe(b"nothing of the kind")
    assert caught.value.code == "certificate-unreadable"
