# SPDX-License-Identifier: Apache-2.0
"""What can leave an assessment: three products that nobody should mistake for each other."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from checklistapp.domain.people import Contact, Identity
from checklistapp.domain.review import BLOCKS_APPROVAL, worklist
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.pages.paper import ArchiveTile, PaperTile
from checklistapp.ui.pages.product import ProductTile
from checklistapp.ui.pages.public_edition import PublicTile
from checklistapp.ui.pages.signing import Signing
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.file_choice import ask_target, suggested_name
from checklistapp.ui.widgets.frozen import FrozenNotice
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.seal_dialog import SealDialog
from checklistapp.ui.widgets.secret import SecretDialog
from checklistapp.ui.widgets.sign_dialog import Signature
from checklistapp.ui.widgets.step import Step
from checklistapp.ui.widgets.tile import ScrollPage, Tile
from checklistapp.ui.widgets.working import WorkingDialog
from checklistapp.ui.widgets.worklist import Worklist

if TYPE_CHECKING:
    from checklistapp.domain.ids import ContactId
    from checklistapp.services.operation import Report
    from checklistapp.services.verification import SignatureFacts
    from checklistapp.services.workspace import Workspace
    from checklistapp.services.written import Written


class ExportPage(ScrollPage):
    preview_wanted = Signal(bytes, str, bool)
    """PDF, title, whether it may be saved."""
    question_wanted = Signal(str)
    frozen = Signal()
    said = Signal(str)
    reopen_wanted = Signal()

    def __init__(self, session: Session, answering: Answering, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session, self._answering = session, answering
        self._id, self._blocking = answering.assessment.id, 0
        self._signing = Signing(session, answering, self)
        self.complaint = Complaint()
        self.column.addWidget(self.complaint)
        self.unprintable = Label(tone="error")
        self.unprintable.hide()
        self.column.addWidget(self.unprintable)
        self._signing.failed.connect(self.complaint.show_error)
        self._frozen = FrozenNotice()
        self._frozen.reopen_wanted.connect(self.reopen_wanted)
        self.column.addWidget(self._frozen)
        self.worklist = Worklist()
        self.worklist.question_wanted.connect(self.question_wanted)
        self.column.addWidget(self.worklist)
        self._add_submission()
        self.public = PublicTile(session, answering)
        self.paper = PaperTile(session, answering)
        self.archive = ArchiveTile(session, answering)
        for tile in (self.public, self.paper, self.archive):
            self._add_product(tile)
        self.column.addStretch(1)
        answering.replaced.connect(self._review)
        answering.replaced.connect(self._ask_stage)
        self._review()
        self._ask_stage()
        answering.replaced.connect(self._ask_unprintable)
        self._ask_unprintable()

    def focus_first(self) -> None:
        (self.worklist.first or self.public.preview).setFocus()

    # Submission

    def _add_submission(self) -> None:
        words = self.tr("Everything for the receiver, in confidence: answers, notes, evidence. Two persons sign it.")
        tile = Tile("seal", self.tr("Submission"), words)
        self.sign = Button(self.tr("&Sign as preparer…"), "sign", "primary")
        self.sign.clicked.connect(lambda: self._ask_signature(approver=False))
        self.approve = Button(self.tr("&Approve and sign…"), "sign", "primary")
        self.approve.clicked.connect(lambda: self._ask_signature(approver=True))
        self.seal = Button(self.tr("Seal a &bundle…"), "seal", "primary")
        self.seal.clicked.connect(self._ask_seal)
        self.save = Button(self.tr("Save the signed &PDF…"), "save")
        self.save.clicked.connect(self._save_signed)
        self._steps = (
            Step(self.tr("1. The preparer signs: the content is fixed"), self.sign),
            Step(self.tr("2. The approver signs: the answers are frozen"), self.approve),
            Step(self.tr("3. Hand over"), self.save, self.seal),
        )
        for step in self._steps:
            tile.body.addWidget(step)
            step.show_step(done=False, possible=False)
        self.column.addWidget(tile)

    def _review(self) -> None:
        """Frozen answers are past any second look."""
        self._frozen.setVisible(self._answering.is_frozen)
        findings = worklist(self._answering.assessment)
        self._blocking = sum(finding.kind in BLOCKS_APPROVAL for finding in findings)
        self.worklist.show_findings(findings)
        self.worklist.setVisible(not self._answering.is_frozen)

    def _ask_stage(self) -> None:
        def job(workspace: "Workspace") -> str:
            from checklistapp.services import signing

            return signing.stage(workspace, self._id)

        def show(stage: str) -> None:
            self._show_stage(stage)
            if stage != "none" and self._session.opened is not None:
                self._session.run(self._signers, lambda found: self._show_stage(stage, found), self._failed, owner=self)

        self._session.run(job, show, self._failed, owner=self)

    def _signers(self, workspace: "Workspace") -> "tuple[SignatureFacts, ...]":
        """Told a little later: the whole document is verified for it."""
        from checklistapp.services import contacts, exports, verification

        signed = exports.signed_pdf(workspace, self._id)
        return verification.pdf_bytes(signed, contacts.trust(workspace)).signatures

    def _ask_unprintable(self) -> None:
        def job(workspace: "Workspace") -> str:
            from checklistapp.services import exports

            found = exports.unprintable(workspace, self._id)
            return found.sentence if found else ""

        def show(sentence: str) -> None:
            words = self.tr("{0} Copies show � in their place, and nothing that holds them can be signed.")
            self.unprintable.setText(words.format(sentence))
            self.unprintable.setVisible(bool(sentence))

        self._session.run(job, show, self.complaint.show_error, owner=self)

    def _show_stage(self, stage: str, signatures: "tuple[SignatureFacts, ...]" = ()) -> None:
        prepared, step, pending, handed = stage in ("certified", "complete"), *self._steps
        by = [self.tr("Signed by {0}, {1}").format(each.signer, each.when) for each in signatures]
        by += [self.tr("Signed")] * (2 - len(by))
        stops = self.tr("Settle first what is listed above: {0}.").format(self._blocking) if self._blocking else ""
        step.show_step(done=prepared, possible=not prepared and not stops, remark=by[0] if prepared else stops)
        approved = stage == "complete"
        pending.show_step(done=approved, possible=stage == "certified", remark=by[1] if approved else "")
        handed.show_step(done=False, possible=approved)
        self.save.setEnabled(prepared)

    def _ask_signature(self, *, approver: bool) -> None:
        self._clear()
        if approver:
            title = self.tr("Approve the submission")
            words = self.tr("Your signature is the approval. The answers are frozen; reopening needs a reason.")
        else:
            title = self.tr("Sign as preparer")
            words = self.tr("Your signature fixes the content. An answer changed afterwards discards it.")

        def sign(workspace: "Workspace", identity: str, given: Signature) -> "Written":
            from checklistapp.services import signing

            if not approver:
                return signing.certify(workspace, self._id, identity, given.passphrase, confirmed_date=given.date)
            return signing.approve(
                workspace,
                self._id,
                identity,
                given.passphrase,
                override=given.override,
                confirmed_date=given.date,
            )

        def done(written: "Written") -> None:
            self._told(written)
            self._ask_stage()
            self.frozen.emit()

        action = self.tr("&Approve and sign") if approver else self.tr("&Sign")
        self._signing.ask(title, words, sign, done, action=action, approver=approver)

    def _save_signed(self) -> None:
        self._clear()

        def job(workspace: "Workspace") -> bytes:
            from checklistapp.services import exports

            return exports.signed_pdf(workspace, self._id)

        def save(pdf: bytes) -> None:
            ask_target(
                self,
                self.tr("Save the signed PDF"),
                suggested_name(self._answering.assessment, "submission.pdf"),
                lambda file: self._write(pdf, file, "submission"),
            )

        self._session.run(job, save, self.complaint.show_error, owner=self)

    def _ask_seal(self) -> None:
        self._clear()

        def job(workspace: "Workspace") -> tuple[list[Identity], list[Contact]]:
            from checklistapp.services import contacts, identities

            return identities.signers(workspace), contacts.contacts(workspace)

        def choose(found: tuple[list[Identity], list[Contact]]) -> None:
            SealDialog(*found, self._seal, self).open()

        self._session.run(job, choose, self.complaint.show_error, owner=self)

    def _seal(self, to: "tuple[ContactId, ...]", passphrase: str, dialog: SealDialog) -> None:
        identity = dialog.identity.chosen

        def run(file: Path) -> None:
            def job(workspace: "Workspace", report: "Report") -> tuple["Written", str]:
                from checklistapp.services import exchange

                words = "" if to else exchange.new_passphrase()
                written = exchange.seal(
                    workspace,
                    self._id,
                    file,
                    to=to,
                    identity_id=identity,
                    passphrase=passphrase,
                    generated_passphrase=words,
                    report=report,
                )
                return written, words

            def done(result: tuple["Written", str]) -> None:
                dialog.accept()
                self._told(result[0])
                self._show_passphrase(result[1])

            task = self._session.run_reporting(job, done, dialog.show_error, self.tr("Sealing the bundle"), owner=self)
            WorkingDialog(task, self)

        ask_target(
            dialog,
            self.tr("Save the bundle"),
            suggested_name(self._answering.assessment, "submission.bag.tar.age"),
            run,
        )

    def _show_passphrase(self, passphrase: str) -> None:
        if passphrase:
            words = self.tr("Send this passphrase by another way than the bundle. It is not shown again.")
            SecretDialog(self.tr("Passphrase of the bundle"), words, passphrase, self).open()

    # Everything else

    def _add_product(self, tile: ProductTile) -> None:
        tile.preview_wanted.connect(self.preview_wanted)
        tile.started.connect(self._clear)
        tile.written.connect(self._told)
        tile.failed.connect(self.complaint.show_error)
        self.column.addWidget(tile)

    def _write(self, pdf: bytes, target: Path, kind: str) -> None:
        def job(workspace: "Workspace") -> "Written":
            from checklistapp.services import exports

            return exports.export(workspace, self._id, pdf, target, kind)

        self._session.run(job, self._told, self.complaint.show_error, owner=self)

    def _failed(self, error: BaseException) -> None:
        self.complaint.show_error(error)

    def _clear(self) -> None:
        """What went wrong before is no longer said once something else is tried."""
        self.complaint.say("")

    def _told(self, written: "Written") -> None:
        self._clear()
        counts = ", ".join(
            one if count == 1 else many.format(count)
            for count, one, many in (
                (written.answers, self.tr("1 answer"), self.tr("{0} answers")),
                (written.attachments, self.tr("1 attachment"), self.tr("{0} attachments")),
                (written.signatures, self.tr("1 signature"), self.tr("{0} signatures")),
            )
        )
        saved = self.tr("Saved to {0}; re-opened and checked: {1}").format(Path(written.path).name, counts)
        self.said.emit(saved if written.path else self.tr("Re-opened and checked: {0}").format(counts))
