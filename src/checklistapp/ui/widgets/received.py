# SPDX-License-Identifier: Apache-2.0
"""From whom and when an assessment was received, and whether its signatures were good."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from checklistapp.ui.widgets.label import Label, Picture
from checklistapp.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from checklistapp.services.submissions import SubmissionSummary


class ReceivedNotice(Panel):
    """Hidden on one's own assessments."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("notice", parent)
        self._sign = Picture("shield", "yes")
        self._words = Label()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 10, 7)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def text(self) -> str:
        return self._words.text()

    def show_submission(self, submission: "SubmissionSummary") -> None:
        good = are_good(submission)
        self._sign.show_drawing("shield" if good else "warning", "yes" if good else "partly")
        words = self.tr("Received {0} from {1} · {2}")
        self._words.setText(words.format(submission.received[:10], submission.sender, signatures_name(good)))
        self.show()


def are_good(submission: "SubmissionSummary") -> bool:
    """As it was judged when it was received; one taken out of its turn is not."""
    return submission.verdict == "complete"


def signatures_name(good: bool) -> str:
    if good:
        return QCoreApplication.translate("Received", "signatures good")
    return QCoreApplication.translate("Received", "check the signatures")
