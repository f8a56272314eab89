# SPDX-License-Identifier: Apache-2.0
"""What a workspace holds: own assessments and received submissions, or three ways to begin."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from checklistapp.domain.assessment import State
from checklistapp.ui.widgets.button import Button, side_by_side
from checklistapp.ui.widgets.label import Label, Picture, Size
from checklistapp.ui.widgets.panel import Panel, empty
from checklistapp.ui.widgets.received import are_good, signatures_name
from checklistapp.ui.widgets.tile import ScrollPage, Tile

if TYPE_CHECKING:
    from checklistapp.services.assessments import Summary
    from checklistapp.services.submissions import SubmissionSummary

_ROW = 56
"""Pixels of a bundle in the list, at least."""


def assessment_state_name(state: State) -> str:
    return {
        State.DRAFT: QCoreApplication.translate("State", "Draft"),
        State.APPROVED: QCoreApplication.translate("State", "Approved and frozen"),
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
        super().__init__(parent=parent)
        self._own = list(summaries)
        self._received = QVBoxLayout()
        self._received.setSpacing(8)
        self._first_steps = QWidget()
        if not self._own:
            self._add_first_steps()
        self._received_heading = Label(self.tr("Received"), "heading", Size.LARGE)
        self.column.addWidget(self._received_heading)
        self._nothing = Label(self.tr("Nothing received yet. A bundle that was sent to you opens here."), "muted")
        self.column.addWidget(self._nothing)
        self.column.addLayout(self._received)
        self._receive = Button(self.tr("&Receive a bundle…"), "inbox")
        self._receive.clicked.connect(self.receive_wanted)
        self.column.addLayout(side_by_side(self._receive))
        self._own_heading = Label(self.tr("Assessments"), "heading", Size.LARGE)
        self.column.addWidget(self._own_heading)
        for summary in self._own:
            self.column.addWidget(self._assessment(summary))
        self._start = Button(self.tr("&Start another checklist"), "plus")
        self._start.clicked.connect(self.start_wanted)
        self.column.addLayout(side_by_side(self._start))
        self.column.addStretch(1)
        self._offer(holds_received=False)

    def _offer(self, *, holds_received: bool) -> None:
        """Three ways to begin while nothing at all is held; what was received stands first."""
        holds_own = bool(self._own)
        holds_any = holds_own or holds_received
        self._first_steps.setVisible(not holds_any)
        self._nothing.setVisible(holds_own and not holds_received)
        self._received_heading.setVisible(holds_any)
        self._receive.setVisible(holds_any)
        self._own_heading.setVisible(holds_own)
        self._start.setVisible(holds_any)
        if not holds_own:
            self._start.setText(self.tr("&Start the checklist"))

    def only_read(self) -> None:
        """What would change the workspace is off; what it holds can be looked at."""
        for part in (self._first_steps, self._receive, self._start):
            part.setEnabled(False)

    def show_submissions(self, submissions: "Sequence[SubmissionSummary]") -> None:
        """Told a little later: what is received takes heavier parts of the program to list."""
        empty(self._received)
        for submission in submissions:
            self._received.addWidget(self._submission(submission))
        self._offer(holds_received=bool(submissions))

    def _add_first_steps(self) -> None:
        column = QVBoxLayout(self._first_steps)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        self.column.addWidget(self._first_steps)
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
            column.addWidget(tile)
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
        words, kind = (self.tr("Open"), "plain") if frozen else (self.tr("Continue"), "primary")
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

    def _submission(self, submission: "SubmissionSummary") -> Panel:
        row = Panel("tile")
        row.setMinimumHeight(_ROW)
        name = Label(submission.organisation or submission.sender, bold=True)
        words = self.tr("{0} · from {1} · number {2} · received {3}").format(
            submission.form_title, submission.sender, submission.sequence, submission.received[:10]
        )
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(name)
        texts.addWidget(Label(words, "muted", Size.SMALL))
        good = are_good(submission)
        badge = Label(signatures_name(good), "good" if good else "caution")
        badge.setWordWrap(False)
        button = Button(self.tr("Open"), "right", "small", trailing=True)
        button.setAccessibleName(f"{button.text()}: {submission.organisation}")
        button.clicked.connect(lambda: self.submission_wanted.emit(submission.id))
        line = QHBoxLayout(row)
        line.setContentsMargins(16, 6, 12, 6)
        line.setSpacing(10)
        line.addWidget(Picture("inbox"))
        line.addLayout(texts, 1)
        line.addWidget(Picture("shield" if good else "warning", "yes" if good else "partly"))
        line.addWidget(badge)
        line.addWidget(button)
        return row
