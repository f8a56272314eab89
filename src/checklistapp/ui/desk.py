# SPDX-License-Identifier: Apache-2.0
"""What happens at an open workspace: library, answering, export, and the pages beside them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from checklistapp.domain.ids import AssessmentId, FactId, FormId, QuestionId
from checklistapp.ui.assessment_desk import AssessmentDesk, subtitle_of
from checklistapp.ui.forgetting import Forgetting
from checklistapp.ui.library_desk import LibraryDesk
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.models.save_state import SaveState
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.file_choice import ask_target, suggested_name
from checklistapp.ui.widgets.message import show_error

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment
    from checklistapp.services.submissions import SubmissionSummary
    from checklistapp.services.workspace import Workspace
    from checklistapp.services.written import Written
    from checklistapp.ui.models.answering import Answering
    from checklistapp.ui.pages.assessment import AssessmentPage


class Desk(QObject):
    """Keeps the page of the open assessment while others are shown over it."""

    start_wanted = Signal()
    sample_wanted = Signal()
    library_shown = Signal(object)
    saved = Signal()
    """Everything typed is on the disk."""
    words_made = Signal(object)
    """New recovery words, to be shown and typed back."""
    closed = Signal()
    """The workspace closed by itself and is to be opened again."""
    left = Signal()
    """Back from a page that was shown without a workspace."""

    def __init__(self, window: MainWindow, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self._page: AssessmentPage | None = None
        self._submission = ""
        self._library = LibraryDesk(window, session, self)
        self._library.assessment_wanted.connect(lambda each: self.open(AssessmentId(each)))
        self._library.submission_wanted.connect(self._open_submission)
        self._library.start_wanted.connect(self.start_wanted)
        self._library.shown.connect(self.library_shown)
        self._library.sample_wanted.connect(self.sample_wanted)
        self._library.receive_wanted.connect(self.show_verify)
        self._forgetting = Forgetting(window, session, self)
        self._forgetting.forgotten.connect(self._show_anew)
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
        def job(workspace: "Workspace") -> "tuple[Assessment, SubmissionSummary | None]":
            from checklistapp.services import submissions

            known = (each for each in submissions.submissions(workspace) if each.id == submission)
            return submissions.load_submission(workspace, submission), next(known, None)

        def show(found: "tuple[Assessment, SubmissionSummary | None]") -> None:
            self.show_assessment(found[0], submission=submission)
            if self._page is not None and found[1] is not None:
                self._page.tell_received(found[1])

        self._session.run(job, show, self._complain)

    def show_assessment(self, assessment: "Assessment", at: QuestionId | None = None, *, submission: str = "") -> None:
        """``submission`` names the received bundle that it came in; such a one is only read."""
        from checklistapp.ui.evidence_files import EvidenceFiles
        from checklistapp.ui.pages.assessment import AssessmentPage
        from checklistapp.ui.saving import answering_of

        opened = self._session.opened
        if opened is None:
            return
        answering = answering_of(
            self._session, assessment, self._complain, read_only=bool(submission) or opened.is_read_only
        )
        answering.is_received = bool(submission)
        page = AssessmentPage(answering, attach=opened.allow_attachments and not submission, parent=self._window.place)
        answering.setParent(page)
        page.finished.connect(self.show_export)
        page.reopen_wanted.connect(lambda: self._beside.reopen(answering))
        files = EvidenceFiles(self._window, self._session, answering, submission)
        page.attach_wanted.connect(files.attach)
        page.copy_wanted.connect(files.save_copy)
        page.preview_wanted.connect(files.preview)
        page.removal_wanted.connect(files.remove)
        page.files_given.connect(files.attach_all)
        page.picture_given.connect(files.attach_picture)
        page.act_wanted.connect(files.act)
        page.refused.connect(self._window.status.say_failed)
        files.forgetting_wanted.connect(lambda each: self._forgetting.ask_evidence(answering, page.question, each))
        files.said.connect(self._window.status.say)
        answering.state_changed.connect(self._tell_saved)
        answering.changed.connect(self._tell_progress)
        answering.replaced.connect(self._follow)
        answering.signature_changed.connect(self._follow)
        self._page, self._submission = page, submission
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
        about = Button(self.tr("Cover and profi&le"), "info")
        about.clicked.connect(self.show_about)
        if self._submission:
            leave = Button(self.tr("Save the signed &PDF…"), "save")
            leave.clicked.connect(self._save_received)
        else:
            leave = Button(self.tr("&Export…"), "export")
            leave.clicked.connect(self.show_export)
            leave.setEnabled(not answering.read_only)
        self._window.show_page(page, assessment.form.title, subtitle_of(answering), (library, about, leave))
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
        if self.answering is not None and self.answering.state is SaveState.SAVED:
            self.saved.emit()

    def _tell_progress(self) -> None:
        self._window.status.show_progress(self._page.outline.total if self._page is not None else None)

    def _save_received(self) -> None:
        """The document as it came, with the signatures of its senders."""
        submission = self._submission
        if self.answering is None:
            return
        name = suggested_name(self.answering.assessment, "submission.pdf")

        def write(target: Path) -> None:
            def job(workspace: "Workspace") -> "Written":
                from checklistapp.services import exports, submissions

                document = submissions.submission_pdf(workspace, submission)
                return exports.write(workspace, document, target, "submission")

            said = self.tr("The document as it came was written to {0}.").format(target.name)
            self._session.run(job, lambda _: self._window.status.say(said), self._complain)

        ask_target(self._window, self.tr("Save the signed PDF"), name, write)

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

    @property
    def may_forget(self) -> bool:
        opened, answering = self._session.opened, self.answering
        if opened is None or opened.is_read_only or answering is None:
            return False
        return answering.is_received or not answering.is_frozen

    def forget_answer(self) -> None:
        """Of the question on screen, or all that was received."""
        if self._submission and self._page is not None:
            self._forgetting.ask_submission(self._submission)
        elif self._page is not None and self._page.question is not None and not self._page.answering.is_frozen:
            self._forgetting.ask_answer(self._page.answering, self._page.question)

    def _show_anew(self, assessment: str, question: str) -> None:
        """Undo, what was being saved, the page and its search index go: each could bring the forgotten back."""
        self._drop_page()
        if assessment:
            self.open(AssessmentId(assessment), QuestionId(question))
        else:
            self.show_library()

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
        page.words_made.connect(self.words_made)
        page.closed.connect(self.closed)
        page.said.connect(self._window.status.say)
        self._window.show_page(page, self.tr("Contacts and identities"), back=self.go_back)
        page.setFocus()

    def show_verify(self) -> None:
        """A place to drop a file that came from somebody."""
        self.verify(None)

    def verify(self, file: Path | None) -> None:
        from checklistapp.ui.pages.verify import VerifyPage

        self.put_aside()
        page = VerifyPage(self._session, file)
        page.received.connect(self.show_library)
        self._window.show_page(page, self.tr("Verify or receive"), back=self.go_back)
        page.choose.setFocus()

    def show_keys(self) -> None:
        from checklistapp.ui.widgets.shortcuts import ShortcutSheet

        ShortcutSheet(self._window).open()

    # Leaving

    def leave(self) -> None:
        """Saves and remembers where the person was."""
        self.flush()
        if self._page is not None and not self._submission:
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
        show_error(self._window, error)
