# SPDX-License-Identifier: Apache-2.0
"""Sealing: an assessment as a signed and encrypted bundle for those who are to open it."""

import hashlib
import io
import os
import secrets as random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from checklistapp.bundles.contents import FORM, JOURNAL, OF_KIND, PAGE, REVOCATIONS, evidence_path
from checklistapp.bundles.sealing import Content
from checklistapp.bundles.sealing import seal as write_bundle
from checklistapp.bundles.statement import File, FormReference, JournalHead, Kind, Sender, Statement
from checklistapp.crypto import pinned
from checklistapp.crypto.age_recipients import Identity as AgeIdentity
from checklistapp.crypto.age_recipients import Passphrase, Recipient, parse_recipient
from checklistapp.domain.answer import Attachment, EvidenceReference
from checklistapp.domain.assessment import Assessment, State
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, ContactId, Digest
from checklistapp.domain.naming import require_line
from checklistapp.domain.people import Confirmation, Contact, Identity
from checklistapp.domain.verdict import Verdict
from checklistapp.formats import assessment_json, journal_lines
from checklistapp.services import assessments, authorities, contacts, exports, identities, verification
from checklistapp.services.identities import Secrets
from checklistapp.services.operation import Report, silently, watched, watching
from checklistapp.services.workspace import Workspace, keep_head, require_sound
from checklistapp.services.written import Counts, Written, counted, new_file
from checklistapp.store import contacts as store_contacts
from checklistapp.store import evidence as store_evidence
from checklistapp.store import exchange as registers
from checklistapp.store import forms as store_forms
from checklistapp.store import journal
from checklistapp.store.exchange import Place, Series

GENERATED_WORK_FACTOR = 15
"""A generated passphrase holds 128 bits: stretching it further would only cost the receiver memory."""


@dataclass(frozen=True, slots=True)
class _Receivers:
    authority: str
    recipients: tuple[Recipient, ...]
    digests: tuple[str, ...]
    opener: AgeIdentity | None


def new_passphrase() -> str:
    """For a bundle: to be written or shown before it is sealed, for afterwards nobody else can open it."""
    return "-".join(random.token_hex(4) for _ in range(4))


def seal(
    workspace: Workspace,
    assessment: AssessmentId,
    target: Path,
    *,
    identity_id: str,
    passphrase: str,
    to: Sequence[ContactId] = (),
    kind: str = "submission",
    x25519: bool = False,
    generated_passphrase: str = "",
    pin: str = "",
    report: Report = silently,
) -> Written:
    """Writes the bundle, opens it again from the disk and only then gives it its name and number.

    ``generated_passphrase``, as ``new_passphrase`` makes it, opens the bundle instead of anybody's keys.
    """
    require_sound(workspace, assessment)
    loaded = assessments.load(workspace, assessment)
    identity = identities.find(workspace, identity_id)
    identities.require_in_time(identity, workspace.clock.now())
    held = identities.unseal(workspace, identity_id, passphrase, pin)
    wanted = Kind(kind)
    receivers = _receivers(workspace, identity, held, to, wanted, x25519=x25519, generated=generated_passphrase)
    sign_public = partial(exports.public_pdf, workspace, assessment, identity_id, passphrase, report, pin=pin)
    payload = _payload(workspace, loaded, wanted, sign_public)
    store = workspace.store
    series = Series(hashlib.sha256(identity.certificate).hexdigest(), assessment, receivers.authority, kind)
    last = registers.last_sent(store, series)
    head = journal.head(store)
    statement = Statement(
        kind=wanted,
        assessment=assessment,
        authority=receivers.authority,
        sequence=last.sequence + 1 if last else 1,
        prev=last.tagmanifest if last else "",
        created=workspace.clock.reading(),
        sender=Sender(identity.name, identity.organisation, series.signer),
        form=FormReference(loaded.form.id, loaded.form.version, loaded.form_digest),
        files=tuple(file for file, _ in payload),
        marking="" if wanted is Kind.PUBLIC else loaded.marking,
        recipients=receivers.digests,
        journal=None if wanted is Kind.PUBLIC else JournalHead(head.sequence, head.hash),
    )
    _require_plain(statement)
    with new_file(workspace, target) as file:
        hashed = _Hashed(file)
        root = write_bundle(
            statement,
            {each.path: content for each, content in payload},
            held.signer,
            receivers.recipients,
            hashed,
            watching(report, "Sealing"),
        )
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        counts = _found_in(workspace, file, receivers, root, report)
        # Numbered before it gets its name: a crash in between leaves a gap that a person explains, never two bundles
        # with one number, which a receiver would have to call a replay.
        registers.record_sent(
            store,
            workspace.person.id,
            workspace.clock.reading(),
            series,
            Place(statement.sequence, Digest(root)),
        )
    keep_head(workspace)
    return Written(str(target), hashed.hexdigest(), kind, True, counts.answers, counts.attachments, counts.signatures)


def _receivers(
    workspace: Workspace,
    identity: Identity,
    held: Secrets,
    to: Sequence[ContactId],
    kind: Kind,
    *,
    x25519: bool,
    generated: str,
) -> _Receivers:
    """Whom the bundle is for; the sender's own identity is always one, so that what was sent can be read again."""
    if generated:
        words = Passphrase(generated, GENERATED_WORK_FACTOR)
        return _Receivers("", (words,), (), words)
    chosen = [store_contacts.find(workspace.store, contact) for contact in to]
    if not chosen and kind is Kind.SUBMISSION:
        raise ChecklistError("no-receiver", "Nobody is named to receive this bundle.", "Choose a confirmed contact.")
    if not chosen and kind is Kind.PUBLIC:
        return _Receivers("", (), (), None)
    for contact in chosen:
        _require_confirmed(contact)
    authorities = {contact.organisation for contact in chosen} or {identity.organisation}
    if len(authorities) > 1:
        raise ChecklistError(
            "several-authorities",
            "These receivers belong to different organisations.",
            "Seal one bundle for each organisation: each is numbered on its own.",
        )
    # age's specification asks not to mix the two kinds: one card without the hybrid key decides for the whole file.
    classical = x25519 or any(not contact.recipient_hybrid for contact in chosen)
    own = identity.recipient_x25519 if classical else identity.recipient_hybrid
    texts = [*(each.recipient_x25519 if classical else each.recipient_hybrid for each in chosen), own]
    return _Receivers(
        authorities.pop(),
        tuple(parse_recipient(text) for text in texts),
        tuple(hashlib.sha256(text.encode()).hexdigest() for text in texts),
        held.x25519 if classical else held.hybrid,
    )


def _require_confirmed(contact: Contact) -> None:
    if contact.confirmation is not Confirmation.CONFIRMED or not contact.recipient_x25519:
        raise ChecklistError(
            "contact-unconfirmed",
            f"The fingerprint of {contact.name} has not been compared yet, or there is no card with keys.",
            "Take the card in and compare the eight words by telephone first.",
        )


_Payload = list[tuple[File, Content]]


def _payload(workspace: Workspace, assessment: Assessment, kind: Kind, sign_public: Callable[[], bytes]) -> _Payload:
    store = workspace.store
    contents = OF_KIND[kind]
    form = _in_memory(FORM, store_forms.published(store, assessment.form_digest))
    if kind is Kind.PUBLIC:
        return [
            form,
            _in_memory(contents.record, exports.public_json(assessment)),
            _in_memory(contents.document, sign_public()),
            _in_memory(PAGE, exports.public_html(assessment, exports.today(workspace))),
        ]
    if kind is Kind.ARCHIVE:
        record = assessments.own_record(assessment, with_working_notes=True)
        history = [_in_memory(JOURNAL, journal_lines.write(journal.entries(store)))]
        signed = exports.has_signed_pdf(workspace, assessment.id)
    else:
        _require_approved(assessment)
        record, history, signed = assessments.own_record(assessment), [], True
    document = [_in_memory(contents.document, exports.signed_pdf(workspace, assessment.id))] if signed else []
    document += _revocations(workspace)
    evidence = _evidence(workspace, assessment, with_hidden=kind is Kind.ARCHIVE)
    return [form, _in_memory(contents.record, record), *document, *history, *evidence]


def _revocations(workspace: Workspace) -> _Payload:
    """For whoever checks the signatures years from now; the certificates stand in the signatures themselves."""
    lists = authorities.known_lists(workspace)
    return [_in_memory(REVOCATIONS, pinned.joined(lists))] if lists else []


def _require_approved(assessment: Assessment) -> None:
    if assessment.state is State.DRAFT:
        raise ChecklistError(
            "not-approved",
            "A submission is sealed only when it is approved.",
            "Let the preparer sign, then the approver.",
        )


def _in_memory(path: str, data: bytes) -> tuple[File, Content]:
    return File(path, len(data), hashlib.sha512(data).hexdigest()), lambda: io.BytesIO(data)


def _evidence(workspace: Workspace, assessment: Assessment, *, with_hidden: bool) -> _Payload:
    """What the record names: an archive's holds the answers to hidden questions, too."""
    attached: list[tuple[Attachment, EvidenceReference]] = [
        (reference.attachment, reference)
        for question in assessment.form.questions()
        if with_hidden or assessment.is_asked(question)
        for reference in assessment.answer(question.id).evidence
        if reference.attachment is not None
    ]
    return [
        (
            File(evidence_path(number), attachment.size, attachment.sha512, attachment.name),
            partial(store_evidence.open_attachment, workspace.store, reference.id),
        )
        for number, (attachment, reference) in enumerate(attached, 1)
    ]


class _Hashed:
    """Passes on what is written and knows its SHA-256, so that the file need not be read for it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._sha256 = file, hashlib.sha256()

    def write(self, data: bytes | bytearray | memoryview, /) -> int:
        self._sha256.update(data)
        return self._file.write(data)

    def hexdigest(self) -> str:
        return self._sha256.hexdigest()


def _require_plain(statement: Statement) -> None:
    """An earlier version of this program may have kept a name that no receiver takes."""
    sender = statement.sender
    require_line(sender.name, "The name of the identity")
    require_line(sender.organisation, "The organisation of the identity")
    require_line(statement.authority, "The organisation of the receiver")
    require_line(statement.marking, "The marking")
    for file in statement.files:
        require_line(file.name, "The name of an attached file")


_SEALED_WELL = {Verdict.COMPLETE, Verdict.HELD}
"""A checklist of one's own may be worded otherwise than the shipped one of that name: receivers decide about it."""


def _found_in(workspace: Workspace, file: BinaryIO, receivers: _Receivers, root: str, report: Report) -> Counts:
    """What a receiver finds who opens what is on the disk and reads it from the first byte to the last."""
    openers = [receivers.opener] if receivers.opener else []
    checked = verification.bundle(
        watched(file, report, "Checking"),
        openers,
        contacts.trust(workspace),
        own_recipients=frozenset(receivers.digests),
    )
    opened, signatures = checked.opened, len(checked.judgement.signatures)
    if opened is None or opened.root != root or checked.judgement.verdict not in _SEALED_WELL:
        raise RuntimeError("a bundle just sealed does not verify")
    if checked.assessment is not None:
        return counted(checked.assessment, signatures)
    if checked.form is None:
        raise RuntimeError("a bundle just sealed holds no form")
    edition = assessment_json.read_public(opened.files[OF_KIND[Kind.PUBLIC].record], checked.form)
    return Counts(sum(bool(answer.value) for answer in edition.answers), 0, signatures)
