# SPDX-License-Identifier: Apache-2.0
"""What happens at an open workspace: library, answering, export, and the pages beside them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from checklistapp.domain.ids import AssessmentId, FactId, FormId, QuestionId
from checklistapp.ui.assessment_desk import AssessmentDesk, subtitle_of
from checklistapp.ui.forgetting import Forgetting
from checklistapp.ui.library_desk import LibraryDesk
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.models.save_state import SaveState
from checklistapp.ui.received_desk import ReceivedDesk
from checklistapp.ui.session import Session
from checklistapp.ui.unsaved import Typed, Unsaved
from checklistapp.ui.widgets.button import Button
from checklistapp.ui.widgets.message import show_error

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment
    from checklistapp.services.submissions import SubmissionSummary
    from checklistapp.services.workspace import Workspace
    from checklistapp.ui.models.answering import Answering
    from checklistapp.ui.pages.assessment import AssessmentPage


class Desk(QObject):
    """Keeps the page of the open assessment while others are shown over it."""

    start_wanted = Signal()
    sample_wanted = Signal()
    library_shown = Signal(object)
    saved = Signal()
    """Everything typed is on the disk."""
    words_made = Signal(object, str)
    """New recovery words, to be shown and typed back, and what happened to the former ones."""
    closed = Signal()
    """The workspace closed by itself and is to be opened again."""
    left = Signal()
    """Back from a page that was shown without a workspace."""

    def __init__(self, window: MainWindow, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self._page: AssessmentPage | None = None
        self._submission = ""
        self.unsaved = Unsaved(window, session, self._typed, self)
        self.received = ReceivedDesk(window, session, self)
        self.received.loaded.connect(self._show_received)
        self.received.received.connect(self.show_library)
        self.received.trust_wanted.connect(self.show_people)
        self.received.put_aside_wanted.connect(self.unsaved.flush)
        self.received.back.connect(self.go_back)
        self._library = LibraryDesk(window, session, self)
        self._library.assessment_wanted.connect(lambda each: self.open(AssessmentId(each)))
        self._library.submission_wanted.connect(self.received.open)
        self._library.start_wanted.connect(self.start_wanted)
        self._library.shown.connect(self.library_shown)
        self._library.sample_wanted.connect(self.sample_wanted)
        self._library.receive_wanted.connect(self.received.show_verify)
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
            self.unsaved.when_safe(self._read_library, self.tr("Leave &all the same"))

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

    def _show_received(self, submission: str, assessment: "Assessment", summary: "SubmissionSummary | None") -> None:
        self.show_assessment(assessment, submission=submission)
        if self._page is not None and summary is not None:
            self._page.tell_received(summary)

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
        files.serve(page)
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
        further: tuple[Button, ...] = ()
        if self._submission:
            leave = Button(self.tr("Save the signed &PDF…"), "save")
            leave.clicked.connect(lambda: self.received.save_document(self._submission, assessment))
            receipt = Button(self.tr("&Receipt…"), "sign")
            receipt.clicked.connect(lambda: self.received.save_receipt(self._submission, assessment))
            further = (receipt,)
        else:
            leave = Button(self.tr("&Export…"), "export")
            leave.clicked.connect(self.show_export)
            leave.setEnabled(not answering.read_only)
        self._window.show_page(page, assessment.form.title, subtitle_of(answering), (library, about, *further, leave))
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

    def undo(self) -> None:
        if self.answering is not None:
            self.answering.undo()

    def redo(self) -> None:
        if self.answering is not None:
            self.answering.redo()

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

    def go_back(self) -> None:
        """To the open assessment, else the library, else the way in."""
        if self._page is not None:
            self._show_page()
            self._page.focus()
        elif self._session.opened is not None:
            self.resume()
        else:
            self.left.emit()

    def show_export(self) -> None:
        if self.answering is not None and not self.answering.read_only:
            self.unsaved.flush()
            self._beside.show_export(self.answering)

    @property
    def may_enter(self) -> bool:
        """Whether answers from outside can be entered in the assessment that is open."""
        return self.answering is not None and not self.answering.is_frozen

    def show_taking_in(self) -> None:
        if self.answering is not None and self.may_enter:
            self.unsaved.flush()
            self._beside.show_taking_in(self.answering)

    def show_paper_entry(self) -> None:
        if self.answering is not None and self.may_enter:
            self.unsaved.flush()
            self._beside.show_paper_entry(self.answering)

    def show_about(self) -> None:
        if self.answering is not None:
            self.unsaved.flush()
            self._beside.show_about(self.answering)

    def _go_to_question(self, question: str) -> None:
        self.go_back()
        if self._page is not None:
            self._page.go_to(QuestionId(question))

    def show_people(self) -> None:
        from checklistapp.ui.pages.people import PeoplePage

        if self._session.opened is None:
            return
        self.unsaved.flush()
        page = PeoplePage(self._session)
        page.words_made.connect(self.words_made)
        page.closed.connect(self.closed)
        page.said.connect(self._window.status.say)
        self._window.show_page(page, self.tr("People and contacts"), back=self.go_back)
        page.setFocus()

    # Leaving

    def leave(self) -> None:
        """Saves and remembers where the person was."""
        self.unsaved.flush()
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

    def _typed(self) -> list[Typed]:
        return [each for each in (self.answering, self._beside.about) if each is not None]

    def _drop_page(self) -> None:
        self.unsaved.flush()
        self._window.keep(None)
        self._page = None
        self._window.show_marking("")
        self._window.status.show_progress(None)
        self._window.status.show_saved(None)

    def _complain(self, error: BaseException) -> None:
        show_error(self._window, error)
