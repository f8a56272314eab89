# SPDX-License-Identifier: Apache-2.0
"""What happens at an open workspace: library, answering, export, and the pages beside them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from checklistapp.domain.ids import AssessmentId, FactId, FormId, QuestionId
from checklistapp.ui import errors
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.models.save_state import SaveState
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.button import Button

if TYPE_CHECKING:
    from checklistapp.domain.answer import Answer
    from checklistapp.domain.assessment import Assessment
    from checklistapp.services.assessments import Saved, Summary
    from checklistapp.services.receiving import SubmissionSummary
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
        self._resume: tuple[AssessmentId, QuestionId | None] | None = None

    @property
    def answering(self) -> "Answering | None":
        return self._page.answering if self._page is not None else None

    # The library

    def show_library(self) -> None:
        if self._session.opened is not None and self.can_leave(self._read_library):
            self._read_library()

    def _read_library(self) -> None:
        def job(workspace: "Workspace") -> "list[Summary]":
            from checklistapp.services import assessments

            return assessments.summaries(workspace)

        self._drop_page()
        self._session.run(job, self._show_summaries, self._complain)

    def _show_summaries(self, summaries: "list[Summary]") -> None:
        from checklistapp.ui.pages.library import LibraryPage

        opened = self._session.opened
        if opened is None:
            return
        page = LibraryPage(summaries)
        page.assessment_wanted.connect(lambda each: self.open(AssessmentId(each)))
        page.submission_wanted.connect(self._open_submission)
        page.start_wanted.connect(self.start_wanted)
        page.sample_wanted.connect(self.sample_wanted)
        page.receive_wanted.connect(self.show_verify)
        self._window.show_page(page, opened.name, opened.person.name)
        page.setFocus()

        def received(workspace: "Workspace") -> "list[SubmissionSummary]":
            from checklistapp.services import receiving

            return receiving.submissions(workspace)

        self._session.run(received, page.show_submissions, self._complain, owner=page)

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
            from checklistapp.services import receiving

            return receiving.load_submission(workspace, submission)

        self._session.run(job, lambda loaded: self.show_assessment(loaded, received=True), self._complain)

    def show_assessment(
        self, assessment: "Assessment", at: QuestionId | None = None, *, received: bool = False
    ) -> None:
        from checklistapp.ui.evidence_files import EvidenceFiles
        from checklistapp.ui.models.answering import Answering
        from checklistapp.ui.pages.assessment import AssessmentPage

        opened = self._session.opened
        if opened is None:
            return
        answering = Answering(assessment, lambda *saving: self._save(answering, *saving), read_only=received)
        page = AssessmentPage(answering, attach=opened.allow_attachments and not received, parent=self._window.place)
        answering.setParent(page)
        page.finished.connect(self.show_export)
        files = EvidenceFiles(self._window, self._session, answering)
        page.attach_wanted.connect(files.attach)
        page.copy_wanted.connect(files.save_copy)
        files.said.connect(self._window.status.say)
        answering.state_changed.connect(self._tell_saved)
        answering.changed.connect(self._tell_progress)
        answering.replaced.connect(self._tell_progress)
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
        export = Button(self.tr("&Export…"), "export")
        export.clicked.connect(self.show_export)
        buttons = (library,) if answering.read_only else (library, export)
        self._window.show_page(page, assessment.form.title, self._subtitle(assessment, answering), buttons)
        self._window.show_marking(assessment.marking)
        self._tell_progress()
        self._tell_saved()

    def _subtitle(self, assessment: "Assessment", answering: "Answering") -> str:
        from checklistapp.ui.pages.library import assessment_state_name

        state = self.tr("Received, read only") if answering.read_only else assessment_state_name(assessment.state)
        return " · ".join(filter(None, (assessment.organisation, assessment.facility, assessment.cycle, state)))

    def _save(
        self,
        answering: "Answering",
        question: QuestionId,
        answer: "Answer",
        saved: "Callable[[Saved], None]",
        failed: Callable[[BaseException], None],
    ) -> None:
        assessment = answering.assessment.id

        def job(workspace: "Workspace") -> "Saved":
            from checklistapp.services import assessments

            return assessments.save_answer(workspace, assessment, question, answer)

        def done(result: "Saved") -> None:
            if isValid(answering):
                saved(result)

        def lost(error: BaseException) -> None:
            """A failure is told even when the page was left meanwhile."""
            if isValid(answering):
                failed(error)
            else:
                self._complain(error)

        self._session.run(job, done, lost)

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
        from checklistapp.ui.pages.export import ExportPage

        answering = self.answering
        if answering is None or answering.read_only:
            return
        self.put_aside()
        page = ExportPage(self._session, answering)
        page.preview_wanted.connect(self._show_preview)
        page.question_wanted.connect(self._go_to_question)
        page.said.connect(self._window.status.say)
        page.frozen.connect(self._reload)
        back = Button(self.tr("Back to the &questions"), "left")
        back.clicked.connect(self.go_back)
        subtitle = self._subtitle(answering.assessment, answering)
        self._window.show_page(page, self.tr("Export"), subtitle, (back,))
        page.focus_first()

    def _go_to_question(self, question: str) -> None:
        self.go_back()
        if self._page is not None:
            self._page.go_to(QuestionId(question))

    def _reload(self) -> None:
        """After signing: frozen answers are shown as they are kept."""
        answering = self.answering
        if answering is None:
            return

        def job(workspace: "Workspace") -> "Assessment":
            from checklistapp.services import assessments

            return assessments.load(workspace, answering.assessment.id)

        self._session.run(job, answering.replace, self._complain)

    def _show_preview(self, pdf: bytes, title: str, save: bool) -> None:
        from checklistapp.ui.pages.preview import PreviewPage

        page = PreviewPage(self._session, pdf, self._write_preview if save else None)
        page.back.connect(self.show_export)
        self._window.show_page(page, title)
        page.setFocus()

    def _write_preview(self, pdf: bytes, target: Path) -> None:
        answering = self.answering
        if answering is None:
            return

        def job(workspace: "Workspace") -> None:
            from checklistapp.services import exports

            exports.export(workspace, answering.assessment.id, pdf, target, "review")

        said = self.tr("Written, re-opened and checked: {0}").format(target.name)
        self._session.run(job, lambda _: self._window.status.say(said), self._complain)

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

    def can_leave(self, leave: Callable[[], None]) -> bool:
        """Asks first where an answer could not be saved."""
        from checklistapp.ui.widgets.message import ask

        self.flush()
        if self.answering is None or self.answering.state is not SaveState.FAILED:
            return True
        words = self.tr("An answer could not be saved. Leaving now loses what was typed last.")
        ask(self._window, self.tr("Not saved"), words, self.tr("Leave &all the same"), leave)
        return False

    def _drop_page(self) -> None:
        self.flush()
        self._window.keep(None)
        self._page = None
        self._window.show_marking("")
        self._window.status.show_progress(None)
        self._window.status.show_saved(None)

    def _complain(self, error: BaseException) -> None:
        errors.show(self._window, error)
