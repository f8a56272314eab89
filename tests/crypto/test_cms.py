# SPDX-License-Identifier: Apache-2.0
"""Detached signatures: what openssl says of them, who is believed, and that no byte may differ."""

import subprocess
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import example, given
from hypothesis import strategies as st

from checklistapp.crypto.cms import (
    SignatureFaultError,
    check_signature,
    sign_detached,
    sign_digest,
    verify_detached,
)
from checklistapp.crypto.signer import Signer, make_self_made
from checklistapp.crypto.trust import SignerStatus, Trust
from tests.crypto.authority import NOW, YEAR, issue, new_key, revoke, signer

DATA = b"digests of the tag files\n"
SELF_MADE = make_self_made("Preparer", "Ruritanian regulator")
SIGNATURE = sign_detached(DATA, SELF_MADE, NOW)
CONFIRMED = Trust(NOW, confirmed=frozenset({SELF_MADE.certificate}))

ROOT = issue("Root", authority=True)
MIDDLE = issue("Middle", ROOT, authority=True)
LEAF = issue("Preparer", MIDDLE)
ISSUED = signer(LEAF, MIDDLE)
ISSUED_SIGNATURE = sign_detached(DATA, ISSUED, NOW)


def status(trust: Trust, signature: bytes = ISSUED_SIGNATURE, data: bytes = DATA) -> SignerStatus:
    return verify_detached(data, signature, trust).status


def taken_apart(signature: bytes) -> cms.ContentInfo:
    return cms.ContentInfo.load(signature)


def openssl_verifies(folder: Path, by: Signer, root: bytes, data: bytes = DATA) -> bool:
    (folder / "sig").write_bytes(sign_detached(DATA, by, NOW))
    (folder / "data").write_bytes(data)
    (folder / "root.der").write_bytes(root)
    subprocess.run(["openssl", "x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem"], cwd=folder, check=True)
    command = "openssl cms -verify -binary -inform DER -in sig -content data -CAfile root.pem -purpose any -cades"
    done = subprocess.run([*command.split(), "-out", "/dev/null"], cwd=folder, check=False, capture_output=True)
    return done.returncode == 0


def test_openssl_verifies_a_self_made_signature(tmp_path: Path) -> None:
    assert openssl_verifies(tmp_path, SELF_MADE, SELF_MADE.certificate)
    assert not openssl_verifies(tmp_path, SELF_MADE, SELF_MADE.certificate, DATA + b".")


def test_openssl_verifies_an_issued_signature_with_the_embedded_intermediate(tmp_path: Path) -> None:
    root = issue("Root", authority=True, end=datetime(2090, 1, 1, tzinfo=UTC))
    middle = issue("Middle", root, authority=True, end=datetime(2090, 1, 1, tzinfo=UTC))
    key = rsa.generate_private_key(65537, 2048)
    leaf = issue("Preparer", middle, end=datetime(2090, 1, 1, tzinfo=UTC), key=key)
    assert openssl_verifies(tmp_path, signer(leaf, middle), root.der)
    assert not openssl_verifies(tmp_path, signer(leaf, middle), issue("Root", authority=True).der)


def test_the_verdict_names_certificate_and_claimed_time() -> None:
    verdict = verify_detached(DATA, SIGNATURE, CONFIRMED)
    assert (verdict.status, verdict.certificate, verdict.claimed_time) == (
        SignerStatus.CONFIRMED,
        SELF_MADE.certificate,
        NOW,
    )
    assert verdict.status.trusted


def test_a_self_signed_signer_is_embedded_and_a_root_is_not() -> None:
    assert SELF_MADE.certificate in SIGNATURE
    assert LEAF.der in ISSUED_SIGNATURE
    assert MIDDLE.der in ISSUED_SIGNATURE
    assert ROOT.der not in ISSUED_SIGNATURE


def test_who_is_believed() -> None:
    rooted = Trust(roots=(ROOT.der,), at=NOW)
    assert status(rooted) is SignerStatus.CHAINED
    assert status(Trust(confirmed=frozenset({LEAF.der}), at=NOW)) is SignerStatus.CONFIRMED
    assert status(Trust(at=NOW)) is SignerStatus.UNKNOWN_ISSUER
    assert status(Trust(roots=(issue("Root", authority=True).der,), at=NOW)) is SignerStatus.UNKNOWN_ISSUER
    assert status(Trust(confirmed=frozenset({MIDDLE.der}), at=NOW)) is SignerStatus.UNKNOWN_ISSUER
    assert status(Trust(NOW), SIGNATURE) is SignerStatus.UNCONFIRMED
    assert status(rooted, data=DATA + b".") is SignerStatus.INVALID
    assert not SignerStatus.UNCONFIRMED.trusted


@pytest.mark.parametrize(
    ("at", "wanted"),
    [(NOW + 2 * YEAR, SignerStatus.EXPIRED), (NOW - 2 * YEAR, SignerStatus.NOT_YET_VALID)],
)
def test_bad_only_in_time_is_left_to_a_person(at: datetime, wanted: SignerStatus) -> None:
    assert status(Trust(roots=(ROOT.der,), at=at)) is wanted
    assert status(Trust(confirmed=frozenset({LEAF.der}), at=at)) is wanted
    assert wanted.known
    assert not wanted.trusted
    assert status(Trust(confirmed=CONFIRMED.confirmed, at=at), SIGNATURE) is SignerStatus.CONFIRMED


def test_a_chain_that_was_never_valid_as_a_whole_is_not_merely_expired() -> None:
    late = issue("Preparer", MIDDLE, begin=NOW + 2 * YEAR, end=NOW + 3 * YEAR)
    assert status(Trust(roots=(ROOT.der,), at=NOW), sign_detached(DATA, signer(late, MIDDLE), NOW)) is (
        SignerStatus.UNKNOWN_ISSUER
    )


def test_a_certificate_that_may_not_issue_makes_no_chain() -> None:
    false_authority = issue("Clerk", ROOT)
    leaf = issue("Preparer", false_authority)
    signature = sign_detached(DATA, signer(leaf, false_authority), NOW)
    assert status(Trust(roots=(ROOT.der,), at=NOW), signature) is SignerStatus.UNKNOWN_ISSUER


def test_a_certificate_not_meant_for_signing_is_not_believed() -> None:
    leaf = issue("Preparer", MIDDLE, signing=False)
    signature = sign_detached(DATA, signer(leaf, MIDDLE), NOW)
    trust = Trust(confirmed=frozenset({leaf.der}), roots=(ROOT.der,), at=NOW)
    assert status(trust, signature) is SignerStatus.NOT_FOR_SIGNING


def test_a_revoked_certificate_is_refused_even_if_confirmed_and_the_list_is_old() -> None:
    trust = Trust(confirmed=frozenset({LEAF.der}), roots=(ROOT.der,), crls=(revoke(MIDDLE, LEAF),), at=NOW)
    assert status(trust) is SignerStatus.REVOKED
    assert status(Trust(roots=(ROOT.der,), crls=(revoke(ROOT, MIDDLE),), at=NOW)) is SignerStatus.REVOKED


def test_a_list_that_its_authority_did_not_sign_revokes_nothing() -> None:
    forged = revoke(MIDDLE, LEAF, key=new_key())
    other = revoke(MIDDLE, issue("Other", MIDDLE))
    assert status(Trust(roots=(ROOT.der,), crls=(forged, other), at=NOW)) is SignerStatus.CHAINED


def test_another_certificate_for_the_same_key_is_not_the_signer() -> None:
    twin = issue("Preparer", MIDDLE, key=LEAF.key, serial=LEAF.certificate.serial_number)
    assert twin.der != LEAF.der
    swapped = taken_apart(ISSUED_SIGNATURE)
    swapped["content"]["certificates"] = [asn1_x509.Certificate.load(each) for each in (twin.der, MIDDLE.der)]
    both = taken_apart(ISSUED_SIGNATURE)
    both["content"]["certificates"] = [asn1_x509.Certificate.load(each) for each in (twin.der, LEAF.der, MIDDLE.der)]
    for changed in (swapped, both):
        assert status(Trust(roots=(ROOT.der,), at=NOW), changed.dump(force=True)) is SignerStatus.INVALID


def test_unsigned_additions_are_refused() -> None:
    rooted = Trust(roots=(ROOT.der,), at=NOW)
    with_root = taken_apart(ISSUED_SIGNATURE)
    with_root["content"]["certificates"].append(
        cms.CertificateChoices("certificate", asn1_x509.Certificate.load(issue("Stranger").der))
    )
    with_attribute = taken_apart(ISSUED_SIGNATURE)
    with_attribute["content"]["signer_infos"][0]["unsigned_attrs"] = [
        {"type": "signing_time", "values": [cms.Time({"utc_time": NOW})]}
    ]
    for changed in (with_root.dump(force=True), with_attribute.dump(force=True), ISSUED_SIGNATURE + b"\x00"):
        assert status(rooted, changed) is SignerStatus.INVALID


def test_a_signature_that_does_not_name_its_certificate_is_refused() -> None:
    bare = taken_apart(SIGNATURE)
    info = bare["content"]["signer_infos"][0]
    kept = [each for each in info["signed_attrs"] if each["type"].native != "signing_certificate_v2"]
    attributes = cms.CMSAttributes(kept)
    info["signed_attrs"] = attributes
    info["signature"] = SELF_MADE.sign(attributes.dump())
    with pytest.raises(SignatureFaultError, match="name the certificate"):
        check_signature(bare.dump(force=True), sha256(DATA).digest())
    assert status(CONFIRMED, bare.dump(force=True)) is SignerStatus.INVALID


def test_a_signature_made_for_a_pdf_is_no_bundle_signature() -> None:
    assert status(CONFIRMED, sign_digest(sha256(DATA).digest(), SELF_MADE, None)) is SignerStatus.INVALID


def test_no_byte_of_a_signature_may_differ() -> None:
    for place in range(0, len(SIGNATURE), 3):
        changed = bytearray(SIGNATURE)
        changed[place] ^= 1 << place % 8
        assert status(CONFIRMED, bytes(changed)) is SignerStatus.INVALID, place


@given(st.binary(max_size=64), st.integers(0, len(ISSUED_SIGNATURE)), st.integers(0, 64))
@example(b"", 0, len(ISSUED_SIGNATURE))
def test_bytes_put_in_or_cut_out_are_refused(inserted: bytes, place: int, removed: int) -> None:
    changed = ISSUED_SIGNATURE[:place] + inserted + ISSUED_SIGNATURE[place + removed :]
    if changed != ISSUED_SIGNATURE:
        assert status(Trust(roots=(ROOT.der,), at=NOW), changed) is SignerStatus.INVALID
