# SPDX-License-Identifier: Apache-2.0
"""What only a person can decide about a bundle, what is no fault of the bundle, and what an archive must hold."""

import errno
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from checklistapp.bundles.contents import JOURNAL
from checklistapp.crypto import fingerprint, pinned
from checklistapp.domain.answer import Answer, Response
from checklistapp.domain.conditions import In
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, FormId
from checklistapp.domain.verdict import Hold, Verdict
from checklistapp.formats import form_json
from checklistapp.services import (
    assessments,
    authorities,
    contacts,
    evidence,
    exchange,
    forms,
    identities,
    receiving,
    signing,
    submissions,
)
from checklistapp.services import workspace as workspaces
from checklistapp.services.workspace import Workspace
from checklistapp.store import exchange as registers
from checklistapp.store import journal
from checklistapp.system.clock import Clock
from tests.crypto.authority import NOW, YEAR, Issued, issue, revoke
from tests.services.conftest import APPROVER, RECEIVER, Scene
from tests.services.test_hostile_bundles import Insider

ROOT = issue("Root", authority=True, end=NOW + 9 * YEAR)
WHY = "Asked the sender by telephone."


@dataclass
class Exchanging:
    """Both sides with their workspaces open."""

    sender: Workspace
    receiver: Workspace
    assessment: AssessmentId
    folder: Path

    def seal(self, name: str, identity: str, **options: object) -> Path:
        to = [contact.id for contact in contacts.contacts(self.sender)]
        chosen: dict[str, object] = {"to": to, **options}
        exchange.seal(
            self.sender,
            self.assessment,
            self.folder / name,
            identity_id=identity,
            passphrase=APPROVER,
            **chosen,  # type: ignore[arg-type] # options by name
        )
        return self.folder / name

    def receive(self, bundle: Path, **options: object) -> receiving.Received:
        return receiving.receive(self.receiver, bundle, RECEIVER, **options)  # type: ignore[arg-type] # by name

    def remarks(self) -> list[str]:
        return [entry.remark for entry in journal.entries(self.receiver.store) if entry.remark]


@pytest.fixture
def both(scene: Scene, tmp_path: Path) -> Iterator[Exchanging]:
    folder = tmp_path / "sticks"
    folder.mkdir()
    made = Exchanging(scene.approver(), scene.receiver(), scene.assessment, folder)
    made.sender.clock = made.receiver.clock = Clock(lambda: NOW)
    yield made
    made.sender.close()
    made.receiver.close()


def imported(both: Exchanging, leaf: Issued) -> str:
    """The identity of a sender whose certificate an authority issued."""
    file = both.folder / "key.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", leaf.key, leaf.certificate, None, BestAvailableEncryption(b"words"))
    )
    return identities.import_pkcs12(both.sender, APPROVER, file, "words", "Ruritania").id


def confirm(both: Exchanging, identity: str) -> None:
    identities.export_card(both.sender, identity, APPROVER, both.folder / "card.json")
    contacts.add(both.receiver, both.folder / "card.json", identities.find(both.sender, identity).fingerprint)


def evidence_files(both: Exchanging) -> int:
    where = both.receiver.folder / "evidence"
    return len(list(where.iterdir())) if where.is_dir() else 0


def test_a_bundle_of_an_expired_certificate_is_taken_with_its_evidence_when_a_person_says_why(
    both: Exchanging,
) -> None:
    sender = imported(both, issue("Minister", ROOT, end=NOW + timedelta(days=10)))
    confirm(both, sender)
    bundle = both.seal("x.age", sender)
    both.receiver.clock = Clock(lambda: NOW + YEAR)
    looked = receiving.verify_file(bundle, both.receiver, RECEIVER)
    assert looked.verdict is Verdict.HELD
    assert looked.holds == {Hold.CERTIFICATE_OUT_OF_DATE}
    held = both.receive(bundle)
    assert (held.verdict, held.imported, held.settled) == (Verdict.HELD, False, False)
    assert "expired on 2026-06-11" in held.message
    assert evidence_files(both) == 0
    taken = both.receive(bundle, accept_held=WHY)
    assert (taken.verdict, taken.imported, taken.settled) == (Verdict.COMPLETE, True, True)
    (summary,) = submissions.submissions(both.receiver)
    submissions.save_received(both.receiver, summary.id, "data/evidence/0001", both.folder / "plan.txt")
    assert (both.folder / "plan.txt").read_text() == "EVIDENCE-MARKER"
    assert f"{WHY} (held: certificate-out-of-date)" in both.remarks()
    assert both.receive(bundle).verdict is Verdict.ALREADY_RECEIVED
    assert not workspaces.check(both.receiver)


def test_one_reason_is_for_everything_that_holds_it(both: Exchanging) -> None:
    sender = imported(both, issue("Minister", ROOT, end=NOW + timedelta(days=10)))
    confirm(both, sender)
    both.seal("1.age", sender)
    second = both.seal("2.age", sender)
    both.receiver.clock = Clock(lambda: NOW + YEAR)
    looked = receiving.verify_file(second, both.receiver, RECEIVER)
    assert looked.holds == {Hold.CERTIFICATE_OUT_OF_DATE, Hold.OUT_OF_TURN}
    assert both.receive(second, accept_held="  ").verdict is Verdict.HELD
    assert both.receive(second, accept_held=WHY).imported
    assert f"{WHY} (held: certificate-out-of-date, out-of-turn)" in both.remarks()


def test_a_form_in_other_words_is_held_and_can_be_taken(both: Exchanging) -> None:
    known = forms.load(FormId("operator-contribution"))
    section = known.sections[0]
    reworded = replace(section.questions[0], text="Is everything as it should not be?")
    form = replace(
        known, sections=(replace(section, questions=(reworded, *section.questions[1:])), *known.sections[1:])
    )
    assert form_json.form_digest(form) != form_json.form_digest(known)
    both.assessment = assessments.start(both.sender, form, "Zenda").id
    mine = identities.own(both.sender)[0].id
    confirm(both, mine)
    signing.certify(both.sender, both.assessment, mine, APPROVER)
    signing.approve(both.sender, both.assessment, mine, APPROVER, override="one person")
    bundle = both.seal("reworded.age", mine)
    held = both.receive(bundle)
    assert (held.verdict, held.imported) == (Verdict.HELD, False)
    assert both.receive(bundle, accept_held=WHY).imported


@pytest.mark.parametrize("why", ["", WHY])
def test_a_reason_takes_nothing_that_is_worse_than_held(both: Exchanging, why: str) -> None:
    sender = imported(both, issue("Minister", ROOT, end=NOW + timedelta(days=10)))
    bundle = both.seal("x.age", sender)
    both.receiver.clock = Clock(lambda: NOW + YEAR)
    received = both.receive(bundle, accept_held=why)
    assert (received.verdict, received.imported) == (Verdict.UNCONFIRMED_SIGNER, False)


def test_an_authority_vouches_for_those_it_issued_for_until_it_revokes_them(both: Exchanging) -> None:
    leaf = issue("Minister", ROOT, end=NOW + YEAR)
    bundle = both.seal("x.age", imported(both, leaf))
    root, revoked = both.folder / "root.pem", both.folder / "revoked.crl"
    root.write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
    revoked.write_bytes(revoke(ROOT, leaf))
    other = both.folder / "other.der"
    other.write_bytes(issue("Root", authority=True).der)
    found = [
        receiving.verify_file(bundle, both.receiver, RECEIVER, trusted=trusted).signatures[0].trusted
        for trusted in ([], [other], [root], [root, revoked])
    ]
    assert found == ["unknown-issuer", "unknown-issuer", "chained", "revoked"]
    assert both.receive(bundle, trusted=[root, revoked]).verdict is Verdict.UNCONFIRMED_SIGNER
    assert both.receive(bundle, trusted=[root]).imported
    assert evidence_files(both) == 1
    (both.folder / "note.txt").write_text("neither")
    with pytest.raises(ChecklistError) as caught:
        both.receive(bundle, trusted=[both.folder / "note.txt"])
    assert caught.value.code == "certificate-unreadable"


def test_revocation_lists_travel_with_a_bundle_and_are_kept_and_heeded(both: Exchanging) -> None:
    """The sender's preparer was revoked after signing; the receiver knows the authority, but not its list."""
    leaf = issue("Minister", ROOT, end=NOW + YEAR)
    sender = imported(both, leaf)
    reopened = assessments.reopen(both.sender, both.assessment, "test")
    signing.certify(both.sender, reopened.id, sender, APPROVER)
    signing.approve(both.sender, reopened.id, identities.own(both.sender)[0].id, APPROVER, override="one person")
    crl = revoke(ROOT, leaf)
    for name, data, words in (("root.der", ROOT.der, fingerprint.words(ROOT.der)), ("list.crl", crl, "")):
        (both.folder / name).write_bytes(data)
        authorities.add(both.sender, both.folder / name, words)
    mine = identities.own(both.sender)[0]
    both.sender.clock = Clock(lambda: NOW + timedelta(days=1))
    bundle = both.seal("x.age", mine.id)
    looked = receiving.verify_file(bundle, both.receiver, RECEIVER, trusted=[both.folder / "root.der"])
    assert {each.role: each.trusted for each in looked.signatures}["preparer"] == "revoked"
    received = both.receive(bundle, fingerprint=mine.fingerprint)
    assert received.imported
    (summary,) = submissions.submissions(both.receiver)
    kept = registers.revocations(both.receiver.store, summary.id)
    assert pinned.revocation_lists(kept) == (crl,)
    (both.folder / "kept.pem").write_bytes(kept)
    told = ["openssl", "crl", "-in", str(both.folder / "kept.pem"), "-noout", "-issuer"]
    assert "Root" in subprocess.run(told, check=True, capture_output=True, text=True).stdout


def test_a_full_disk_is_not_the_bundles_fault(both: Exchanging, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = identities.own(both.sender)[0]
    bundle = both.seal("x.age", mine.id)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ChecklistError) as caught:
        both.receive(bundle, fingerprint=mine.fingerprint)
    monkeypatch.setattr(os, "fsync", fsync)
    assert caught.value.code == "disk-full"
    assert not submissions.submissions(both.receiver)
    assert evidence_files(both) == 0
    assert both.receive(bundle, fingerprint=mine.fingerprint).imported


def with_hidden_evidence(both: Exchanging) -> None:
    """A file attached to a question that a later answer hid."""
    first, second, *others = (known := forms.load(FormId("operator-contribution"))).sections[0].questions
    hidden = replace(second, shown_when=In(first.id, ("yes",)))
    section = replace(known.sections[0], questions=(first, hidden, *others))
    started = assessments.start(both.sender, replace(known, sections=(section, *known.sections[1:])), "Zenda")
    both.assessment = started.id
    (both.folder / "hidden.txt").write_text("HIDDEN")
    assessments.save_answer(both.sender, started.id, first.id, Answer(Response.of("yes")))
    evidence.attach(both.sender, started.id, hidden.id, both.folder / "hidden.txt")
    assessments.save_answer(both.sender, started.id, first.id, Answer(Response.of("no")))


def test_an_archive_holds_the_evidence_of_hidden_questions(both: Exchanging) -> None:
    with_hidden_evidence(both)
    mine = identities.own(both.sender)[0].id
    target = both.folder / "a.age"
    sealed = exchange.seal(both.sender, both.assessment, target, kind="archive", identity_id=mine, passphrase=APPROVER)
    assert sealed.attachments == 1
    looked = receiving.verify_file(target, both.sender, APPROVER)
    assert looked.verdict is Verdict.HELD  # its form has other words than the one of that name, and nothing else
    assert looked.holds == {Hold.REWORDED_FORM}


def test_a_submission_leaves_hidden_answers_and_their_files_at_home(both: Exchanging) -> None:
    with_hidden_evidence(both)
    mine = identities.own(both.sender)[0].id
    signing.certify(both.sender, both.assessment, mine, APPROVER)
    signing.approve(both.sender, both.assessment, mine, APPROVER, override="one person")
    bundle = both.seal("s.age", mine)
    confirm(both, mine)
    assert both.receive(bundle, accept_held=WHY).imported
    (summary,) = submissions.submissions(both.receiver)
    loaded = submissions.load_submission(both.receiver, summary.id)
    assert not any(reference.attachment for answer in loaded.answers.values() for reference in answer.evidence)
    assert evidence_files(both) == 0


Forging = Callable[[bytes], dict[str, bytes]]


@pytest.mark.parametrize(
    "payload",
    [
        lambda lines: {JOURNAL: b""},
        lambda lines: {JOURNAL: b"".join(lines.splitlines(keepends=True)[:-1])},
        lambda lines: {JOURNAL: b"".join(lines.splitlines(keepends=True)[1:])},
        lambda lines: {JOURNAL: lines.replace(b'"answered"', b'"approved"', 1)},
        lambda lines: {JOURNAL: b"not a journal\n"},
        lambda lines: {"data/evidence/0001": b"another file"},
        lambda lines: {"data/evidence/0002": b"one more file"},
    ],
    ids=["empty", "cut", "without its beginning", "changed", "noise", "other evidence", "more evidence"],
)
def test_an_archive_whose_history_or_evidence_is_not_whole(scene: Scene, tmp_path: Path, payload: Forging) -> None:
    folder = tmp_path / "insider"
    folder.mkdir()
    insider = Insider(scene, folder)
    receiver = scene.receiver()
    contacts.add_signer(receiver, insider.identity.certificate, "Minister", "Ruritania", insider.identity.fingerprint)
    lines = insider.opened(insider.archive).files[JOURNAL]
    assert receiving.verify_file(insider.archive, receiver, RECEIVER).verdict is Verdict.COMPLETE
    forged = insider.forge(insider.archive, payload(lines), [insider.recipient])
    assert receiving.verify_file(forged, receiver, RECEIVER).verdict is Verdict.ALTERED
    receiver.close()
