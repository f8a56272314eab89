# SPDX-License-Identifier: Apache-2.0
"""What pdfsig says with a trusted authority, and openssl of the signature taken out of the file."""

import re
import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from checklistapp.crypto.trust import Trust
from checklistapp.documents.signing import approve, certify
from checklistapp.documents.verifying import verify
from checklistapp.domain.verdict import Verdict
from tests.crypto.authority import Issued, Key, issue, revoke, signer
from tests.documents.sample_pdf import stamp, unsigned
from tests.documents.test_verifying import add_page_content, updated

APPROVERS = ("approver", "approver-2", "approver-3")


class Authority:
    """Of today, because pdfsig has no other clock than the machine's."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)
        self._span = (self.now - timedelta(days=30), self.now + timedelta(days=30))
        self.root = self.issue("Root of Ruritania", authority=True)
        self.middle = self.issue("Signing authority", self.root, authority=True)

    def issue(
        self, name: str, issuer: Issued | None = None, *, authority: bool = False, key: Key | None = None
    ) -> Issued:
        begin, end = self._span
        return issue(name, issuer, authority=authority, key=key, begin=begin, end=end)

    def sign(self, kinds: list[Key]) -> bytes:
        """By a preparer and as many approvers as there are further keys."""
        self.leaves = [self.issue(f"Signer {place}", self.middle, key=key) for place, key in enumerate(kinds)]
        first, *others = (signer(leaf, self.middle) for leaf in self.leaves)
        words = "behave cart matter panel cupboard drive quick like"
        pdf = certify(unsigned(len(others)), first, when=self.now, stamp=stamp("Signer 0", words))
        for place, each in enumerate(others):
            pdf = approve(pdf, each, when=self.now, stamp=stamp(f"Signer {place + 1}", words), field=APPROVERS[place])
        return pdf

    def trust(self, *crls: bytes) -> Trust:
        return Trust(self.now, roots=(self.root.der,), crls=crls)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def pdfsig(folder: Path, pdf: bytes, authority: Authority, *, trusted: bool) -> str:
    database = folder / "nss"
    database.mkdir(exist_ok=True)
    (folder / "root.pem").write_bytes(authority.root.certificate.public_bytes(Encoding.PEM))
    subprocess.run(["certutil", "-N", "-d", f"sql:{database}", "--empty-password"], check=True, capture_output=True)
    if trusted:
        add = ["certutil", "-A", "-d", f"sql:{database}", "-n", "Root", "-t", "C,C,C", "-i", "root.pem"]
        subprocess.run(add, cwd=folder, check=True, capture_output=True)
    (folder / "s.pdf").write_bytes(pdf)
    run = ["pdfsig", "-nssdir", f"sql:{database}", "s.pdf"]
    return subprocess.run(run, cwd=folder, check=False, capture_output=True, text=True).stdout


KEYS: dict[str, list[Key]] = {
    "two with P-256": [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)],
    "RSA and three approvers": [
        rsa.generate_private_key(65537, 2048),
        ec.generate_private_key(ec.SECP256R1()),
        rsa.generate_private_key(65537, 3072),
        ec.generate_private_key(ec.SECP256R1()),
    ],
}


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
def test_pdfsig_trusts_every_signer_of_a_trusted_authority(
    tmp_path: Path, authority: Authority, keys: list[Key]
) -> None:
    pdf = authority.sign(keys)
    seen = pdfsig(tmp_path, pdf, authority, trusted=True)
    assert seen.count("Signature is Valid") == len(keys)
    assert seen.count("Certificate is Trusted") == len(keys)
    assert "Total document signed" in seen
    verdict = verify(pdf, authority.trust())
    assert verdict.verdict is Verdict.COMPLETE
    assert verdict.expected == ("preparer", *APPROVERS[: len(keys) - 1])
    assert [each.signer for each in verdict.signatures] == [f"Signer {place}" for place in range(len(keys))]


def test_pdfsig_does_not_trust_an_authority_that_nobody_added(tmp_path: Path, authority: Authority) -> None:
    pdf = authority.sign(KEYS["two with P-256"])
    seen = pdfsig(tmp_path, pdf, authority, trusted=False)
    assert seen.count("Signature is Valid") == 2
    assert "Certificate is Trusted" not in seen
    assert verify(pdf, Trust(authority.now)).verdict is Verdict.UNCONFIRMED_SIGNER


def test_pdfsig_sees_that_appended_pages_are_not_signed_and_we_refuse_them(
    tmp_path: Path, authority: Authority
) -> None:
    grown = updated(authority.sign(KEYS["two with P-256"]), add_page_content)
    assert "Not total document signed" in pdfsig(tmp_path, grown, authority, trusted=True)
    assert verify(grown, authority.trust()).verdict is Verdict.ALTERED


@pytest.mark.parametrize("number", [0, 1])
def test_openssl_verifies_the_signature_taken_out_of_the_file(
    tmp_path: Path, authority: Authority, number: int
) -> None:
    """Up to the root, with the intermediate that travels in the signature; and with a list, until it is revoked."""
    pdf = authority.sign(KEYS["two with P-256"])
    found = PdfFileReader(BytesIO(pdf)).embedded_signatures[number]
    first, begin, end, rest = (int(place) for place in found.byte_range)
    der = bytes.fromhex(re.sub(rb"[<>]", b"", pdf[begin:end]).decode())
    (tmp_path / "covered").write_bytes(pdf[first:begin] + pdf[end : end + rest])
    (tmp_path / "s.p7s").write_bytes(der)
    (tmp_path / "root.pem").write_bytes(authority.root.certificate.public_bytes(Encoding.PEM))
    command = ["openssl", "cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in", "s.p7s"]
    command += ["-content", "covered", "-CAfile", "root.pem", "-purpose", "any", "-out", "/dev/null"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "covered").write_bytes(pdf[first:begin] + pdf[end : end + rest] + b"\n")
    refused = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
    assert refused.returncode != 0
    assert verify(pdf, authority.trust(revoke(authority.middle, authority.leaves[number]))).verdict is (
        Verdict.UNCONFIRMED_SIGNER
    )
