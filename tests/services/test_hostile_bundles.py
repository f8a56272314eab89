# SPDX-License-Identifier: Apache-2.0
"""Bundles whose every signature and digest is right, made by somebody who means harm."""

import base64
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checklistapp.bundles import card
from checklistapp.bundles.sealing import seal
from checklistapp.bundles.statement import File, Kind, Statement, read, write
from checklistapp.bundles.unsealing import Opened, unseal
from checklistapp.crypto.age_recipients import Passphrase, Recipient, parse_recipient
from checklistapp.crypto.cms import sign_detached
from checklistapp.crypto.trust import Trust
from checklistapp.domain.errors import ChecklistError
from checklistapp.formats.canonical import canonical
from checklistapp.services import contacts, exchange, identities, receiving, submissions
from checklistapp.services import workspace as workspaces
from checklistapp.services.identities import Secrets
from checklistapp.services.workspace import Workspace
from tests.services.conftest import APPROVER, RECEIVER, Scene

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


class Insider:
    """Holds the sender's keys and knows how bundles are made."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.folder = folder
        sender, receiver = scene.approver(), scene.receiver()
        self.identity = identities.own(sender)[0]
        self.secrets: Secrets = identities.unseal(sender, self.identity.id, APPROVER)
        to = [contact.id for contact in contacts.contacts(sender)]
        self.honest = folder / "honest.age"
        exchange.seal(sender, scene.assessment, self.honest, to=to, identity_id=self.identity.id, passphrase=APPROVER)
        self.public = folder / "public.bag.tar"
        exchange.seal(
            sender, scene.assessment, self.public, kind="public", identity_id=self.identity.id, passphrase=APPROVER
        )
        self.archive = folder / "archive.age"
        exchange.seal(
            sender,
            scene.assessment,
            self.archive,
            kind="archive",
            to=to,
            identity_id=self.identity.id,
            passphrase=APPROVER,
        )
        own = identities.own(receiver)[0]
        self.recipient: Recipient = parse_recipient(own.recipient_hybrid)
        sender.close()
        receiver.close()

    def opened(self, bundle: Path) -> Opened:
        with bundle.open("rb") as source:
            return unseal(source, [self.secrets.hybrid], Trust(NOW))

    def forge(
        self,
        bundle: Path,
        payload: dict[str, bytes],
        recipients: list[Recipient],
        change: Callable[[Statement], Statement] = lambda statement: statement,
    ) -> Path:
        original = self.opened(bundle)
        content = {**original.files, "data/evidence/0001": b"EVIDENCE-MARKER", **payload}
        if original.statement.kind is Kind.PUBLIC and "data/evidence/0001" not in payload:
            del content["data/evidence/0001"]
        files = tuple(
            File(path, len(data), hashlib.sha512(data).hexdigest(), "plan.txt" if "evidence" in path else "")
            for path, data in content.items()
        )
        statement = change(replace(original.statement, files=files))
        target = io.BytesIO()
        opening = {path: (lambda data=data: io.BytesIO(data)) for path, data in content.items()}
        seal(statement, opening, self.secrets.signer, recipients, target)
        made = self.folder / f"forged-{len(list(self.folder.iterdir()))}"
        made.write_bytes(target.getvalue())
        return made


@pytest.fixture
def insider(scene: Scene, tmp_path: Path) -> Insider:
    folder = tmp_path / "insider"
    folder.mkdir()
    return Insider(scene, folder)


@pytest.fixture
def receiver(scene: Scene, insider: Insider) -> Iterator[Workspace]:
    workspace = scene.receiver()
    contacts.add_signer(workspace, insider.identity.certificate, "Minister", "Ruritania", insider.identity.fingerprint)
    yield workspace
    workspace.close()


def verdict(receiver: Workspace, bundle: Path) -> str:
    received = receiving.receive(receiver, bundle, RECEIVER)
    assert received.imported == (received.verdict == "complete")
    return received.verdict


def test_the_insider_can_make_a_good_one(insider: Insider, receiver: Workspace) -> None:
    assert verdict(receiver, insider.forge(insider.honest, {}, [insider.recipient])) == "complete"


@pytest.mark.parametrize("name", ["data/extra.exe", "data/report.html", "data/public.json", "data/journal.jsonl"])
def test_a_part_that_does_not_belong(insider: Insider, receiver: Workspace, name: str) -> None:
    assert verdict(receiver, insider.forge(insider.honest, {name: b"x"}, [insider.recipient])) == "altered"


@pytest.mark.parametrize(
    "payload",
    [{"data/public.html": b"<script>alert(1)</script>"}, {"data/setup.exe": b"x"}, {"data/evidence/0001": b"x"}],
    ids=["page", "program", "evidence"],
)
def test_a_public_bundle_that_says_two_things(insider: Insider, receiver: Workspace, payload: dict[str, bytes]) -> None:
    assert verdict(receiver, insider.forge(insider.public, payload, [])) == "altered"


@pytest.mark.parametrize(
    "payload",
    [
        {"data/report.pdf": b"%PDF-1.7 nothing"},
        {"data/assessment.json": b"[" * 100_000},
        {"data/form.json": b"{}"},
        {"data/evidence/0001": b"another file"},
    ],
    ids=["pdf", "record", "form", "evidence"],
)
def test_parts_that_do_not_fit_each_other(insider: Insider, receiver: Workspace, payload: dict[str, bytes]) -> None:
    assert verdict(receiver, insider.forge(insider.honest, payload, [insider.recipient])) == "altered"


def test_a_passphrase_bundle_passed_on_to_a_key(insider: Insider, receiver: Workspace) -> None:
    def nobody(statement: Statement) -> Statement:
        return replace(statement, recipients=(), authority="")

    passed_on = insider.forge(insider.honest, {}, [insider.recipient], nobody)
    assert verdict(receiver, passed_on) == "not-for-us"
    by_passphrase = insider.forge(insider.honest, {}, [Passphrase("secret words", 10)], nobody)
    received = receiving.receive(receiver, by_passphrase, RECEIVER, bundle_passphrase="secret words")
    assert received.verdict == "complete"


def test_an_archive_is_looked_at_and_not_imported(insider: Insider, receiver: Workspace) -> None:
    received = receiving.receive(receiver, insider.archive, RECEIVER)
    assert (received.verdict, received.imported) == ("complete", False)
    assert not submissions.submissions(receiver)
    assert not workspaces.check(receiver)


def test_a_retired_sender_does_not_come_back_by_words(insider: Insider, receiver: Workspace) -> None:
    (contact,) = contacts.contacts(receiver)
    contacts.retire(receiver, contact.id)
    words = insider.identity.fingerprint
    received = receiving.receive(receiver, insider.honest, RECEIVER, fingerprint=words)
    assert (received.verdict, received.imported) == ("unconfirmed-signer", False)
    assert receiving.verify_file(insider.honest, receiver, RECEIVER, fingerprint=words).verdict == "unconfirmed-signer"


def test_a_strangers_evidence_is_not_written(insider: Insider, scene: Scene) -> None:
    stranger = scene.receiver()
    received = receiving.receive(stranger, insider.honest, RECEIVER)
    assert received.verdict == "unconfirmed-signer"
    assert not (scene.authority / "evidence").exists()
    stranger.close()


@pytest.mark.parametrize("name", ["two\nlines", "\x1b[31mred", "right-to-left \u202e", "nul\0", "x" * 301])
def test_names_that_draw_something_else(insider: Insider, name: str) -> None:
    statement = insider.opened(insider.honest).statement
    forged = json.loads(write(statement))
    forged["sender"]["name"] = name
    with pytest.raises(ValueError, match="bounds"):
        read(canonical(forged))
    with pytest.raises(ValueError, match="bounds"):
        write(replace(statement, sender=replace(statement.sender, name=name)))
    identity, signer = insider.identity, insider.secrets.signer
    shown = card.Card(name, "Ruritania", identity.recipient_hybrid, identity.recipient_x25519, identity.certificate)
    with pytest.raises(ValueError, match="sound"):
        card.write(shown, signer, NOW)
    body = json.loads(card.write(replace(shown, name="Ruritania"), signer, NOW))["card"] | {"name": name}
    signature = base64.b64encode(sign_detached(canonical(body), signer, NOW)).decode()
    with pytest.raises(ChecklistError) as caught:
        card.read(canonical({"card": body, "signature": signature}))
    assert caught.value.code == "card-altered"


def test_a_deep_statement_is_a_rejection(
    insider: Insider, receiver: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, deep = insider.opened(insider.honest), b"[" * 200_000
    monkeypatch.setattr(insider, "opened", lambda bundle: opened)
    monkeypatch.setattr("checklistapp.bundles.bag.write", lambda statement: deep)
    forged = insider.forge(insider.honest, {}, [insider.recipient])
    monkeypatch.undo()
    assert verdict(receiver, forged) == "altered"


def test_the_shipped_checklist_with_other_words(insider: Insider, receiver: Workspace) -> None:
    form = json.loads(insider.opened(insider.honest).files["data/form.json"])
    form["sections"][0]["questions"][0]["text"] = "Is everything insecure?"
    published = canonical(form)
    digest = hashlib.sha256(published).hexdigest()

    def named(statement: Statement) -> Statement:
        return replace(statement, form=replace(statement.form, digest=digest))

    forged = insider.forge(insider.honest, {"data/form.json": published}, [insider.recipient], named)
    assert verdict(receiver, forged) in {"held", "altered"}
