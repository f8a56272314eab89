# SPDX-License-Identifier: Apache-2.0
"""The trust store on the command line, and verdicts that follow it."""

from pathlib import Path

from checklistapp.crypto import fingerprint as fingerprints
from tests.cli.conftest import Command
from tests.crypto.authority import issue, revoke

ROOT = issue("Root", authority=True)
LEAF = issue("Minister", ROOT)


def test_what_is_believed_is_added_listed_and_removed(
    checklistapp: Command, tmp_path: Path, passphrase_file: Path
) -> None:
    folder = tmp_path / "Zenda"
    checklistapp("workspace", "create", folder, "--recovery-file", tmp_path / "words.txt")
    root, leaf, crl = (tmp_path / name for name in ("root.der", "leaf.der", "list.crl"))
    for file, data in ((root, ROOT.der), (leaf, LEAF.der), (crl, revoke(ROOT, LEAF))):
        file.write_bytes(data)
    assert checklistapp("trust", "add", folder, root).document["error"]["code"] == "fingerprint-needed"
    assert checklistapp("trust", "add", folder, crl).document["error"]["code"] == "list-of-a-stranger"
    added = checklistapp("trust", "add", folder, root, "--fingerprint", fingerprints.words(ROOT.der)).document
    listed = checklistapp("trust", "add", folder, crl).document
    assert (added["kind"], listed["kind"], listed["revoked"]) == ("authority", "revocations", 1)
    signer = checklistapp("trust", "add", folder, leaf, "--fingerprint", fingerprints.words(LEAF.der)).document
    assert signer["name"] == "Minister"
    assert checklistapp("trust", "list", folder).document == {"believed": [added, listed]}
    assert checklistapp("trust", "remove", folder, listed["id"]).document == listed
    assert checklistapp("trust", "list", folder).document == {"believed": [added]}
