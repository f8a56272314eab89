# SPDX-License-Identifier: Apache-2.0
"""Exchanging the keys of a workspace: taking a person out, or renewing keys and recovery words."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from checklistapp.domain.errors import ChecklistError
from checklistapp.domain.people import Person
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog
from checklistapp.ui.widgets.working import WorkingDialog

if TYPE_CHECKING:
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace

    Job = Callable[[Workspace, Report, str], tuple[str, ...]]


class KeyExchange(QObject):
    """Asks on ``parent``, and tells how it ended."""

    words_made = Signal(object, str)
    """New recovery words, and what to say with them: the old ones open only older copies."""
    removed = Signal()
    """Somebody without a passphrase: no key was exchanged."""
    closed = Signal()
    """The exchange was cut short, the workspace closed: it is to be opened again."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._parent = session, parent

    def ask_removal(self, person: Person) -> None:
        words = self.tr(
            "{0} can no longer open this workspace: it goes under a new key, and the recovery words become new ones. "
            "What they answered and signed stays, with their name; their identities are retired.\n\n"
            "This cannot be taken back: with their passphrase and an older copy – a backup copy, the folder as it "
            "was – they read everything up to that copy for ever. Delete older copies that they could reach: the page "
            "“Backup copies” lists those that this computer knows, and folders set aside."
        )
        if not person.slot:
            words = self.tr(
                "{0} has no passphrase here, so no key has to be exchanged. What they answered and signed stays, with "
                "their name."
            )

        def job(workspace: "Workspace", report: "Report", passphrase: str) -> tuple[str, ...]:
            from checklistapp.services import people

            return people.remove_person(workspace, person.id, passphrase, report)

        title = self.tr("Remove {0}").format(person.name)
        ended = self.tr("{0} was removed.").format(person.name)
        self._exchange(title, words.format(person.name), self.tr("&Remove"), job, ended, destroys=True)

    def ask_renewal(self) -> None:
        words = self.tr(
            "For a recovery sheet that was lost, or seen by somebody. Everybody keeps their passphrase; the recovery "
            "words become new ones and are shown next.\n\n"
            "Older copies – backup copies, the folder as it was – still open with the old words. Make a new backup "
            "copy afterwards, and delete the older ones where that matters."
        )

        def job(workspace: "Workspace", report: "Report", passphrase: str) -> tuple[str, ...]:
            from checklistapp.services import people

            return people.renew_keys(workspace, passphrase, report)

        ended = self.tr("The keys were renewed.")
        self._exchange(self.tr("Renew keys and words"), words, self.tr("Re&new"), job, ended)

    def _exchange(self, title: str, words: str, action: str, job: "Job", ended: str, *, destroys: bool = False) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def exchange(workspace: "Workspace", report: "Report") -> tuple[str, ...]:
                return job(workspace, report, given["passphrase"])

            def done(made: tuple[str, ...]) -> None:
                dialog.accept()
                if made:
                    follows = self.tr(
                        "These words replace the former ones: destroy the old paper once they are written down, and "
                        "make a new backup copy."
                    )
                    self.words_made.emit(made, f"{ended} {follows}")
                else:
                    self.removed.emit()

            def failed(error: BaseException) -> None:
                dialog.show_error(error)
                if isinstance(error, ChecklistError) and error.code == "rekey-unfinished":
                    self.closed.emit()

            task = self._session.run_reporting(exchange, done, failed, self.tr("Exchanging the keys"), dialog)
            WorkingDialog(task, dialog)

        asked = [Asked("passphrase", self.tr("&Your passphrase"), secret=True)]
        QuestionsDialog(title, words, asked, action, run, self._parent, destroys=destroys).open()
