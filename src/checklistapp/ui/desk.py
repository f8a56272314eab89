# SPDX-License-Identifier: Apache-2.0
"""What happens at an open workspace: library, answering, export, and the pages beside them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from checklistapp.domain.ids import AssessmentId, FactId, FormId, QuestionId
from checklistapp.ui import errors
from checklistapp.ui.assessment_desk import AssessmentDesk, subtitle_of
from checklistapp.ui.library_desk import LibraryDesk
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment
    from checklistapp.services.workspace import Workspace
    from checklistapp.ui.models.answering import Answering
    from checklistapp.ui.pages.assessment import AssessmentPage


class Desk(QObject):
    """Keeps the page of the open assessment while others are shown over it."""

    start_wanted = Signal()
    sample_wanted = Signal()
    left = Signal()
    """Back from a page that was shown without a workspace."""

    def __init__(self, window: MainWindow, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self._page: AssessmentPage | None = None
        self._library = LibraryDesk(window, session, self)
        self._library.assessment_wanted.connect(lambda each: self.open(AssessmentId(each)))
        self._library.submission_wanted.connect(self._open_submission)
        self._library.start_wanted.connect(self.start_wanted)
        self._library.sample_wanted.connect(self.sample_wanted)
        self._library.receive_wanted.connect(self.show_verify)
        self._beside = AssessmentDesk(window, session, self)
        self._beside.back.connect(self.go_back)
        self._beside.question_wanted.connect(self._go_to_question)
        self._resume: tuple[AssessmentId, QuestionId | None] | None = None

    @property
    def answering(self) -> "Answering | None":
        return self._page.answering if self._page is not None else None

    def show_library(self) -> None:
        if self._session.opened is not None:
            self.when_safe(self._read_library, self.tr("Leave &all the same"))

    def _read_library(self) -> None:
        self._drop_page()
        self._library.show()

    # Answering

    def start(self, form: str, facts: Mapping[FactId, bool], failed: Callable[[BaseException], None]) -> None:
        """The organisation is the workspace's name until somebody changes it."""
        opened = self._session.opened
        if opened is None:
            return

        def job(workspace: "Workspace") -> "Assessment":
            from checklistapp.services import assessments

            return assessments.start(workspace, FormId(form), opened.name, profile=facts)

        self._session.run(job, self.show_assessment, failed)

    def open(self, assessment: AssessmentId, at: QuestionId | None = None) -> None:
        def job(workspace: "Workspace") -> "Assessment":
            from checklistapp.services import assessments

            return assessments.load(workspace, assessment)

        self._session.run(job, lambda loaded: self.show_assessment(loaded, at), self._complain)

    def _open_submission(self, submission: str) -> None:
        def job(workspace: "Workspace") -> "Assessment":
            from checklistapp.services import submissions

            return submissions.load_submission(workspace, submission)

        self._session.run(job, lambda loaded: self.show_assessment(loaded, received=True), self._complain)

    def show_assessment(
        self, assessment: "Assessment", at: QuestionId | None = None, *, received: bool = False
    ) -> None:
        from checklistapp.ui.evidence_files import EvidenceFiles
        from checklistapp.ui.pages.assessment import AssessmentPage
        from checklistapp.ui.saving import answering_of

        opened = self._session.opened
        if opened is None:
            return
        answering = answering_of(self._session, assessment, self._complain, read_only=received)
        page = AssessmentPage(answering, attach=opened.allow_attachments and not received, parent=self._window.place)
        answering.setParent(page)
        page.finished.connect(self.show_export)
        page.reopen_wanted.connect(lambda: self._beside.reopen(answering))
        files = EvidenceFiles(self._window, self._session, answering)
        page.attach_wanted.connect(files.attach)
        page.copy_wanted.connect(files.save_copy)
        files.said.connect(self._window.status.say)
        answering.state_changed.connect(self._tell_saved)
        answering.changed.connect(self._tell_progress)
        answering.replaced.connect(self._follow)
        answering.signature_changed.connect(self._follow)
        self._page = page
        self._window.keep(page)
        self._show_page()
        page.start(at)

    def _show_page(self) -> None:
        page, answering = self._page, self.answering
        if page is None or answering is None:
            return
        assessment = answering.assessment
        library = Button(self.tr("Li&brary"), "library")
        library.clicked.connect(self.show_library)
        about = Button(self.tr("Abou&t…"), "info")
        about.setAccessibleName(self.tr("About this assessment"))
        about.clicked.connect(self.show_about)
        export = Button(self.tr("&Export…"), "export")
        export.clicked.connect(self.show_export)
        buttons = (library, about) if answering.read_only else (library, about, export)
        self._window.show_page(page, assessment.form.title, subtitle_of(answering), buttons)
        self._follow()
        self._tell_saved()

    def _follow(self) -> None:
        """Marking, heading and count say what the assessment says."""
        answering = self.answering
        if answering is None:
            return
        self._window.show_marking(answering.assessment.marking)
        if self._window.subtitle:
            self._window.show_subtitle(subtitle_of(answering))
        self._tell_progress()

    def _tell_saved(self) -> None:
        self._window.status.show_saved(self.answering)

    def _tell_progress(self) -> None:
        self._window.status.show_progress(self._page.outline.total if self._page is not None else None)

    def undo(self) -> None:
        if self.answering is not None:
            self.answering.undo()

    def redo(self) -> None:
        if self.answering is not None:
            self.answering.redo()

    def flush(self) -> None:
        if self.answering is not None:
            self.answering.flush()
        if self._beside.about is not None:
            self._beside.about.flush()

    # Pages beside the assessment

    def put_aside(self) -> None:
        """Another page comes over the open assessment."""
        self.flush()

    def go_back(self) -> None:
        """To the open assessment, else the library, else the way in."""
        if self._page is not None:
            self._show_page()
            self._page.focus()
        elif self._session.opened is not None:
            self.show_library()
        else:
            self.left.emit()

    def show_export(self) -> None:
        if self.answering is not None and not self.answering.read_only:
            self.put_aside()
            self._beside.show_export(self.answering)

    def show_about(self) -> None:
        if self.answering is not None:
            self.put_aside()
            self._beside.show_about(self.answering)

    def _go_to_question(self, question: str) -> None:
        self.go_back()
        if self._page is not None:
            self._page.go_to(QuestionId(question))

    def show_people(self) -> None:
        from checklistapp.ui.pages.people import PeoplePage

        if self._session.opened is None:
            return
        self.put_aside()
        page = PeoplePage(self._session)
        page.back.connect(self.go_back)
        page.said.connect(self._window.status.say)
        self._window.show_page(page, self.tr("Contacts and identities"))
        page.setFocus()

    def show_verify(self) -> None:
        """A place to drop a file that came from somebody."""
        self.verify(None)

    def verify(self, file: Path | None) -> None:
        from checklistapp.ui.pages.verify import VerifyPage

        self.put_aside()
        page = VerifyPage(self._session, file)
        page.back.connect(self.go_back)
        page.received.connect(self.show_library)
        self._window.show_page(page, self.tr("Verify or receive"))
        page.choose.setFocus()

    def show_keys(self) -> None:
        from checklistapp.ui.widgets.shortcuts import ShortcutSheet

        ShortcutSheet(self._window).open()

    # Leaving

    def leave(self) -> None:
        """Saves and remembers where the person was."""
        self.flush()
        if self._page is not None and not self._page.answering.read_only:
            self._resume = (self._page.answering.assessment.id, self._page.question)
        self._drop_page()

    def resume(self) -> None:
        """Back to the question before the lock, else to the only assessment, else to the library."""
        resume, self._resume = self._resume, None
        if resume is not None:
            self.open(*resume)
        else:
            self.show_library()

    def when_safe(self, leave: Callable[[], None], action: str) -> None:
        """Calls ``leave`` once everything typed is on the disk; where that failed, ``action`` names leaving anyway."""
        from checklistapp.ui.widgets.message import ask

        def decide(is_safe: bool) -> None:
            if is_safe:
                leave()
            else:
                words = self.tr("An answer could not be saved. Leaving now loses what was typed last.")
                ask(self._window, self.tr("Not saved"), words, action, leave)

        self.settle(decide)

    def settle(self, then: Callable[[bool], None]) -> None:
        """Saves, waits for the end of it, and tells whether everything typed is on the disk."""
        self.flush()
        if not self._has_unsaved or self._session.opened is None:
            then(True)
            return
        # The worker does one job after another: the end of this one is the end of all that was being saved.
        self._session.run(lambda _: None, lambda _: then(not self._has_unsaved), self._complain)

    @property
    def _has_unsaved(self) -> bool:
        typed = (self.answering, self._beside.about)
        return any(each is not None and each.has_unsaved for each in typed)

    def _drop_page(self) -> None:
        self.flush()
        self._window.keep(None)
        self._page = None
        self._window.show_marking("")
        self._window.status.show_progress(None)
        self._window.status.show_saved(None)

    def _complain(self, error: BaseException) -> None:
        errors.show(self._window, error)
