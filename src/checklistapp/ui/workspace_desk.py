# SPDX-License-Identifier: Apache-2.0
"""What concerns an open workspace as a whole: whether it is sound and the newest, and its words."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from checklistapp.domain.errors import ChecklistError
from checklistapp.ui.backup_desk import BackupDesk
from checklistapp.ui.destruction import Destruction
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.preferences import Preferences
from checklistapp.ui.print_register import note_printing
from checklistapp.ui.session import Session
from checklistapp.ui.upkeep import Upkeep
from checklistapp.ui.widgets.message import ask, show_error, tell
from checklistapp.ui.widgets.questions_dialog import Asked, QuestionsDialog

if TYPE_CHECKING:
    from checklistapp.services.backups import BackupCopy
    from checklistapp.services.exports import PageSource
    from checklistapp.services.workspace import CheckFinding, Workspace
    from checklistapp.ui.pages.older_copy import Trouble
    from checklistapp.ui.pages.recovery import RecoveryPage


class WorkspaceDesk(QObject):
    leaving_wanted = Signal()
    """Before the workspace turns read-only or back: what is typed is saved and the pages go."""
    changed = Signal()
    """It may be changed now, or no more: what is shown is to be shown anew."""
    locking_wanted = Signal(object)
    """And what to do once it is locked."""
    people_wanted = Signal()
    """Somebody's passphrase is to be set, or somebody removed."""

    def __init__(self, window: MainWindow, session: Session, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session, self._preferences = window, session, preferences
        self._trouble: Trouble | None = None
        self._found: list[CheckFinding] = []
        self._has_postponed = False
        self.backups = BackupDesk(window, session, preferences, self)
        self.backups.locking_wanted.connect(self.locking_wanted)
        self.destruction = Destruction(window, session, preferences, self)
        self.destruction.locking_wanted.connect(self.locking_wanted)
        self.upkeep = Upkeep(session, self)
        self.upkeep.progressed.connect(self._show_progress)
        self.upkeep.checked.connect(self._checked)
        self.upkeep.failed.connect(window.status.say_failed)
        window.deactivated.connect(self.upkeep.keep_head)
        window.read_only.decision_wanted.connect(self.show_trouble)

    def begin(self) -> None:
        """After unlocking or creating: tells what came to light, and begins the check."""
        from checklistapp.ui.pages.older_copy import of_opening

        opened = self._session.opened
        if opened is None:
            return
        self._preferences.sessions += 1
        self._window.read_only.show_refusal(opened.refusal)
        self._trouble = of_opening(opened.concerns, opened.refusal)
        self.upkeep.begin()
        if self._trouble is not None:
            self.show_trouble()
        else:
            self._tell_concerns()

    def end(self) -> None:
        """At the lock."""
        self.upkeep.stop()
        self._trouble = None
        self._window.read_only.show_refusal(None)
        self._window.status.show_check("")

    # What came to light

    def _tell_concerns(self) -> None:
        from checklistapp.ui.widgets.question_card import clock_text

        opened = self._session.opened
        if opened is None:
            return
        is_told = self.backups.take_told(opened.path)
        for concern in opened.concerns:
            match concern.code:
                case "backup-failed":
                    ask(
                        self._window,
                        self.tr("The last backup copy was not made"),
                        f"{concern.sentence} {concern.hint}",
                        self.tr("&Backup copies…"),
                        self.backups.show,
                    )
                case "restored" if not is_told:
                    title = self.tr("This workspace was restored")
                    tell(self._window, title, concern.sentence, clock_text(concern.found_clock), "info", "accent")
                case "passphrases-lost":
                    title = self.tr("Some people need a new passphrase")
                    words = f"{concern.sentence} {concern.hint}"
                    ask(self._window, title, words, self.tr("&People…"), self.people_wanted.emit)
                case "readmitted":
                    title = self.tr("Somebody is back who was removed")
                    words = f"{concern.sentence} {concern.hint}"
                    ask(self._window, title, words, self.tr("&People…"), self.people_wanted.emit)
                case "register-broken":
                    title = self.tr("About this workspace")
                    tell(self._window, title, concern.sentence, concern.hint, "info", "accent")

    def show_trouble(self) -> None:
        from checklistapp.ui.pages.older_copy import Choice, Trouble

        opened = self._session.opened
        if opened is None:
            return
        trouble = self._trouble
        if trouble is None:
            if opened.refusal is None:
                return
            sentences = (opened.refusal.sentence, opened.refusal.hint)
            trouble = Trouble(self.tr("Read-only"), sentences, (Choice.LOOK, Choice.RESTORE))
        self._session.run(_copies, lambda copies: self._offer_ways_out(trouble.knowing(copies)), self._complain)

    def _offer_ways_out(self, trouble: "Trouble") -> None:
        from checklistapp.ui.pages.older_copy import TroubleDialog

        if self._session.opened is not None:
            dialog = TroubleDialog(trouble, self._window)
            dialog.chosen.connect(self._decide)
            dialog.open()

    def _decide(self, choice: str) -> None:
        from checklistapp.ui.pages.older_copy import Choice

        match choice:
            case Choice.LOOK:
                self._only_look()
            case Choice.RESTORE:
                self.backups.ask_restoring(cancelled=self.show_trouble)
            case Choice.COMPARE:
                self._compare()
            case Choice.ACCEPT:
                self._ask_reason()
            case Choice.GO_ON:
                self._put_on_record()

    def _put_on_record(self) -> None:
        """That somebody goes on in a workspace that the check found damaged."""
        found = self._found

        def job(workspace: "Workspace") -> None:
            from checklistapp.services import workspace as workspaces

            if not workspace.is_read_only:
                workspaces.accept_damage(workspace, found)

        def failed(error: BaseException) -> None:
            self.leaving_wanted.emit()
            self._look_again()
            self._complain(error)

        self._session.run(job, lambda _: None, failed)

    def _only_look(self) -> None:
        """Read-only already after an opening; after a check it becomes so."""
        opened = self._session.opened
        if opened is None or opened.is_read_only:
            return

        def job(workspace: "Workspace") -> None:
            from checklistapp.services import workspace as workspaces

            workspaces.only_read(workspace)

        self.leaving_wanted.emit()
        self._session.run(job, lambda _: self._look_again(), self._complain)

    def _compare(self) -> None:
        from checklistapp.ui.pages.comparison import ComparisonDialog

        states = self._trouble.states if self._trouble else ()
        dialog = ComparisonDialog(self._session, states[0] if states else None, self._window)
        # Not at once: a lock closes it as well, and then there is nothing to come back to.
        dialog.finished.connect(lambda _: QTimer.singleShot(0, self, self.show_trouble))
        dialog.open()

    def _ask_reason(self) -> None:
        def run(given: dict[str, str], dialog: QuestionsDialog) -> None:
            def job(workspace: "Workspace") -> None:
                from checklistapp.services import workspace as workspaces

                workspaces.accept_older(workspace, given["why"])

            def done(result: None) -> None:
                del result
                dialog.accept()
                self._trouble = None
                self.leaving_wanted.emit()
                self._look_again(self._tell_concerns)
                self._window.status.say(self.tr("You go on with this copy; the journal says so and why."))

            self._session.run(job, done, dialog.show_error, owner=dialog)

        words = self.tr(
            "What this computer knew and this copy lacks stays missing. Your name, the reason and both states are "
            "written into the journal and stay there."
        )
        asked = [Asked("why", self.tr("&Why is this copy the right one?"))]
        title, action = self.tr("Go on with this copy"), self.tr("&Go on")
        dialog = QuestionsDialog(title, words, asked, action, run, self._window)
        dialog.rejected.connect(lambda: QTimer.singleShot(0, self, self.show_trouble))
        dialog.open()

    def _look_again(self, then: Callable[[], None] | None = None) -> None:
        def done() -> None:
            opened = self._session.opened
            self._window.read_only.show_refusal(opened.refusal if opened else None)
            self.changed.emit()
            if then is not None:
                then()

        self._session.refresh(done, self._complain)

    # The check

    def _show_progress(self, percent: int, part: str) -> None:
        text = self.tr("Checking the workspace… {0} {1}").format(part, self._window.locale().toString(percent))
        self._window.status.show_check(text + self._window.locale().percent())

    def _checked(self, findings: "list[CheckFinding]") -> None:
        from checklistapp.ui.pages.older_copy import of_check

        self._found = findings
        if findings:
            self._window.status.show_check(self.tr("Workspace checked: damage was found"))
            if self._trouble is None:
                self._trouble = of_check(findings)
                self.show_trouble()
            return
        opened = self._session.opened
        first = next((each for each in opened.concerns if each.kind == "first-time"), None) if opened else None
        details = first.sentence if first else ""
        text = self.tr("Workspace checked; opened here for the first time") if first else self.tr("Workspace checked")
        self._window.status.show_check(text, details)

    # Recovery words

    def ask_pending_words(self, then: Callable[[], None]) -> None:
        """Shows them again while nobody has typed them back; once in a session that can wait."""
        words = self._session.take_pending_words()
        if words:
            self.show_words(words, then, is_again=True)
        else:
            then()

    def show_words(
        self, words: tuple[str, ...], then: Callable[[], None], *, is_again: bool = False, happened: str = ""
    ) -> None:
        """``happened`` says why there are new ones."""
        from checklistapp.ui.pages.recovery import RecoveryPage
        from checklistapp.ui.widgets.pending_words import Happened, PendingWords

        page = RecoveryPage(words)

        def confirmed() -> None:
            self.confirm_words(words)
            then()

        def postpone() -> None:
            self._has_postponed = True
            then()

        page.confirmed.connect(confirmed)
        page.sheet_wanted.connect(lambda: self._print_sheet(page))
        if is_again:
            stake = PendingWords(may_postpone=not self._has_postponed)
            stake.postponed.connect(postpone)
            page.column.insertWidget(0, stake)
        if happened:
            page.column.insertWidget(0, Happened(happened))
        self._window.show_page(page, self.tr("Recovery words"))
        page.setFocus()

    def _print_sheet(self, page: "RecoveryPage") -> None:
        from checklistapp.ui.widgets.printing import Printed, ask_printing

        def job(workspace: "Workspace") -> "tuple[bytes, PageSource]":
            from checklistapp.services import exports, slips

            sheet = slips.recovery_sheet(workspace)
            return sheet, exports.page_images(sheet)

        def show(made: "tuple[bytes, PageSource]") -> None:
            def printed(run: Printed) -> None:
                note_printing(self._session, "recovery-sheet", made[0], run, self._complain)

            ask_printing(page, self._session.worker, made[1], printed)

        self._session.run(job, show, self._complain, owner=page)

    def confirm_words(self, words: tuple[str, ...]) -> None:
        """Until this is on record, every opening shows them again."""

        def job(workspace: "Workspace") -> None:
            from checklistapp.services import people

            people.confirm_recovery_words(workspace, " ".join(words))

        self._session.run(job, lambda _: None, self._complain)

    def _complain(self, error: BaseException) -> None:
        show_error(self._window, error)


def _copies(workspace: "Workspace") -> "list[BackupCopy]":
    """None where damage or the register hides them: the file can still be chosen by hand."""
    from checklistapp.services import backups

    try:
        return backups.copies(workspace)
    except ChecklistError:
        return []
