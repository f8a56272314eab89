# SPDX-License-Identifier: Apache-2.0
"""Files that came from somebody: verifying, receiving and opening them, saving what was signed, and the receipt."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from checklistapp.domain.people import Identity
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.file_choice import ask_target, suggested_name
from checklistapp.ui.widgets.identity_choice import described
from checklistapp.ui.widgets.message import show_error
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment
    from checklistapp.services.submissions import SubmissionSummary
    from checklistapp.services.workspace import Workspace
    from checklistapp.services.written import Written


class ReceivedDesk(QObject):
    back = Signal()
    put_aside_wanted = Signal()
    """Another page comes over what is shown."""
    received = Signal()
    """A file was taken into the workspace."""
    trust_wanted = Signal()
    """The page of people, contacts and authorities."""
    loaded = Signal(str, object, object)
    """What is to be shown: a submission, its assessment, and what is known of it or None."""

    def __init__(self, window: MainWindow, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, session

    def show_verify(self) -> None:
        """A place to drop a file that came from somebody."""
        self.verify(None)

    def verify(self, file: Path | None) -> None:
        from checklistapp.ui.pages.verify import VerifyPage

        self.put_aside_wanted.emit()
        page = VerifyPage(self._session, file)
        page.received.connect(self.received)
        page.trust_wanted.connect(self.trust_wanted)
        self._window.show_page(page, self.tr("Verify or receive"), back=self.back.emit)
        page.choose.setFocus()

    def open(self, submission: str) -> None:
        def job(workspace: "Workspace") -> "tuple[Assessment, SubmissionSummary | None]":
            from checklistapp.services import submissions

            known = (each for each in submissions.submissions(workspace) if each.id == submission)
            return submissions.load_submission(workspace, submission), next(known, None)

        self._session.run(job, lambda found: self.loaded.emit(submission, *found), self._complain)

    def save_document(self, submission: str, assessment: "Assessment") -> None:
        """As it came, with the signatures of its senders."""

        def write(target: Path) -> None:
            def job(workspace: "Workspace") -> "Written":
                from checklistapp.services import exports, submissions

                document = submissions.submission_pdf(workspace, submission)
                return exports.write(workspace, document, target, "submission")

            said = self.tr("The document as it came was written to {0}.").format(target.name)
            self._session.run(job, lambda _: self._window.status.say(said), self._complain)

        ask_target(self._window, self.tr("Save the signed PDF"), suggested_name(assessment, "submission.pdf"), write)

    def save_receipt(self, submission: str, assessment: "Assessment") -> None:
        """A signed page that goes back to the sender."""

        def job(workspace: "Workspace") -> list[Identity]:
            from checklistapp.services import identities

            return identities.signers(workspace)

        def ask(own: list[Identity]) -> None:
            name = suggested_name(assessment, "receipt.pdf")
            ask_target(
                self._window, self.tr("Save the receipt"), name, lambda target: self._ask(submission, own, target)
            )

        self._session.run(job, ask, self._complain)

    def _ask(self, submission: str, own: list[Identity], target: Path) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def job(workspace: "Workspace") -> "Written":
                from checklistapp.services import slips

                identity = given.get("identity", own[0].id)
                pdf = slips.receipt(
                    workspace,
                    submission,
                    identity,
                    given["passphrase"],
                    register=given["register"],
                    pin=given.get("pin", ""),
                )
                return slips.export_receipt(workspace, submission, pdf, target)

            def done(written: "Written") -> None:
                dialog.accept()
                said = self.tr("The receipt was written to {0}; re-opened and checked.")
                self._window.status.say(said.format(Path(written.path).name))

            self._session.run(job, done, dialog.show_error, owner=dialog)

        asked = [
            Asked("register", self.tr("&Number in your register"), required=False),
            Asked("passphrase", self.tr("Your &passphrase: the receipt is signed"), secret=True),
        ]
        if any(each.token is not None for each in own):
            pin = self.tr("PIN of the &token, if the key lies on one")
            asked.append(Asked("pin", pin, secret=True, required=False))
        if len(own) > 1:
            choices = {each.id: described(each) for each in own}
            asked.insert(0, Asked("identity", self.tr("&Identity that signs"), choices=choices))
        words = self.tr(
            "It names the bundle by its digest, and says that it was received, opened and checked. "
            "It says nothing of the answers."
        )
        QuestionsDialog(self.tr("Receipt"), words, asked, self.tr("&Sign and write"), run, self._window).open()

    def _complain(self, error: BaseException) -> None:
        show_error(self._window, error)
