# SPDX-License-Identifier: Apache-2.0
"""Which page follows which: from the first launch to an open assessment, and back after a lock."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import isValid

from checklistapp.domain.errors import ChecklistError
from checklistapp.ui import theme
from checklistapp.ui.desk import Desk
from checklistapp.ui.idle_lock import IdleLock
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.preferences import Preferences
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.message import show_error
from checklistapp.ui.widgets.secret import forget_copied
from checklistapp.ui.widgets.working import WorkingDialog
from checklistapp.ui.workspace_desk import WorkspaceDesk

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment
    from checklistapp.domain.form import Form
    from checklistapp.services.operation import Report
    from checklistapp.services.workspace import Workspace
    from checklistapp.ui.pages.answering_for import AnsweringForPage
    from checklistapp.ui.pages.start import StartPage
    from checklistapp.ui.pages.unlock import UnlockPage

    Opening = StartPage | UnlockPage | AnsweringForPage

_LOOKED_AT = (".pdf", ".age", ".tar")


class Flow(QObject):
    """The way in and out; what happens at an open workspace is the desk's."""

    def __init__(self, window: MainWindow, session: Session, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._session, self._preferences = window, session, preferences
        self._closing = False
        self.desk = Desk(window, session, self)
        self.whole = WorkspaceDesk(window, session, preferences, self)
        self._idle = IdleLock(self)
        self._idle.expired.connect(self._lock_unused)
        self._add_actions()
        self.desk.start_wanted.connect(self.answer_for)
        self.desk.sample_wanted.connect(self.try_sample)
        self.desk.left.connect(self.show_first)
        self.desk.saved.connect(self.whole.upkeep.saved)
        self.desk.words_made.connect(lambda words: self.whole.show_words(words, self.desk.go_back))
        self.desk.closed.connect(self._lock_now)
        self.desk.library_shown.connect(self.whole.backups.offer)
        self.whole.backups.back.connect(self.desk.go_back)
        self.whole.backups.put_aside_wanted.connect(self.desk.put_aside)
        self.whole.leaving_wanted.connect(self.desk.leave)
        self.whole.changed.connect(self.desk.resume)
        self.whole.locking_wanted.connect(self._lock_first)
        self.whole.backups.unlocking_wanted.connect(self.show_unlock)
        self.whole.backups.unpacking_wanted.connect(self.restore)
        self.whole.gone.connect(self.show_start)
        window.close_wanted.connect(self.close)
        window.deactivated.connect(self.desk.flush)

    def _add_actions(self) -> None:
        add, desk = self._window.add_action, self.desk
        self._library = add(self.tr("Li&brary"), "Ctrl+B")
        self._library.triggered.connect(desk.show_library)
        self._people = add(self.tr("&Contacts and identities"), None)
        self._people.triggered.connect(desk.show_people)
        self._backups = add(self.tr("&Backup copies"), None)
        self._backups.triggered.connect(self.whole.backups.show)
        add(self.tr("&Verify or receive a file…"), None).triggered.connect(desk.show_verify)
        self._window.menu.addSeparator()
        self._undo = add(self.tr("&Undo"), "Ctrl+Z")
        self._undo.triggered.connect(desk.undo)
        self._redo = add(self.tr("&Redo"), "Ctrl+Shift+Z")
        self._redo.triggered.connect(desk.redo)
        self._about = add(self.tr("C&over and profile"), "Ctrl+I")
        self._about.triggered.connect(desk.show_about)
        self._forget = add(self.tr("&Forget this answer…"), None)
        self._forget.triggered.connect(desk.forget_answer)
        self._export = add(self.tr("&Export…"), "Ctrl+Shift+E")
        self._export.triggered.connect(desk.show_export)
        self._window.menu.addSeparator()
        add(self.tr("&Settings"), "Ctrl+,").triggered.connect(self.show_settings)
        add(self.tr("&Keyboard shortcuts"), "F1").triggered.connect(desk.show_keys)
        add(self.tr("&Hide everything"), "Ctrl+H").triggered.connect(self._window.toggle_cover)
        self._lock = add(self.tr("&Lock"), "Ctrl+L")
        self._lock.triggered.connect(self.lock)
        add(self.tr("&Quit"), "Ctrl+Q").triggered.connect(self._window.close)
        opener = add(self.tr("Menu"), "F10")
        opener.triggered.connect(self._window.open_menu)
        self._window.menu.removeAction(opener)
        self._window.menu.aboutToShow.connect(self._allow_actions)

    def _allow_actions(self) -> None:
        is_open = self._session.opened is not None
        answering = self.desk.answering
        for action in (self._library, self._people, self._backups, self._lock):
            action.setEnabled(is_open)
        self._about.setEnabled(answering is not None)
        self._forget.setEnabled(self.desk.may_forget)
        is_received = answering is not None and answering.is_received
        self._forget.setText(self.tr("&Forget what was received…") if is_received else self.tr("&Forget this answer…"))
        self._export.setEnabled(answering is not None and not answering.read_only)
        self._undo.setEnabled(answering is not None and answering.can_undo)
        self._redo.setEnabled(answering is not None and answering.can_redo)

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
            self.desk.verify(path)
        elif _is_backup(path):
            self.show_start()
            self.restore(path)
        else:
            self.show_start(self.tr("This file is not a workspace, a backup copy, a bundle or a PDF."))

    def show_first(self) -> None:
        """Back from a page that needs no workspace."""
        recent = self._preferences.recent
        if self._session.opened is not None:
            self.desk.show_library()
        elif recent:
            self.show_unlock(recent[0])
        else:
            self.show_start()

    def show_start(self, refusal: str = "") -> None:
        from checklistapp.ui.pages.start import StartPage

        page = StartPage(self._preferences.recent, refusal)

        def create(folder: Path, passphrase: str, name: str, attachments: bool) -> None:
            self._session.create(folder, passphrase, name, attachments, self.show_words, self._failing_on(page))

        page.create_wanted.connect(create)
        page.open_wanted.connect(self.begin)
        page.restore_wanted.connect(self.restore)
        page.sample_wanted.connect(self.try_sample)
        page.verify_wanted.connect(self.desk.show_verify)
        self._window.show_page(page, self.tr("Nuclear security self-assessment"))
        page.name.setFocus()

    def show_unlock(self, path: Path) -> None:
        from checklistapp.ui.pages.sample import sample_hint
        from checklistapp.ui.pages.unlock import UnlockPage

        page = UnlockPage(path)

        def unlock(folder: Path, passphrase: str) -> None:
            def failed(error: BaseException) -> None:
                tell(error)
                if isinstance(error, ChecklistError) and error.code == "damaged" and self._session.opened is None:
                    self.whole.backups.show_damaged(path, error)

            tell = self._failing_on(page)
            self._session.open(folder, passphrase, self._unlocked, failed)

        def recover(folder: Path, words: str, passphrase: str) -> None:
            self._session.recover(folder, words, passphrase, self._unlocked, self._failing_on(page))

        page.unlock_wanted.connect(unlock)
        page.recover_wanted.connect(recover)
        page.elsewhere.connect(self.show_start)
        self._window.show_page(page, self.tr("Unlock"))
        self._window.status.say(sample_hint(path))
        page.passphrase.setFocus()

    def _failing_on(self, page: "Opening") -> Callable[[BaseException], None]:
        """Tells ``page`` what went wrong; once it was left, only who still stands outside."""

        def failed(error: BaseException) -> None:
            if isValid(page):
                page.show_error(error)
            elif self._session.opened is None:
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
            task = self._session.worker.submit(title, job, self.show_unlock, self._complain)
            WorkingDialog(task, self._window)

        ask_folder(self._window, self.tr("Where to unpack the backup copy"), into)

    def _unlocked(self) -> None:
        self._settle()
        self.whole.ask_pending_words(self.desk.resume)

    def _settle(self) -> None:
        opened = self._session.opened
        if opened is not None:
            self._preferences.remember(opened.path)
        self._idle.watch(self._preferences.idle_minutes)
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

        self._session.worker.submit("", job, self._choose_form, self._complain)

    def _choose_form(self, forms: "list[Form]") -> None:
        from checklistapp.ui.pages.answering_for import AnsweringForPage

        page = AnsweringForPage(forms)
        page.chosen.connect(lambda form, facts: self.desk.start(form, facts, self._failing_on(page)))
        self._window.show_page(page, self.tr("A new checklist"))
        page.choices[0].setFocus()

    def try_sample(self) -> None:
        """Fills the open workspace, or makes one for the sample whose passphrase is no secret."""
        if self._session.opened is not None:
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
            self._fill()
            self._window.status.say(sample_hint(folder))

        self._session.create(folder, SAMPLE_OPENS_WITH, folder.name, False, made, self._complain)

    def _fill(self) -> None:
        def job(workspace: "Workspace") -> "Assessment":
            from checklistapp.services import sample

            return sample.fill(workspace)

        self._session.run(job, self.desk.show_assessment, self._complain)

    # Habits, the lock, and the way out

    def show_settings(self) -> None:
        from checklistapp.ui.pages.settings import SettingsPage

        page = SettingsPage(self._preferences, self._session)
        page.changed.connect(self._apply_settings)
        page.said.connect(self._window.status.say)
        page.backups_wanted.connect(self.whole.backups.show)
        page.destruction_wanted.connect(self.whole.ask_destruction)
        self.desk.put_aside()
        self._window.show_page(page, self.tr("Settings"), back=self.desk.go_back)
        page.scheme.setFocus()

    def _apply_settings(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, self._preferences.scheme, self._preferences.text_percent)
        if self._session.opened is not None:
            self._idle.watch(self._preferences.idle_minutes)

    def lock(self) -> None:
        """Saves, forgets and asks for the passphrase; unlocking returns to the same question."""
        if self._session.opened is not None:
            self.desk.when_safe(self._lock_now, self.tr("Lock &all the same"))

    def _lock_unused(self, *, uncover: bool = False) -> None:
        """What cannot be saved is not lost to a lock that nobody asked for: it is covered, and tried again later."""

        def decide(is_safe: bool) -> None:
            if is_safe:
                self._lock_now()
                if uncover:
                    self._window.cover(False)
            else:
                _close_dialogs()
                self._window.cover(True)
                self._idle.again()

        if self._session.opened is not None:
            self.desk.settle(decide)

    def _lock_first(self, then: Callable[[], None]) -> None:
        """Before ``then``, which needs the workspace closed."""

        def lock() -> None:
            self._lock_now()
            then()

        self.desk.when_safe(lock, self.tr("Lock &all the same"))

    def watch_session(self) -> None:
        """Locks when the computer goes to sleep or the desktop is locked; called once the first page is painted."""
        from checklistapp.ui.session_watch import SessionWatch

        self._watch = SessionWatch(self)
        self._watch.leaving.connect(self._lock_unseen)

    def _lock_unseen(self) -> None:
        """Hidden at once, locked as soon as everything typed is on the disk."""
        if self._session.opened is not None:
            was_covered = self._window.is_covered
            self._window.cover(True)
            self._lock_unused(uncover=not was_covered)

    def _lock_now(self) -> None:
        opened = self._session.opened
        if opened is None:
            return
        _close_dialogs()
        self._window.close_covered()
        forget_copied()
        self._session.worker.give_up()
        self.whole.end()
        self.desk.leave()
        self._idle.stop()
        self._session.close()
        self._window.status.show_workspace(False)
        self.show_unlock(opened.path)

    def close(self) -> None:
        if not self._closing:
            self._session.worker.give_up()
            self.desk.when_safe(self._close_now, self.tr("Close &all the same"))

    def _close_now(self) -> None:
        """The window answers until the worker is done: what does not stop at once, such as a signature, is awaited."""
        self._closing = True
        self._window.setEnabled(False)
        self._window.show_heading(self.tr("Closing…"), "")
        self._preferences.geometry = self._window.saveGeometry()
        self._idle.stop()
        self.desk.leave()
        self.whole.upkeep.stop()
        self.whole.backups.back_up(self._close_worker)

    def _close_worker(self) -> None:
        forget_copied()
        self._session.close()
        self._session.worker.submit("", lambda _: None, lambda _: self._closed(), self._complain)

    def _closed(self) -> None:
        self._session.worker.stop()
        self._window.allow_close()

    def _complain(self, error: BaseException) -> None:
        show_error(self._window, error)


def _is_backup(path: Path) -> bool:
    from checklistapp.services import backups

    return path.suffix.casefold() == backups.SUFFIX


def _close_dialogs() -> None:
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog) and dialog.isVisible():
            dialog.close()
