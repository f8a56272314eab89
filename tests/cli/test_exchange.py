# SPDX-License-Identifier: Apache-2.0
"""What comes in by commands: the reason with each verdict, one's own faults, and what came with a bundle."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from tests.cli.conftest import Command
from tests.crypto.authority import issue


@dataclass(frozen=True)
class Sent:
    """A State's workspace and the authority's; the sender's certificate was issued by ``root``."""

    state: Path
    authority: Path
    root: Path
    fingerprint: str
    to: str


@pytest.fixture
def sent(checklistapp: Command, passphrase_file: Path, tmp_path: Path) -> Sent:
    state, authority, root = tmp_path / "State", tmp_path / "Authority", tmp_path / "root.pem"
    assert passphrase_file.exists()
    for folder in (state, authority):
        checklistapp("workspace", "create", folder, "--recovery-file", f"{folder}.words", "--allow-attachments")
    end = datetime(2090, 1, 1, tzinfo=UTC)
    issuer = issue("Root of Ruritania", authority=True, end=end)
    leaf = issue("Minister", issuer, end=end)
    root.write_bytes(issuer.certificate.public_bytes(Encoding.PEM))
    key, pin = tmp_path / "key.p12", tmp_path / "pin.txt"
    key.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", leaf.key, leaf.certificate, None, BestAvailableEncryption(b"words"))
    )
    pin.write_text("words\n")
    words = ("--organisation", "Ruritania", "--pin-file", pin)
    mine = checklistapp("identity", "import", state, "--pkcs12", key, *words).document
    theirs = checklistapp("identity", "create", authority, "--organisation", "Authority").document
    checklistapp("identity", "export-card", authority, theirs["id"], tmp_path / "card")
    added = checklistapp("contact", "add", state, tmp_path / "card", "--fingerprint", theirs["fingerprint"]).document
    checklistapp("assessment", "start", state, "--form", "operator-contribution", "--organisation", "Zenda")
    plan = tmp_path / "plan.txt"
    plan.write_text("plan")
    assert checklistapp("evidence", "attach", state, ".", "C2.Q3", plan).status == 0
    checklistapp("sign", state, ".", "--role", "preparer")
    assert checklistapp("sign", state, ".", "--role", "approver", "--override", "One person").status == 0
    return Sent(state, authority, root, mine["fingerprint"], added["id"])


@pytest.fixture
def bundle(checklistapp: Command, sent: Sent, tmp_path: Path) -> Path:
    made = tmp_path / "x.bag.tar.age"
    assert checklistapp("export", "bundle", sent.state, ".", made, "--to", sent.to).status == 0
    return made


def test_the_document_and_the_files_that_came_can_be_had(
    checklistapp: Command, sent: Sent, bundle: Path, tmp_path: Path
) -> None:
    (item,) = checklistapp("receive", sent.authority, bundle, "--fingerprint", sent.fingerprint).document["items"]
    assert (item["verdict"], item["imported"]) == ("complete", True)
    (listed,) = checklistapp("assessment", "list", sent.authority).document["received"]
    report, signed = tmp_path / "came.pdf", tmp_path / "signed.pdf"
    saved = checklistapp("received", "pdf", sent.authority, listed["id"][:8], report)
    assert saved.document["counts"]["signatures"] == 2
    checklistapp("export", "pdf", sent.state, ".", signed)
    assert report.read_bytes() == signed.read_bytes()
    (reference,) = checklistapp("received", "evidence", sent.authority, ".").document["evidence"]
    assert (reference["question"], reference["attached"]) == ("C2.Q3", "plan.txt")
    assert checklistapp("received", "save", sent.authority, ".", reference["id"], tmp_path / "back.txt").status == 0
    assert (tmp_path / "back.txt").read_text() == "plan"
    assert checklistapp("receipt", sent.authority, ".", tmp_path / "receipt.pdf").document["counts"]["signatures"] == 1
    slip = checklistapp("export", "cover-slip", sent.state, ".", bundle, tmp_path / "slip.pdf")
    assert slip.document["kind"] == "cover-slip"
    sheet = checklistapp("workspace", "recovery-sheet", sent.state, tmp_path / "sheet.pdf")
    assert sheet.document["kind"] == "recovery-sheet"
    for words in (("pdf", "ffff", report), ("evidence", "ffff")):
        unknown = checklistapp("received", words[0], sent.authority, *words[1:])
        assert (unknown.status, unknown.document["error"]["code"]) == (3, "unknown-submission")
        assert "checklistapp assessment list" in unknown.document["error"]["hint"]
    forgotten = checklistapp("forget", "submission", sent.authority, listed["id"], "--why", "Sent by mistake")
    assert forgotten.status == 0
    (emptied,) = checklistapp("assessment", "list", sent.authority).document["received"]
    assert emptied["verdict"] == "purged"
    assert checklistapp("received", "pdf", sent.authority, ".", report).document["error"]["code"] == "purged"


def test_ones_own_faults_are_not_the_bundles(checklistapp: Command, sent: Sent, bundle: Path, tmp_path: Path) -> None:
    fingerprint = ("--fingerprint", sent.fingerprint)
    read_only = checklistapp("receive", sent.authority, bundle, *fingerprint, "--read-only")
    assert (read_only.status, read_only.document["error"]["code"]) == (3, "opened-read-only")
    torn = tmp_path / "torn.age"
    torn.write_bytes(bundle.read_bytes()[:-1])
    wrong = checklistapp("receive", sent.authority, torn, bundle, *fingerprint)
    assert (wrong.status, [item["verdict"] for item in wrong.document["items"]]) == (1, ["altered", "complete"])
    assert all(item["message"] for item in wrong.document["items"])
    second = tmp_path / "2.age"
    checklistapp("export", "bundle", sent.state, ".", second, "--to", sent.to)
    differs = checklistapp("receive", sent.authority, torn, second, "--fingerprint", "abandon " * 8)
    assert (differs.status, differs.document["error"]["code"]) == (3, "fingerprint-differs")
    assert "torn.age: altered" in differs.errors
    assert checklistapp("receive", sent.authority, second).status == 0


@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)])
def test_an_archive_is_not_received(
    checklistapp: Command, sent: Sent, tmp_path: Path, dry_run: tuple[str, ...]
) -> None:
    archive = tmp_path / "a.age"
    assert checklistapp("export", "bundle", sent.state, ".", archive, "--kind", "archive", "--to", sent.to).status == 0
    looked = checklistapp("receive", sent.authority, archive, "--fingerprint", sent.fingerprint, *dry_run)
    (item,) = looked.document["items"]
    assert (looked.status, item["verdict"], item["imported"]) == (1, "complete", False)
    assert "looking at" in item["message"]


def test_an_authoritys_certificate_is_trust_enough(checklistapp: Command, sent: Sent, bundle: Path) -> None:
    stranger = checklistapp("verify", bundle, "--workspace", sent.authority)
    assert (stranger.status, stranger.document["verdict"]) == (1, "unconfirmed-signer")
    chained = checklistapp("verify", bundle, "--workspace", sent.authority, "--trust", sent.root)
    assert (chained.status, chained.document["verdict"]) == (0, "complete")
    assert {each["trusted"] for each in chained.document["signatures"]} == {"chained"}
    tried = checklistapp("receive", sent.authority, bundle, "--trust", sent.root, "--dry-run")
    assert (tried.status, tried.document["items"][0]["imported"]) == (0, False)
    taken = checklistapp("receive", sent.authority, bundle, "--trust", sent.root)
    assert (taken.status, taken.document["items"][0]["imported"]) == (0, True)
