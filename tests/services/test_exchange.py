# SPDX-License-Identifier: Apache-2.0
"""From one workspace to another: sealed, verified, imported once, and refused in every other way."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklistapp.domain.disclosure import public_edition
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import QuestionId
from checklistapp.domain.journal import Act
from checklistapp.domain.people import Confirmation
from checklistapp.services import (
    assessments,
    contacts,
    evidence,
    exchange,
    identities,
    opening,
    people,
    receiving,
    signing,
    submissions,
)
from checklistapp.services import workspace as workspaces
from checklistapp.services.opening_keys import OpeningKeys
from checklistapp.services.workspace import Workspace
from checklistapp.store import rows
from checklistapp.system.clock import Clock
from tests.services.conftest import APPROVER, CHEAP, PREPARER, RECEIVER, Scene, Snapshot


@pytest.fixture
def sender(scene: Scene) -> Iterator[Workspace]:
    workspace = scene.approver()
    yield workspace
    workspace.close()


@pytest.fixture
def receiver(scene: Scene) -> Iterator[Workspace]:
    workspace = scene.receiver()
    yield workspace
    workspace.close()


Sealing = Callable[..., Path]


@pytest.fixture
def sealed(sender: Workspace, scene: Scene, tmp_path: Path) -> Sealing:
    mine = identities.own(sender)[0]

    def seal(name: str = "x.bag.tar.age", **options: object) -> Path:
        receivers = [contact.id for contact in contacts.contacts(sender)]
        chosen: dict[str, object] = {"to": receivers, **options}
        exchange.seal(
            sender,
            scene.assessment,
            tmp_path / name,
            identity_id=mine.id,
            passphrase=APPROVER,
            **chosen,  # type: ignore[arg-type] # options by name
        )
        return tmp_path / name

    return seal


def fingerprint(sender: Workspace) -> str:
    return identities.own(sender)[0].fingerprint


def test_a_submission_arrives_once(sealed: Sealing, sender: Workspace, receiver: Workspace) -> None:
    bundle = sealed()
    first = receiving.receive(receiver, bundle, RECEIVER, fingerprint=fingerprint(sender))
    assert (first.verdict, first.imported, first.sequence) == ("complete", True, 1)
    again = receiving.receive(receiver, bundle, RECEIVER)
    assert (again.verdict, again.imported) == ("already-received", False)
    (summary,) = submissions.submissions(receiver)
    loaded = submissions.load_submission(receiver, summary.id)
    sent = assessments.load(sender, assessments.resolve(sender, "."))
    assert {q: a.note for q, a in loaded.answers.items()} == {q: a.note for q, a in sent.answers.items()}
    assert all(answer.working_note == "" for answer in loaded.answers.values())
    assert submissions.submission_pdf(receiver, summary.id).startswith(b"%PDF-")
    assert not workspaces.check(receiver)


def test_the_received_evidence_is_whole(
    sealed: Sealing, sender: Workspace, receiver: Workspace, tmp_path: Path
) -> None:
    receiving.receive(receiver, sealed(), RECEIVER, fingerprint=fingerprint(sender))
    (summary,) = submissions.submissions(receiver)
    submissions.save_received(receiver, summary.id, "data/evidence/0001", tmp_path / "plan.txt")
    assert (tmp_path / "plan.txt").read_text() == "EVIDENCE-MARKER"


def test_the_next_one_follows_and_a_gap_waits_for_a_person(
    sealed: Sealing, sender: Workspace, receiver: Workspace
) -> None:
    first, second, third = sealed("1.age"), sealed("2.age"), sealed("3.age")
    receiving.receive(receiver, first, RECEIVER, fingerprint=fingerprint(sender))
    held = receiving.receive(receiver, third, RECEIVER)
    assert (held.verdict, held.imported) == ("held", False)
    taken = receiving.receive(receiver, third, RECEIVER, accept_held="The second stick was lost.")
    assert (taken.verdict, taken.imported) == ("complete", True)
    late = receiving.receive(receiver, second, RECEIVER)
    assert (late.verdict, late.imported) == ("replayed", False)


def test_a_dry_run_imports_nothing(sealed: Sealing, sender: Workspace, receiver: Workspace) -> None:
    looked = receiving.receive(receiver, sealed(), RECEIVER, fingerprint=fingerprint(sender), dry_run=True)
    assert (looked.verdict, looked.imported) == ("complete", False)
    assert not submissions.submissions(receiver)


def test_x25519_and_passphrase(sealed: Sealing, sender: Workspace, receiver: Workspace, scene: Scene) -> None:
    classical = sealed("c.age", x25519=True)
    assert b"-> X25519 " in classical.read_bytes()[:400]
    assert receiving.verify_file(classical, receiver, RECEIVER, fingerprint=fingerprint(sender)).verdict == "complete"
    words = exchange.new_passphrase()
    exchange.seal(
        sender,
        scene.assessment,
        classical.with_name("p.age"),
        identity_id=identities.own(sender)[0].id,
        passphrase=APPROVER,
        generated_passphrase=words,
    )
    keys = OpeningKeys(bundle_passphrase=words)
    good = receiving.verify_file(classical.with_name("p.age"), keys=keys, fingerprint=fingerprint(sender))
    assert good.verdict == "complete"
    wrong = receiving.verify_file(classical.with_name("p.age"), keys=OpeningKeys(bundle_passphrase="wrong"))
    assert wrong.verdict == "not-for-us"


def test_an_identity_file_and_a_certificate_are_enough(
    sealed: Sealing, sender: Workspace, receiver: Workspace, tmp_path: Path
) -> None:
    identities.export_age(receiver, identities.own(receiver)[0].id, RECEIVER, tmp_path / "id.age")
    identities.export_certificate(sender, identities.own(sender)[0].id, tmp_path / "sender.pem")
    keys = OpeningKeys(tmp_path / "id.age", RECEIVER)
    bundle = sealed()
    assert receiving.verify_file(bundle, keys=keys, trusted=[tmp_path / "sender.pem"]).verdict == "complete"
    assert receiving.verify_file(bundle, keys=keys).verdict == "unconfirmed-signer"


def _cut(data: bytes) -> bytes:
    return data[:-100]


def _flipped(data: bytes) -> bytes:
    return data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (_cut, "altered"),
        (_flipped, "altered"),
        (lambda data: data + b"x", "altered"),
        (lambda data: b"", "unreadable"),
        (lambda data: b"PK\x03\x04" + data, "unreadable"),
    ],
    ids=["cut", "flipped", "appended", "empty", "another kind"],
)
def test_what_is_changed_leaves_the_workspace_as_it_was(
    sealed: Sealing,
    sender: Workspace,
    scene: Scene,
    snapshot: Snapshot,
    change: Callable[[bytes], bytes],
    verdict: str,
) -> None:
    bundle = sealed()
    bundle.write_bytes(change(bundle.read_bytes()))
    words = fingerprint(sender)
    scene.receiver().close()
    before = snapshot(scene.authority)
    receiver = scene.receiver()
    received = receiving.receive(receiver, bundle, RECEIVER, fingerprint=words)
    receiver.close()
    assert (received.verdict, received.imported) == (verdict, False)
    assert snapshot(scene.authority) == before


def test_an_unconfirmed_sender_is_looked_at_and_not_imported(sealed: Sealing, scene: Scene, snapshot: Snapshot) -> None:
    bundle = sealed()
    scene.receiver().close()
    before = snapshot(scene.authority)
    receiver = scene.receiver()
    received = receiving.receive(receiver, bundle, RECEIVER)
    with_wrong_words = receiving.receive(receiver, bundle, RECEIVER, fingerprint="wrong " * 8)
    receiver.close()
    assert received.verdict == with_wrong_words.verdict == "unconfirmed-signer"
    assert not received.imported
    assert snapshot(scene.authority) == before


def test_somebody_elses_bundle(sealed: Sealing, sender: Workspace, tmp_path: Path) -> None:
    stranger = opening.create(tmp_path / "Stranger", RECEIVER, cost=CHEAP).workspace
    identities.create(stranger, RECEIVER, "Elsewhere")
    received = receiving.receive(stranger, sealed(), RECEIVER, fingerprint=fingerprint(sender))
    stranger.close()
    assert received.verdict == "not-for-us"


def test_a_draft_is_not_sealed(scene: Scene, sender: Workspace, sealed: Sealing, tmp_path: Path) -> None:
    assessments.reopen(sender, scene.assessment, "a reason")
    with pytest.raises(ChecklistError) as caught:
        sealed()
    assert caught.value.code == "not-approved"
    assert not (tmp_path / "x.bag.tar.age").exists()


def test_an_unconfirmed_contact_gets_nothing(sender: Workspace, sealed: Sealing) -> None:
    (contact,) = contacts.contacts(sender)
    assert contacts.retire(sender, contact.id).confirmation is Confirmation.RETIRED
    with pytest.raises(ChecklistError) as caught:
        sealed()
    assert caught.value.code == "contact-unconfirmed"
    with pytest.raises(ChecklistError) as wrong:
        contacts.confirm(sender, contact.id, "abandon " * 8)
    assert wrong.value.code == "fingerprint-differs"


def test_a_public_edition_travels_plain(sealed: Sealing, sender: Workspace, receiver: Workspace) -> None:
    bundle = sealed("public.bag.tar", kind="public", to=[])
    assert b"NOTE-" not in bundle.read_bytes()
    received = receiving.receive(receiver, bundle, RECEIVER, fingerprint=fingerprint(sender))
    assert (received.verdict, received.imported) == ("complete", True)
    (summary,) = submissions.submissions(receiver)
    loaded = submissions.load_submission(receiver, summary.id)
    assert loaded.answer(QuestionId("C1.Q1")).response.value == "yes"
    assert loaded.answer(QuestionId("C2.Q3")).response.is_open


def test_an_archive_holds_history_for_its_owner_only(sealed: Sealing, sender: Workspace, receiver: Workspace) -> None:
    bundle = sealed("archive.age", kind="archive", to=[])
    assert receiving.verify_file(bundle, sender, APPROVER).verdict == "complete"
    assert receiving.verify_file(bundle, receiver, RECEIVER).verdict == "not-for-us"


def test_the_counts_are_those_of_the_bundle_that_was_opened_again(
    sender: Workspace, scene: Scene, tmp_path: Path
) -> None:
    mine = identities.own(sender)[0]
    assessments.reopen(sender, scene.assessment, "Three approvers now.")
    signing.certify(sender, scene.assessment, mine.id, APPROVER, approvers=3)
    for _ in range(3):
        signing.approve(sender, scene.assessment, mine.id, APPROVER, override="one person")
    counts = {}
    for kind in ("submission", "public", "archive"):
        sealed = exchange.seal(
            sender,
            scene.assessment,
            tmp_path / kind,
            identity_id=mine.id,
            passphrase=APPROVER,
            to=[contact.id for contact in contacts.contacts(sender)] if kind == "submission" else (),
            kind=kind,
        )
        counts[kind] = (sealed.answers, sealed.attachments, sealed.signatures)
    released = sum(bool(answer.value) for answer in public_edition(assessments.load(sender, scene.assessment)).answers)
    assert 0 < released < 37
    assert counts["submission"] == (37, 1, 5)  # preparer, three approvers, and the sender under the bundle
    assert counts["public"] == (released, 0, 2)
    assert counts["archive"][:2] == (37, 1)


def test_ordinary_names_of_every_language_arrive(scene: Scene, receiver: Workspace, tmp_path: Path) -> None:
    sender = scene.preparer()
    screenshot = tmp_path / "Screenshot at 9.41.07\u202fAM.png"
    screenshot.write_text("picture")
    assessments.reopen(sender, scene.assessment, "A picture.")
    evidence.attach(sender, scene.assessment, QuestionId("C1.Q1"), screenshot)
    people.change_person(sender, sender.person.id, name="Leiterin\u00a0der Prüfstelle")
    made = identities.create(sender, PREPARER, "Autorité\u00a0de sûreté")
    signing.certify(sender, scene.assessment, made.id, PREPARER)
    signing.approve(sender, scene.assessment, made.id, PREPARER, override="one person")
    bundle = tmp_path / "x.age"
    to = [contact.id for contact in contacts.contacts(sender)]
    exchange.seal(sender, scene.assessment, bundle, identity_id=made.id, passphrase=PREPARER, to=to)
    identities.export_card(sender, made.id, PREPARER, tmp_path / "sender.json")
    sender.close()
    contacts.add(receiver, tmp_path / "sender.json", made.fingerprint)
    assert receiving.receive(receiver, bundle, RECEIVER).verdict == "complete"


def test_a_name_that_no_receiver_takes_is_a_sentence_and_not_a_bug(sender: Workspace, sealed: Sealing) -> None:
    """As an earlier version of the program could keep one."""
    row = next(rows.select(sender.store, "identity", "id = ?", identities.own(sender)[0].id))
    row = {**{column: cell for column, cell in row.items() if column != "salt"}, "organisation": "Ruri\u2028tania"}
    rows.put(sender.store, sender.person.id, sender.clock.reading(), Act.IDENTITY_ADDED, "identity", row)
    with pytest.raises(ChecklistError) as caught:
        sealed()
    assert caught.value.code == "unfit-name"
    mine = identities.own(sender)[0]
    with pytest.raises(ChecklistError) as card:
        identities.export_card(sender, mine.id, APPROVER, sender.folder.parent / "card.json")
    assert card.value.code == "unfit-name"


def test_a_bundle_is_signed_in_the_time_of_its_certificate_only(sender: Workspace, sealed: Sealing) -> None:
    sender.clock = Clock(lambda: datetime(1999, 1, 1, tzinfo=UTC))
    with pytest.raises(ChecklistError) as caught:
        sealed()
    assert caught.value.code == "certificate-out-of-date"
