# SPDX-License-Identifier: Apache-2.0
"""Checking a PDF or a bundle, and receiving a bundle into the open workspace."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from checklistapp.domain.errors import ChecklistError
from checklistapp.ui.session import Session
from checklistapp.ui.tasks import Task
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.complaint import Complaint
from checklistapp.ui.widgets.file_choice import ask_file
from checklistapp.ui.widgets.fingerprint import FingerprintDialog
from checklistapp.ui.widgets.fold import Fold
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.panel import empty
from checklistapp.ui.widgets.passphrase import PassphraseField
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from checklistapp.ui.widgets.tile import ScrollPage, Tile
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.services.receiving import Received
    from checklistapp.services.verification import Verdict
    from checklistapp.services.workspace import Workspace

_GOOD = ("complete", "already-received")


class VerifyPage(ScrollPage):
    received = Signal()
    back = Signal()

    def __init__(self, session: Session, file: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(820, parent)
        self._session, self._file = session, file
        self._verdict: Verdict | None = None
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
        back = Button(self.tr("&Back"), "left")
        back.clicked.connect(self.back)
        self.column.addLayout(side_by_side(back))
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
            form.addRow(self.tr("&Your passphrase, for a bundle sealed to you"), self.passphrase)
        form.addRow(self.tr("&Passphrase of the bundle, if it came with one"), self.bundle_passphrase)
        again = Button(self.tr("Check &again"), "undo", "small")
        again.clicked.connect(self._verify_again)
        form.addRow(again)
        return box

    def _make_result(self) -> Tile:
        tile = Tile("check", "")
        self._name = tile.words
        self._sentence = tile.title
        self._sign = tile.picture
        self._details = QWidget()
        self._lines = QVBoxLayout(self._details)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self.receive = Button(self.tr("&Receive into this workspace"), "inbox", "primary")
        self.receive.clicked.connect(lambda: self._receive(""))
        self.compare = Button(self.tr("Co&mpare the fingerprint…"), "eye", "primary")
        self.compare.clicked.connect(self._compare)
        self.take = Button(self.tr("&Take it all the same…"), "inbox")
        self.take.clicked.connect(self._take)
        tile.body.addWidget(Fold(self.tr("Details"), self._details))
        for button in (self.compare, self.receive, self.take):
            tile.body.addLayout(side_by_side(button))
        tile.hide()
        return tile

    def _choose(self) -> None:
        patterns = self.tr("PDF and bundles (*.pdf *.age *.tar);;All files (*)")
        ask_file(self, self.tr("Verify a file"), patterns, self.verify)

    def _verify_again(self) -> None:
        if self._file is not None:
            self.verify(self._file)

    def verify(self, file: Path, fingerprint: str = "") -> None:
        self._file, self._fingerprint = file, fingerprint
        self.complaint.say("")
        secret, bundle_secret = self.passphrase.text(), self.bundle_passphrase.text()

        def look(workspace: "Workspace | None") -> "Verdict":
            from checklistapp.services.receiving import OpeningKeys, verify_file

            keys = OpeningKeys(bundle_passphrase=bundle_secret)
            return verify_file(file, workspace, secret, keys=keys, fingerprint=fingerprint)

        def show(verdict: "Verdict") -> None:
            self._show(file, verdict)

        title = self.tr("Checking the file")
        if self._session.opened is None:
            task = self._session.worker.submit(title, lambda _: look(None), show, self._failed, self)
        else:
            task = self._session.run(look, show, self._failed, title, self)
        WorkingDialog(task, self)

    def _failed(self, error: BaseException) -> None:
        self._result.hide()
        if self._session.opened is not None and not self.passphrase.text() and _is_wrong_passphrase(error):
            self._fold.open()
            self.complaint.say(self.tr("A bundle is opened with your keys: type your passphrase, then check again."))
            self.passphrase.setFocus()
        else:
            self.complaint.show_error(error)

    def _show(self, file: Path, verdict: "Verdict") -> None:
        self._verdict = verdict
        good = verdict.verdict in _GOOD
        self._sentence.setText(self._say(verdict.verdict))
        self._sign.show_drawing("check" if good else "warning", "yes" if good else "no")
        self._name.setText(file.name)
        self._name.show()
        empty(self._lines)
        for each in verdict.signatures:
            signer = self.tr("{0}: {1}, {2}").format(each.role or self.tr("Signer"), each.signer, each.when)
            self._lines.addWidget(Label(signer, bold=True))
            self._lines.addWidget(Label(each.fingerprint, "muted", Size.SMALL))
        for finding in verdict.findings:
            self._lines.addWidget(Label(finding))
        can_receive = self._session.opened is not None and verdict.kind != "pdf"
        self.receive.setVisible(can_receive and good)
        self.take.setVisible(can_receive and verdict.verdict == "held")
        self.compare.setVisible(verdict.verdict == "unconfirmed-signer" and bool(verdict.signatures))
        self._result.show()

    def _say(self, verdict: str) -> str:
        sentences = {
            "complete": self.tr("Complete and unchanged; all expected signatures are good."),
            "already-received": self.tr("This very bundle was received before."),
            "approval-pending": self.tr("Unchanged, but the approver has not signed yet."),
            "held": self.tr("Genuine, but out of turn: one before it is missing, or a certificate is out of date."),
            "replayed": self.tr("Refused: another bundle with this number or a later one was received before."),
            "unconfirmed-signer": self.tr("Unchanged, but nobody here has confirmed who signed it."),
            "not-for-us": self.tr("This bundle is not sealed to you, or its passphrase is another one."),
            "unsigned": self.tr("Not signed: it may come from anybody."),
            "incomplete": self.tr("Incomplete: a part is missing."),
            "altered": self.tr("Altered after it was signed. Do not use it."),
        }
        return sentences.get(verdict, self.tr("This file cannot be read as a signed PDF or a bundle."))

    def _compare(self) -> None:
        if self._verdict is None or self._file is None:
            return
        words = self._verdict.signatures[0].fingerprint
        file = self._file

        def confirmed(fingerprint: str) -> None:
            if self._session.opened is not None and self._verdict is not None and self._verdict.kind != "pdf":
                self._receive(fingerprint)
            else:
                self.verify(file, fingerprint)

        FingerprintDialog(self._verdict.signatures[0].signer, words, confirmed, self).open()

    def _receive(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        task = self._start_receiving("", self._failed, lambda _: None)
        WorkingDialog(task, self)

    def _take(self) -> None:
        """A bundle out of its turn, for a reason that stays on record."""

        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            task = self._start_receiving(given["why"], dialog.show_error, lambda _: dialog.accept())
            WorkingDialog(task, dialog)

        words = self.tr(
            "A bundle before this one is missing, or its sender's certificate is out of date. Ask the sender first. "
            "What is missing can no longer be received afterwards."
        )
        asked = [Asked("why", self.tr("&Why it is taken all the same; the reason stays on record"))]
        QuestionsDialog(self.tr("Take it all the same"), words, asked, self.tr("&Take it"), run, self).open()

    def _start_receiving(
        self, why: str, failed: Callable[[BaseException], None], ended: "Callable[[Received], None]"
    ) -> Task:
        file, secret, bundle_secret = self._file, self.passphrase.text(), self.bundle_passphrase.text()
        fingerprint = self._fingerprint

        def job(workspace: "Workspace") -> "Received":
            from checklistapp.services.receiving import receive

            if file is None:
                raise ValueError("nothing was chosen")
            return receive(
                workspace, file, secret, fingerprint=fingerprint, bundle_passphrase=bundle_secret, accept_held=why
            )

        def done(result: "Received") -> None:
            ended(result)
            self._told(result)

        return self._session.run(job, done, failed, self.tr("Receiving the bundle"), owner=self)

    def _told(self, result: "Received") -> None:
        if result.imported or result.verdict == "already-received":
            self.received.emit()
        else:
            self.take.setVisible(result.verdict == "held")
            self.complaint.say(f"{self._say(result.verdict)} {result.message}".strip())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.verify(files[0])


def _is_wrong_passphrase(error: BaseException) -> bool:
    return isinstance(error, ChecklistError) and error.code == "wrong-passphrase"
