# SPDX-License-Identifier: Apache-2.0
"""Checking a PDF or a bundle, and receiving a bundle into the open workspace."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.verdict import Verdict
from checklistapp.ui.pages.verdict_text import coverage_text, key_text, signer_text, verdict_text
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.file_choice import ask_file
from checklistapp.ui.widgets.fingerprint import FingerprintDialog
from checklistapp.ui.widgets.fold import Fold
from checklistapp.ui.widgets.label import Label, Size, add_field
from checklistapp.ui.widgets.panel import empty, mark
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from checklistapp.ui.widgets.tile import ScrollPage, Tile
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.services.judgement import Judgement, SignatureFacts
    from checklistapp.services.operation import Report
    from checklistapp.services.receiving import Received
    from checklistapp.services.workspace import Workspace

_TO_CHECK = {
    Verdict.UNCONFIRMED_SIGNER,
    Verdict.APPROVAL_PENDING,
    Verdict.HELD,
    Verdict.UNSIGNED,
    Verdict.NOT_FOR_US,
}
"""What is neither good nor here is not to be used."""
_SIGNS = {"good": ("shield", "yes", "good"), "check": ("warning", "partly", "caution"), "bad": ("cross", "no", "error")}
"""Drawing, its tint, and the tone of the word."""


def _strangers(verdict: "Judgement") -> "list[SignatureFacts]":
    """Signers whom comparing their words would make known; a bundle's sender comes first."""
    return [each for each in verdict.signatures if each.trusted in ("unconfirmed", "unknown-issuer")]


class VerifyPage(ScrollPage):
    received = Signal()
    trust_wanted = Signal()
    """The page where authorities are added."""

    def __init__(self, session: Session, file: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session, self._file = session, file
        self._verdict: Judgement | None = None
        self._fingerprint = ""
        self.setAcceptDrops(True)
        words = self.tr("Drop a signed PDF or a bundle here, or choose one. Nothing is imported by looking.")
        choose_tile = Tile("shield", self.tr("Verify a file"), words)
        self.choose = Button(self.tr("&Choose a file…"), "folder", "primary")
        self.choose.clicked.connect(self._choose)
        choose_tile.body.addLayout(side_by_side(self.choose))
        self._fold = Fold(self.tr("For a sealed bundle: what opens it"), self._keys())
        choose_tile.body.addWidget(self._fold)
        self.complaint = Complaint()
        self._result = self._make_result()
        self.column.addWidget(choose_tile)
        self.column.addWidget(self.complaint)
        self.column.addWidget(self._result)
        self.column.addStretch(1)
        self.setFocusProxy(self.choose)
        if file is not None:
            self.verify(file)

    def _keys(self) -> QWidget:
        box = QWidget()
        form = QFormLayout(box)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.passphrase = PassphraseField(self.tr("Your passphrase"))
        self.bundle_passphrase = PassphraseField(self.tr("Passphrase of the bundle"))
        if self._session.opened is not None:
            add_field(form, self.tr("&Your passphrase, for a bundle sealed to you"), self.passphrase)
        add_field(form, self.tr("&Passphrase of the bundle, if it came with one"), self.bundle_passphrase)
        again = Button(self.tr("Check &again"), "undo", "small")
        again.clicked.connect(self._verify_again)
        form.addRow(again)
        return box

    def _make_result(self) -> Tile:
        tile = Tile("check", "")
        self._name = tile.words
        self._sentence = tile.title
        self._sign = tile.picture
        self.grade = Label()
        tile.heading.insertWidget(0, self.grade)
        self._signers = QVBoxLayout()
        tile.body.addLayout(self._signers)
        self._details = QWidget()
        self._lines = QVBoxLayout(self._details)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.receive = Button(self.tr("&Receive into this workspace"), "inbox", "primary")
        self.receive.clicked.connect(self._receive)
        self.compare = Button(self.tr("Co&mpare the fingerprint…"), "eye", "primary")
        self.compare.clicked.connect(self._compare)
        self.take = Button(self.tr("&Take it all the same…"), "inbox")
        self.take.clicked.connect(self._take)
        self.open_it = Button(self.tr("&Open it in the library"), "library", "primary")
        self.open_it.clicked.connect(self.received)
        self.trust = Button(self.tr("Trusted &authorities…"), "shield")
        self.trust.clicked.connect(self.trust_wanted)
        self._keys_text = Label(tone="muted", size=Size.SMALL)
        self._keys_fold = Fold(self.tr("Keys and certificates"), self._keys_text)
        tile.body.addWidget(self._details)
        tile.body.addWidget(self._keys_fold)
        tile.body.addLayout(side_by_side(self.compare, self.receive, self.open_it, self.take, self.trust))
        tile.hide()
        return tile

    def _choose(self) -> None:
        patterns = self.tr("PDF and bundles (*.pdf *.age *.tar);;All files (*)")
        ask_file(self, self.tr("Verify a file"), patterns, self.verify)

    def _verify_again(self) -> None:
        if self._file is not None:
            self.verify(self._file)

    def verify(self, file: Path) -> None:
        self._file, self._fingerprint = file, ""
        self.complaint.say("")
        self._look(file, "", lambda verdict: self._show(file, verdict), self._failed, self)

    def _look(
        self,
        file: Path,
        fingerprint: str,
        show: "Callable[[Judgement], None]",
        failed: Callable[[BaseException], None],
        over: QWidget,
    ) -> None:
        secret, bundle_secret = self.passphrase.text(), self.bundle_passphrase.text()

        def look(workspace: "Workspace | None", report: "Report") -> "Judgement":
            from checklistapp.services.opening_keys import OpeningKeys
            from checklistapp.services.receiving import verify_file

            keys = OpeningKeys(bundle_passphrase=bundle_secret)
            return verify_file(file, workspace, secret, keys=keys, fingerprint=fingerprint, report=report)

        title = self.tr("Checking the file")
        if self._session.opened is None:
            task = self._session.worker.submit(title, lambda report: look(None, report), show, failed, self)
        else:
            task = self._session.run_reporting(look, show, failed, title, self)
        WorkingDialog(task, over)

    def _failed(self, error: BaseException) -> None:
        self._result.hide()
        self.complaint.show_error(error)
        if isinstance(error, ChecklistError) and error.code == "passphrase-needed":
            self._ask_passphrase()

    def _ask_passphrase(self) -> None:
        self._fold.open()
        (self.passphrase if self._session.opened is not None else self.bundle_passphrase).setFocus()

    def _show(self, file: Path, verdict: "Judgement") -> None:
        self._verdict = verdict
        grade = "good" if verdict.verdict.is_good else "check" if verdict.verdict in _TO_CHECK else "bad"
        words = {"good": self.tr("GOOD"), "check": self.tr("CHECK"), "bad": self.tr("DO NOT USE")}
        drawing, tint, tone = _SIGNS[grade]
        self.grade.setText(words[grade])
        self.grade.set_tone(tone)
        mark(self._result, "grade", grade)
        self._sentence.setText(verdict_text(verdict.verdict))
        self._sign.show_drawing(drawing, tint)
        self._name.setText(file.name)
        self._name.show()
        empty(self._signers)
        empty(self._lines)
        for each in verdict.signatures:
            self._signers.addWidget(Label(signer_text(each), bold=True))
            if covers := coverage_text(each, verdict.size):
                self._signers.addWidget(Label(covers, "muted", Size.SMALL))
        for finding in verdict.findings:
            self._lines.addWidget(Label(finding, "muted"))
        keys = "\n\n".join(dict.fromkeys(filter(None, map(key_text, verdict.signatures))))
        self._keys_text.setText(keys)
        self._keys_fold.setVisible(bool(keys))
        unknown = any(each.trusted == "unknown-issuer" for each in verdict.signatures)
        self.trust.setVisible(unknown and self._session.opened is not None)
        can_receive = self._session.opened is not None and verdict.kind != "pdf"
        self.open_it.setVisible(can_receive and verdict.verdict is Verdict.ALREADY_RECEIVED)
        self.receive.setVisible(can_receive and verdict.verdict is Verdict.COMPLETE)
        self.take.setVisible(can_receive and verdict.verdict is Verdict.HELD)
        self.compare.setVisible(verdict.verdict is Verdict.UNCONFIRMED_SIGNER and bool(_strangers(verdict)))
        self._result.show()
        if verdict.verdict is Verdict.NOT_FOR_US:
            self._ask_passphrase()

    def _compare(self) -> None:
        if self._verdict is None or self._file is None:
            return
        file, signature = self._file, _strangers(self._verdict)[0]
        receives = self._session.opened is not None and self._verdict.kind != "pdf"

        def run(typed: str, dialog: FingerprintDialog) -> None:
            all_typed = "\n".join(filter(None, (self._fingerprint, typed)))

            def agreed(still_unknown: bool) -> bool:
                if still_unknown:
                    dialog.differ()
                    return False
                self._fingerprint = all_typed
                dialog.accept()
                return True

            def looked(verdict: "Judgement") -> None:
                if agreed(signature.certificate in {each.certificate for each in _strangers(verdict)}):
                    self._show(file, verdict)

            def received(result: "Received") -> None:
                if agreed(result.verdict is Verdict.UNCONFIRMED_SIGNER):
                    self._told(result)

            if receives:
                self._start_receiving(typed, "", received, dialog.show_error, dialog)
            else:
                self._look(file, all_typed, looked, dialog.show_error, dialog)

        FingerprintDialog(signature.signer, signature.fingerprint, run, self).open()

    def _take(self) -> None:
        """A bundle out of its turn, for a reason that stays on record."""

        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def received(result: "Received") -> None:
                dialog.accept()
                self._told(result)

            self._start_receiving(self._fingerprint, given["why"], received, dialog.show_error, dialog)

        words = self.tr(
            "Ask the sender first about what stands under the verdict. "
            "If a bundle before this one is missing, it can no longer be received afterwards."
        )
        asked = [Asked("why", self.tr("&Why it is taken all the same; the reason stays on record"))]
        QuestionsDialog(self.tr("Take it all the same"), words, asked, self.tr("&Take it"), run, self).open()

    def _receive(self) -> None:
        self._start_receiving(self._fingerprint, "", self._told, self._failed, self)

    def _start_receiving(
        self,
        fingerprint: str,
        why: str,
        done: "Callable[[Received], None]",
        failed: Callable[[BaseException], None],
        over: QWidget,
    ) -> None:
        file, secret, bundle_secret = self._file, self.passphrase.text(), self.bundle_passphrase.text()

        def job(workspace: "Workspace", report: "Report") -> "Received":
            from checklistapp.services.receiving import receive

            if file is None:
                raise ValueError("nothing was chosen")
            return receive(
                workspace,
                file,
                secret,
                fingerprint=fingerprint,
                bundle_passphrase=bundle_secret,
                accept_held=why,
                report=report,
            )

        task = self._session.run_reporting(job, done, failed, self.tr("Receiving the bundle"), owner=self)
        WorkingDialog(task, over)

    def _told(self, result: "Received") -> None:
        if result.imported or result.verdict is Verdict.ALREADY_RECEIVED:
            self.received.emit()
        else:
            self.take.setVisible(result.verdict is Verdict.HELD)
            self.complaint.say(f"{verdict_text(result.verdict)} {result.message}".strip())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.verify(files[0])
