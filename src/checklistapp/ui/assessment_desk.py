# SPDX-License-Identifier: Apache-2.0
"""The pages beside the answering of one assessment: about it, reopening it, and what leaves it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from shiboken6 import isValid

from checklistapp.domain.ids import AssessmentId
from checklistapp.ui.main_window import MainWindow
from checklistapp.ui.print_register import note_printing
from checklistapp.ui.session import Session
from checklistapp.ui.widgets.file_choice import suggested_name
from checklistapp.ui.widgets.message import show_error

if TYPE_CHECKING:
    from checklistapp.domain.assessment import Assessment
    from checklistapp.services.workspace import Workspace
    from checklistapp.ui.models.answering import Answering
    from checklistapp.ui.pages.about import AboutPage
    from checklistapp.ui.widgets.printing import Printed


def subtitle_of(answering: "Answering") -> str:
    """Who answers, for what and when, and whether it can still be changed."""
    from checklistapp.ui.pages.library import assessment_state_name, received_state_name

    assessment = answering.assessment
    state = received_state_name() if answering.is_received else assessment_state_name(assessment.state)
    if answering.is_certified:
        state = QCoreApplication.translate("AssessmentDesk", "signed by the preparer, approval pending")
    return " · ".join(filter(None, (assessment.organisation, assessment.facility, assessment.cycle, state)))


class AssessmentDesk(QObject):
    back = Signal()
    question_wanted = Signal(str)

    def __init__(self, window: MainWindow, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self._about: AboutPage | None = None

    @property
    def about(self) -> "AboutPage | None":
        """The page that is open, for what is typed on it is kept like an answer."""
        return self._about if self._about is not None and isValid(self._about) else None

    def show_about(self, answering: "Answering") -> None:
        from checklistapp.ui.pages.about import AboutPage

        page = self._about = AboutPage(self._session, answering)
        page.said.connect(self._window.status.say)
        page.reopen_wanted.connect(lambda: self.reopen(answering))
        self._window.show_page(page, self.tr("Cover and profile"), subtitle_of(answering), back=self.back.emit)
        page.setFocus()

    def reopen(self, answering: "Answering") -> None:
        from checklistapp.ui.pages.reopening import ask_reopening

        def reopened(assessment: "Assessment") -> None:
            if isValid(answering):
                answering.replace(assessment)
            self._window.status.say(self.tr("Reopened: the answers can be changed."))

        ask_reopening(self._session, answering.assessment.id, self._window, reopened)

    def show_export(self, answering: "Answering") -> None:
        from checklistapp.ui.pages.export import ExportPage

        def preview(pdf: bytes, title: str, kind: str) -> None:
            self._show_preview(answering, pdf, title, kind)

        page = ExportPage(self._session, answering)
        page.preview_wanted.connect(preview)
        page.question_wanted.connect(self.question_wanted)
        page.said.connect(self._window.status.say)
        page.frozen.connect(lambda: self._reload(answering))
        page.reopen_wanted.connect(lambda: self.reopen(answering))
        self._window.show_page(page, self.tr("Export"), subtitle_of(answering), back=self.back.emit)
        page.focus_first()

    def show_taking_in(self, answering: "Answering") -> None:
        from checklistapp.ui.pages.taking_in import TakingInPage

        page = TakingInPage(self._session, answering)

        def taken(said: str) -> None:
            self.back.emit()
            self._window.status.say(said)

        page.taken.connect(taken)
        self._window.show_page(page, self.tr("Take in a filled PDF"), subtitle_of(answering), back=self.back.emit)
        page.setFocus()

    def show_paper_entry(self, answering: "Answering") -> None:
        from checklistapp.ui.pages.paper_entry import PaperEntryPage

        page = PaperEntryPage(self._session, answering)
        page.entered.connect(self._window.status.say)
        self._window.show_page(page, self.tr("Enter from paper"), subtitle_of(answering), back=self.back.emit)
        page.setFocus()

    def _reload(self, answering: "Answering") -> None:
        """After signing: frozen answers are shown as they are kept."""

        def job(workspace: "Workspace") -> tuple["Assessment", bool]:
            from checklistapp.services import assessments, signing

            assessment = answering.assessment.id
            return assessments.load(workspace, assessment), signing.stage(workspace, assessment) == "certified"

        def show(found: tuple["Assessment", bool]) -> None:
            answering.replace(found[0])
            answering.show_certified(found[1])

        self._session.run(job, show, self._complain, owner=answering)

    def _show_preview(self, answering: "Answering", pdf: bytes, title: str, kind: str) -> None:
        """What has no ``kind`` is only looked at and printed: it is not the document that leaves."""
        from checklistapp.ui.pages.preview import PreviewPage

        assessment = answering.assessment.id

        def write(target: Path) -> None:
            self._write(assessment, pdf, target, kind)

        def printed(run: "Printed") -> None:
            note_printing(self._session, kind or "preview", pdf, run, self._complain, assessment)

        suggested = suggested_name(answering.assessment, f"{kind}.pdf")
        page = PreviewPage(self._session, pdf, write if kind else None, suggested)
        page.printed.connect(printed)
        self._window.show_page(page, title, back=lambda: self.show_export(answering))
        page.setFocus()

    def _write(self, assessment: AssessmentId, pdf: bytes, target: Path, kind: str) -> None:
        def job(workspace: "Workspace") -> None:
            from checklistapp.services import exports

            exports.export(workspace, assessment, pdf, target, kind)

        said = self.tr("Written, re-opened and checked: {0}").format(target.name)
        self._session.run(job, lambda _: self._window.status.say(said), self._complain)

    def _complain(self, error: BaseException) -> None:
        show_error(self._window, error)
