# SPDX-License-Identifier: Apache-2.0
"""Reads what a workspace holds and shows it as the library."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.message import show_error

if TYPE_CHECKING:
    from checklistapp.services.assessments import Summary
    from checklistapp.services.submissions import SubmissionSummary
    from checklistapp.services.workspace import Workspace


class LibraryDesk(QObject):
    assessment_wanted = Signal(str)
    submission_wanted = Signal(str)
    start_wanted = Signal()
    sample_wanted = Signal()
    receive_wanted = Signal()
    shown = Signal(object)
    """The page."""

    def __init__(self, window: MainWindow, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, session

    def show(self) -> None:
        def job(workspace: "Workspace") -> "list[Summary]":
            from checklistapp.services import assessments

            return assessments.summaries(workspace)

        self._session.run(job, self._show_summaries, self._complain)

    def _show_summaries(self, summaries: "list[Summary]") -> None:
        from checklistapp.ui.pages.library import LibraryPage

        opened = self._session.opened
        if opened is None:
            return
        page = LibraryPage(summaries)
        page.assessment_wanted.connect(self.assessment_wanted)
        page.submission_wanted.connect(self.submission_wanted)
        page.start_wanted.connect(self.start_wanted)
        page.sample_wanted.connect(self.sample_wanted)
        page.receive_wanted.connect(self.receive_wanted)
        self._window.show_page(page, opened.name, opened.person.name)
        if opened.is_read_only:
            page.only_read()
        page.setFocus()
        self.shown.emit(page)

        def received(workspace: "Workspace") -> "list[SubmissionSummary]":
            from checklistapp.services import submissions

            return submissions.submissions(workspace)

        self._session.run(received, page.show_submissions, self._complain, owner=page)

    def _complain(self, error: BaseException) -> None:
        show_error(self._window, error)
