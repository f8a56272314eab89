# SPDX-License-Identifier: Apache-2.0
"""Which page follows which: from the first launch to an open assessment, and back after a lock."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from checklistapp.domain.errors import ChecklistError
from checklistapp.ui import theme
from checklistapp.ui.desk import Desk
from checklistapp.ui.main_menu import MainMenu
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.preferences import Preferences
from checklistapp.ui.session import Session
from checklistapp.ui.way_out import WayOut
from checklistapp.ui.widgets.message import show_error
from checklistapp.ui.widgets.working import WorkingDialog
from checklistapp.ui.workspace_desk import WorkspaceDesk

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment
    from checklistapp.domain.form import Form
    from checklistapp.services.opening import Recovery
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace
    from checklistapp.ui.pages.answering_for import AnsweringForPage
    from checklistapp.ui.pages.start import StartPage
    from checklistapp.ui.pages.unlock import UnlockPage

    Opening = StartPage | UnlockPage | AnsweringForPage

_LOOKED_AT = (".pdf", ".age", ".tar")


class Flow(QObject):
    """The way in; what happens at an open workspace is the desk's."""

    def __init__(self, window: MainWindow, session: Session, preferences: Preferences) -> None:
        super().__init__(window)
        self.session = session
        self._window, self._preferences = window, preferences
        self.desk = Desk(window, session, self)
        self.whole = WorkspaceDesk(window, session, preferences, self)
        self.way_out = WayOut(window, session, preferences, self.desk, self.whole, self)
        self.way_out.locked.connect(self.show_unlock)
        self._menu = MainMenu(window, session, self.desk, self.whole, self)
        self._menu.settings_wanted.connect(self.show_settings)
        self._menu.lock_wanted.connect(self.way_out.lock)
        self.desk.start_wanted.connect(self.answer_for)
        self.desk.sample_wanted.connect(self.try_sample)
        self.desk.left.connect(self.show_first)
        self.desk.saved.connect(self.whole.upkeep.saved)
        self.desk.words_made.connect(
            lambda words, said: self.whole.show_words(words, self.desk.show_people, happened=said)
        )
        self.desk.library_shown.connect(self.whole.backups.offer)
        self.whole.backups.back.connect(self.desk.go_back)
        self.whole.backups.put_aside_wanted.connect(self.desk.unsaved.flush)
        self.whole.leaving_wanted.connect(self.desk.leave)
        self.whole.changed.connect(self.desk.resume)
        self.whole.backups.unlocking_wanted.connect(self.show_unlock)
        self.whole.backups.unpacking_wanted.connect(self.restore)
        self.whole.destruction.done.connect(self.show_start)
        self.whole.people_wanted.connect(self.desk.show_people)
        window.deactivated.connect(self.desk.unsaved.flush)

    # The way in

    def begin(self, path: Path | None) -> None:
        """What the program was started with: a workspace, a backup copy, a bundle, a PDF, or nothing."""
        if path is None:
            self.show_first()
        elif not path.exists():
            self.show_start(self.tr("There is no file or folder “{0}”.").format(path))
        elif path.is_dir() or path.suffix == ".checklist":
            self.show_unlock(path)
        elif path.suffix.casefold() in _LOOKED_AT:
            self.desk.received.verify(path)
        elif _is_backup(path):
            self.show_start()
            self.restore(path)
        else:
            self.show_start(self.tr("This file is not a workspace, a backup copy, a bundle or a PDF."))

    def show_first(self) -> None:
        """Back from a page that needs no workspace."""
        recent = self._preferences.recent
        if self.session.opened is not None:
            self.desk.show_library()
        elif recent:
            self.show_unlock(recent[0])
        else:
            self.show_start()

    def show_start(self, refusal: str = "") -> None:
        from checklistapp.ui.pages.start import StartPage

        page = StartPage(self._preferences.recent, refusal)

        def create(folder: Path, passphrase: str, name: str, attachments: bool) -> None:
            self.session.create(folder, passphrase, name, attachments, self.show_words, self._failing_on(page))

        page.create_wanted.connect(create)
        page.open_wanted.connect(self.begin)
        page.restore_wanted.connect(self.restore)
        page.sample_wanted.connect(self.try_sample)
        page.verify_wanted.connect(self.desk.received.show_verify)
        self._window.show_page(page, self.tr("Nuclear security self-assessment"))
        page.name.setFocus()

    def show_unlock(self, path: Path, why_locked: str = "") -> None:
        from checklistapp.ui.pages.sample import sample_hint
        from checklistapp.ui.pages.unlock import UnlockPage

        page = UnlockPage(path, why_locked)

        def unlock(folder: Path, passphrase: str) -> None:
            def failed(error: BaseException) -> None:
                if isinstance(error, ChecklistError) and error.code == "damaged" and self.session.opened is None:
                    if isValid(page):
                        page.let_try_again()
                    self.whole.backups.show_damaged(path, error)
                else:
                    tell(error)

            tell = self._failing_on(page)
            self.session.open(folder, passphrase, self._unlocked, failed)

        def recover(folder: Path, words: str, passphrase: str) -> None:
            def found(recovery: "Recovery") -> None:
                from checklistapp.ui.pages.recovering import RecoveringDialog

                if not isValid(page):
                    return
                if len(recovery.present) == 1:
                    go_on("")
                    return
                dialog = RecoveringDialog(recovery, self._window)
                dialog.person_chosen.connect(go_on)
                dialog.rejected.connect(page.let_try_again)
                dialog.open()

            def go_on(person: str) -> None:
                self.session.recover(folder, words, passphrase, person, self._unlocked, failed)

            failed = self._failing_on(page)
            self.session.look_before_recovery(folder, words, found, failed)

        page.unlock_wanted.connect(unlock)
        page.recover_wanted.connect(recover)
        page.restore_wanted.connect(self.whole.backups.ask_restoring_closed)
        page.elsewhere.connect(self.show_start)
        self._window.show_page(page, self.tr("Unlock"))
        self._window.status.say(sample_hint(path))
        page.passphrase.setFocus()

    def _failing_on(self, page: "Opening") -> Callable[[BaseException], None]:
        """Tells ``page`` what went wrong; once it was left, only who still stands outside."""

        def failed(error: BaseException) -> None:
            if isValid(page):
                page.show_error(error)
            elif self.session.opened is None:
                self._complain(error)

        return failed

    def restore(self, backup: Path) -> None:
        """Unpacks a backup copy into a new folder and asks for its passphrase."""
        from checklistapp.ui.widgets.file_choice import ask_folder

        def into(place: Path) -> None:
            target = place / backup.stem

            def job(report: "Report") -> Path:
                from checklistapp.services import backups

                backups.restore(backup, target, report)
                return target

            title = self.tr("Restoring the backup copy")
            task = self.session.worker.submit(title, job, self.show_unlock, self._complain)
            WorkingDialog(task, self._window)

        ask_folder(self._window, self.tr("Where to unpack the backup copy"), into)

    def _unlocked(self) -> None:
        self._settle()
        self.whole.ask_pending_words(self.desk.resume)

    def _settle(self) -> None:
        opened = self.session.opened
        if opened is not None:
            self._preferences.remember(opened.path)
        self.way_out.watch_use()
        self._window.status.show_workspace(True)
        self.whole.begin()

    # A new workspace

    def show_words(self, words: tuple[str, ...]) -> None:
        self._settle()
        self.whole.show_words(words, self.answer_for)

    def answer_for(self) -> None:
        def job(report: "Report") -> "list[Form]":
            del report
            from checklistapp.services import forms

            return [forms.load(info.id) for info in forms.shipped()]

        self.session.worker.submit("", job, self._choose_form, self._complain)

    def _choose_form(self, forms: "list[Form]") -> None:
        from checklistapp.ui.pages.answering_for import AnsweringForPage

        page = AnsweringForPage(forms)
        page.chosen.connect(lambda form, facts: self.desk.start(form, facts, self._failing_on(page)))
        self._window.show_page(page, self.tr("A new checklist"))
        page.choices[0].setFocus()

    def try_sample(self) -> None:
        """Fills the open workspace, or makes one for the sample whose passphrase is no secret."""
        if self.session.opened is not None:
            self._fill()
            return
        from checklistapp.ui.pages.sample import SAMPLE_OPENS_WITH, sample_folder, sample_hint

        folder = sample_folder()
        if folder.exists():
            self.show_unlock(folder)
            return

        def made(words: tuple[str, ...]) -> None:
            # Of the sample nothing is secret, so there is nothing to write down.
            self.whole.confirm_words(words)
            self._settle()
            self._fill(sample_hint(folder))

        self.session.create(folder, SAMPLE_OPENS_WITH, folder.name, False, made, self._complain)

    def _fill(self, hint: str = "") -> None:
        """``hint`` is said once the sample is on screen."""

        def job(workspace: "Workspace") -> "Assessment":
            from checklistapp.services import sample

            return sample.fill(workspace)

        def show(assessment: "Assessment") -> None:
            self.desk.show_assessment(assessment)
            if hint:
                self._window.status.say(hint)

        self.session.run(job, show, self._complain)

    # Habits

    def show_settings(self) -> None:
        from checklistapp.ui.pages.settings import SettingsPage

        page = SettingsPage(self._preferences, self.session)
        page.changed.connect(self._apply_settings)
        page.said.connect(self._window.status.say)
        page.backups_wanted.connect(self.whole.backups.show)
        page.destruction_wanted.connect(self.whole.destruction.ask)
        page.attachments_changed.connect(self.desk.leave)
        self.desk.unsaved.flush()
        self._window.show_page(page, self.tr("Settings"), back=self.desk.go_back)
        page.scheme.setFocus()

    def _apply_settings(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, self._preferences.scheme, self._preferences.text_percent)
        if self.session.opened is not None:
            self.way_out.watch_use()

    def _complain(self, error: BaseException) -> None:
        show_error(self._window, error)


def _is_backup(path: Path) -> bool:
    from checklistapp.services import backups

    return path.suffix.casefold() == backups.SUFFIX
