# SPDX-License-Identifier: Apache-2.0
"""Receiving: verify first, then import in one transaction; received submissions stay read-only beside own work."""

import io
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from checklistapp.bundles.contents import OF_KIND, REVOCATIONS
from checklistapp.bundles.statement import File, Statement
from checklistapp.bundles.statement import write as write_statement
from checklistapp.bundles.unsealing import AGE_MAGIC, only_hash
from checklistapp.crypto import pinned
from checklistapp.crypto.age_header import AgeError
from checklistapp.crypto.trust import Trust
from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.ids import AssessmentId, Digest
from checklistapp.domain.verdict import Hold, Verdict, worst
from checklistapp.services import contacts, identities, opening_keys, own_documents, verification
from checklistapp.services.judgement import Judgement
from checklistapp.services.opening_keys import OpeningKeys
from checklistapp.services.operation import Report, silently, watched
from checklistapp.services.verification import Checked
from checklistapp.services.workspace import Workspace
from checklistapp.store import exchange as registers
from checklistapp.store import sealed_files
from checklistapp.store.exchange import Place, Series
from checklistapp.system.clock import Clock
from checklistapp.system.files import file_faults, given_file

_LARGEST_TRUSTED = 16 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """``imported`` is true only for what was not here before.

    ``settled``: nothing is left to do about it, and in a dry run nothing would stand in the way.
    """

    file: str
    verdict: Verdict
    message: str
    assessment: str = ""
    sequence: int = 0
    imported: bool = False
    settled: bool = False


def verify_file(
    file: Path,
    workspace: Workspace | None = None,
    passphrase: str = "",
    *,
    keys: OpeningKeys | None = None,
    trusted: Sequence[Path] = (),
    fingerprint: str = "",
    report: Report = silently,
) -> Judgement:
    """A PDF or a bundle, with a workspace's trust and keys or with given ones; imports nothing.

    ``trusted``: certificates of signers or of the authorities that issued theirs, and revocation lists.
    """
    trust = _trust(workspace, trusted)
    if verification.is_pdf(file):
        data = verification.read_pdf(file, report)
        judged = verification.pdf_bytes(data, trust, fingerprint)
        return own_documents.held_against_kept(workspace, data, judged) if workspace else judged
    own = opening_keys.held(workspace, passphrase, keys or OpeningKeys())
    if workspace is not None and not own.keys:
        _require_plain(file)
    with file_faults(file), given_file(file) as source:
        checked = verification.bundle(
            watched(source, report, "Reading"),
            own.keys,
            trust,
            own_recipients=own.recipients,
            fingerprint=fingerprint,
            refused=contacts.retired(workspace) if workspace else frozenset(),
        )
    if workspace is not None and checked.opened is not None:
        return _placed(workspace, checked)
    if not own.keys and checked.judgement.verdict is Verdict.NOT_FOR_US:
        finding = "Nothing was given that could open it: a workspace, an identity file or the bundle's passphrase."
        return replace(checked.judgement, findings=(finding,))
    return checked.judgement


def receive(
    workspace: Workspace,
    file: Path,
    passphrase: str,
    *,
    trusted: Sequence[Path] = (),
    fingerprint: str = "",
    bundle_passphrase: str = "",
    accept_held: str = "",
    dry_run: bool = False,
    report: Report = silently,
) -> Received:
    """Imports a bundle whose every byte verified, from a trusted sender, in its turn; otherwise changes nothing.

    ``accept_held`` says why a person takes one that is only held, whatever for; it stays on record.

    :raises ChecklistError: for what is no fault of the bundle; then nothing was changed either.
    """
    own = opening_keys.held(workspace, passphrase, OpeningKeys(bundle_passphrase=bundle_passphrase))
    trust = _trust(workspace, trusted)
    with ExitStack() as staged, file_faults(file), given_file(file) as source:
        evidence = _Staging(workspace, staged)
        checked = verification.bundle(
            watched(source, report, "Reading"),
            own.keys,
            trust,
            own_recipients=own.recipients,
            fingerprint=fingerprint,
            refused=contacts.retired(workspace),
            evidence=only_hash if dry_run else evidence,
        )
        if evidence.fault is not None:
            evidence.give_up()
            raise evidence.fault
        judgement = _placed(workspace, checked)
        if accept_held.strip():
            judgement = judgement.taken()
        kind = checked.opened.statement.kind if checked.opened else None
        importable = judgement.verdict is Verdict.COMPLETE and kind is not None and OF_KIND[kind].imported
        if importable and not dry_run:
            _import(workspace, checked, judgement, evidence.kept, fingerprint, accept_held.strip())
        else:
            evidence.give_up()
    return _received(file.name, judgement, checked, imported=importable and not dry_run, settled=importable)


class _Staging:
    """Evidence of a bundle not yet verified: encrypted for this workspace, under names that no row knows."""

    def __init__(self, workspace: Workspace, stack: ExitStack) -> None:
        self._workspace, self._stack = workspace, stack
        self.kept: list[tuple[str, str, sealed_files.SealedFile]] = []
        self.fault: ChecklistError | None = None
        """Our own disk's: the bundle is not to blame."""

    def __call__(self, file: File, source: io.BufferedReader) -> str:
        try:
            made = self._stack.enter_context(sealed_files.sealed(self._workspace.store, source))
        except ChecklistError as fault:
            if not isinstance(fault, AgeError):
                self.fault = fault
            raise
        self.kept.append((file.path, file.name, made))
        return made.sha512

    def give_up(self) -> None:
        for _, _, made in self.kept:
            sealed_files.discard(self._workspace.store, made.file)


def _import(
    workspace: Workspace,
    checked: Checked,
    judgement: Judgement,
    evidence: Sequence[tuple[str, str, sealed_files.SealedFile]],
    fingerprint: str,
    why: str,
) -> None:
    opened, form = checked.opened, checked.form
    if opened is None or form is None or opened.signer.certificate is None:
        raise ValueError("only a verified bundle is imported")
    store, statement = workspace.store, opened.statement
    contents = OF_KIND[statement.kind]
    with store.transaction():
        if fingerprint:
            sender = statement.sender
            contacts.add_signer(workspace, opened.signer.certificate, sender.name, sender.organisation, fingerprint)
        registers.receive(
            store,
            workspace.person.id,
            workspace.clock.reading(),
            form,
            _series(statement),
            Place(statement.sequence, Digest(opened.root)),
            previous=statement.prev,
            certificate=opened.signer.certificate,
            statement=write_statement(statement),
            record=opened.files[contents.record],
            pdf=opened.files[contents.document],
            revocations=opened.files.get(REVOCATIONS, b""),
            verdict=judgement.verdict,
            evidence=evidence,
            remark=f"{why} (held: {', '.join(sorted(judgement.holds))})" if judgement.holds else "",
        )


def _series(statement: Statement) -> Series:
    return Series(
        statement.sender.certificate,
        AssessmentId(statement.assessment),
        statement.authority,
        statement.kind.value,
    )


def _placed(workspace: Workspace, checked: Checked) -> Judgement:
    """The judgement once more, knowing what was received before."""
    opened, judgement = checked.opened, checked.judgement
    if opened is None:
        return judgement
    statement, store = opened.statement, workspace.store
    if judgement.verdict in (Verdict.COMPLETE, Verdict.HELD) and registers.received_as(store, Digest(opened.root)):
        finding = "This very bundle was received before."
        return replace(judgement, verdict=Verdict.ALREADY_RECEIVED, findings=(finding,), holds=frozenset())
    own_certificates = {each.certificate for each in identities.identities(workspace)}
    if opened.signer.certificate in own_certificates:
        return judgement
    last = registers.last_received(store, _series(statement))
    if last is not None and statement.sequence <= last.sequence:
        finding = f"A bundle with number {statement.sequence} or a later one was received before, with other content."
        verdict = worst([judgement.verdict, Verdict.REPLAYED])
        return replace(judgement, verdict=verdict, findings=(*judgement.findings, finding))
    follows = (last.sequence, last.tagmanifest) if last else (0, "")
    if (statement.sequence - 1, statement.prev) != follows:
        finding = "A bundle before this one is missing; a person must say why it can be taken."
        return judgement.with_hold(Hold.OUT_OF_TURN, finding)
    return judgement


def _received(file: str, judgement: Judgement, checked: Checked, *, imported: bool, settled: bool) -> Received:
    statement = checked.opened.statement if checked.opened else None
    said = list(judgement.findings)
    if statement is not None and not OF_KIND[statement.kind].imported:
        said.append("An archive is for looking at; nothing is imported.")
    message = "; ".join(said) or ("Received." if imported else "Everything in it is in order.")
    return Received(
        file,
        judgement.verdict,
        message,
        statement.assessment if statement else "",
        statement.sequence if statement else 0,
        imported,
        settled or judgement.verdict is Verdict.ALREADY_RECEIVED,
    )


def _trust(workspace: Workspace | None, trusted: Sequence[Path]) -> Trust:
    trust = contacts.trust(workspace) if workspace else Trust(Clock().now())
    for file in trusted:
        with file_faults(file), given_file(file) as source:
            trust = pinned.widened(trust, source.read(_LARGEST_TRUSTED))
    return trust


def _require_plain(file: Path) -> None:
    """A sealed bundle that nothing was typed for is not somebody else's: ask before judging."""
    with file_faults(file), given_file(file) as source:
        if source.read(len(AGE_MAGIC)) == AGE_MAGIC:
            raise ChecklistError(
                "passphrase-needed",
                "This bundle is sealed: it opens with your passphrase, or with one that came with it.",
                "Type the one it was sealed for.",
            )
