# SPDX-License-Identifier: Apache-2.0
"""What can leave an assessment: three products that nobody should mistake for each other."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.domain.people import Contact, Identity
from checklistapp.domain.review import BLOCKS_APPROVAL, FindingKind, worklist
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.pages.paper import ArchiveTile, PaperTile
from checklistapp.ui.pages.product import ProductTile
from checklistapp.ui.pages.public_edition import PublicTile
from checklistapp.ui.pages.signing import Signing
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.file_choice import ask_target
from checklistapp.ui.widgets.frozen import FrozenNotice
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.message import tell
from checklistapp.ui.widgets.seal_dialog import SealDialog
from checklistapp.ui.widgets.sign_dialog import Signature
from checklistapp.ui.widgets.step import Step
from checklistapp.ui.widgets.tile import ScrollPage, Tile
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.domain.ids import ContactId
    from checklistapp.services.operation import Report
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
        super().__init__(900, parent)
        self._session, self._answering = session, answering
        self._id = answering.assessment.id
        self._signing = Signing(session, answering, self)
        self.complaint = Complaint()
        self.column.addWidget(self.complaint)
        self._signing.failed.connect(self.complaint.show_error)
        self._frozen = FrozenNotice()
        self._frozen.reopen_wanted.connect(self.reopen_wanted)
        self.column.addWidget(self._frozen)
        self._add_submission()
        self.public = PublicTile(session, answering)
        self.paper = PaperTile(session, answering)
        self.archive = ArchiveTile(session, answering)
        for tile in (self.public, self.paper, self.archive):
            self._add_product(tile)
        self.column.addStretch(1)
        answering.replaced.connect(self._ask_stage)
        answering.replaced.connect(self._review)
        self._ask_stage()

    def focus_first(self) -> None:
        self._show_finding.setFocus()

    # Submission

    def _add_submission(self) -> None:
        words = self.tr("Everything for the receiver, in confidence: answers, notes, evidence. Two persons sign it.")
        tile = Tile("seal", self.tr("Submission"), words)
        self._findings = Label(tone="muted")
        self._show_finding = Button(self.tr("Show the first"), "right", "small")
        self._show_finding.clicked.connect(self._go_to_finding)
        line = QHBoxLayout()
        line.addWidget(self._findings, 1)
        line.addWidget(self._show_finding)
        tile.body.addLayout(line)
        self.sign = Button(self.tr("&Sign as preparer…"), "sign", "primary")
        self.sign.clicked.connect(lambda: self._ask_signature(approver=False))
        self.approve = Button(self.tr("&Approve…"), "sign", "primary")
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
        self._review()

    def _review(self) -> None:
        self._frozen.setVisible(self._answering.is_frozen)
        findings = worklist(self._answering.assessment)
        still_open = sum(finding.kind is FindingKind.OPEN for finding in findings)
        blocking = [finding for finding in findings if finding.kind in BLOCKS_APPROVAL]
        self._first = next((f.question for f in (blocking or findings) if f.question), "")
        if blocking:
            text = self.tr("Before signing, a reason is missing: {0}.").format(", ".join(f.question for f in blocking))
        elif still_open:
            text = self.tr("Still open: {0}. Open questions may be submitted; they print as blank.").format(still_open)
        elif findings:
            text = self.tr("Worth a second look: {0}. {1}").format(findings[0].question, findings[0].message)
        else:
            text = self.tr("Nothing is missing.")
        self._findings.setText(text)
        self._show_finding.setVisible(bool(self._first))

    def _go_to_finding(self) -> None:
        self.question_wanted.emit(self._first)

    def _ask_stage(self) -> None:
        def job(workspace: "Workspace") -> str:
            from checklistapp.services import signing

            return signing.stage(workspace, self._id)

        self._session.run(job, self._show_stage, self.complaint.show_error, owner=self)

    def _show_stage(self, stage: str) -> None:
        prepared, step, pending, handed = stage in ("certified", "complete"), *self._steps
        step.show_step(done=prepared, possible=not prepared)
        pending.show_step(done=stage == "complete", possible=stage == "certified")
        handed.show_step(done=False, possible=stage == "complete")
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

        self._signing.ask(title, words, sign, done, override=approver)

    def _save_signed(self) -> None:
        self._clear()

        def job(workspace: "Workspace") -> bytes:
            from checklistapp.services import exports

            return exports.signed_pdf(workspace, self._id)

        def save(pdf: bytes) -> None:
            ask_target(
                self,
                self.tr("Save the signed PDF"),
                "submission.pdf",
                lambda file: self._write(pdf, file, "submission"),
            )

        self._session.run(job, save, self.complaint.show_error, owner=self)

    def _ask_seal(self) -> None:
        self._clear()

        def job(workspace: "Workspace") -> tuple[list[Identity], list[Contact]]:
            from checklistapp.services import contacts, identities

            return identities.own(workspace), contacts.contacts(workspace)

        def choose(found: tuple[list[Identity], list[Contact]]) -> None:
            own, known = found
            identity = own[0].id if own else ""
            SealDialog(known, lambda to, secret, dialog: self._seal(identity, to, secret, dialog), self).open()

        self._session.run(job, choose, self.complaint.show_error, owner=self)

    def _seal(self, identity: str, to: "tuple[ContactId, ...]", passphrase: str, dialog: SealDialog) -> None:
        def run(file: Path) -> None:
            def job(workspace: "Workspace", report: "Report") -> tuple["Written", str]:
                from checklistapp.services import exchange

                sealed = exchange.seal(
                    workspace,
                    self._id,
                    file,
                    to=to,
                    identity_id=identity,
                    passphrase=passphrase,
                    generated_passphrase=not to,
                    report=report,
                )
                return sealed.written, sealed.passphrase

            def done(result: tuple["Written", str]) -> None:
                dialog.accept()
                self._told(result[0])
                self._show_passphrase(result[1])

            task = self._session.run_reporting(job, done, dialog.show_error, self.tr("Sealing the bundle"), owner=self)
            WorkingDialog(task, self)

        ask_target(dialog, self.tr("Save the bundle"), "submission.bag.tar.age", run)

    def _show_passphrase(self, passphrase: str) -> None:
        if passphrase:
            words = self.tr("Send this passphrase by another way than the bundle. It is not shown again:")
            tell(self, self.tr("Passphrase of the bundle"), words, passphrase)

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
