# SPDX-License-Identifier: Apache-2.0
"""What a workspace holds: own assessments and received submissions, or three ways to begin."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from checklistapp.domain.assessment import State
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.label import Label, Size
from checklistapp.ui.widgets.panel import empty
from checklistapp.ui.widgets.tile import ScrollPage, Tile

if TYPE_CHECKING:
    from checklistapp.services.assessments import Summary
    from checklistapp.services.submissions import SubmissionSummary


def assessment_state_name(state: State) -> str:
    return {
        State.DRAFT: QCoreApplication.translate("State", "Draft"),
        State.APPROVED: QCoreApplication.translate("State", "Approved and frozen"),
        State.SUBMITTED: QCoreApplication.translate("State", "Submitted"),
    }[state]


def received_state_name() -> str:
    return QCoreApplication.translate("State", "Received, read only")


class LibraryPage(ScrollPage):
    assessment_wanted = Signal(str)
    submission_wanted = Signal(str)
    start_wanted = Signal()
    receive_wanted = Signal()
    sample_wanted = Signal()

    def __init__(
        self,
        summaries: "Sequence[Summary]",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(860, parent)
        self._received = QVBoxLayout()
        if not summaries:
            self._add_first_steps()
            self.column.addLayout(self._received)
            self.column.addStretch(2)
            return
        self._add_heading(self.tr("Assessments"))
        for summary in summaries:
            self.column.addWidget(self._assessment(summary))
        start = Button(self.tr("&Start another checklist"), "plus")
        start.clicked.connect(self.start_wanted)
        self.column.addLayout(side_by_side(start))
        self._add_heading(self.tr("Received"))
        self._nothing = Label(self.tr("Nothing received yet. A bundle that was sent to you opens here."), "muted")
        self._received.addWidget(self._nothing)
        self.column.addLayout(self._received)
        receive = Button(self.tr("&Receive a bundle…"), "inbox")
        receive.clicked.connect(self.receive_wanted)
        self.column.addLayout(side_by_side(receive))
        self.column.addStretch(1)

    def show_submissions(self, submissions: "Sequence[SubmissionSummary]") -> None:
        """Told a little later: what is received takes heavier parts of the program to list."""
        if submissions:
            empty(self._received)
        for submission in submissions:
            self._received.addWidget(self._submission(submission))

    def _add_heading(self, text: str) -> None:
        self.column.addWidget(Label(text, "heading", Size.LARGE))

    def _add_first_steps(self) -> None:
        self.column.addStretch(1)
        steps = (
            (
                "checklist",
                self.tr("Start the checklist"),
                self.tr("37 questions, with guidance for each."),
                self.tr("&Start"),
                self.start_wanted,
            ),
            (
                "inbox",
                self.tr("Open a bundle"),
                self.tr("Check and receive what somebody sent you."),
                self.tr("&Open a bundle…"),
                self.receive_wanted,
            ),
            (
                "sample",
                self.tr("Try the sample"),
                self.tr("A filled-in checklist of an invented State."),
                self.tr("&Try the sample"),
                self.sample_wanted,
            ),
        )
        for place, (drawing, title, words, label, wanted) in enumerate(steps):
            tile = Tile(drawing, title, words)
            button = Button(label, "right", "plain" if place else "primary", trailing=True)
            button.clicked.connect(wanted)
            tile.body.addLayout(side_by_side(button))
            self.column.addWidget(tile)
            if not place:
                self.setFocusProxy(button)

    def _assessment(self, summary: "Summary") -> Tile:
        frozen = summary.state is not State.DRAFT
        words = " · ".join(filter(None, (summary.organisation, summary.cycle, assessment_state_name(summary.state))))
        tile = Tile("lock" if frozen else "checklist", summary.title, words)
        bar = QProgressBar()
        bar.setRange(0, max(1, summary.total))
        bar.setValue(summary.answered)
        count = self.tr("{0} of {1} answered").format(summary.answered, summary.total)
        bar.setAccessibleName(count)
        words, kind = (self.tr("Look at it"), "plain") if frozen else (self.tr("Continue"), "primary")
        button = Button(words, "right", kind, trailing=True)
        button.setAccessibleName(f"{button.text()}: {summary.title}, {summary.organisation}")
        button.clicked.connect(lambda: self.assessment_wanted.emit(summary.id))
        row = QHBoxLayout()
        row.addWidget(bar, 1)
        label = Label(count, "muted")
        label.setWordWrap(False)
        row.addWidget(label)
        row.addWidget(button)
        tile.body.addLayout(row)
        if self.focusProxy() is None:
            self.setFocusProxy(button)
        return tile

    def _submission(self, submission: "SubmissionSummary") -> Tile:
        words = self.tr("From {0} · number {1} · received {2} · {3}").format(
            submission.sender, submission.sequence, submission.received[:10], submission.verdict
        )
        tile = Tile("inbox", f"{submission.organisation}: {submission.form_title}", words, "yes")
        button = Button(self.tr("Look at it"), "eye")
        button.setAccessibleName(f"{button.text()}: {submission.organisation}")
        button.clicked.connect(lambda: self.submission_wanted.emit(submission.id))
        tile.body.addLayout(side_by_side(button))
        return tile
