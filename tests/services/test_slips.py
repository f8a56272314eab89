# SPDX-License-Identifier: Apache-2.0
"""The single pages say what they are for, and give nothing away that they should not."""

import hashlib
import json
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from checklistapp.documents import archival
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.verdict import Verdict
from checklistapp.services import contacts, exchange, identities, people, receiving, slips, verification
from checklistapp.services.workspace import Workspace
from checklistapp.store import journal
from tests.services.conftest import APPROVER, PREPARER, RECEIVER, Scene


def text_of(pdf: bytes, folder: Path) -> str:
    (folder / "page.pdf").write_bytes(pdf)
    words = subprocess.run(["pdftotext", folder / "page.pdf", "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(words.split())


def sealed(scene: Scene, folder: Path) -> Path:
    with closing(scene.approver()) as sender:
        [mine] = identities.signers(sender)
        to = [contact.id for contact in contacts.contacts(sender)]
        exchange.seal(sender, scene.assessment, folder / "s.age", to=to, identity_id=mine.id, passphrase=APPROVER)
    return folder / "s.age"


def test_a_recovery_sheet_has_room_for_every_word_and_holds_none(workspace: Workspace, tmp_path: Path) -> None:
    words = people.recovery_words(workspace, PREPARER)
    text = text_of(slips.recovery_sheet(workspace), tmp_path).split()
    assert [str(number) in text for number in range(1, 25)] == [True] * 24
    printed = {word.strip(".,:").casefold() for word in text}
    assert len(printed & set(words)) < 3  # a few of the 2,048 are everyday words that any page may use


def test_a_cover_slip_names_the_file_as_it_lies_there(scene: Scene, tmp_path: Path) -> None:
    bundle = sealed(scene, tmp_path)
    with closing(scene.approver()) as workspace:
        text = text_of(slips.cover_slip(workspace, scene.assessment, bundle), tmp_path)
    assert hashlib.sha256(bundle.read_bytes()).hexdigest() in text.replace(" ", "")
    assert f"{bundle.stat().st_size} bytes" in text
    assert "NOTE-" not in text


def test_a_receipt_is_signed_by_the_receiver_and_says_which_bundle(scene: Scene, tmp_path: Path) -> None:
    bundle = sealed(scene, tmp_path)
    with closing(scene.approver()) as sender:
        [mine] = identities.signers(sender)
    with closing(scene.receiver()) as receiver:
        assert receiving.receive(receiver, bundle, RECEIVER, fingerprint=mine.fingerprint).imported
        [own] = identities.signers(receiver)
        pdf = slips.receipt(receiver, ".", own.id, RECEIVER, register="2026/114")
        written = slips.export_receipt(receiver, ".", pdf, tmp_path / "receipt.pdf")
        entries = [entry for entry in journal.entries(receiver.store) if entry.subject.endswith("/receipt")]
    assert written.signatures == 1
    assert [entry.remark for entry in entries] == [hashlib.sha256(pdf).hexdigest()]
    record = json.loads(archival.read_record(pdf))
    assert (record["format"], record["register"], record["verdict"]) == (
        "checklistapp/receipt/1",
        "2026/114",
        "complete",
    )
    text = text_of(pdf, tmp_path)
    assert "2026/114" in text
    assert record["manifest"] in text.replace(" ", "")
    assert "NOTE-" not in text
    report = subprocess.run(
        ["pdfsig", "-nocert", tmp_path / "receipt.pdf"], capture_output=True, text=True, check=False
    )
    assert "Signature is Valid" in report.stdout
    with closing(scene.approver()) as sender:
        assert verification.pdf_bytes(pdf, contacts.trust(sender)).verdict is Verdict.COMPLETE


def test_a_register_number_is_one_line(scene: Scene, tmp_path: Path) -> None:
    bundle = sealed(scene, tmp_path)
    with closing(scene.approver()) as sender:
        [mine] = identities.signers(sender)
    with closing(scene.receiver()) as receiver:
        assert receiving.receive(receiver, bundle, RECEIVER, fingerprint=mine.fingerprint).imported
        [own] = identities.signers(receiver)
        with pytest.raises(ChecklistError) as refused:
            slips.receipt(receiver, ".", own.id, RECEIVER, register="1\n2")
    assert refused.value.code == "unfit-name"
