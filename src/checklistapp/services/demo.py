# SPDX-License-Identifier: Apache-2.0
"""The whole story on a sample or on any answers: answer, sign, seal, receive, and check everything that was made."""

import secrets
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from checklistapp.crypto import keyslots
from checklistapp.crypto.key_file import Argon2Cost
from checklistapp.domain.answer import Response
from checklistapp.domain.assessment import Assessment
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, QuestionId
from checklistapp.domain.people import Identity, PersonRole
from checklistapp.domain.review import BLOCKS_APPROVAL, worklist
from checklistapp.domain.verdict import Verdict
from checklistapp.services import (
    assessments,
    contacts,
    evidence,
    exchange,
    exports,
    identities,
    opening,
    people,
    printing,
    receiving,
    sample,
    signing,
)
from checklistapp.services import workspace as workspaces
from checklistapp.services.opening_keys import OpeningKeys
from checklistapp.services.operation import Progress, Report, silently
from checklistapp.services.workspace import Workspace
from checklistapp.services.written import write_secret
from checklistapp.system.files import file_faults, write_atomic

MARK = ".made-by-checklistapp-demo"
_STEPS = 8
_PREPARER, _APPROVER = "Head of Division", "Director General"
_SENDER, _AUTHORITY = "Ruritania", "Receiving authority"


@dataclass(frozen=True, slots=True)
class DemoCheck:
    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Demo:
    """``files`` by kind, as absolute paths."""

    files: dict[str, Path]
    checks: tuple[DemoCheck, ...]


def play(
    folder: Path,
    answers: bytes | None = None,
    report: Report = silently,
    cost: Argon2Cost = keyslots.DEFAULT_COST,
) -> Demo:
    """Makes everything in ``folder``, which is replaced only if the demo made it before."""
    return _Story(_fresh(folder), report, cost).play(answers)


def _fresh(folder: Path) -> Path:
    folder = folder.absolute()
    with file_faults(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            if not (folder / MARK).is_file():
                raise ChecklistError(
                    "already-there",
                    f"“{folder.name}” is there already, and the demo did not make it.",
                    "Choose another folder; the demo replaces only its own.",
                )
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).touch()
    return folder


class _Story:
    def __init__(self, folder: Path, report: Report, cost: Argon2Cost) -> None:
        self._folder, self._report, self._cost = folder, report, cost
        self._files: dict[str, Path] = {}
        self._checks: list[DemoCheck] = []
        self._passphrase = "-".join(secrets.token_hex(3) for _ in range(4))
        self._step = 0

    def play(self, answers: bytes | None) -> Demo:
        write_atomic(self._named("passphrase", "passphrase.txt"), f"{self._passphrase}\n".encode())
        approvers_passphrase = f"{self._passphrase}-approver"
        sender, receiver = self._workspaces(approvers_passphrase)
        try:
            assessment = self._answer(sender, answers)
            self._certify(sender, assessment)
            receiving_identity = self._receiver(receiver)
        finally:
            sender.close()
        approver = opening.unlock(self._files["workspace"], approvers_passphrase)
        try:
            identity = self._approve(approver, assessment, approvers_passphrase, receiving_identity)
            self._documents(approver, assessment, identity, approvers_passphrase)
            self._bundles(approver, assessment, identity, approvers_passphrase)
            self._receive(receiver, identity)
            for name, opened in (("workspace", approver), ("receiver", receiver)):
                findings = workspaces.check(opened)
                self._check(f"check {name}", not findings, "; ".join(f.message for f in findings) or "in order")
        finally:
            approver.close()
            receiver.close()
        return Demo(self._files, tuple(self._checks))

    def _named(self, kind: str, name: str) -> Path:
        self._files[kind] = self._folder / name
        return self._files[kind]

    def _says(self, label: str) -> None:
        self._report(Progress(self._step, _STEPS, label))
        self._step += 1

    def _check(self, name: str, ok: bool, detail: str) -> None:
        self._checks.append(DemoCheck(name, ok, detail))

    def _workspaces(self, approvers_passphrase: str) -> tuple[Workspace, Workspace]:
        self._says("Creating two workspaces")
        made = opening.create(
            self._named("workspace", _SENDER),
            self._passphrase,
            name=_SENDER,
            person=_PREPARER,
            role=PersonRole.FOCAL_POINT,
            allow_attachments=True,
            cost=self._cost,
        )
        # Of the demo nothing is secret, so nobody is asked to write anything down.
        people.confirm_recovery_words(made.workspace, " ".join(made.recovery_words))
        sender = made.workspace
        second = people.add_person(sender, _APPROVER, PersonRole.APPROVER, _SENDER)
        people.add_slot(sender, second.id, self._passphrase, approvers_passphrase, self._cost)
        received = opening.create(
            self._named("receiver", _AUTHORITY),
            self._passphrase,
            name=_AUTHORITY,
            person="Registrar",
            cost=self._cost,
        )
        people.confirm_recovery_words(received.workspace, " ".join(received.recovery_words))
        return sender, received.workspace

    def _answer(self, sender: Workspace, answers: bytes | None) -> AssessmentId:
        self._says("Answering the checklist")
        if answers is None:
            started = sample.fill(sender)
        else:
            empty = assessments.start(sender, assessments.form_named_in(answers), _SENDER, cycle="2026")
            entered = assessments.enter_answers(sender, empty.id, self._drawable(answers))
            started = self._with_reasons(sender, entered)
        note = self._folder / "security-plan-extract.txt"
        write_atomic(note, b"Extract of a security plan of Ruritania, invented for this demo.\n")
        question = next(started.form.questions()).id
        attached = evidence.attach(sender, started.id, question, note).evidence[-1]
        evidence.rename(sender, started.id, attached.id, title="Security plan, extract")
        return started.id

    def _drawable(self, answers: bytes) -> bytes:
        """A file may hold letters that no font here can draw: nobody could sign them, so the demo names them."""
        text: object = msgspec.json.decode(answers)
        missing = printing.fonts().missing("".join(printing.texts(text)))
        self._check(
            "characters", True, printing.Unprintable(tuple(sorted(missing))).sentence if missing else "all drawn"
        )
        return msgspec.json.encode(_replaced(text, dict.fromkeys(map(ord, missing), "?"))) if missing else answers

    def _with_reasons(self, sender: Workspace, entered: Assessment) -> Assessment:
        """A file may leave reasons out; an approval needs them, so the demo says that none was given."""
        lacking = [finding for finding in worklist(entered) if finding.kind in BLOCKS_APPROVAL]
        for question in {QuestionId(finding.question) for finding in lacking}:
            answer = entered.answer(question)
            parts = {part: _reasoned(response) for part, response in answer.parts.items()}
            changed = replace(answer, response=_reasoned(answer.response, always=True), parts=parts)
            assessments.save_answer(sender, entered.id, question, changed)
        detail = f"{len(lacking)} answers came without a reason" if lacking else "all given"
        self._check("reasons", True, detail)
        return assessments.load(sender, entered.id)

    def _certify(self, sender: Workspace, assessment: AssessmentId) -> None:
        self._says("Signing as preparer")
        identity = identities.create(sender, self._passphrase, _SENDER)
        signing.certify(sender, assessment, identity.id, self._passphrase)

    def _receiver(self, receiver: Workspace) -> Identity:
        self._says("Making the receiver's keys")
        identity = identities.create(receiver, self._passphrase, _AUTHORITY)
        for x25519, kind in ((False, "identity"), (True, "identity-x25519")):
            target = self._named(kind, f"receiver-{kind}.age")
            identities.export_age(receiver, identity.id, self._passphrase, target, x25519=x25519)
        identities.export_card(receiver, identity.id, self._passphrase, self._folder / "receiver.card.json")
        return identity

    def _approve(self, approver: Workspace, assessment: AssessmentId, passphrase: str, receiving: Identity) -> Identity:
        self._says("Approving")
        identity = identities.create(approver, passphrase, _SENDER)
        signing.approve(approver, assessment, identity.id, passphrase)
        identities.export_card(approver, identity.id, passphrase, self._named("card", "sender.card.json"))
        identities.export_certificate(approver, identity.id, self._named("certificate", "sender.certificate.pem"))
        contacts.add(approver, self._folder / "receiver.card.json", receiving.fingerprint)
        return identity

    def _documents(self, approver: Workspace, assessment: AssessmentId, identity: Identity, passphrase: str) -> None:
        self._says("Making documents")
        made = {
            "pdf": ("submission.pdf", exports.signed_pdf(approver, assessment)),
            "public": ("public-edition.pdf", exports.public_pdf(approver, assessment, identity.id, passphrase)),
            "review": ("review-copy.pdf", exports.review_copy(approver, assessment, copy=1, of=2)),
            "blank": ("blank-form.pdf", exports.blank_form(assessments.load(approver, assessment).form)),
            "approval": ("approval-page.pdf", exports.approval_page(approver, assessment)),
        }
        for kind, (name, data) in made.items():
            written = exports.export(approver, assessment, data, self._named(kind, name), kind)
            self._check(
                f"write {kind}", written.verified, f"{written.answers} answers, {written.signatures} signatures"
            )
        for kind in ("pdf", "public"):
            verdict = receiving.verify_file(self._files[kind], approver, passphrase)
            self._check(f"verify {kind}", verdict.verdict is Verdict.COMPLETE, verdict.verdict)

    def _bundles(self, approver: Workspace, assessment: AssessmentId, identity: Identity, passphrase: str) -> None:
        self._says("Sealing bundles")
        to = [contact.id for contact in contacts.contacts(approver)]
        for kind, x25519 in (("bundle", False), ("bundle-x25519", True)):
            sealed = exchange.seal(
                approver,
                assessment,
                self._named(kind, f"{kind}.bag.tar.age"),
                identity_id=identity.id,
                passphrase=passphrase,
                to=to,
                x25519=x25519,
            )
            self._check(f"seal {kind}", sealed.verified, f"{sealed.attachments} attachments")
        words, secret = exchange.new_passphrase(), self._named("bundle-passphrase", "bundle-passphrase.txt")
        write_secret(approver, words, secret)
        exchange.seal(
            approver,
            assessment,
            self._named("passphrase-bundle", "passphrase-bundle.bag.tar.age"),
            identity_id=identity.id,
            passphrase=passphrase,
            generated_passphrase=words,
        )
        keys = OpeningKeys(bundle_passphrase=words)
        certificate = self._files["certificate"]
        verdict = receiving.verify_file(self._files["passphrase-bundle"], keys=keys, trusted=[certificate])
        self._check("verify passphrase-bundle", verdict.verdict is Verdict.COMPLETE, verdict.verdict)

    def _receive(self, receiver: Workspace, sender: Identity) -> None:
        """The receiver compares the sender's fingerprint and takes the bundles in their order."""
        self._says("Receiving")
        contacts.add(receiver, self._files["card"], sender.fingerprint)
        for kind in ("bundle", "bundle-x25519"):
            received = receiving.receive(receiver, self._files[kind], self._passphrase)
            self._check(f"receive {kind}", received.imported, f"{received.verdict}, number {received.sequence}")
            again = receiving.receive(receiver, self._files[kind], self._passphrase)
            self._check(f"receive {kind} again", again.verdict is Verdict.ALREADY_RECEIVED, again.verdict)


def _reasoned(response: Response, *, always: bool = False) -> Response:
    if response.reason.strip() or not (always or response.lacks_reason):
        return response
    return replace(response, reason="No reason was given in the answers file.")


def _replaced(value: object, letters: dict[int, str]) -> object:
    match value:
        case str():
            return value.translate(letters)
        case list():
            return [_replaced(each, letters) for each in value]
        case dict():
            return {key: _replaced(each, letters) for key, each in value.items()}
    return value
