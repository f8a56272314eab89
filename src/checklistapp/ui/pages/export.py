# SPDX-License-Identifier: Apache-2.0
"""What can leave an assessment: three products that nobody should mistake for each other."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from checklistapp.domain.people import MOST_APPROVERS
from checklistapp.domain.review import BLOCKS_APPROVAL, worklist
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.pages.handing_over import HandingOver
from checklistapp.ui.pages.paper import ArchiveTile, PaperTile
from checklistapp.ui.pages.product import ProductTile
from checklistapp.ui.pages.public_edition import PublicTile
from checklistapp.ui.pages.reading import Reading
from checklistapp.ui.pages.signing import Signing
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.file_choice import ask_target, suggested_name
from checklistapp.ui.widgets.frozen import FrozenNotice
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.sign_dialog import Signature
from checklistapp.ui.widgets.step import Step
from checklistapp.ui.widgets.tile import ScrollPage, Tile
from checklistapp.ui.widgets.worklist import Worklist

if TYPE_CHECKING:
    from checklistapp.services.judgement import Judgement
    from checklistapp.services.workspace import Workspace
    from checklistapp.services.written import Written


class ExportPage(ScrollPage):
    preview_wanted = Signal(bytes, str, str)
    """PDF, title, and its kind where it may be saved, else empty."""
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
        self._handing_over = HandingOver(session, answering, self)
        self._handing_over.started.connect(self._clear)
        self._handing_over.sealed.connect(self._told)
        self._handing_over.failed.connect(self.complaint.show_error)
        self._handing_over.preview_wanted.connect(self.preview_wanted)
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
        words = self.tr(
            "Everything for the receiver, in confidence: answers, notes, evidence. The preparer signs it, then whoever "
            "approves."
        )
        tile = Tile("seal", self.tr("Submission"), words)
        self.reading = Reading(self._session, self._answering)
        self.reading.started.connect(self._clear)
        self.reading.failed.connect(self.complaint.show_error)
        self.reading.preview_wanted.connect(self.preview_wanted)
        tile.body.addWidget(self.reading)
        self.sign = Button(self.tr("&Sign as preparer…"), "sign", "primary")
        self.sign.clicked.connect(lambda: self._ask_signature(approver=False))
        self.approve = Button(self.tr("&Approve and sign…"), "sign", "primary")
        self.approve.clicked.connect(lambda: self._ask_signature(approver=True))
        self.seal = Button(self.tr("Seal a &bundle…"), "seal", "primary")
        self.seal.clicked.connect(self._handing_over.ask_seal)
        self.save = Button(self.tr("Save the signed &PDF…"), "save")
        self.save.clicked.connect(self._save_signed)
        self.slip = Button(self.tr("Cover s&lip…"), "printer")
        self.slip.clicked.connect(self._handing_over.ask_slip)
        self._steps = (
            Step(self.tr("1. The preparer signs: the content is fixed"), self.sign),
            Step(self.tr("2. The approver signs: the answers are frozen"), self.approve),
            Step(self.tr("3. Hand over"), self.save, self.slip, self.seal),
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

    def _signers(self, workspace: "Workspace") -> "Judgement":
        """Told a little later: the whole document is verified for it."""
        from checklistapp.services import contacts, exports, verification

        signed = exports.signed_pdf(workspace, self._id)
        return verification.pdf_bytes(signed, contacts.trust(workspace))

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

    def _show_stage(self, stage: str, found: "Judgement | None" = None) -> None:
        self.reading.show_stage(stage)
        prepared, step, pending, handed = stage in ("certified", "complete"), *self._steps
        by = (
            [self.tr("Signed by {0}, {1}").format(each.signer, each.when) for each in found.signatures] if found else []
        )
        approved_by = "; ".join(by[1:])
        if stage == "certified" and found is not None and len(found.expected) > 2:
            signed = self.tr("{0} of {1} approvers signed").format(len(by) - 1, len(found.expected) - 1)
            approved_by = ". ".join(filter(None, (approved_by, signed)))
        by += [self.tr("Signed")] * (1 - len(by))
        stops = self.tr("Settle first what is listed above: {0}.").format(self._blocking) if self._blocking else ""
        step.show_step(done=prepared, possible=not prepared and not stops, remark=by[0] if prepared else stops)
        approved = stage == "complete"
        said = approved_by or (self.tr("Signed") if approved else "")
        pending.show_step(done=approved, possible=stage == "certified", remark=said)
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
        source_format = self.reading.source_format
        if source_format and not approver:
            words = self.tr("{0} Answers stand in the words of the source: Yes, No or blank.").format(words)

        def sign(workspace: "Workspace", identity: str, given: Signature) -> "Written":
            from checklistapp.services import signing

            if not approver:
                return signing.certify(
                    workspace,
                    self._id,
                    identity,
                    given.passphrase,
                    approvers=given.approvers,
                    source_format=source_format,
                    confirmed_date=given.date,
                    pin=given.pin,
                )
            return signing.approve(
                workspace,
                self._id,
                identity,
                given.passphrase,
                override=given.override,
                confirmed_date=given.date,
                pin=given.pin,
            )

        def done(written: "Written") -> None:
            self._told(written)
            self._ask_stage()
            self.frozen.emit()

        action = self.tr("&Approve and sign") if approver else self.tr("&Sign")
        most = 0 if approver else MOST_APPROVERS
        self._signing.ask(title, words, sign, done, action=action, approver=approver, most_approvers=most)

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
