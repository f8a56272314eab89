# SPDX-License-Identifier: Apache-2.0
"""The public edition: looked at first, then written as a signed PDF, a signed bundle, JSON or HTML."""

from typing import TYPE_CHECKING

from checklistapp.domain.disclosure import gap_is_a_no
from checklistapp.ui.models.answering import Answering
from checklistapp.ui.pages.product import ProductTile
from checklistapp.ui.pages.signing import Signing
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.file_choice import suggested_name
from checklistapp.ui.widgets.label import Label
from checklistapp.ui.widgets.sign_dialog import Signature

if TYPE_CHECKING:
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace


class PublicTile(ProductTile):
    def __init__(self, session: Session, answering: Answering) -> None:
        words = self.tr("Only what was released, written for everyone. All else looks the same: not released.")
        super().__init__(session, answering, "public", self.tr("Public edition"), words)
        self._signing = Signing(session, answering, self)
        self._signing.failed.connect(self.failed)
        if gap_is_a_no(answering.assessment):
            warning = self.tr(
                "What is not released is nearly what was answered No: a reader could guess. Hold back some Yes as "
                "well, or release a whole section or none of it."
            )
            self.body.addWidget(Label(warning, "error"))
        self.preview = Button(self.tr("Preview the p&ublic edition"), "eye")
        self.preview.clicked.connect(self._preview_edition)
        save = Button(self.tr("Si&gn and save…"), "sign")
        save.clicked.connect(self._sign)
        self.body.addLayout(side_by_side(self.preview, save))
        self.bundle = Button(self.tr("Signed bundle…"), "inbox", "small")
        self.bundle.clicked.connect(self._save_as_bundle)
        self.json = Button(self.tr("JSON…"), "file", "small")
        self.json.clicked.connect(self._save_json)
        self.html = Button(self.tr("Web page…"), "file", "small")
        self.html.clicked.connect(self._save_html)
        label = Label(self.tr("Also as"), "muted")
        label.setWordWrap(False)
        self.body.addLayout(side_by_side(label, self.bundle, self.json, self.html))

    def _preview_edition(self) -> None:
        def job(workspace: "Workspace", report: "Report") -> bytes:
            from checklistapp.services import exports

            return exports.public_preview(workspace, self._id, report)

        self._preview(job, self.tr("Public edition, preview"))

    def _sign(self) -> None:
        def sign(workspace: "Workspace", identity: str, given: Signature) -> bytes:
            from checklistapp.services import exports

            return exports.public_pdf(workspace, self._id, identity, given.passphrase, pin=given.pin)

        words = self.tr("The public edition carries your signature, and your name as its signer.")
        self._signing.ask(self.tr("Sign the public edition"), words, sign, self._save_signed)

    def _save_signed(self, pdf: bytes) -> None:
        self._save(
            lambda *_: pdf,
            self.tr("Save the public edition"),
            suggested_name(self._answering.assessment, "public-edition.pdf"),
            "public",
        )

    def _save_as_bundle(self) -> None:
        words = self.tr("PDF, web page and JSON of what was released, in one signed file that anybody can open.")
        self._save_bundle(
            self.tr("Public edition as a bundle"),
            words,
            suggested_name(self._answering.assessment, "public-edition.bag.tar"),
            "public",
        )

    def _save_json(self) -> None:
        def make(workspace: "Workspace", _report: "Report") -> bytes:
            from checklistapp.services import assessments, exports

            return exports.public_json(assessments.load(workspace, self._id))

        self._save(
            make,
            self.tr("Public edition as JSON"),
            suggested_name(self._answering.assessment, "public-edition.json"),
            "public",
        )

    def _save_html(self) -> None:
        def make(workspace: "Workspace", _report: "Report") -> bytes:
            from checklistapp.services import assessments, exports

            return exports.public_html(assessments.load(workspace, self._id), exports.today(workspace))

        self._save(
            make,
            self.tr("Public edition as a web page"),
            suggested_name(self._answering.assessment, "public-edition.html"),
            "public",
        )
